//! Room on the disk for a token that is not known yet.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::base::files::put_in_place;
use crate::base::private::open_file;

/// How many bytes are set aside for a durable write; the largest state has a few tokens of a few
/// kilobytes each.
const RESERVED_BYTES: usize = 64 * 1024;

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
        let mut file = open_file(&temporary)?;
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
        put_in_place(&self.file, &self.temporary, &self.path)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::base::files::replace_locked;
    use crate::base::private::close_folder;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_and_files_are_private_even_when_the_folder_was_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/tokens");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        close_folder(&folder).unwrap();
        let (one, two) = (folder.join("one.json"), folder.join("two.json"));
        replace_locked(&one, b"1").unwrap();
        Reservation::take(&two).unwrap().fill(b"2").unwrap();
        assert_eq!(
            [mode(&folder), mode(&one), mode(&two)],
            [0o700, 0o600, 0o600]
        );
        assert_eq!(fs::read(&two).unwrap(), b"2");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }
}
