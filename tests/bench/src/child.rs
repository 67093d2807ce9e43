//! Runs a measured program as a process of its own, and watches its time and memory.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Parser as _;
use seatwise::cli::{Arguments, Output};

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) elapsed: Duration,
    /// The most memory that was resident at once, in bytes; 0 where the system does not tell.
    pub(crate) memory: u64,
}

/// Starts this program again as a child and waits for its end.
pub(crate) fn spawn(arguments: &[&str]) -> Cost {
    let program = std::env::current_exe().expect("this program has a path");
    let said = tempfile::NamedTempFile::new().expect("a temporary file");
    let begun = Instant::now();
    let mut child = Command::new(program)
        .arg("child")
        .args(arguments)
        .stdout(said.reopen().expect("a temporary file"))
        .spawn()
        .expect("this program can be started again");
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    loop {
        memory = memory.max(high_water_mark(Path::new(&status)));
        match child.try_wait().expect("a child can be waited for") {
            Some(ended) => {
                assert!(
                    ended.success(),
                    "{arguments:?} ended with {ended}:\n{}",
                    std::fs::read_to_string(said.path()).unwrap_or_default()
                );
                return Cost {
                    elapsed: begun.elapsed(),
                    memory,
                };
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

fn high_water_mark(status: &Path) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

/// What the child does: `seatwise …` or `bare …`.
pub(crate) fn run(arguments: &[String]) {
    match arguments.split_first() {
        Some((program, rest)) if program == "bare" => crate::bare::run(rest),
        Some((program, rest)) if program == "seatwise" => {
            let arguments = Arguments::parse_from(
                std::iter::once("seatwise".to_owned()).chain(rest.iter().cloned()),
            );
            let output = Output::new(&arguments.global);
            let exit =
                seatwise::cli::run(&arguments, &output).unwrap_or_else(|error| panic!("{error}"));
            std::process::exit(exit.code().into());
        }
        _ => panic!("a child runs seatwise or bare, not {arguments:?}"),
    }
}
