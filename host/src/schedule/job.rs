//! What is done regularly.

use jiff::{Timestamp, civil::Weekday};

use crate::base::zone::Zone;

/// Something that is done regularly, at a time of the operator's clock. No clock of the world goes forward or back at these
/// times, so each of them comes once a day.
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
    pub hour: i8,
    /// The minute of the hour.
    pub minute: i8,
    /// Whether doing it once too often costs nothing but time.
    pub is_repeatable: bool,
}

/// The days on which a job is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Every day.
    All,
    /// This day of every week.
    Weekly(Weekday),
}

/// When a job begins, by the clock that its scheduler reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// The days.
    pub(super) days: Days,
    /// The hour of the day.
    pub(super) hour: i8,
    /// The minute of the hour.
    pub(super) minute: i8,
}

impl Job {
    /// Returns when it begins by the clock of the machine, as far as that differs from the operator's at a moment.
    pub(super) fn start(&self, operator: &Zone, machine: &Zone, now: Timestamp) -> Start {
        let own = Start {
            days: self.days,
            hour: self.hour,
            minute: self.minute,
        };
        if operator.is_same_clock(machine) {
            return own;
        }
        let mut day = operator.day(now);
        if let Days::Weekly(weekday) = self.days {
            day = day.nth_weekday(1, weekday).unwrap_or(day);
        }
        let Ok(moment) = operator.moment(day.at(self.hour, self.minute, 0, 0)) else {
            return own;
        };
        let there = machine.clock(moment);
        Start {
            days: match self.days {
                Days::All => Days::All,
                Days::Weekly(_) => Days::Weekly(there.weekday()),
            },
            hour: there.hour(),
            minute: there.minute(),
        }
    }
}

/// Reads all distributors. At night, and not at a full hour, when everybody else asks them too.
pub const SYNC: Job = Job {
    name: "sync",
    title: "Sync licence distributors into DuckDB",
    arguments: &["sync"],
    days: Days::All,
    hour: 4,
    minute: 17,
    is_repeatable: true,
};

/// Mails the digest of the week, hours after the sync of the night.
pub const DIGEST: Job = Job {
    name: "digest",
    title: "Mail the weekly digest of licence money",
    arguments: &["report", "digest", "--mail"],
    days: Days::Weekly(Weekday::Monday),
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
