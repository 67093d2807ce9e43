//! What the distributors are called.

use std::collections::BTreeMap;

use super::open::Store;

impl Store {
    /// The names of the distributors, by their ids.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn vendor_names(&self) -> duckdb::Result<BTreeMap<String, String>> {
        vendor_names(&self.connection)
    }

    /// Notes what a distributor is called, for every view and page. Does nothing where that is noted already.
    ///
    /// # Errors
    ///
    /// If the database cannot be written; then it is as it was.
    pub fn name_vendor(&self, vendor: &str, name: &str) -> duckdb::Result<()> {
        if self
            .vendor_names()?
            .get(vendor)
            .is_some_and(|known| known == name)
        {
            return Ok(());
        }
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM vendors WHERE vendor = ?", [vendor])?;
        transaction.execute("INSERT INTO vendors VALUES (?, ?)", [vendor, name])?;
        transaction.commit()
    }
}

/// As [`Store::vendor_names`], for whoever has the connection alone.
pub(crate) fn vendor_names(
    connection: &duckdb::Connection,
) -> duckdb::Result<BTreeMap<String, String>> {
    connection
        .prepare("SELECT vendor, name FROM vendors")?
        .query_map([], |row| Ok((row.get("vendor")?, row.get("name")?)))?
        .collect()
}
