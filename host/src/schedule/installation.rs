//! Where this installation lies, and whose it is.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{
    error::ScheduleError,
    job::{Job, Start},
};
use crate::{base::files::folder_of, base::zone::Zone, config::Config};

/// Where this installation lies, and whose it is. All paths are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The program.
    pub(super) program: String,
    /// The configuration file.
    pub(super) configuration: String,
    /// The folder of the configuration file, in which every job runs.
    pub(super) folder: String,
    /// The folders that are written; none lies in another.
    pub(super) written: Vec<String>,
    /// The user that the jobs run as.
    pub(super) user: String,
    /// The operator's time zone, in which the times of jobs are meant.
    pub(super) operator: Zone,
    /// The time zone of the machine, by whose clock schedulers run.
    pub(super) machine: Zone,
    /// When this was found out: how far the two differ depends on it.
    pub(super) now: Timestamp,
}

impl Installation {
    /// Describes the installation of a program and a configuration; the jobs run as the user who owns the
    /// configuration's folder.
    ///
    /// # Errors
    ///
    /// [`ScheduleError::NoText`] where a path cannot stand in a file of text.
    pub fn new(program: &Path, config: &Config) -> Result<Self, ScheduleError> {
        let mut written = vec![
            config.directory.clone(),
            folder_of(&config.database).to_owned(),
            config.state.clone(),
        ];
        written.extend(config.publish.as_deref().map(folder_of).map(Path::to_owned));
        Ok(Self {
            program: text(program)?,
            configuration: text(&config.path)?,
            folder: text(&config.directory)?,
            written: outermost(written)
                .iter()
                .map(|path| text(path))
                .collect::<Result<_, _>>()?,
            user: owner(&config.directory),
            operator: config.time_zone.clone(),
            machine: Zone::of_machine(),
            now: Timestamp::now(),
        })
    }

    /// Returns when a job begins, by the clock of the machine.
    pub(super) fn start(&self, job: &Job) -> Start {
        job.start(&self.operator, &self.machine, self.now)
    }

    /// Returns what a reader of a schedule must know about its times; nothing where the clock of the machine is the
    /// operator's.
    pub(super) fn about_times(&self, jobs: &[Job]) -> Option<String> {
        if self.operator.is_same_clock(&self.machine) {
            return None;
        }
        let times: Vec<_> = jobs
            .iter()
            .map(|job| format!("{:02}:{:02}", job.hour, job.minute))
            .collect();
        Some(format!(
            "The machine's clock is not that of {}. The times below are {} there, as long as the two clocks differ as they do now; print this again when one of them changes to or from daylight saving time.",
            self.operator.name(),
            times.join(" and ")
        ))
    }

    /// Returns the command line of a job.
    pub(super) fn arguments<'i>(&'i self, arguments: &'i [&str]) -> Vec<&'i str> {
        let mut all = vec!["--config", self.configuration.as_str()];
        all.extend(arguments);
        all
    }

    /// Returns whether something of the installation lies below one of the folders.
    pub(super) fn lies_below(&self, folders: &[&str]) -> bool {
        let paths = [&self.program, &self.configuration];
        paths.into_iter().chain(&self.written).any(|path| {
            folders
                .iter()
                .any(|folder| Path::new(path).starts_with(folder))
        })
    }
}

fn text(path: &Path) -> Result<String, ScheduleError> {
    match path.to_str() {
        Some(text) if !text.contains(char::is_control) => Ok(text.to_owned()),
        _ => Err(ScheduleError::NoText(path.to_owned())),
    }
}

/// Leaves out the folders that lie in another one.
fn outermost(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    folders.sort();
    // A folder sorts before all that lies in it.
    folders.dedup_by(|later, earlier| later.starts_with(earlier));
    folders
}

/// Returns the name of the user who owns a folder, or the number where it has none here.
#[cfg(unix)]
fn owner(folder: &Path) -> String {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(metadata) = folder.metadata() else {
        return FALLBACK.to_owned();
    };
    crate::base::private::user_name(metadata.uid())
}

/// The user is named by hand where the system does not say whose a folder is.
#[cfg(not(unix))]
fn owner(_folder: &Path) -> String {
    FALLBACK.to_owned()
}

/// The user that `host/docs/schedule.md` proposes.
const FALLBACK: &str = "seatwise";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_inside_another_is_not_named_twice() {
        let folders = ["/b/state", "/a", "/b", "/b2", "/b/state/x"].map(PathBuf::from);
        let expected = ["/a", "/b", "/b2"].map(PathBuf::from);
        assert_eq!(outermost(folders.to_vec()), expected);
    }

    #[test]
    fn a_path_with_a_line_break_is_refused() {
        let config = Config::from_text(Path::new("/srv/a\nb/seatwise.toml"), "").unwrap();
        let error = Installation::new(Path::new("/usr/bin/seatwise"), &config).unwrap_err();
        assert!(matches!(error, ScheduleError::NoText(_)), "{error}");
        assert!(error.to_string().contains("rename the folder"), "{error}");
    }
}
