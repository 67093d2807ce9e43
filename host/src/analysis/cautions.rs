//! What must be known before a figure is believed.

use duckdb::Connection;

/// The question for [`Caution`]s, for whoever asks the database in another way.
pub(crate) const CAUTIONS: &str =
    "SELECT kind, about_billing, blocks, text FROM cautions ORDER BY place, text";

/// A side that is not there, a comparison that failed or is older than the data, rows that were refused, or
/// what was not read or is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// `no_distributor`, `unread`, `no_psa`, `no_lines`, `failed`, `older`, `refused`, `incomplete` or
    /// `unknown_status`.
    pub kind: String,
    /// Whether it concerns only what is compared with the PSA.
    pub about_billing: bool,
    /// Whether nothing was compared, or not what is stored now.
    pub blocks: bool,
    /// What it is and what to do, in words.
    pub text: String,
}

impl Caution {
    /// Whether it may leave unknown what is bought.
    #[must_use]
    pub fn leaves_purchases_unknown(&self) -> bool {
        ["no_distributor", "unread", "incomplete"].contains(&self.kind.as_str())
    }
}

/// Returns what must be known before a figure is believed, the most important first.
///
/// # Errors
///
/// If the database cannot be read, or lacks the views of the analysis.
pub fn cautions(connection: &Connection) -> Result<Vec<Caution>, duckdb::Error> {
    let mut statement = connection.prepare(CAUTIONS)?;
    let rows = statement.query_map([], |row| {
        Ok(Caution {
            kind: row.get(0)?,
            about_billing: row.get(1)?,
            blocks: row.get(2)?,
            text: row.get(3)?,
        })
    })?;
    rows.collect()
}
