//! What is done regularly.

/// Something that is done regularly, at a time of the local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Its name, as files and units are named by it.
    pub name: &'static str,
    /// What it does.
    pub title: &'static str,
    /// The command line behind the program and its configuration.
    pub arguments: &'static [&'static str],
    /// The days on which it is done.
    pub days: Days,
    /// The hour of the day.
    pub hour: u8,
    /// The minute of the hour.
    pub minute: u8,
    /// Whether doing it once too often costs nothing but time.
    pub is_repeatable: bool,
}

/// The days on which a job is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Every day.
    All,
    /// Every Monday.
    Mondays,
}

/// Reads all distributors. At night, and not at a full hour, when everybody else asks them too.
pub const SYNC: Job = Job {
    name: "sync",
    title: "Sync licence distributors into DuckDB",
    arguments: &["sync"],
    days: Days::All,
    hour: 3,
    minute: 17,
    is_repeatable: true,
};

/// Mails the digest of the week, hours after the sync of the night.
pub const DIGEST: Job = Job {
    name: "digest",
    title: "Mail the weekly digest of licence money",
    arguments: &["report", "digest", "--mail"],
    days: Days::Mondays,
    hour: 7,
    minute: 7,
    // A week's digest is sent once, however often it is asked for.
    is_repeatable: true,
};

/// The jobs that are scheduled, the earlier before the later. A digest needs a mail server.
#[must_use]
pub const fn jobs(has_mail: bool) -> &'static [Job] {
    if has_mail { &[SYNC, DIGEST] } else { &[SYNC] }
}
