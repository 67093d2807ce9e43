//! What the doctor found.

use serde::Serialize;

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// `seatwise.toml`.
    Configuration,
    /// Plugin files and `plugins.lock`.
    Plugin,
    /// Settings and secrets of a connection.
    Connection,
    /// Refresh tokens.
    Token,
    /// Who holds what.
    Lock,
    /// The state folder.
    State,
    /// The database.
    Database,
    /// The published copy.
    Publish,
    /// Free space.
    Disk,
}

impl Area {
    /// The area in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Plugin => "plugin",
            Self::Connection => "connection",
            Self::Token => "token",
            Self::Lock => "lock",
            Self::State => "state",
            Self::Database => "database",
            Self::Publish => "publish",
            Self::Disk => "disk",
        }
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All is well.
    Ok,
    /// It works, and a person should know something.
    Warning,
    /// Something does not work.
    Failed,
}

impl Outcome {
    /// The outcome in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it is about.
    pub area: Area,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found.
    pub message: String,
    /// What to do, where something is to be done and the message does not say it.
    pub next: Option<String>,
}

impl Check {
    pub(super) fn ok(area: Area, message: impl Into<String>) -> Self {
        Self::new(area, Outcome::Ok, message)
    }

    pub(super) fn warning(area: Area, message: impl Into<String>) -> Self {
        Self::new(area, Outcome::Warning, message)
    }

    pub(super) fn failed(area: Area, message: impl Into<String>) -> Self {
        Self::new(area, Outcome::Failed, message)
    }

    /// Adds what to do.
    pub(super) fn then(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    fn new(area: Area, outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            area,
            outcome,
            message: message.into(),
            next: None,
        }
    }
}

/// All checks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
}

impl Diagnosis {
    /// How many checks ended so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    }
}
