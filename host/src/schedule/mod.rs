//! Files that let a scheduler of the system run what Seatwise does regularly: systemd, cron, launchd, and the
//! Task Scheduler of Windows.
//!
//! Every format has rules of its own for spaces, quotes, per cent signs and markup. A path that a format
//! cannot spell is refused, never spelled so that it means another one.

mod cron;
mod error;
mod file;
mod installation;
mod job;
mod launchd;
mod shell;
mod systemd;
#[cfg(test)]
mod tests;
mod windows;
mod xml;

pub use error::ScheduleError;
pub use file::{ScheduleFile, Scheduler, files};
pub use installation::Installation;
pub use job::{DIGEST, Days, Job, SYNC, jobs};
