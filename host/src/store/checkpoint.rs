//! Moves a database's write-ahead log into its file, so that being killed meanwhile tears nothing.
//!
//! DuckDB's checkpoint writes data to places that the last checkpoint does not use, and then a header that
//! names the new state. Its metadata is the exception: blocks of it that have room are filled up where they
//! lie (`MetadataManager::AllocateHandle` and `Flush`, DuckDB 1.5), while the old header still needs their
//! other parts. A process that is killed inside such a write leaves a block whose checksum is wrong, and
//! a file that nobody can open. So the blocks with room are kept beside the file until the checkpoint is
//! done, and whoever opens the file next puts them back: a rollback journal.

use std::{io, path::Path, path::PathBuf};

use duckdb::Connection;

use crate::base::files::beside;

/// A checkpoint that failed. What it was to move is still in the log.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The database.
    #[error(transparent)]
    Database(#[from] duckdb::Error),
    /// The file system, where the blocks are kept that the checkpoint may overwrite.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Returns where the blocks are kept during a checkpoint.
pub(super) fn journal_of(path: &Path) -> PathBuf {
    beside(path, ".rollback")
}

/// Where systems have no `pread`, DuckDB opens its files for itself alone: nobody can read their blocks.
#[cfg(not(unix))]
mod system {
    use super::{CheckpointError, Connection, Path, io};

    #[derive(Debug)]
    pub(in crate::store) struct Checkpoints;

    impl Checkpoints {
        pub(in crate::store) fn of(_path: &Path) -> io::Result<Self> {
            Ok(Self)
        }

        pub(in crate::store) fn run(&self, connection: &Connection) -> Result<(), CheckpointError> {
            Ok(connection.execute_batch("CHECKPOINT")?)
        }
    }

    pub(in crate::store) fn roll_back(_path: &Path) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(unix)]
mod system {
    use std::{
        fs::{File, OpenOptions},
        io::Write as _,
        os::unix::fs::FileExt as _,
    };

    use rustix::{
        fs::{FlockOperation, fcntl_lock},
        io::Errno,
    };

    use super::{
        CheckpointError, Connection, Path, PathBuf, io,
        journal::{HEADERS, Journal},
        journal_of,
    };
    use crate::base::{
        files::{remove_if_there, sync_folder_of},
        private::open_options,
    };

    /// Makes the checkpoints of one database file.
    #[derive(Debug)]
    pub(in crate::store) struct Checkpoints {
        // Opened before DuckDB opens the file and closed after: closing it gives up DuckDB's lock.
        file: File,
        path: PathBuf,
    }

    impl Checkpoints {
        /// Takes a handle of the file, before DuckDB opens it. It is to be dropped after DuckDB's connection.
        pub(in crate::store) fn of(path: &Path) -> io::Result<Self> {
            Ok(Self {
                file: File::open(path)?,
                path: path.to_owned(),
            })
        }

        /// Moves the log into the file.
        pub(in crate::store) fn run(&self, connection: &Connection) -> Result<(), CheckpointError> {
            self.keep(connection)?;
            connection.execute_batch("CHECKPOINT")?;
            Ok(remove_if_there(&journal_of(&self.path))?)
        }

        /// Keeps the blocks that a checkpoint may overwrite.
        pub(in crate::store) fn keep(
            &self,
            connection: &Connection,
        ) -> Result<(), CheckpointError> {
            let journal = journal_of(&self.path);
            let headers = headers(&self.file)?;
            // After a checkpoint that failed, the blocks in the file may be torn and those in the journal are not.
            if Journal::read(&journal)?.is_some_and(|kept| kept.headers() == headers) {
                return Ok(());
            }
            let mut kept = Journal::new(&headers);
            for (position, length) in blocks_with_room(connection)? {
                let mut block = vec![0; length];
                match self.file.read_exact_at(&mut block, position) {
                    // A block that was never written is not needed by the last checkpoint.
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
                    read => {
                        read?;
                        kept.add(position, &block);
                    }
                }
            }
            Ok(write(&journal, &kept.into_bytes())?)
        }
    }

    /// Puts back what a checkpoint has overwritten that did not come to its end. Does nothing while another
    /// process has the file open to write: its checkpoint still runs.
    ///
    /// This process must not have the file open.
    pub(in crate::store) fn roll_back(path: &Path) -> io::Result<()> {
        let journal = journal_of(path);
        if !journal.try_exists()? {
            return Ok(());
        }
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        // The lock that DuckDB takes.
        match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::ACCESS | Errno::AGAIN) => return Ok(()),
            outcome => outcome?,
        }
        // Another header is that of a checkpoint that came to its end, or of another file. Where there is none
        // any more, who held the lock until now was done with its checkpoint, or has rolled it back.
        if let Some(kept) = Journal::read(&journal)?
            && kept.headers() == headers(&file)?
        {
            for (position, block) in kept.blocks() {
                file.write_all_at(block, position)?;
            }
            file.sync_all()?;
            tracing::info!(file = %path.display(), "undid a checkpoint that was cut off; its log is whole");
        }
        remove_if_there(&journal)
    }

    /// Writes a journal, and returns when it is on the disk. Nothing is overwritten before; so one that is not
    /// whole is not needed, and it is told by its digest.
    fn write(journal: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = open_options()
            .write(true)
            .create(true)
            .truncate(true)
            .open(journal)?;
        file.write_all(content)?;
        file.sync_all()?;
        sync_folder_of(journal)
    }

    fn headers(file: &File) -> io::Result<Vec<u8>> {
        let mut headers = vec![0; HEADERS];
        file.read_exact_at(&mut headers, 0)?;
        Ok(headers)
    }

    /// Returns where the metadata blocks lie that a checkpoint may fill up, and how long they are.
    fn blocks_with_room(connection: &Connection) -> duckdb::Result<Vec<(u64, usize)>> {
        let block_size: i64 = connection.query_row(
            "SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()",
            [],
            |row| row.get(0),
        )?;
        let mut statement = connection
            .prepare("SELECT block_id FROM pragma_metadata_info() WHERE free_blocks > 0")?;
        let blocks = statement.query_map([], |row| row.get::<_, i64>(0))?;
        blocks
            .map(|block| {
                let position = HEADERS as u64 + block?.unsigned_abs() * block_size.unsigned_abs();
                Ok((position, usize::try_from(block_size).unwrap_or_default()))
            })
            .collect()
    }
}

