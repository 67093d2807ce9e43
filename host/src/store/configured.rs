//! Which distributors the configuration has.

use std::collections::BTreeSet;

use super::open::Store;

impl Store {
    /// Returns whether these very connections (name and vendor) are noted.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn notes_connections(
        &self,
        connections: impl IntoIterator<Item = (String, String)>,
    ) -> duckdb::Result<bool> {
        Ok(self.noted_connections()? == connections.into_iter().collect())
    }

    fn noted_connections(&self) -> duckdb::Result<BTreeSet<(String, String)>> {
        self.connection
            .prepare("SELECT connection, vendor FROM configured_connections")?
            .query_map([], |row| Ok((row.get("connection")?, row.get("vendor")?)))?
            .collect()
    }

    /// Notes the connections (name and vendor) that the configuration has, so that one of which nothing was ever read
    /// is not taken for one that has nothing. Does nothing where they are noted already.
    ///
    /// # Errors
    ///
    /// If the database cannot be written; then it is as it was.
    pub fn note_connections(
        &self,
        connections: impl IntoIterator<Item = (String, String)>,
    ) -> duckdb::Result<()> {
        let wanted: BTreeSet<(String, String)> = connections.into_iter().collect();
        if wanted == self.noted_connections()? {
            return Ok(());
        }
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM configured_connections", [])?;
        for (connection, vendor) in &wanted {
            transaction.execute(
                "INSERT INTO configured_connections VALUES (?, ?)",
                [connection, vendor],
            )?;
        }
        transaction.commit()
    }
}
