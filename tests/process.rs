//! The command as a process that is watched, and killed when it has come as far as a test wants.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command::Ended;

/// A command under way. It ends with the test that started it, also with one that fails.
pub(crate) struct Process {
    /// None once its end is waited for.
    child: Option<Child>,
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// How a process that was to be killed ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It was killed.
    Killed,
    /// It ended by itself before.
    Ended(Ended),
}

impl Process {
    /// Starts `seatwise` in a folder.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seatwise"));
        command.args(arguments);
        Self::spawn(command, folder)
    }

    /// Starts `seatwise` in a folder where no file may grow beyond so many blocks of 512 bytes, as on a
    /// disk that is full.
    pub(crate) fn start_with_room(folder: &Path, arguments: &[&str], blocks: u64) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", "ulimit -f \"$1\"; shift; exec \"$@\"", "sh"])
            .arg(blocks.to_string())
            .arg(env!("CARGO_BIN_EXE_seatwise"))
            .args(arguments);
        Self::spawn(command, folder)
    }

    fn spawn(mut command: Command, folder: &Path) -> Self {
        let child = command
            .current_dir(folder)
            .env_remove("SEATWISE_CONFIG")
            .env_remove("SEATWISE_LOG")
            .env("NO_COLOR", "1")
            // What a killed process leaves of its temporary files goes with the test's folder.
            .env("TMPDIR", folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child: Some(child) }
    }

    /// The id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// How many bytes it has written to files so far.
    pub(crate) fn written(&self) -> u64 {
        let counters = std::fs::read_to_string(format!("/proc/{}/io", self.id()));
        let counters = counters.unwrap_or_default();
        let line = counters.lines().find(|line| line.starts_with("wchar:"));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
            .unwrap_or(0)
    }

    /// Watches the process, and kills it as soon as it has come far enough.
    pub(crate) fn kill_when(mut self, mut far_enough: impl FnMut(&Self) -> bool) -> End {
        loop {
            if far_enough(&self) {
                let mut child = self.child.take().unwrap();
                child.kill().unwrap();
                let output = child.wait_with_output().unwrap();
                return match output.status.code() {
                    None => End::Killed,
                    // It was faster.
                    Some(_) => End::Ended(ended(output)),
                };
            }
            if !self.is_running() {
                return End::Ended(self.wait());
            }
            look_again();
        }
    }

    /// Whether it has not ended yet.
    pub(crate) fn is_running(&mut self) -> bool {
        let child = self.child.as_mut().unwrap();
        child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Ended {
        ended(self.child.take().unwrap().wait_with_output().unwrap())
    }
}

/// Leaves the processor to the process that is watched, for as long as that does little.
pub(crate) fn look_again() {
    std::thread::park_timeout(Duration::from_micros(100));
}

fn ended(output: std::process::Output) -> Ended {
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
