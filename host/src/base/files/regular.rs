//! Opens a file that somebody named, and nothing else: who opens a named pipe waits until somebody writes into it, and
//! a device may never end.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Says what is at a path where it is not a regular file.
///
/// # Errors
/// Fails as the file system does.
pub(crate) fn other_kind(path: &Path) -> io::Result<Option<&'static str>> {
    Ok(kind(&std::fs::metadata(path)?))
}

/// Opens a regular file for reading, and waits for nobody.
///
/// # Errors
/// Fails as the file system does, and where something else is there, with what it is.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    refuse(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // Something else may have taken its place meanwhile. It is not a wait then, and regular files do not know the
    // flag.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    refuse(&file.metadata()?)?;
    Ok(file)
}

/// Reads a regular file that is text, as [`open_regular`] opens it.
///
/// # Errors
/// Those of [`open_regular`], and where the file is not UTF-8.
pub(crate) fn read_regular_text(path: &Path) -> io::Result<String> {
    io::read_to_string(open_regular(path)?)
}

/// Reads a regular file, as [`open_regular`] opens it.
///
/// # Errors
/// Those of [`open_regular`].
pub(crate) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refuse(metadata: &Metadata) -> io::Result<()> {
    match kind(metadata) {
        None => Ok(()),
        Some(kind) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("it is {kind}, but it must be a regular file"),
        )),
    }
}

#[cfg(unix)]
fn kind(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = metadata.file_type();
    match () {
        () if kind.is_file() => None,
        () if kind.is_dir() => Some("a folder"),
        () if kind.is_fifo() => Some("a named pipe"),
        () if kind.is_socket() => Some("a socket"),
        () if kind.is_char_device() || kind.is_block_device() => Some("a device"),
        () => Some("not a regular file"),
    }
}

#[cfg(not(unix))]
fn kind(metadata: &Metadata) -> Option<&'static str> {
    match () {
        () if metadata.is_file() => None,
        () if metadata.is_dir() => Some("a folder"),
        () => Some("not a regular file"),
    }
}

#[cfg(test)]
#[cfg(unix)]
pub(crate) mod tests {
    use super::*;

    /// Makes a named pipe that nobody writes into.
    pub(crate) fn named_pipe(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once_with_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (pipe, socket) = (folder.path().join("pipe"), folder.path().join("socket"));
        named_pipe(&pipe);
        let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for (path, what) in [
            (pipe.as_path(), "a named pipe"),
            (&link, "a named pipe"),
            (&socket, "a socket"),
            (folder.path(), "a folder"),
            (Path::new("/dev/zero"), "a device"),
        ] {
            let error = open_regular(path).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("it is {what}, but it must be a regular file")
            );
        }
        let file = folder.path().join("file");
        std::fs::write(&file, "text").unwrap();
        assert_eq!(read_regular_text(&file).unwrap(), "text");
        let missing = open_regular(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
