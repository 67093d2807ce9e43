//! Who else may use a file or folder: folders that only their owner can enter, and files that only their owner can
//! read. Where the system has no modes (Windows), access lists are not examined and not changed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::files::lost_target;

/// The mode of a private folder.
pub(crate) const FOLDER_MODE: u32 = 0o700;

/// The mode of a private file.
pub(crate) const FILE_MODE: u32 = 0o600;

/// Creates a folder that only this user may enter, with those above it; one that is there stays as it is.
///
/// # Errors
/// Fails as the system does.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER_MODE);
    builder
        .create(folder)
        .map_err(|error| match lost_target(folder) {
            Some(target) => io::Error::new(
                io::ErrorKind::NotFound,
                format!(
                    "it is a link to {}, which does not exist; is a disk not mounted?",
                    target.display()
                ),
            ),
            None => error,
        })
}

/// Creates a folder as [`create_folder`] does. One that is there, and that others may use, is made private.
///
/// # Errors
/// Fails as the system does.
pub(crate) fn close_folder(folder: &Path) -> io::Result<()> {
    create_folder(folder)?;
    match mode(folder)? {
        Some(mode) if others_may(mode) => set_mode(folder, FOLDER_MODE),
        _ => Ok(()),
    }
}

/// Creates a folder that only this user may enter, and that is removed with all that is in it.
///
/// # Errors
/// Fails as the system does.
pub(crate) fn temporary_folder(prefix: &str, parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(FOLDER_MODE));
    builder
        .tempdir_in(parent)
        .map_err(|error| without_folder(error, parent))
}

/// The error of whoever creates something in a folder: where that is not there, it says so, and not what was to be created.
pub(crate) fn without_folder(error: io::Error, folder: &Path) -> io::Error {
    let kind = error.kind();
    match kind {
        io::ErrorKind::NotFound if !folder.exists() => io::Error::new(
            kind,
            format!("the folder {} does not exist", folder.display()),
        ),
        io::ErrorKind::NotADirectory => {
            io::Error::new(kind, format!("{} is not a folder", folder.display()))
        }
        _ => error,
    }
}

/// Options by which a file that is created is for this user alone.
pub(crate) fn open_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    options
}

/// Opens a file for reading and writing that only this user may read, creating it when it is missing.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    let mut options = open_options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}

/// Creates a file that only this user may read, for writing.
///
/// # Errors
/// Fails as the file system does, and where one is there.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    open_options().write(true).create_new(true).open(path)
}

/// What the owner, the group and everybody may do with a file or folder; none where the system has no modes.
///
/// # Errors
/// Fails as the file system does.
#[cfg(unix)]
pub(crate) fn mode(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(Some(fs::metadata(path)?.permissions().mode() & 0o777))
}

/// This system has no modes.
#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "systems with modes may fail to tell one"
)]
pub(crate) fn mode(_path: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Whether a mode lets anybody but the owner do anything.
pub(crate) const fn others_may(mode: u32) -> bool {
    mode & 0o077 != 0
}

/// Gives a file or folder a mode; where the system has none, the mode says whether it can be written.
///
/// # Errors
/// Fails as the file system does.
#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

/// Lets a file be written, or not.
#[cfg(not(unix))]
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(mode & 0o200 == 0);
    fs::set_permissions(path, permissions)
}

/// The name of a user of this machine, or the number where it has none here.
#[cfg(unix)]
pub(crate) fn user_name(number: u32) -> String {
    let number = number.to_string();
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    name.unwrap_or(number)
}
