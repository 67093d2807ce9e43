//! Exit codes, and the errors that choose them.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::base::room;
use crate::pipeline::PipelineError;
use crate::store::OpenError;

/// How the command ended, as its exit code says. The numbers are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for was done.
    Ok = 0,
    /// It failed for a reason that has no code of its own.
    Failed = 1,
    /// The command line or `seatwise.toml` is wrong; nothing was attempted.
    Usage = 2,
    /// The sync left something out: some rows are stale, nothing good was replaced. Or what is shown was not
    /// compared: a side is missing, or the comparison is older than the data.
    Incomplete = 3,
    /// A read returned suspiciously little and was held back; see `--accept-shrink`.
    HeldBack = 4,
    /// A distributor refused the credentials, or must be reconnected by a person.
    Authentication = 5,
    /// Another process has the database open; what was fetched is kept for the next run.
    Busy = 6,
    /// Stopped by Ctrl-C; the next run resumes.
    Interrupted = 130,
}

impl Exit {
    /// All codes, in their order.
    pub const ALL: [Self; 8] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::Incomplete,
        Self::HeldBack,
        Self::Authentication,
        Self::Busy,
        Self::Interrupted,
    ];

    /// Returns the number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Returns what the code means, in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done",
            Self::Failed => "failed",
            Self::Usage => "the command line or seatwise.toml is wrong",
            Self::Incomplete => {
                "something is missing: not everything was read, or what is shown was not compared"
            }
            Self::HeldBack => "a suspicious shrink was held back (see sync --accept-shrink)",
            Self::Authentication => "credentials were rejected, or a connection needs a reconnect",
            Self::Busy => {
                "another process has the database open (fetched data is kept) or is syncing the connection"
            }
            Self::Interrupted => "interrupted; the next run resumes",
        }
    }
}

impl From<PipelineError> for CommandError {
    fn from(error: PipelineError) -> Self {
        let exit = match error {
            PipelineError::Open(OpenError::Locked { .. }) => Exit::Busy,
            _ => Exit::Failed,
        };
        Self::new(exit, error)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Returns the list of exit codes for `--help`.
#[must_use]
pub fn exit_codes_help() -> String {
    let lines = Exit::ALL.map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning()));
    format!("Exit codes:\n{}", lines.join("\n"))
}

/// Why a command ended early: a message for a person, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError {
    /// The exit code; [`Exit::Ok`] when the reader of the output went away.
    pub exit: Exit,
    /// What failed, as a fragment that follows "failed to …".
    pub message: String,
    /// What to do next, as a sentence.
    pub hint: Option<String>,
}

/// What a command returns.
pub type CommandResult = Result<Exit, CommandError>;

impl CommandError {
    /// Makes an error with a code and a message that follows "failed to …".
    pub fn new(exit: Exit, message: impl fmt::Display) -> Self {
        let mut message = message.to_string();
        message.push_str(room(&message));
        Self {
            exit,
            message,
            hint: None,
        }
    }

    /// Makes an error of code [`Exit::Failed`].
    pub fn failed(message: impl fmt::Display) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// Makes an error of code [`Exit::Usage`].
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Adds what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Makes the error of a write to `what`. A closed pipe is a success: whoever read the output,
    /// such as `head`, has seen enough.
    pub fn from_write(what: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Ok, "write to a closed pipe"),
            _ => Self::failed(format!("write {what}: {error}")),
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "failed to {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CommandError {}

impl From<crate::config::ConfigError> for CommandError {
    fn from(error: crate::config::ConfigError) -> Self {
        Self::usage(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_exit_codes_are_those_that_schedulers_know() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4, 5, 6, 130]);
    }

    #[test]
    fn a_closed_pipe_is_a_success_and_a_full_disk_is_not() {
        let closed = CommandError::from_write("the result", &io::ErrorKind::BrokenPipe.into());
        assert_eq!(closed.exit, Exit::Ok);
        let full = CommandError::from_write("the result", &io::ErrorKind::StorageFull.into());
        assert_eq!(full.exit, Exit::Failed);
        assert!(full.to_string().starts_with("failed to write the result: "));
        let full = io::Error::from_raw_os_error(28).to_string();
        if full.contains("No space left") {
            let told = CommandError::failed(format!("write x: {full}")).to_string();
            assert!(
                told.ends_with("make room on that disk and run again"),
                "{told}"
            );
        }
    }
}
