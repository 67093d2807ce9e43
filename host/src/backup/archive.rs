//! Writes and reads the archive.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::contents::{ContentFile, Contents, LAYOUT, Layout};
use super::error::ArchiveError;
use super::names::{self, CONFIGURATION, CONTENTS, CONTENTS_SHA256};
use crate::base::files::{folder_of, open_regular};
use crate::base::hex;
use crate::base::private::{self, FILE_MODE};

/// The most bytes of `contents.json` and of a configuration; real ones have a few kilobytes.
const LARGEST_TEXT: u64 = 16 * 1024 * 1024;
/// Archives are made of blocks of this size; two empty ones are the end.
const BLOCK: usize = 512;
/// The most empty bytes at the end: programs fill the last record up, and it has so many.
const RECORD: usize = 20 * BLOCK;
/// How much is copied at once.
const BUFFER: usize = 256 * 1024;

/// The size and the SHA-256 of a file.
pub(super) fn measure(path: &Path) -> io::Result<(u64, String)> {
    let mut reader = File::open(path)?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hex(&hash.finalize())));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
    }
}

/// Writes the archive of the files in `folder` that the contents name.
pub(super) fn write(to: &File, contents: &Contents, folder: &Path) -> io::Result<()> {
    let mut builder = tar::Builder::new(io::BufWriter::new(to));
    let text = serde_json::to_vec_pretty(contents)?;
    let digest = format!("{}  {CONTENTS}\n", hex(&Sha256::digest(&text)));
    append(&mut builder, CONTENTS, text.len() as u64, text.as_slice())?;
    append(
        &mut builder,
        CONTENTS_SHA256,
        digest.len() as u64,
        digest.as_bytes(),
    )?;
    for ContentFile { name, bytes, .. } in &contents.files {
        let file = File::open(folder.join(name))?;
        append(&mut builder, name, *bytes, file)?;
    }
    builder.into_inner()?.flush()?;
    to.sync_all()
}

fn append(
    builder: &mut tar::Builder<impl Write>,
    name: &str,
    size: u64,
    content: impl Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(size);
    // Tokens are among them: whoever unpacks it by hand is to get private files.
    header.set_mode(FILE_MODE);
    header.set_mtime(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs()),
    );
    builder.append_data(&mut header, name, content)
}

/// What was read of an archive.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) contents: Contents,
    /// The text of the configuration in it.
    pub(super) configuration: Option<Vec<u8>>,
}

/// Reads an archive to its end and checks every byte of it. Its files are written into `folder`, if there is
/// one.
pub(super) fn read(path: &Path, folder: Option<&Path>) -> Result<Unpacked, ArchiveError> {
    let file = open_regular(path).map_err(|source| ArchiveError::Read {
        path: path.to_owned(),
        source,
    })?;
    let ended = Rc::new(Cell::new(false));
    let mut archive = tar::Archive::new(Source {
        file: BufReader::with_capacity(BUFFER, file),
        ended: Rc::clone(&ended),
    });
    let reader = Reader {
        path,
        folder,
        ended,
    };
    let entries = archive
        .entries()
        .map_err(|error| reader.foreign(&error.to_string()))?;
    let unpacked = reader.read(entries)?;
    reader.check_end(archive.into_inner())?;
    Ok(unpacked)
}

/// A file that tells whether more was asked for than is in it.
struct Source {
    file: BufReader<File>,
    ended: Rc<Cell<bool>>,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if read == 0 && !buffer.is_empty() {
            self.ended.set(true);
        }
        Ok(read)
    }
}

struct Reader<'a> {
    path: &'a Path,
    folder: Option<&'a Path>,
    /// Whether the file ended before the archive did.
    ended: Rc<Cell<bool>>,
}

type Entry<'a> = tar::Entry<'a, Source>;

