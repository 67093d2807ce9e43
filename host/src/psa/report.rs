//! What an import found and did.

use jiff::Timestamp;
use serde::{Serialize, Serializer, ser::SerializeSeq as _};

/// So many rows that are not data are listed.
pub(super) const MOST_SKIPPED: usize = 100_000;

/// A row that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowFault {
    /// The line of the file in which the row begins, counted from 1; the row of a Parquet file.
    pub line: u64,
    /// The number of the row among the rows of the file, counted from 1, where several begin in that line:
    /// JSON on one line.
    pub row: Option<u64>,
    /// The column, by its number and name; none where the fault is of the whole row.
    pub column: Option<String>,
    /// The value as it stands there.
    pub value: Option<String>,
    /// The rule that it breaks, as words that follow the value.
    pub rule: String,
}

/// A row that is not data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The line of the file, counted from 1.
    pub line: u64,
    /// The number of the row among the rows of the file, counted from 1, where several begin in that line.
    pub row: Option<u64>,
    /// Why: blank, total, average or count, heading or remark, page footer or remark, ruled line, repeated
    /// header, above the header, no lines, another period.
    pub reason: String,
    /// What stands there, cut short.
    pub text: String,
}

/// A row as it was understood: names and values, those that are unknown left out.
pub type PreviewRow = Vec<(String, String)>;

/// What an import changes, or would change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that were not there before.
    pub added: u64,
    /// Rows of which at least one field changed.
    pub changed: u64,
    /// Rows that are the same as before.
    pub unchanged: u64,
    /// Rows that had ended and are back; they count as changed too.
    pub returned: u64,
    /// Rows that the file no longer has.
    pub ended: u64,
}

/// What an import found and did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The file, as it was named.
    pub file: String,
    /// The name of the PSA instance.
    pub psa: String,
    /// The profile.
    pub profile: String,
    /// What the file holds.
    pub content: String,
    /// The moment that the file describes.
    #[serde(serialize_with = "moment")]
    pub as_of: Timestamp,
    /// Rows that are data.
    pub rows: u64,
    /// Rows that are not data.
    pub skipped: u64,
    /// Those rows, by line; of blank ones the first 1,000, of all at most 100,000.
    pub skipped_rows: Vec<Skipped>,
    /// How many rows break a rule.
    pub faulty_rows: u64,
    /// The rules that they break, by line; at most 100,000.
    pub faults: Vec<RowFault>,
    /// The first rows as they were understood.
    #[serde(serialize_with = "objects")]
    pub preview: Vec<PreviewRow>,
    /// How the file was understood, and what is unknown, a sentence each.
    pub notes: Vec<String>,
    /// What changes; none where it could not be compared with a database.
    pub counts: Option<Counts>,
    /// Customers whom the contract lines name and nobody knew.
    pub new_customers: u64,
    /// Whether the file was written to the database.
    pub imported: bool,
    /// The id of the import; none where nothing was written.
    pub import_id: Option<String>,
}

fn moment<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

/// Rows as objects, in the order of their columns.
fn objects<S: Serializer>(rows: &[PreviewRow], serializer: S) -> Result<S::Ok, S::Error> {
    struct Row<'r>(&'r PreviewRow);
    impl Serialize for Row<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
        }
    }
    let mut list = serializer.serialize_seq(Some(rows.len()))?;
    for row in rows {
        list.serialize_element(&Row(row))?;
    }
    list.end()
}
