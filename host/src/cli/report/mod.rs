//! `seatwise report`: what a person reads at the terminal.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::{Timestamp, civil::Date};

mod customer;
mod dashboard;
mod digest;
mod document;
mod letter;
mod qbr;

pub use customer::CustomerArguments;
pub use dashboard::DashboardArguments;
pub(super) use dashboard::write as write_dashboard;
pub use digest::DigestArguments;
pub use document::DocumentFormat;
pub use qbr::QbrArguments;
pub(super) use qbr::write as write_qbr;

use super::about::AboutArguments;
use super::cautions;
use super::exit::{CommandError, CommandResult};
use super::output::{Format, Output};
use super::own_files::refuse_own;
use super::query::{refused, undelivered};
use crate::analysis::{Caution, Wanted, cautions_of_week};
use crate::base::files;
use crate::base::remedy;
use crate::base::spreadsheet::MARK;
use crate::config::Config;
use crate::render::{self, Grid, Look};
use crate::report::{ReportFilter, ReportKind, Week, answer, shorten, statements};
use crate::store::Snapshot;

/// Arguments of a report that is one view.
#[derive(Debug, Clone, Args)]
pub struct ViewArguments {
    /// Whom and what it is about.
    #[command(flatten)]
    pub about: AboutArguments,
    /// As it was at the end of this ISO week; by default, as it is today
    #[arg(long, value_name = "2026-W47")]
    pub week: Option<String>,
    /// The format of the report; csv has only its rows, and is for spreadsheets
    #[arg(short, long)]
    pub format: Option<Format>,
    /// Write to this file, replacing it, instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The reports.
#[derive(Debug, Clone, Subcommand)]
pub enum ReportCommand {
    /// What is earned with each product of each customer
    Margin(ViewArguments),
    /// What is bought and not billed, and billed and not bought
    Leakage(ViewArguments),
    /// Seats that were added and removed
    Drift(ViewArguments),
    /// Commitments and trials that end soon, and what can still be reduced
    Renewals(ViewArguments),
    /// Customers, products and charges without a counterpart
    Unmatched(ViewArguments),
    /// What changed in a week, and what needs attention now
    Digest(DigestArguments),
    /// All findings, margins, renewals and drifts as one self-contained page
    Dashboard(DashboardArguments),
    /// What is licensed to one customer, by product, over all distributors
    Customer(CustomerArguments),
    /// The quarterly business review of one customer as one page, made to be printed
    Qbr(QbrArguments),
}

/// Prints a report.
///
/// # Errors
///
/// When the database cannot be read, or the week does not exist.
pub fn run(command: &ReportCommand, config: &Config, output: &Output) -> CommandResult {
    let snapshot = Snapshot::open(&config.database).map_err(refused)?;
    let (kind, arguments) = match command {
        ReportCommand::Margin(arguments) => (ReportKind::Margin, arguments),
        ReportCommand::Leakage(arguments) => (ReportKind::Leakage, arguments),
        ReportCommand::Drift(arguments) => (ReportKind::Drift, arguments),
        ReportCommand::Renewals(arguments) => (ReportKind::Renewals, arguments),
        ReportCommand::Unmatched(arguments) => (ReportKind::Unmatched, arguments),
        ReportCommand::Digest(arguments) => {
            return digest::run(arguments, config, &snapshot, output);
        }
        ReportCommand::Dashboard(arguments) => {
            return dashboard::run(arguments, config, &snapshot, output);
        }
        ReportCommand::Customer(arguments) => {
            return customer::run(arguments, config, &snapshot, output);
        }
        ReportCommand::Qbr(arguments) => return qbr::run(arguments, config, &snapshot, output),
    };
    let today = config.time_zone.day(Timestamp::now());
    print(kind, arguments, &snapshot, today, output)
}

fn print(
    kind: ReportKind,
    arguments: &ViewArguments,
    snapshot: &Snapshot,
    today: Date,
    output: &Output,
) -> CommandResult {
    let week = Week::asked(arguments.week.as_deref(), today, today).map_err(CommandError::usage)?;
    let day = week.day(today);
    let filter = ReportFilter {
        customer: arguments.about.customer.clone(),
        vendor: arguments.about.vendor.clone(),
        sku: arguments.about.sku.clone(),
    };
    cautions::refuse_misfit_of_snapshot(
        snapshot,
        &Wanted {
            customer: filter.customer.as_deref(),
            vendor: filter.vendor.as_deref(),
            product: filter.sku.as_deref(),
        },
    )?;
    // What renews and how seats changed is known without the PSA.
    let needs_psa = !matches!(kind, ReportKind::Renewals | ReportKind::Drift);
    let mut cautions = cautions::of_snapshot(
        snapshot,
        &cautions_of_week(week.first, week.last, false),
        needs_psa,
    )?;
    if kind != ReportKind::Drift {
        cautions.retain(Caution::leaves_billing_unknown);
    }
    let first = match cautions::text(&cautions) {
        text if text.is_empty() => text,
        text => format!("{text}\n"),
    };
    let statements = statements(kind, &filter, day);
    let format = arguments.format.unwrap_or(if output.json {
        Format::Json
    } else {
        Format::Table
    });
    let exact = matches!(format, Format::Csv | Format::Json | Format::Parquet);
    let grid = |statement| {
        let mut grid = answer(snapshot, statement).map_err(undelivered)?;
        if !exact {
            shorten(&mut grid);
        }
        Ok::<_, CommandError>(grid)
    };
    let rows = grid(&statements.rows)?;
    let totals = || grid(&statements.totals);
    let look = if arguments.out.is_some() {
        Look::default()
    } else {
        output.look()
    };
    let written = match format {
        Format::Parquet => {
            return Err(
                CommandError::usage("write a report as Parquet: it has two parts")
                    .with_hint("use `seatwise query --format parquet` on the view of the report"),
            );
        }
        Format::Csv => {
            cautions::warn(&cautions, output);
            text(format, &rows)?
        }
        Format::Json => format!(
            "{{\"day\": \"{day}\",\n\"cautions\": {},\n\"rows\": {},\n\"totals\": {}}}\n",
            serde_json::Value::from_iter(cautions.iter().map(|caution| caution.text.as_str())),
            text(format, &rows)?.trim_end(),
            text(format, &totals()?)?.trim_end()
        ),
        Format::Markdown => format!(
            "{first}{}\n{}",
            text(format, &rows)?,
            text(format, &totals()?)?
        ),
        Format::Table if rows.rows.is_empty() => match first.as_str() {
            "" => "Nothing to report.\n".to_owned(),
            first => format!("{first}Nothing is known to report; see above.\n"),
        },
        Format::Table => format!(
            "{first}{}\nTotals, as of {day}:\n{}",
            render::table(&rows, look),
            render::table(&totals()?, look)
        ),
    };
    match &arguments.out {
        None => match format {
            Format::Json => output.print_json_text(&written)?,
            Format::Table => output.print(&written)?,
            Format::Csv | Format::Markdown | Format::Parquet => output.print_data(&written)?,
        },
        Some(file) if format == Format::Csv => put(file, format!("{MARK}{written}").as_bytes())?,
        Some(file) => put(file, written.as_bytes())?,
    }
    Ok(cautions::exit_of(&cautions))
}

/// Writes a file that only this user can read; what is in its place is replaced.
fn put(file: &Path, content: &[u8]) -> Result<(), CommandError> {
    refuse_own(file)?;
    files::replace(file, content).map_err(|error| {
        CommandError::failed(format!(
            "write {}: {error}{}",
            file.display(),
            remedy(&error)
        ))
    })
}

fn text(format: Format, grid: &Grid) -> Result<String, CommandError> {
    let mut out = Vec::new();
    let rows = grid.rows.iter().cloned();
    let written = match format {
        Format::Json => render::write_json(&grid.columns, rows, &mut out),
        Format::Markdown => render::write_markdown(&grid.columns, rows, &mut out),
        Format::Csv | Format::Table | Format::Parquet => {
            render::write_csv_for_people(&grid.columns, rows, &mut out)
        }
    };
    written.map_err(|error| CommandError::from_write("the report", &error))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}
