//! Files that appear and are replaced as a whole, and that survive a crash.

mod regular;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::drafts::{self, WorkFolder};
use super::private;

#[cfg(test)]
#[cfg(unix)]
pub(crate) use regular::tests::named_pipe;
pub(crate) use regular::{open_regular, other_kind, read_regular, read_regular_text};

/// Replaces a file durably: after a crash it has the old content or the new one, and after this
/// function has returned, the new one. Only this user may read it.
///
/// # Errors
/// Fails as the file system does; the old content is then still there.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let draft = draft(path, content)?;
    draft.as_file().sync_all()?;
    draft.persist(path)?;
    sync_folder_of(path)
}

/// Replaces a file as [`replace`] does. The caller holds the lock on it: the temporary file has one name,
/// so that what a killed process leaves of it, which may hold a secret, goes with the next replacement.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn replace_locked(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut file = private::open_file(&temporary)?;
    file.set_len(0)?;
    file.write_all(content)?;
    put_in_place(&file, &temporary, path)
}

/// Replaces a file that is there, durably. It keeps its permissions, and a symbolic link keeps pointing to it.
///
/// # Errors
/// Fails as the file system does; the old content is then still there.
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let draft = draft(&path, content)?;
    draft
        .as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    draft.as_file().sync_all()?;
    draft.persist(&path)?;
    sync_folder_of(&path)
}

/// Writes a file durably where there is none. Only this user may read it.
///
/// # Errors
/// Fails as the file system does, and where one is there.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let draft = draft(path, content)?;
    draft.as_file().sync_all()?;
    draft.persist_noclobber(path)?;
    sync_folder_of(path)
}

/// Writes a file durably where there is none; one that is there stays as it is. Only this user may read it.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn create_if_absent(path: &Path, content: &[u8]) -> io::Result<()> {
    match create(path, content) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    }
}

/// Lets `fill` write a file beside `path`, and puts it in its place when it is complete. It is a result that can be
/// had again, so it may be lost in a crash.
///
/// # Errors
/// Fails as `fill` does, and with what `failed` makes of a fault of the file system.
pub(crate) fn fill<T, E>(
    path: &Path,
    failed: impl Fn(io::Error) -> E,
    fill: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let folder = WorkFolder::for_draft(folder_of(path)).map_err(&failed)?;
    let draft = folder.path().join("result");
    let filled = fill(&draft)?;
    fs::rename(&draft, path).map_err(failed)?;
    Ok(filled)
}

/// Makes a file durable that was written elsewhere, and puts it in the place of another one.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn put_in_place(file: &File, from: &Path, to: &Path) -> io::Result<()> {
    file.sync_all()?;
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// A temporary file beside `path`, with its content.
fn draft(path: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut draft = drafts::file(folder_of(path))?;
    draft.write_all(content)?;
    Ok(draft)
}

/// Makes the renaming of a file durable. Only Unix lets a folder be opened for that.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

/// Removes a file, where there is one.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

/// What the link at a path leads to, where that does not exist: a disk that is not mounted, for example.
pub(crate) fn lost_target(path: &Path) -> Option<PathBuf> {
    let target = fs::read_link(path).ok()?;
    (!path.exists()).then_some(target)
}

/// The path with a suffix after its whole name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The folder in which a file lies.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
