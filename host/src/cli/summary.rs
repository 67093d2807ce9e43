//! What a sync says at its end.

use std::time::Duration;

use serde::Serialize;

use super::exit::CommandError;
use super::output::Output;
use crate::render::{Column, Grid, Ink, Look, count, counted, duration, sanitize, table};

/// The summary of a sync.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SyncSummary {
    /// The connections, in the order in which they are shown.
    pub connections: Vec<ConnectionSummary>,
    /// Whether nothing was read because of `--dry-run`.
    pub dry_run: bool,
}

/// One connection of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ConnectionSummary {
    /// Its name.
    pub connection: String,
    /// Its vendor id.
    pub vendor: String,
    /// How many requests were sent, retries and logins included.
    pub requests: u64,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// How much of it was waiting for the pace or before a retry, in milliseconds.
    pub waited_milliseconds: u64,
    /// The datasets.
    pub rows: Vec<SummaryRow>,
    /// What the operator should read, most important first, a sentence each.
    pub notes: Vec<String>,
}

/// One dataset of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryRow {
    /// The dataset's name.
    pub dataset: String,
    /// How it ended.
    pub outcome: SummaryOutcome,
    /// Rows that the distributor sent.
    pub read: u64,
    /// Rows that are new.
    pub added: u64,
    /// Rows that changed.
    pub changed: u64,
    /// Rows that the distributor no longer sends.
    pub missing: u64,
    /// Rows that break a rule.
    pub rejected: u64,
    /// Parts that could not be read and stay as they were: customers, or the whole account as one.
    pub stale_parts: u64,
    /// What to know about it, a sentence.
    pub note: Option<String>,
}

/// How the sync of a dataset ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryOutcome {
    /// Read completely and merged.
    Complete,
    /// Merged, but some customers could not be read.
    Incomplete,
    /// Held back because it shrank suspiciously.
    HeldBack,
    /// This account has no such dataset.
    Unavailable,
    /// Fetched and kept; the database was busy, or the run was stopped.
    Waiting,
    /// Not read.
    Failed,
    /// Would be read (`--dry-run`).
    Planned,
}

impl SummaryOutcome {
    /// Returns the outcome in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
            Self::HeldBack => "held back",
            Self::Unavailable => "unavailable",
            Self::Waiting => "kept for later",
            Self::Failed => "failed",
            Self::Planned => "planned",
        }
    }
}

/// Prints the summary.
///
/// # Errors
///
/// When stdout cannot be written.
pub fn print(summary: &SyncSummary, output: &Output) -> Result<(), CommandError> {
    if output.json {
        return output.print_json(summary);
    }
    output.print(&text(summary, output.look()))
}

/// Returns the summary as text.
#[must_use]
pub fn text(summary: &SyncSummary, look: Look) -> String {
    let mut text = table(&grid(summary), look);
    for connection in &summary.connections {
        text.push_str(&format!(
            "\n{}",
            effort(connection, summary.dry_run, look.ink)
        ));
        for note in notes(connection) {
            text.push_str(&format!("  {} {}\n", look.ink.yellow("!"), sanitize(&note)));
        }
    }
    text
}

fn effort(connection: &ConnectionSummary, dry_run: bool, ink: Ink) -> String {
    let name = ink.bold(&connection.connection);
    if dry_run {
        return format!("{name}: nothing was read\n");
    }
    let waited = match connection.waited_milliseconds {
        0 => String::new(),
        waited => format!(
            ", {} of it waiting (pace and retries)",
            duration(Duration::from_millis(waited))
        ),
    };
    let took = duration(Duration::from_millis(connection.milliseconds));
    format!(
        "{name}: {} in {took}{waited}\n",
        counted(connection.requests, "request")
    )
}

fn notes(connection: &ConnectionSummary) -> impl Iterator<Item = String> {
    let of_rows = connection.rows.iter().filter_map(|row| {
        row.note
            .as_ref()
            .map(|note| format!("{}: {note}", row.dataset))
    });
    connection.notes.iter().cloned().chain(of_rows)
}

fn grid(summary: &SyncSummary) -> Grid {
    let numbers = ["read", "new", "changed", "missing", "rejected", "stale"];
    let mut columns = vec![
        Column::text("connection"),
        Column::text("dataset"),
        Column::text("outcome"),
    ];
    columns.extend(numbers.map(Column::number));
    let mut grid = Grid::new(columns);
    for connection in &summary.connections {
        for row in &connection.rows {
            let numbers = [
                row.read,
                row.added,
                row.changed,
                row.missing,
                row.rejected,
                row.stale_parts,
            ];
            let words = [&connection.connection, &row.dataset].map(String::clone);
            let cells = words.into_iter().chain([row.outcome.as_str().to_owned()]);
            grid.push(cells.chain(numbers.map(number(row.outcome))));
        }
    }
    grid
}

/// Nothing is known of the numbers of a dataset that was not read; a zero would say otherwise.
fn number(outcome: SummaryOutcome) -> impl Fn(u64) -> String {
    let known = !matches!(
        outcome,
        SummaryOutcome::Unavailable | SummaryOutcome::Failed | SummaryOutcome::Planned
    );
    move |number| {
        if known || number > 0 {
            count(number)
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(dataset: &str, outcome: SummaryOutcome, read: u64, note: Option<&str>) -> SummaryRow {
        SummaryRow {
            dataset: dataset.to_owned(),
            outcome,
            read,
            added: 0,
            changed: 0,
            missing: 0,
            rejected: 0,
            stale_parts: 0,
            note: note.map(str::to_owned),
        }
    }

    fn summary() -> SyncSummary {
        let connection = ConnectionSummary {
            connection: "main".to_owned(),
            vendor: "sherweb".to_owned(),
            requests: 1001,
            milliseconds: 72_000,
            waited_milliseconds: 60_000,
            rows: vec![
                row("customers", SummaryOutcome::Complete, 1000, None),
                row(
                    "usage",
                    SummaryOutcome::Failed,
                    0,
                    Some("GET /usage answered 500"),
                ),
            ],
            notes: vec!["rejected rows are in rejected_rows".to_owned()],
        };
        SyncSummary {
            connections: vec![connection],
            dry_run: false,
        }
    }

    #[test]
    fn the_summary_shows_numbers_effort_and_notes() {
        let text = text(&summary(), Look::default());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[2],
            "main        customers  complete  1,000    0        0        0         0      0"
        );
        assert_eq!(lines[3], "main        usage      failed");
        assert_eq!(
            lines[5],
            "main: 1,001 requests in 1 min 12 s, 1 min of it waiting (pace and retries)"
        );
        assert_eq!(lines[6], "  ! rejected rows are in rejected_rows");
        assert_eq!(lines[7], "  ! usage: GET /usage answered 500");
    }

    #[test]
    fn outcomes_are_words_with_underscores_in_json() {
        let value = serde_json::to_value(row("usage", SummaryOutcome::HeldBack, 1, None)).unwrap();
        assert_eq!(value["outcome"], "held_back");
    }
}
