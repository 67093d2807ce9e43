//! What must be known before a figure is believed.

use duckdb::Connection;
use jiff::civil::Date;

/// The kind of a caution that there is no week before with which seats can be compared.
const FIRST_WEEK: &str = "first_week";

/// The question for [`Caution`]s, for whoever asks the database in another way.
pub(crate) const CAUTIONS: &str =
    "SELECT kind, about_billing, blocks, text FROM cautions ORDER BY place, text";

/// The question for what must be known before a figure of a week is believed, from its first day to its last;
/// of its findings, which begin with the first comparison, or of its views.
pub(crate) fn cautions_of_week(first: Date, last: Date, of_findings: bool) -> String {
    format!(
        "SELECT kind, about_billing, blocks, text
         FROM (FROM cautions UNION ALL FROM week_cautions(DATE '{first}', DATE '{last}', {of_findings}))
         ORDER BY place, text"
    )
}

/// A side that is not there, a comparison that failed or is older than the data, rows that were refused, or
/// what was not read or is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// `no_distributor`, `unread`, `no_psa`, `no_lines`, `failed`, `older`, `refused`, `incomplete`,
    /// `unknown_status`, `unlinked`, `before_data`, `uncompared` or `first_week`.
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
        self.leaves_nothing_known() || ["unread", "incomplete"].contains(&self.kind.as_str())
    }

    /// Whether nothing of any distributor had been read.
    #[must_use]
    pub fn leaves_nothing_known(&self) -> bool {
        ["no_distributor", "before_data"].contains(&self.kind.as_str())
    }

    /// Whether a week that is over was over before there was anything to tell of it.
    #[must_use]
    pub fn is_of_a_week_too_early(&self) -> bool {
        ["before_data", "uncompared"].contains(&self.kind.as_str())
    }

    /// Whether it may leave unknown how seats changed.
    #[must_use]
    pub fn leaves_drift_unknown(&self) -> bool {
        self.kind == FIRST_WEEK || self.leaves_purchases_unknown()
    }

    /// Whether it may leave unknown what is billed, or what of it is right.
    #[must_use]
    pub fn leaves_billing_unknown(&self) -> bool {
        self.kind != FIRST_WEEK
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
            kind: row.get("kind")?,
            about_billing: row.get("about_billing")?,
            blocks: row.get("blocks")?,
            text: row.get("text")?,
        })
    })?;
    rows.collect()
}
