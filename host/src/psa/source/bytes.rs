//! Reads a file and tells its form by its first bytes; the name of a file decides nothing.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::encoding::{Decoded, decode};
use crate::base::files::open_regular;
use crate::psa::error::SourceError;

/// The largest file that is read; it is held in memory. A million contract lines have 0.3 GB.
const LARGEST_FILE: u64 = 2 << 30;

/// What a file is.
#[derive(Debug)]
pub(in crate::psa) enum Form {
    /// Text with delimiters.
    Csv(Decoded),
    /// JSON: a list, an object, or one object a line.
    Json(Decoded),
    /// An Apache Parquet file.
    Parquet,
}

/// A file that was read.
#[derive(Debug)]
pub(in crate::psa) struct Opened {
    /// Where it is.
    pub(in crate::psa) path: PathBuf,
    /// Its name without folders.
    pub(in crate::psa) name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub(in crate::psa) sha256: String,
    /// What it is.
    pub(in crate::psa) form: Form,
}

/// Reads a file.
pub(in crate::psa) fn open(path: &Path) -> Result<Opened, SourceError> {
    let failed = |source| SourceError::Io {
        path: path.to_owned(),
        source,
    };
    let too_large = |size| SourceError::TooLarge {
        path: path.to_owned(),
        size,
        largest: LARGEST_FILE,
    };
    let file = open_regular(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > LARGEST_FILE {
        return Err(too_large(size));
    }
    // The file may grow meanwhile.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let size = bytes.len() as u64;
    if size > LARGEST_FILE {
        return Err(too_large(size));
    }
    of_bytes(path, bytes)
}

/// Tells what the bytes of a file are.
pub(in crate::psa) fn of_bytes(path: &Path, bytes: Vec<u8>) -> Result<Opened, SourceError> {
    let sha256 = crate::base::hex(&Sha256::digest(&bytes));
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(Opened {
        path: path.to_owned(),
        name: name.to_string_lossy().into_owned(),
        sha256,
        form: form(path, bytes)?,
    })
}

fn form(path: &Path, bytes: Vec<u8>) -> Result<Form, SourceError> {
    if bytes.starts_with(b"PAR1") {
        return Ok(Form::Parquet);
    }
    if let Some(what) = foreign(&bytes) {
        return Err(SourceError::Foreign {
            path: path.to_owned(),
            what,
        });
    }
    let decoded = decode(path, bytes)?;
    match decoded.text.trim_start().chars().next() {
        None => Err(SourceError::Empty(path.to_owned())),
        Some('[' | '{') => Ok(Form::Json(decoded)),
        Some('<') => Err(SourceError::Foreign {
            path: path.to_owned(),
            what: "an HTML or XML page",
        }),
        Some(_) => Ok(Form::Csv(decoded)),
    }
}

/// Files that people take for a CSV.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "an Excel workbook or another ZIP archive"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"%PDF", "a PDF document"),
        (b"\x1f\x8b", "compressed with gzip"),
    ];
    known
        .into_iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, what)| what)
}
