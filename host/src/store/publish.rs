//! Writes a copy of the database for people who query it while a sync runs.

use std::path::Path;

use super::{copy, error::PublishError, open::Store, pending, permissions};

impl Store {
    /// Writes a consistent copy that nobody can change, and puts it in the place of the last one at once.
    ///
    /// Who has the last copy open keeps reading that one.
    ///
    /// # Errors
    ///
    /// [`PublishError::Itself`] where `to` is this database, [`PublishError::Copy`] where the copy
    /// cannot be written, [`PublishError::Note`] where this database cannot.
    pub fn publish(&self, to: &Path) -> Result<(), PublishError> {
        if to == self.path
            || to
                .canonicalize()
                .ok()
                .is_some_and(|to| self.path.canonicalize().ok() == Some(to))
        {
            return Err(PublishError::Itself(to.to_owned()));
        }
        copy::copy_database(&self.connection, &self.path, to, permissions::read_only).map_err(
            |source| PublishError::Copy {
                path: to.to_owned(),
                source,
            },
        )?;
        pending::published(&self.connection).map_err(|source| PublishError::Note {
            path: to.to_owned(),
            source,
        })
    }
}
