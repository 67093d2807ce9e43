//! Files that only this user may read, and that survive a crash.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// How many bytes are set aside for a durable write; the largest state has a few tokens of a few
/// kilobytes each.
const RESERVED_BYTES: usize = 64 * 1024;

/// Creates a folder that only this user may enter, with its parents. One that exists is made private.
///
/// # Errors
/// Fails as the file system does.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        builder.mode(0o700).create(path)?;
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        }
    }
    #[cfg(not(unix))]
    builder.create(path)?;
    Ok(())
}

/// Opens a file for reading and writing that only this user may read, creating it when it is missing.
///
/// # Errors
/// Fails as the file system does.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// A place on the disk for the next content of a file, taken before the content is known.
///
/// A vendor gives a single-use token once: a full disk must show itself before it is asked for, not after.
#[derive(Debug)]
pub(super) struct Reservation {
    file: File,
    temporary: PathBuf,
    path: PathBuf,
}

impl Reservation {
    /// Takes a place beside `path`. The caller holds the lock on it, so one name is enough.
    ///
    /// # Errors
    /// Fails as the file system does, for example when the disk is full.
    pub(super) fn take(path: &Path) -> io::Result<Self> {
        let temporary = path.with_extension("next");
        let mut file = private_file(&temporary)?;
        file.set_len(0)?;
        file.write_all(&[0; RESERVED_BYTES])?;
        file.sync_all()?;
        Ok(Self {
            file,
            temporary,
            path: path.to_owned(),
        })
    }

    /// Returns what was written into the place beside `path` and not put into the place of the old
    /// content, because its process was killed in between; none where nothing was written.
    ///
    /// # Errors
    /// Fails as the file system does.
    pub(super) fn left_behind(path: &Path) -> io::Result<Option<Vec<u8>>> {
        let mut content = match fs::read(path.with_extension("next")) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // What is left of the zeros by which the place was taken.
        let length = content
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        content.truncate(length);
        Ok(Some(content).filter(|content| !content.is_empty()))
    }

    /// Writes the content, makes it durable, and puts it in the place of the old one.
    ///
    /// # Errors
    /// Fails as the file system does; the old content is then still there.
    pub(super) fn fill(&mut self, content: &[u8]) -> io::Result<()> {
        use std::io::Seek as _;
        self.file.seek(io::SeekFrom::Start(0))?;
        self.file.write_all(content)?;
        self.file.set_len(content.len() as u64)?;
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        sync_folder(&self.path)
    }
}

/// Replaces a file durably: after a crash it has the old content or the new one, and after this
/// function has returned, the new one. The caller holds the lock on it: the temporary file has one name,
/// so that what a killed process leaves of it, which may hold a secret, goes with the next replacement.
///
/// # Errors
/// Fails as the file system does.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut file = private_file(&temporary)?;
    file.set_len(0)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    sync_folder(path)
}

/// Makes the renaming itself durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_and_files_are_private_even_when_the_folder_was_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/tokens");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        private_folder(&folder).unwrap();
        let (one, two) = (folder.join("one.json"), folder.join("two.json"));
        replace(&one, b"1").unwrap();
        Reservation::take(&two).unwrap().fill(b"2").unwrap();
        assert_eq!(
            [mode(&folder), mode(&one), mode(&two)],
            [0o700, 0o600, 0o600]
        );
        assert_eq!(fs::read(&two).unwrap(), b"2");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }
}
