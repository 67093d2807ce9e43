//! What the doctor asks the system.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the doctor asks the system; tests answer in its place.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The time since the Unix epoch.
    pub now: Duration,
    /// How many bytes this user can still write into a folder; none where the system does not say.
    pub free_bytes: fn(&Path) -> io::Result<Option<u64>>,
    /// Whether a process of that id runs on this machine; none where the system does not say.
    pub process_runs: fn(u32) -> Option<bool>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            now: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            free_bytes,
            process_runs,
        }
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> io::Result<Option<u64>> {
    let system = rustix::fs::statvfs(folder)?;
    Ok(Some(system.f_bavail.saturating_mul(system.f_frsize)))
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> io::Result<Option<u64>> {
    Ok(None)
}

fn process_runs(process: u32) -> Option<bool> {
    let processes = Path::new("/proc");
    processes
        .join("self")
        .exists()
        .then(|| processes.join(process.to_string()).exists())
}
