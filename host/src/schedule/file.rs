//! The files of a scheduler.

use serde::Serialize;

use super::{
    cron, error::ScheduleError, installation::Installation, job::Job, launchd, systemd, windows,
};

/// A scheduler of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheduler {
    /// Services and timers of systemd, for the whole system.
    Systemd,
    /// Lines of a user's crontab.
    Cron,
    /// Daemons of launchd (macOS).
    Launchd,
    /// Tasks of the Task Scheduler (Windows).
    Windows,
}

/// A file for a scheduler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScheduleFile {
    /// Its name.
    pub name: String,
    /// Where it belongs, or what makes the scheduler know it.
    pub place: String,
    /// What is in it; a comment at its begin tells the place.
    pub text: String,
}

/// Writes the files that let a scheduler do the jobs.
///
/// # Errors
///
/// [`ScheduleError::Unspeakable`] where the format has no way to spell a path.
pub fn files(
    scheduler: Scheduler,
    jobs: &[Job],
    installation: &Installation,
) -> Result<Vec<ScheduleFile>, ScheduleError> {
    match scheduler {
        Scheduler::Systemd => systemd::files(jobs, installation),
        Scheduler::Cron => Ok(vec![cron::file(jobs, installation)]),
        Scheduler::Launchd => Ok(launchd::files(jobs, installation)),
        Scheduler::Windows => windows::files(jobs, installation),
    }
}
