//! What must be known before a figure is believed, beside every figure that a command shows.

use super::exit::{CommandError, Exit};
use super::output::Output;
use super::query::undelivered;
use crate::analysis::{self, Caution, Wanted};
use crate::render::sanitize;
use crate::report::answer;
use crate::store::{Snapshot, Store};

/// Reads the cautions; what concerns only the PSA is left out where `billing` is false.
pub(super) fn cautions(store: &Store, billing: bool) -> Result<Vec<Caution>, CommandError> {
    let cautions = analysis::cautions(store.connection()).map_err(|error| {
        CommandError::failed(format!("read whether both sides were compared: {error}"))
    })?;
    Ok(wanted(cautions, billing))
}

/// Leaves out what concerns only the PSA where `billing` is false.
fn wanted(cautions: impl IntoIterator<Item = Caution>, billing: bool) -> Vec<Caution> {
    cautions
        .into_iter()
        .filter(|caution| billing || !caution.about_billing)
        .collect()
}

/// How a command ends that did what it was asked: incomplete where nothing was compared, or not what is stored
/// now.
pub(super) fn exit_of(cautions: &[Caution]) -> Exit {
    if cautions.iter().any(|caution| caution.blocks) {
        Exit::Incomplete
    } else {
        Exit::Ok
    }
}

/// The cautions for a person, a line each; an empty text if there are none.
pub(super) fn text(cautions: &[Caution]) -> String {
    cautions
        .iter()
        .map(|caution| format!("! {}\n", sanitize(&caution.text)))
        .collect()
}

/// Says the cautions where the result itself has no place for them.
pub(super) fn warn(cautions: &[Caution], output: &Output) {
    for caution in cautions {
        output.warn(&sanitize(&caution.text));
    }
}

/// Refuses a filter that fits nobody: a typing mistake must not look like a clean list.
pub(super) fn refuse_misfit(store: &Store, wanted: &Wanted<'_>) -> Result<(), CommandError> {
    match wanted.misfit(store.connection()) {
        Ok(None) => Ok(()),
        Ok(Some(misfit)) => Err(CommandError::usage(misfit)),
        Err(error) => Err(CommandError::failed(format!("read the names: {error}"))),
    }
}

/// What must be known before a figure of the snapshot is believed, as the question tells it; what concerns only
/// the PSA is left out where `billing` is false.
pub(super) fn of_snapshot(
    snapshot: &Snapshot,
    question: &str,
    billing: bool,
) -> Result<Vec<Caution>, CommandError> {
    let grid = answer(snapshot, question).map_err(undelivered)?;
    let cautions = grid.rows.into_iter().map(|row| {
        let cell = |place: usize| row.get(place).cloned().flatten().unwrap_or_default();
        Caution {
            kind: cell(0),
            about_billing: cell(1) == "true",
            blocks: cell(2) == "true",
            text: cell(3),
        }
    });
    Ok(wanted(cautions, billing))
}

/// As [`refuse_misfit`], for a question to a snapshot.
pub(super) fn refuse_misfit_of_snapshot(
    snapshot: &Snapshot,
    wanted: &Wanted<'_>,
) -> Result<(), CommandError> {
    for (sql, misfit) in wanted.questions() {
        let answer = answer(snapshot, &sql).map_err(undelivered)?;
        let fits = answer.rows.first().and_then(|row| row.first()?.as_deref());
        if fits != Some("true") {
            return Err(CommandError::usage(misfit));
        }
    }
    Ok(())
}

/// All cautions as one warning, if there are any.
pub(super) fn warning(cautions: &[Caution]) -> Option<String> {
    let texts: Vec<&str> = cautions
        .iter()
        .map(|caution| caution.text.as_str())
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
