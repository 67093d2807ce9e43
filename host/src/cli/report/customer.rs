//! `seatwise report customer`: what is licensed to one customer.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::dashboard::failed;
use super::document::{DocumentFormat, deliver};
use crate::analysis::CAUTIONS;
use crate::cli::cautions;
use crate::cli::exit::CommandResult;
use crate::cli::output::Output;
use crate::cli::query::undelivered;
use crate::config::Config;
use crate::report::{Customer, Document, Licences, Part};
use crate::store::Snapshot;

/// Arguments of `report customer`.
#[derive(Debug, Clone, Args)]
pub struct CustomerArguments {
    /// The customer: its id, its name, or a part of the name that no other customer has
    #[arg(value_name = "NAME|ID")]
    pub customer: String,
    /// The format of the report
    #[arg(short, long, value_enum)]
    pub format: Option<DocumentFormat>,
    /// Write to this file, replacing it, instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Prints what is licensed to the customer today.
///
/// # Errors
///
/// When there is no such customer, or several, or the database cannot be read.
pub(super) fn run(
    arguments: &CustomerArguments,
    config: &Config,
    snapshot: &Snapshot,
    output: &Output,
) -> CommandResult {
    let licences = Licences {
        customer: Customer::find(snapshot, &arguments.customer).map_err(failed)?,
        day: config.time_zone.day(Timestamp::now()),
    };
    let Licences { customer, day } = &licences;
    let cautions = cautions::of_snapshot(snapshot, CAUTIONS, true)?;
    let parts = Part::all(snapshot, &licences.kept(), licences.sections());
    let mut parts = parts.map_err(undelivered)?;
    if !cautions.is_empty() {
        parts.iter_mut().for_each(Part::is_unknown);
    }
    let document = Document {
        title: format!("Licences of {}", customer.name),
        subtitle: format!(
            "{}, as of {day} ({}). Money is per month; of what is charged by use: of the last whole month.",
            customer.key,
            config.time_zone.name()
        ),
        warning: cautions::warning(&cautions),
        about: vec![
            ("customer_key", customer.key.clone()),
            ("customer_name", customer.name.clone()),
            ("day", day.to_string()),
        ],
        parts,
        footer: "Written by Seatwise on this organisation's own machine. `seatwise findings show ID` explains a finding.",
    };
    deliver(document, arguments.format, arguments.out.as_deref(), output)?;
    Ok(cautions::exit_of(&cautions))
}
