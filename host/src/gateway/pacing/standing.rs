//! The pause of a connection's account, for those who only look: nothing is sent, and no secret is fetched.
//!
//! The log of an account is named after its credentials, which are secrets. So a small file beside it
//! says of each connection which log is its own.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::statistics::nanos;
use super::super::text;
use super::file::{self, Content};

/// A pause that the vendor asked for and that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingPause {
    /// When it ends, since the Unix epoch.
    pub until: Duration,
}

impl StandingPause {
    /// When it ends, as a person reads it.
    #[must_use]
    pub fn until_words(&self) -> String {
        text::moment(self.until)
    }
}

/// Returns the pause that holds up a connection; `now` is the time since the Unix epoch. Nothing is
/// changed. Where the log cannot be read there is none: the next sync says what is wrong with it.
#[must_use]
pub fn standing_pause(state: &Path, connection: &str, now: Duration) -> Option<StandingPause> {
    let folder = state.join("pacing");
    let key = std::fs::read_to_string(name_of(&folder, connection)).ok()?;
    let key = key.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let Content::Log(window) = file::look(&file::path(&folder, key)).ok()? else {
        return None;
    };
    let pause = window.standing(nanos(now))?;
    Some(StandingPause {
        until: Duration::from_nanos(pause.until),
    })
}

/// Notes which log is that of a connection; with none, that there is none.
///
/// # Errors
/// Fails as the file system does.
pub(in super::super) fn name_account(
    folder: &Path,
    connection: &str,
    key: Option<&str>,
) -> io::Result<()> {
    let path = name_of(folder, connection);
    let Some(key) = key else {
        return crate::base::files::remove_if_there(&path);
    };
    // Once for all runs: replacing a file durably takes longer than the whole rest of the start.
    if std::fs::read_to_string(&path).is_ok_and(|known| known == key) {
        return Ok(());
    }
    crate::base::files::replace(&path, key.as_bytes())
}

fn name_of(folder: &Path, connection: &str) -> PathBuf {
    folder.join(format!("{connection}.account"))
}
