//! Runs the command that prints a secret.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::source::{LONGEST_SECRET, SourceError};
use crate::base::safe_text::is_harmful;

/// How much of stderr a message carries, in characters.
const STDERR_TAIL: usize = 400;

/// How often a running command is looked at. Short against the start of any program.
const POLL: Duration = Duration::from_millis(5);

/// Runs a program with its arguments, without a shell, and returns what it prints.
///
/// The program inherits the environment and gets no standard input, so it cannot wait for a
/// person there. It is killed after `timeout`; programs that it started itself are not.
///
/// # Errors
///
/// [`SourceError::Start`], [`SourceError::Exit`], [`SourceError::Timeout`].
pub(super) fn run(
    arguments: &[String],
    directory: &Path,
    timeout: Duration,
) -> Result<Vec<u8>, SourceError> {
    let (program, rest) = arguments
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
        .unwrap_or_default();
    let deadline = Instant::now() + timeout;
    let fault = |source| SourceError::Start {
        program: program.to_owned(),
        source,
    };
    let mut child = Command::new(locate(program, directory))
        .args(rest)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(fault)?;
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let status = wait(&mut child, deadline).map_err(fault)?;
    let stderr = || tail(&receive(&stderr, deadline).unwrap_or_default());
    let late = || SourceError::Timeout {
        program: program.to_owned(),
        after: timeout,
        stderr: stderr(),
    };
    match status {
        None => Err(late()),
        Some(status) if status.success() => receive(&stdout, deadline).ok_or_else(late),
        Some(status) => Err(SourceError::Exit {
            program: program.to_owned(),
            status: status.to_string(),
            stderr: stderr(),
        }),
    }
}

/// Resolves `./get-token` against the configuration's folder; a bare name is looked up in PATH.
fn locate(program: &str, directory: &Path) -> PathBuf {
    if program.contains(['/', '\\']) {
        directory.join(program)
    } else {
        PathBuf::from(program)
    }
}

/// Waits until the deadline, then kills; returns none when it had to.
fn wait(child: &mut Child, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// Reads a pipe on a thread of its own, so that a full pipe never blocks the program.
///
/// A pipe that a grandchild keeps open ends with that grandchild; the thread is not waited for.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let limit = LONGEST_SECRET as u64 + 3;
            let read = pipe.by_ref().take(limit).read_to_end(&mut bytes);
            // The rest is drained unseen: a program that is cut off would end with a signal.
            let drained = std::io::copy(&mut pipe, &mut std::io::sink());
            if read.is_err() || drained.is_err() {
                bytes.clear();
            }
        }
        // Nobody listens any more after a timeout.
        let _ = sender.send(bytes);
    });
    receiver
}

/// Waits for a pipe's content, a moment beyond the deadline so that what is there already counts.
fn receive(pipe: &Receiver<Vec<u8>>, deadline: Instant) -> Option<Vec<u8>> {
    let left = deadline.saturating_duration_since(Instant::now());
    pipe.recv_timeout(left.max(Duration::from_millis(200))).ok()
}

fn tail(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: Vec<char> = words
        .join(" ")
        .chars()
        .filter(|character| !is_harmful(*character))
        .collect();
    let start = line.len().saturating_sub(STDERR_TAIL);
    line.iter().skip(start).collect()
}
