//! A process of its own in which a stranger's file is compiled.
//!
//! A compiler is a large program, and a file can be made to break it: one of a few hundred bytes may end it, and
//! another one may keep it busy for hours or take all memory. So the program starts itself again to compile, gives the
//! file to that process, and takes the code from it; that process has nothing of the environment, little memory and
//! little time, and whatever happens to it is one refused file. It ends with the process that started it, however that
//! one ends: its standard input stays open until then.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::compile::{gave_up, here};
use super::{Engine, Limits};

/// The first argument of a process that compiles; no command has this name.
const ARGUMENT: &str = "--compile-plugin";

/// After this time a warning says that the compilation takes long.
const LONG: Duration = Duration::from_secs(3);

/// How much of what such a process says is kept, in bytes.
const WORDS: u64 = 16 * 1024;

/// The program that can be started again.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// What compiling one file may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Address space in bytes, where the system can bound it.
    pub memory: u64,
    /// Processor time, where the system can bound it.
    pub processor: Duration,
    /// Wall clock.
    pub wall_clock: Duration,
    /// Bytes of compiled code.
    pub code: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            memory: 4 * 1024 * MIB,
            processor: Duration::from_secs(300),
            wall_clock: Duration::from_secs(180),
            code: 512 * MIB,
        }
    }
}

/// Has the files of strangers compiled by this program, started again, from now on. The program's `main` calls
/// it, after [`answer`].
pub fn compile_apart() {
    if let Ok(program) = std::env::current_exe() {
        let _ = PROGRAM.set(program);
    }
}

/// Whether files are compiled apart, and by which program.
pub(super) fn program() -> Option<&'static Path> {
    PROGRAM.get().map(PathBuf::as_path)
}

/// Compiles what comes from the standard input, where this process was started for that; its code goes to the
/// standard output.
#[must_use]
pub fn answer() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()?.to_str() != Some(ARGUMENT) {
        return None;
    }
    let mut number = || arguments.next()?.to_str()?.parse::<u64>().ok();
    let (memory, seconds, length) = (number(), number(), number());
    bound(memory, seconds);
    // The text of a panic is reported with the rejection.
    std::panic::set_hook(Box::new(|_| ()));
    Some(match serve(length.unwrap_or(0)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let _ = write!(io::stderr(), "{reason}");
            ExitCode::from(REFUSED)
        }
    })
}

/// The exit code of a process that looked at the file and refused it.
const REFUSED: u8 = 10;

fn serve(length: u64) -> Result<(), String> {
    let failed = |error: io::Error| error.to_string();
    let limits = Limits::default();
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(length.min(limits.file_bytes))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 != length {
        return Err("the file did not arrive completely".to_owned());
    }
    end_with_the_caller();
    let engine = Engine::new(None, limits).map_err(|error| error.to_string())?;
    let code = here(&engine, &bytes)?;
    io::stdout().lock().write_all(&code).map_err(failed)
}

/// Ends this process when nobody waits for its code any more: then the other end of the standard input is closed.
fn end_with_the_caller() {
    std::thread::spawn(|| {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        std::process::exit(i32::from(REFUSED));
    });
}

#[cfg(unix)]
fn bound(memory: Option<u64>, seconds: Option<u64>) {
    use rustix::process::{Resource, Rlimit, setrlimit};

    for (resource, most) in [(Resource::As, memory), (Resource::Cpu, seconds)] {
        if most.is_some() {
            // A system that cannot bound it still has the wall clock.
            let _ = setrlimit(
                resource,
                Rlimit {
                    current: most,
                    maximum: most,
                },
            );
        }
    }
}

#[cfg(not(unix))]
fn bound(_memory: Option<u64>, _seconds: Option<u64>) {}

/// Compiles a file in a process of its own.
///
/// # Errors
/// Fails with what the compiler said, or how its process ended.
#[doc(hidden)]
pub fn compile(program: &Path, bytes: &[u8], bounds: Bounds) -> Result<Vec<u8>, String> {
    let mut command = Command::new(program);
    command
        .arg(ARGUMENT)
        .arg(bounds.memory.to_string())
        .arg(bounds.processor.as_secs().max(1).to_string())
        .arg(bytes.len().to_string())
        // It needs none of the secrets that may be there.
        .env_clear()
        // Each thread takes address space of its own.
        .env("RAYON_NUM_THREADS", "4")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(windows)]
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    let child = command
        .spawn()
        .map_err(|error| format!("the compiler cannot be started: {error}"))?;
    converse(child, bytes, bounds)
}

/// Gives the process the file, and takes the code or the words that come back.
fn converse(mut child: Child, bytes: &[u8], bounds: Bounds) -> Result<Vec<u8>, String> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (sender, receiver) = mpsc::channel();
    let outcome = std::thread::scope(|scope| {
        let open = scope.spawn(move || {
            // A process that ended early does not take all of it; how it ended tells why.
            stdin.map(|mut stdin| {
                let _ = stdin.write_all(bytes);
                stdin
            })
        });
        let words = scope.spawn(move || {
            let mut words = Vec::new();
            if let Some(stderr) = stderr {
                let _ = stderr.take(WORDS).read_to_end(&mut words);
            }
            String::from_utf8_lossy(&words).into_owned()
        });
        scope.spawn(move || {
            let mut code = Vec::new();
            if let Some(stdout) = stdout {
                let _ = stdout.take(bounds.code + 1).read_to_end(&mut code);
            }
            let _ = sender.send(code);
        });
        let code = patiently(&receiver, bounds.wall_clock);
        if code.is_err() {
            let _ = child.kill();
        }
        let ended = child.wait();
        drop(open.join());
        let words = words.join().unwrap_or_default();
        (code, ended, words)
    });
    match outcome {
        (Err(RecvTimeoutError::Timeout), _, _) => Err(gave_up(&format!(
            "it took more than {} s",
            bounds.wall_clock.as_secs_f64()
        ))),
        (Ok(code), _, _) if code.len() as u64 > bounds.code => Err(gave_up(&format!(
            "its code is larger than {} bytes",
            bounds.code
        ))),
        (Ok(code), Ok(ended), _) if ended.success() => Ok(code),
        (_, Ok(ended), words) if ended.code() == Some(i32::from(REFUSED)) => Err(words),
        (_, Ok(ended), words) => Err(gave_up(&format!("{ended}; {}", last_line(&words)))),
        (_, Err(error), _) => Err(gave_up(&error.to_string())),
    }
}

/// Waits for the code; says so where it takes long.
fn patiently(
    receiver: &mpsc::Receiver<Vec<u8>>,
    most: Duration,
) -> Result<Vec<u8>, RecvTimeoutError> {
    match receiver.recv_timeout(LONG.min(most)) {
        Err(RecvTimeoutError::Timeout) if most > LONG => {
            tracing::warn!(
                "compiling a plugin takes unusually long; Seatwise gives up after {} s",
                most.as_secs()
            );
            receiver.recv_timeout(most - LONG)
        }
        outcome => outcome,
    }
}

/// The line in which a process that was ended says why.
fn last_line(words: &str) -> &str {
    words
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty() && !line.starts_with("note: "))
        .unwrap_or("it may have needed more memory or time than it is allowed")
}
