//! Compiled plugins, kept between runs.
//!
//! Compiled code is machine code: it runs without any further check, beside the credentials of a connection. So a file
//! here counts only where this program wrote it, for that very plugin: its name and its content are authenticated
//! together with a key that lies beside it, and the folder belongs to this user alone. Whoever copies the code of one
//! plugin over that of another one has it compiled again.

use std::io;
use std::path::{Path, PathBuf};

use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

/// What the tag is made over first: another layout gets another text.
const PURPOSE: &[u8] = b"seatwise compiled plugin 1\0";
/// The file of the key.
const KEY: &str = "key";
/// How long the key and a tag are, in bytes.
const KEY_BYTES: usize = 32;
const TAG_BYTES: usize = 32;
const ENDING: &str = "compiled";
/// How many compiled plugins are kept; beyond that the oldest go.
const KEPT: usize = 32;

/// Which plugin code was compiled from, and for which engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The SHA-256 of the plugin's file, in hexadecimal.
    pub(super) sha256: &'a str,
    /// What tells engines apart that compile differently.
    pub(super) engine: u64,
}

impl Origin<'_> {
    fn name(&self) -> String {
        format!("{}-{:016x}", self.sha256, self.engine)
    }
}

/// A folder of compiled plugins.
pub(super) struct CompiledStore {
    folder: PathBuf,
    key: hmac::Key,
    /// Whether nothing is to be written.
    frozen: bool,
}

impl CompiledStore {
    /// Opens the folder and makes it, private, where it is not there.
    ///
    /// # Errors
    /// Fails as the file system does, and where the folder belongs to another user or others may write to it.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        crate::base::private::create_folder(folder)?;
        let folder = folder.canonicalize()?;
        refuse_shared(&folder)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key(&folder.join(KEY))?);
        Ok(Self {
            folder,
            key,
            frozen: false,
        })
    }

    /// Writes nothing from now on.
    pub(super) fn freeze(&mut self) {
        self.frozen = true;
    }

    /// The code of a plugin, where it is there and genuine.
    pub(super) fn get(&self, origin: Origin<'_>) -> Option<Vec<u8>> {
        let path = self.path(&origin.name());
        let content = std::fs::read(&path).ok()?;
        let code = self.genuine(&origin.name(), &content).map(<[u8]>::to_vec);
        if code.is_none() {
            tracing::warn!(
                "{} is not what this program wrote there; the plugin is compiled again",
                path.display()
            );
        }
        code
    }

    /// Keeps the code of a plugin.
    ///
    /// # Errors
    /// Fails as the file system does.
    pub(super) fn put(&self, origin: Origin<'_>, code: &[u8]) -> io::Result<()> {
        if self.frozen {
            return Ok(());
        }
        let name = origin.name();
        let mut content = self.tag(&name, code).as_ref().to_vec();
        content.extend_from_slice(code);
        crate::base::files::replace(&self.path(&name), &content)?;
        self.remove_oldest()
    }

    /// The files that this program did not write there as they are.
    ///
    /// # Errors
    /// Fails as the file system does.
    pub(super) fn foreign(&self) -> io::Result<Vec<PathBuf>> {
        let mut foreign = Vec::new();
        for path in self.files()? {
            let name = path.file_stem().and_then(|stem| stem.to_str());
            let content = std::fs::read(&path)?;
            if name.is_none_or(|name| self.genuine(name, &content).is_none()) {
                foreign.push(path);
            }
        }
        Ok(foreign)
    }

    fn genuine<'a>(&self, name: &str, content: &'a [u8]) -> Option<&'a [u8]> {
        let (tag, code) = content.split_at_checked(TAG_BYTES)?;
        hmac::verify(&self.key, &message(name, code), tag).ok()?;
        Some(code)
    }

    fn tag(&self, name: &str, code: &[u8]) -> hmac::Tag {
        hmac::sign(&self.key, &message(name, code))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENDING}"))
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut aged = Vec::new();
        for path in self.files()? {
            // Another process may have removed it.
            if let Ok(written) = std::fs::metadata(&path).and_then(|metadata| metadata.modified()) {
                aged.push((written, path));
            }
        }
        aged.sort();
        let surplus = aged.len().saturating_sub(KEPT);
        for (_, path) in aged.into_iter().take(surplus) {
            crate::base::files::remove_if_there(&path)?;
        }
        Ok(())
    }
}

/// What a tag is made over; a name has no zero byte, so where it ends is plain.
fn message(name: &str, code: &[u8]) -> Vec<u8> {
    [PURPOSE, name.as_bytes(), b"\0", code].concat()
}

/// Reads the key, and makes one where there is none that can be used.
fn key(path: &Path) -> io::Result<Vec<u8>> {
    if let Some(key) = read_key(path)? {
        return Ok(key);
    }
    let mut key = vec![0; KEY_BYTES];
    SystemRandom::new()
        .fill(&mut key)
        .map_err(|_| io::Error::other("the system has no random numbers"))?;
    if path.exists() {
        // It is damaged.
        crate::base::files::replace(path, &key)?;
    } else {
        crate::base::files::create_if_absent(path, &key)?;
    }
    // Of two processes that make one at once, that of the first counts for both.
    Ok(read_key(path)?.unwrap_or(key))
}

fn read_key(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(key) => Ok((key.len() == KEY_BYTES).then_some(key)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn refuse_shared(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    let metadata = std::fs::metadata(folder)?;
    let user = rustix::process::geteuid().as_raw();
    if metadata.uid() != user {
        return Err(io::Error::other(format!(
            "it belongs to the user {} and this program runs as {user}",
            metadata.uid()
        )));
    }
    if metadata.mode() & 0o022 != 0 {
        return Err(io::Error::other(format!(
            "other users may write to it (mode {:o}), and Seatwise runs what is there; `chmod 700` makes it private",
            metadata.mode() & 0o777
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the other systems have no owners and modes of this kind"
)]
fn refuse_shared(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "tests/compiled.rs"]
mod tests;