impl Reader<'_> {
    fn read(&self, mut entries: tar::Entries<'_, Source>) -> Result<Unpacked, ArchiveError> {
        let contents = self.contents(&mut entries)?;
        let mut configuration = None;
        for file in &contents.files {
            let mut entry = self.next(&mut entries, &file.name)?;
            if entry.size() != file.bytes {
                return Err(
                    self.damaged(&file.name, "does not have the size that the contents say")
                );
            }
            let mut kept = Vec::new();
            let keep = (file.name == CONFIGURATION).then_some(&mut kept);
            if self.copy(&mut entry, file, keep)? != file.sha256 {
                return Err(self.damaged(
                    &file.name,
                    "does not have the SHA-256 that the contents say",
                ));
            }
            if file.name == CONFIGURATION {
                configuration = Some(kept);
            }
        }
        match entries.next() {
            None => Ok(Unpacked {
                contents,
                configuration,
            }),
            Some(_) => Err(self.followed()),
        }
    }

    /// After the first empty block there is a second one, and no more than fills the last record up.
    fn check_end(&self, rest: Source) -> Result<(), ArchiveError> {
        let mut end = Vec::new();
        rest.file
            .take(RECORD as u64 + 1)
            .read_to_end(&mut end)
            .map_err(|error| self.damaged("its end", &error.to_string()))?;
        if self.ended.get() || end.len() < BLOCK {
            return Err(ArchiveError::Truncated(self.path.to_owned()));
        }
        if end.len() > RECORD || end.iter().any(|byte| *byte != 0) {
            return Err(self.followed());
        }
        Ok(())
    }

    fn followed(&self) -> ArchiveError {
        self.damaged("its end", "is followed by more data")
    }

    /// Reads the first two entries.
    fn contents(&self, entries: &mut tar::Entries<'_, Source>) -> Result<Contents, ArchiveError> {
        let mut first = match entries.next() {
            Some(Ok(entry)) if &*entry.path_bytes() == CONTENTS.as_bytes() => entry,
            Some(Err(_)) if self.begins_as_ours() => {
                return Err(self.damaged(CONTENTS, "cannot be read"));
            }
            Some(Err(error)) => return Err(self.foreign(&error.to_string())),
            _ => return Err(self.foreign(&format!("it does not begin with {CONTENTS}"))),
        };
        let text = self.text(&mut first, CONTENTS)?;
        let mut second = self.next(entries, CONTENTS_SHA256)?;
        let digest = self.text(&mut second, CONTENTS_SHA256)?;
        let expected = format!("{}  {CONTENTS}\n", hex(&Sha256::digest(&text)));
        if digest != expected.as_bytes() {
            return Err(self.damaged(CONTENTS, "does not have the SHA-256 that was written"));
        }
        let wrong = |error: serde_json::Error| self.damaged(CONTENTS, &error.to_string());
        let Layout { layout } = serde_json::from_slice(&text).map_err(wrong)?;
        if layout < LAYOUT {
            let reason = format!("has layout {layout}, which no version of seatwise has written");
            return Err(self.damaged(CONTENTS, &reason));
        }
        if layout > LAYOUT {
            return Err(ArchiveError::Newer {
                path: self.path.to_owned(),
                found: layout,
                known: LAYOUT,
            });
        }
        let contents: Contents = serde_json::from_slice(&text).map_err(wrong)?;
        self.check_names(&contents)?;
        Ok(contents)
    }

    /// The names decide where files are written, so they are checked before the first is.
    fn check_names(&self, contents: &Contents) -> Result<(), ArchiveError> {
        let mut seen = std::collections::BTreeSet::new();
        for ContentFile { name, .. } in &contents.files {
            if !names::is_known(name) {
                return Err(self.damaged(
                    CONTENTS,
                    &format!("names {name:?}, which is not part of a backup"),
                ));
            }
            if !seen.insert(name) {
                return Err(self.damaged(CONTENTS, &format!("names {name} twice")));
            }
        }
        if seen.contains(&names::DATABASE.to_owned()) {
            Ok(())
        } else {
            Err(self.damaged(CONTENTS, "names no database"))
        }
    }

    fn next<'e>(
        &self,
        entries: &mut tar::Entries<'e, Source>,
        name: &str,
    ) -> Result<Entry<'e>, ArchiveError> {
        let entry = match entries.next() {
            None => return Err(self.damaged(name, "is missing")),
            Some(Err(error)) => return Err(self.damaged(name, &error.to_string())),
            Some(Ok(entry)) => entry,
        };
        let expected = &*entry.path_bytes() == name.as_bytes();
        if !expected || entry.header().entry_type() != tar::EntryType::Regular {
            return Err(self.damaged(name, "is not in its place"));
        }
        Ok(entry)
    }

    fn text(&self, entry: &mut Entry<'_>, name: &str) -> Result<Vec<u8>, ArchiveError> {
        if entry.size() > LARGEST_TEXT {
            return Err(self.damaged(name, "is far too large"));
        }
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|error| self.damaged(name, &error.to_string()))?;
        if (bytes.len() as u64) < entry.size() {
            return Err(self.damaged(name, "is shorter than its header says"));
        }
        Ok(bytes)
    }

    /// Copies an entry to where it is unpacked, and returns its SHA-256.
    fn copy(
        &self,
        entry: &mut Entry<'_>,
        file: &ContentFile,
        mut keep: Option<&mut Vec<u8>>,
    ) -> Result<String, ArchiveError> {
        if keep.is_some() && file.bytes > LARGEST_TEXT {
            return Err(self.damaged(&file.name, "is far too large"));
        }
        let mut target = self.folder.map(|folder| create(&folder.join(&file.name)));
        let mut hash = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = entry
                .read(&mut buffer)
                .map_err(|error| self.damaged(&file.name, &error.to_string()))?;
            let piece = buffer.get(..read).unwrap_or_default();
            if let Some(target) = &mut target {
                let unpacked = match target {
                    Ok(target) if read == 0 => target.sync_all(),
                    Ok(target) => target.write_all(piece),
                    Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
                };
                unpacked.map_err(|source| self.unpack(source))?;
            }
            if read == 0 {
                return Ok(hex(&hash.finalize()));
            }
            hash.update(piece);
            if let Some(keep) = &mut keep {
                keep.extend_from_slice(piece);
            }
        }
    }

    fn foreign(&self, reason: &str) -> ArchiveError {
        ArchiveError::Foreign {
            path: self.path.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// Whether the file begins with the name of the first entry.
    fn begins_as_ours(&self) -> bool {
        let mut begin = [0; CONTENTS.len()];
        File::open(self.path)
            .and_then(|mut file| file.read_exact(&mut begin))
            .is_ok_and(|()| begin == *CONTENTS.as_bytes())
    }

    /// What is wrong with an entry; where the file ended in it, that is what is wrong.
    fn damaged(&self, entry: &str, reason: &str) -> ArchiveError {
        if self.ended.get() {
            return ArchiveError::Truncated(self.path.to_owned());
        }
        ArchiveError::Damaged {
            path: self.path.to_owned(),
            entry: entry.to_owned(),
            reason: reason.to_owned(),
        }
    }

    fn unpack(&self, source: io::Error) -> ArchiveError {
        ArchiveError::Unpack {
            // The folder itself is gone when somebody reads this.
            path: self
                .folder
                .map(folder_of)
                .map(PathBuf::from)
                .unwrap_or_default(),
            source,
        }
    }
}

/// Creates a file that only this user may read, with its folder.
fn create(path: &Path) -> io::Result<File> {
    private::create_folder(folder_of(path))?;
    private::create_file(path)
}
