//! What is to be changed in the recurring invoices, for a person to review.

use jiff::civil::Date;

use super::{
    error::ExportError,
    line_profile::LineProfile,
    sheet::{Sheet, prepare, select, set},
};
use crate::store::Store;

/// The changes of recurring invoice lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLines {
    /// One row per line, with the columns of the profile.
    pub sheet: Sheet,
    /// The ids of findings about lines whose change is not certain enough to be proposed.
    pub left_out: Vec<String>,
}

/// Draws the changes of recurring invoice lines from the open findings, as of a day. Without the name of a PSA
/// instance, those of all instances that were imported by the profile.
///
/// # Errors
///
/// If the database cannot be read.
pub fn invoice_lines(
    store: &Store,
    profile: LineProfile,
    psa: Option<&str>,
    day: Date,
) -> Result<InvoiceLines, ExportError> {
    let connection = store.connection();
    prepare(connection, day)?;
    set(connection, "export_profile", Some(profile.name()))?;
    set(connection, "export_psa", psa)?;
    connection.execute_batch(include_str!("sql/line_sources.sql"))?;
    let changes = select(connection, include_str!("sql/invoice_lines.sql"))?;
    let all = select(
        connection,
        "SELECT finding_id FROM line_findings(getvariable('export_psa')::VARCHAR, getvariable('export_profile')::VARCHAR)
         ORDER BY finding_id",
    )?;
    let findings = changes.columns.iter().position(|name| name == "findings");
    let proposed: Vec<&str> = changes
        .rows
        .iter()
        .filter_map(|row| row[findings?].as_deref())
        .flat_map(|ids| ids.split(' '))
        .collect();
    let left_out = all.rows.into_iter().flatten().flatten();
    Ok(InvoiceLines {
        left_out: left_out
            .filter(|id| !proposed.contains(&id.as_str()))
            .collect(),
        sheet: profile.arranged(&changes),
    })
}
