//! Runs the command `seatwise` as a person would.

use std::path::Path;
use std::process::{Command, Stdio};

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the command in a folder, with nobody to answer and no settings from outside.
pub(crate) fn seatwise(folder: &Path, arguments: &[&str]) -> Ended {
    seatwise_with(folder, arguments, &[])
}

/// As [`seatwise`], with further environment variables.
pub(crate) fn seatwise_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_seatwise"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SEATWISE_CONFIG")
        .env_remove("SEATWISE_LOG")
        .env("NO_COLOR", "1")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
