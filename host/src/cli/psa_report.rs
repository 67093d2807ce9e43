//! What an import says.

use super::exit::{CommandError, Exit};
use crate::psa::{ImportError, ImportReport, RowFault, Skipped};
use crate::render::{Column, Grid, Look, count, sanitize, table};

/// So many faults and skipped rows fit on a screen; --json has all.
const SHOWN: usize = 20;

/// Returns the report as text.
#[must_use]
pub(super) fn text(report: &ImportReport, dry_run: bool, look: Look) -> String {
    let mut text = format!("{}\n", headline(report, dry_run));
    if dry_run {
        text.push_str(&preview(report));
    }
    text.push_str(&skipped(report));
    if dry_run {
        text.push_str(&faults(report));
    }
    if report.faulty_rows == 0 {
        text.push_str(&format!("\n{}", table(&counts(report), look)));
    }
    for note in &report.notes {
        text.push_str(&format!("  {} {}\n", look.ink.yellow("!"), sanitize(note)));
    }
    text
}

/// Returns why a file with faults was refused, with the first of them.
pub(super) fn refusal(error: &ImportError) -> CommandError {
    let message = sanitize(&error.to_string()).into_owned();
    let ImportError::Faults { report } = error else {
        return CommandError::failed(message);
    };
    CommandError::new(
        Exit::Failed,
        format!("{message}{}", faults(report).trim_end()),
    )
    .with_hint(
        "fix the file, or name its columns in a mapping file; --dry-run shows how it is understood",
    )
}

fn headline(report: &ImportReport, dry_run: bool) -> String {
    let done = match (dry_run, report.imported) {
        (true, _) => "Would import",
        (false, true) => "Imported",
        (false, false) => "Nothing to import:",
    };
    let file = sanitize(&report.file);
    format!(
        "{done} {file} as {} of {} by the profile {}, as of {}",
        report.content,
        sanitize(&report.psa),
        sanitize(&report.profile),
        report.as_of.strftime("%Y-%m-%d %H:%M:%S UTC")
    )
}

/// The first rows as they were understood, a paragraph each: they have too many columns for a table.
fn preview(report: &ImportReport) -> String {
    let mut text = String::new();
    for row in &report.preview {
        let values: Vec<String> = row
            .iter()
            .map(|(name, value)| format!("{name} {}", sanitize(value)))
            .collect();
        text.push_str(&format!("  {}\n", values.join(" · ")));
    }
    if text.is_empty() {
        return text;
    }
    format!("\nThe first rows as understood; what is not shown is unknown:\n{text}")
}

fn skipped(report: &ImportReport) -> String {
    if report.skipped == 0 {
        return String::new();
    }
    let mut text = format!("\nRows that are not data: {}\n", count(report.skipped));
    // A blank row says nothing, and rows of other periods come by the hundred; all others may be missed.
    let is_counted = |row: &&Skipped| ["blank", "another period"].contains(&row.reason.as_str());
    let told = report.skipped_rows.iter().filter(|row| !is_counted(row));
    for row in told.clone().take(SHOWN) {
        text.push_str(&format!(
            "  {}: {}: {}\n",
            place(row.line, row.row),
            row.reason,
            sanitize(&row.text)
        ));
    }
    text.push_str(&more(told.count().saturating_sub(SHOWN) as u64));
    for reason in ["another period", "blank"] {
        let rows = report
            .skipped_rows
            .iter()
            .filter(|row| row.reason == reason);
        match rows.count() {
            0 => {}
            rows => text.push_str(&format!("  {reason}: {}\n", count(rows as u64))),
        }
    }
    text
}

/// Where a row is.
fn place(line: u64, row: Option<u64>) -> String {
    match row {
        None => format!("line {line}"),
        Some(row) => format!("line {line}, row {row}"),
    }
}

fn faults(report: &ImportReport) -> String {
    if report.faults.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n");
    for fault in report.faults.iter().take(SHOWN) {
        text.push_str(&format!("  {}\n", fault_line(fault)));
    }
    text + &more(report.faults.len().saturating_sub(SHOWN) as u64)
}

fn fault_line(fault: &RowFault) -> String {
    let mut line = place(fault.line, fault.row);
    if let Some(column) = &fault.column {
        line.push_str(&format!(", column {}", sanitize(column)));
    }
    line.push_str(": ");
    if let Some(value) = &fault.value {
        line.push_str(&format!("“{}” ", sanitize(value)));
    }
    line + &sanitize(&fault.rule)
}

fn more(rows: u64) -> String {
    match rows {
        0 => String::new(),
        rows => format!("  … and {} more; --json lists them\n", count(rows)),
    }
}

fn counts(report: &ImportReport) -> Grid {
    let names = [
        "rows",
        "new",
        "changed",
        "returned",
        "unchanged",
        "ended",
        "skipped",
        "new customers",
    ];
    let mut grid = Grid::new(names.map(Column::number).to_vec());
    let known = |number: Option<u64>| number.map(count).unwrap_or_default();
    let counts = report.counts;
    grid.push([
        count(report.rows),
        known(counts.map(|counts| counts.added)),
        known(counts.map(|counts| counts.changed)),
        known(counts.map(|counts| counts.returned)),
        known(counts.map(|counts| counts.unchanged)),
        known(counts.map(|counts| counts.ended)),
        count(report.skipped),
        count(report.new_customers),
    ]);
    grid
}
