//! A part of a report that is a question to the database.

/// One part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name for machines.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What is said where there is no row; none where the part is left out then.
    pub nothing: Option<&'static str>,
    /// Its rows.
    pub sql: String,
}
