//! `seatwise report qbr`: the quarterly business review of one customer.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::dashboard::failed;
use super::put;
use crate::analysis::{Caution, cautions_of_week};
use crate::cli::cautions;
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::output::Output;
use crate::cli::own_files::refuse_own;
use crate::config::Config;
use crate::render::sanitize;
use crate::report::{Brand, Customer, Qbr, Quarter, Reader, print_pdf};
use crate::store::Snapshot;

/// Arguments of `report qbr`.
#[derive(Debug, Clone, Args)]
pub struct QbrArguments {
    /// The customer: its id, its name, or a part of the name that no other customer has
    #[arg(long, value_name = "NAME|ID")]
    pub customer: String,
    /// The quarter; by default, the last one that is over
    #[arg(long, value_name = "2026Q3")]
    pub quarter: Option<String>,
    /// Write to this file, replacing it
    #[arg(long, value_name = "FILE.html")]
    pub out: PathBuf,
    /// Also print it to this PDF file, with an installed Chromium
    #[arg(long, value_name = "FILE.pdf")]
    pub pdf: Option<PathBuf>,
    /// Leave out costs, margins and findings: the copy that the customer may see
    #[arg(long)]
    pub for_customer: bool,
}

/// Writes the review.
///
/// # Errors
///
/// When there is no such customer, or several, or no such quarter, or the database cannot be read, or a file cannot
/// be written.
pub(super) fn run(
    arguments: &QbrArguments,
    config: &Config,
    snapshot: &Snapshot,
    output: &Output,
) -> CommandResult {
    let now = Timestamp::now();
    let today = config.time_zone.day(now);
    let quarter = match &arguments.quarter {
        Some(name) => Quarter::named(name).map_err(CommandError::usage)?,
        None => Quarter::of(today).previous(),
    };
    if quarter.first > today {
        return Err(CommandError::usage(format!(
            "review {}: it begins on {}, which has not come yet",
            quarter.name(),
            quarter.first
        )));
    }
    let reader = if arguments.for_customer {
        Reader::Customer
    } else {
        Reader::Msp
    };
    let customer = Customer::find(snapshot, &arguments.customer).map_err(failed)?;
    let name = customer.name.clone();
    let question = cautions_of_week(quarter.first, quarter.last, false);
    let mut cautions = cautions::of_snapshot(snapshot, &question, true)?;
    cautions.retain(Caution::leaves_billing_unknown);
    // Of nothing that was read there is no review, for neither reader.
    if let Some(nothing) = cautions
        .iter()
        .find(|caution| caution.leaves_nothing_known())
    {
        return Err(CommandError::new(
            Exit::Incomplete,
            format!("review {}: {}", quarter.name(), nothing.text),
        )
        .with_hint("name a later quarter with --quarter, if there is one"));
    }
    if let Some(pdf) = &arguments.pdf {
        refuse_own(pdf)?;
    }
    write(
        config,
        snapshot,
        now,
        (customer, quarter, reader),
        &arguments.out,
    )?;
    output.print(&format!(
        "The review of {} for {} is in {}.\n",
        quarter.name(),
        sanitize(&name),
        arguments.out.display()
    ))?;
    if let Some(pdf) = &arguments.pdf {
        print_pdf(&arguments.out, pdf).map_err(CommandError::failed)?;
        output.print(&format!("As a PDF it is in {}.\n", pdf.display()))?;
    }
    cautions::warn(&cautions, output);
    Ok(cautions::exit_of(&cautions))
}

/// Writes the review of a customer and a quarter for a reader to a file.
pub(in crate::cli) fn write(
    config: &Config,
    snapshot: &Snapshot,
    now: Timestamp,
    (customer, quarter, reader): (Customer, Quarter, Reader),
    file: &Path,
) -> Result<(), CommandError> {
    let qbr = Qbr {
        customer,
        quarter,
        day: quarter.last.min(config.time_zone.day(now)),
        written_at: now,
        reader,
        brand: Brand::load(&config.brand).map_err(failed)?,
    };
    put(file, qbr.html(snapshot).map_err(failed)?.as_bytes())
}
