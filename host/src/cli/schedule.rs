//! `seatwise schedule`: files for the system's scheduler.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::own_files::refuse_own;
use crate::base::files::replace;
use crate::config::Config;
use crate::schedule::{Installation, ScheduleFile, Scheduler, files, jobs};

/// The commands under `schedule`.
#[derive(Debug, Clone, Subcommand)]
pub enum ScheduleCommand {
    /// Print the files for one scheduler, with the paths of this installation; nothing is installed
    Print(PrintArguments),
}

/// Arguments of `schedule print`.
#[derive(Debug, Clone, Args)]
pub struct PrintArguments {
    /// The scheduler.
    #[command(flatten)]
    pub scheduler: SchedulerArguments,
    /// Write the files into this folder instead of the terminal
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The scheduler: exactly one.
#[derive(Debug, Clone, Copy, Args)]
#[group(required = true, multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "a flag each")]
pub struct SchedulerArguments {
    /// Services and timers of systemd
    #[arg(long)]
    pub systemd: bool,
    /// Lines of a crontab
    #[arg(long)]
    pub cron: bool,
    /// Daemons of launchd (macOS)
    #[arg(long)]
    pub launchd: bool,
    /// Tasks of the Task Scheduler (Windows)
    #[arg(long)]
    pub windows: bool,
}

impl SchedulerArguments {
    const fn scheduler(self) -> Scheduler {
        match self {
            Self { systemd: true, .. } => Scheduler::Systemd,
            Self { cron: true, .. } => Scheduler::Cron,
            Self { launchd: true, .. } => Scheduler::Launchd,
            Self { .. } => Scheduler::Windows,
        }
    }
}

/// Runs a command on schedules.
///
/// # Errors
///
/// When a path cannot be written in the format, or a file not be written.
pub fn run(command: &ScheduleCommand, config: &Config, output: &Output) -> CommandResult {
    let ScheduleCommand::Print(arguments) = command;
    let program = std::env::current_exe()
        .map_err(|error| CommandError::failed(format!("find this program: {error}")))?;
    let installation = Installation::new(&program, config).map_err(CommandError::failed)?;
    let jobs = jobs(config.mail.is_some());
    let files = files(arguments.scheduler.scheduler(), jobs, &installation)
        .map_err(CommandError::failed)?;
    match &arguments.out {
        Some(folder) => write(&files, folder, output)?,
        None if output.json => output.print_json(&files)?,
        None => {
            let texts: Vec<_> = files.iter().map(|file| file.text.as_str()).collect();
            output.print_data(&texts.join("\n"))?;
        }
    }
    Ok(Exit::Ok)
}

fn write(files: &[ScheduleFile], folder: &Path, output: &Output) -> Result<(), CommandError> {
    let unwritten =
        |path: &Path, error| CommandError::from_write(&path.display().to_string(), &error);
    std::fs::create_dir_all(folder).map_err(|error| unwritten(folder, error))?;
    for file in files {
        let path = folder.join(&file.name);
        refuse_own(&path)?;
        replace(&path, file.text.as_bytes()).map_err(|error| unwritten(&path, error))?;
        output.note(&format!("Wrote {}, for {}", path.display(), file.place));
    }
    if output.json {
        output.print_json(&files)?;
    }
    Ok(())
}
