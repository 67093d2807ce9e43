//! The command line: one file per command, with its arguments. A command calls the library and prints what it
//! returns; it holds no logic. `commands.rs` lists them all, and no command needs it.

pub mod about;
pub mod backup;
mod cautions;
pub mod commands;
pub mod completions;
pub mod demo;
pub mod docs;
pub mod doctor;
mod exit;
pub mod export;
pub mod findings;
pub mod global;
#[cfg(test)]
mod hostile_tests;
pub mod init;
pub mod links;
mod log;
mod moment;
#[cfg(test)]
#[cfg(unix)]
mod named_files_tests;
mod output;
mod own_files;
pub mod plugin;
pub mod plugin_report;
pub mod plugin_trust;
pub mod progress;
pub mod psa;
pub mod psa_next;
mod psa_report;
pub mod query;
pub mod report;
pub mod restore;
pub mod rules;
mod run;
mod runtime;
pub mod schedule;
mod signals;
pub mod status;
pub mod summary;
pub mod sync;
mod terminal;
pub mod test;

pub use commands::{Arguments, Command};
pub use exit::{CommandError, CommandResult, Exit, exit_codes_help};
pub use moment::TypedMoment;
pub use output::Output;
pub use run::{keep_files_private, parsed, run, start_log, tell_panics};
pub use signals::outlive_file_limits;