#[cfg(unix)]
mod journal {
    use std::{fs, io, path::Path};

    use sha2::{Digest as _, Sha256};

    /// How a journal begins.
    const MAGIC: &[u8; 8] = b"SWUNDO01";
    /// The length of the digest after it, of everything that follows.
    const DIGEST: usize = 32;
    /// The bytes before the first block of a DuckDB file: the file's own header, and two that take turns.
    pub(super) const HEADERS: usize = 3 * 4096;
    /// The bytes before each block: its position and its length.
    const ENTRY: usize = 16;

    /// The headers of a file before a checkpoint, and the blocks that the checkpoint may overwrite.
    #[derive(Debug)]
    pub(super) struct Journal {
        content: Vec<u8>,
    }

    impl Journal {
        pub(super) fn new(headers: &[u8]) -> Self {
            Self {
                content: headers.to_vec(),
            }
        }

        pub(super) fn add(&mut self, position: u64, block: &[u8]) {
            self.content.extend(position.to_le_bytes());
            self.content.extend((block.len() as u64).to_le_bytes());
            self.content.extend(block);
        }

        pub(super) fn into_bytes(self) -> Vec<u8> {
            [MAGIC, &*Sha256::digest(&self.content), &self.content].concat()
        }

        /// Reads a journal; none where there is none that is whole. Half of one was left before anything was
        /// overwritten. One that was spoiled later must not reach the database either, whose own checksums
        /// tell whether it was needed.
        pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
            let bytes = match fs::read(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                bytes => bytes?,
            };
            let content = bytes
                .strip_prefix(MAGIC)
                .and_then(|rest| rest.split_at_checked(DIGEST))
                .filter(|(digest, content)| {
                    content.len() >= HEADERS && Sha256::digest(content).as_slice() == *digest
                })
                .map(|(_, content)| content.to_vec());
            if content.is_none() {
                tracing::debug!(file = %path.display(), "what was kept for a checkpoint is not whole, and left out");
            }
            Ok(content.map(|content| Self { content }))
        }

        pub(super) fn headers(&self) -> &[u8] {
            &self.content[..HEADERS]
        }

        /// The blocks with their positions.
        pub(super) fn blocks(&self) -> impl Iterator<Item = (u64, &[u8])> {
            let mut rest = &self.content[HEADERS..];
            std::iter::from_fn(move || {
                let (entry, after) = rest.split_at_checked(ENTRY)?;
                let (position, length) = entry.split_at(8);
                let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
                let (block, after) = after.split_at_checked(length)?;
                rest = after;
                Some((u64::from_le_bytes(position.try_into().ok()?), block))
            })
        }
    }
}

pub(super) use system::{Checkpoints, roll_back};
