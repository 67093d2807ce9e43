//! What a report says before its figures, and filters that fit nobody.

use super::grid;
use crate::analysis::{Caution, Wanted};
use crate::cli::exit::CommandError;
use crate::store::Snapshot;

/// What must be known before a figure of the snapshot is believed, as the question tells it; what concerns only
/// the PSA is left out where `billing` is false.
pub(super) fn cautions(
    snapshot: &Snapshot,
    question: &str,
    billing: bool,
) -> Result<Vec<Caution>, CommandError> {
    let grid = grid(snapshot, question)?;
    let cautions = grid.rows.into_iter().map(|row| {
        let cell = |place: usize| row.get(place).cloned().flatten().unwrap_or_default();
        Caution {
            kind: cell(0),
            about_billing: cell(1) == "true",
            blocks: cell(2) == "true",
            text: cell(3),
        }
    });
    Ok(cautions
        .filter(|caution| billing || !caution.about_billing)
        .collect())
}

/// Refuses a filter that fits nobody: a typing mistake must not look like a clean report.
pub(super) fn refuse_misfit(snapshot: &Snapshot, wanted: &Wanted<'_>) -> Result<(), CommandError> {
    for (sql, misfit) in wanted.questions() {
        let answer = grid(snapshot, &sql)?;
        let fits = answer.rows.first().and_then(|row| row.first()?.as_deref());
        if fits != Some("true") {
            return Err(CommandError::usage(misfit));
        }
    }
    Ok(())
}

/// The cautions as one warning; none where there is none.
pub(super) fn warning(cautions: &[Caution]) -> Option<String> {
    let texts: Vec<&str> = cautions
        .iter()
        .map(|caution| caution.text.as_str())
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
