//! `seatwise psa`: imports what the PSA exports, or shows how it would be understood.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;

use super::exit::{CommandError, CommandResult, Exit};
use super::moment::{TypedMoment, typed_moment};
use super::output::Output;
use super::psa_next::{self, State, Step};
use super::psa_report;
use crate::config::Config;
use crate::pipeline;
use crate::psa::{
    BUILTIN_PROFILES, ImportError, ImportOptions, ImportReport, Profile, ProfileError, import,
};
use crate::store::OpenError;

/// The commands under `psa`.
#[derive(Debug, Clone, Subcommand)]
pub enum PsaCommand {
    /// Import a CSV, JSON or Parquet file of customers or contract lines; if any row is wrong, nothing is
    /// imported
    Import(Box<PsaImportArguments>),
    /// Show a built-in profile, to make a mapping file from it; without a name, list them
    Profile(PsaProfileArguments),
}

/// Arguments of `psa import`.
#[derive(Debug, Clone, Args)]
pub struct PsaImportArguments {
    /// The file; it must be the whole list: what it lacks is marked as ended
    pub file: PathBuf,
    /// The program that wrote it (halopsa, connectwise, autotask, generic), or a mapping file
    #[arg(long, value_name = "NAME|FILE.toml")]
    pub profile: String,
    /// The name of the PSA instance; by default, the profile's
    #[arg(long, value_name = "NAME")]
    pub psa: Option<String>,
    /// What the file contains; by default, what its columns say
    #[arg(long, value_name = "CONTENT")]
    pub content: Option<ContentName>,
    /// The moment that the file describes: a day (its start) or a time; by default, now
    #[arg(long, value_name = "DATE|TIMESTAMP", value_parser = typed_moment)]
    pub as_of: Option<TypedMoment>,
    /// The currency of rows that state none, such as USD
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<String>,
    /// How dates are written if a column leaves it open
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<DateOrderName>,
    /// Which decimal mark numbers have if a column leaves it open
    #[arg(long, value_name = "MARK")]
    pub decimal: Option<DecimalName>,
    /// Show the first rows as understood and every row that is not understood, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Accept a file that lacks a third or more of the live rows, and end them
    #[arg(long)]
    pub accept_shrink: bool,
    /// Accept a file without rows, and end all live rows
    #[arg(long)]
    pub allow_empty: bool,
    /// Go back to an earlier moment than the stored one, and drop what was imported since
    #[arg(long)]
    pub force: bool,
}

/// What a file of the PSA holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ContentName {
    /// The list of customers
    Customers,
    /// Lines of contracts, agreements or recurring invoices
    ContractLines,
}

impl From<ContentName> for crate::psa::Content {
    fn from(name: ContentName) -> Self {
        match name {
            ContentName::Customers => Self::Customers,
            ContentName::ContractLines => Self::ContractLines,
        }
    }
}

/// The order of day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DateOrderName {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl From<DateOrderName> for crate::psa::DateOrder {
    fn from(name: DateOrderName) -> Self {
        match name {
            DateOrderName::Dmy => Self::Dmy,
            DateOrderName::Mdy => Self::Mdy,
            DateOrderName::Ymd => Self::Ymd,
        }
    }
}

/// The decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DecimalName {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

impl From<DecimalName> for crate::psa::DecimalMark {
    fn from(name: DecimalName) -> Self {
        match name {
            DecimalName::Point => Self::Point,
            DecimalName::Comma => Self::Comma,
        }
    }
}

/// Arguments of `psa profile`.
#[derive(Debug, Clone, Default, Args)]
pub struct PsaProfileArguments {
    /// The profile's name
    pub name: Option<String>,
}

/// Reads a currency.
fn currency(text: &str) -> Result<String, String> {
    let code = text.to_uppercase();
    if crate::base::currency::is_currency(&code) {
        Ok(code)
    } else {
        Err("expected an ISO 4217 code such as USD".to_owned())
    }
}

/// Imports a file, or shows how it would be understood.
///
/// # Errors
/// Fails with what is wrong with the file, by line and column, or with the database.
pub fn run_import(
    arguments: &PsaImportArguments,
    config: &Config,
    output: &Output,
) -> CommandResult {
    let profile = Profile::load(&arguments.profile).map_err(CommandError::usage)?;
    let options = options(arguments, config)?;
    match import(&arguments.file, &profile, &config.database, &options) {
        Ok(report) if arguments.dry_run => {
            let steps = psa_next::after_dry_run(&report);
            show(&report, true, &steps, output)
        }
        Ok(report) => {
            let state = analyse(config);
            let steps = match &state {
                Ok(state) => psa_next::after_import(&report, *state),
                Err(_) => Vec::new(),
            };
            // What was imported stays imported, whatever became of the comparison.
            let exit = show(&report, false, &steps, output)?;
            state.map(|_| exit)
        }
        Err(ImportError::Faults { report }) => {
            if output.json {
                output.print_json(&report)?;
            }
            Err(psa_report::refusal(&ImportError::Faults { report }))
        }
        Err(error) => Err(failure(&error)),
    }
}

/// Matches customers and products, updates the findings, and says what is there then.
fn analyse(config: &Config) -> Result<State, CommandError> {
    let compared = pipeline::open(config)
        .map_err(CommandError::from)
        .and_then(|mut store| {
            let compared = pipeline::compare(&mut store, config)?;
            let has_connections = !config.connections.is_empty();
            State::read(store.connection(), has_connections, &compared)
                .map_err(CommandError::failed)
        });
    compared.map_err(|error| {
        let message = format!("compare and publish what was imported: {}", error.message);
        CommandError::new(error.exit, message)
            .with_hint("what was imported is kept; `seatwise match` compares again")
    })
}

/// Shows a profile that comes with the program, or lists them.
///
/// # Errors
/// Fails when there is no such profile, or stdout cannot be written.
pub fn run_profile(arguments: &PsaProfileArguments, output: &Output) -> CommandResult {
    let Some(name) = &arguments.name else {
        let names: String = BUILTIN_PROFILES
            .iter()
            .map(|profile| format!("{}\n", profile.name))
            .collect();
        output.print(&names)?;
        return Ok(Exit::Ok);
    };
    let builtin = BUILTIN_PROFILES.iter().find(|profile| profile.name == name);
    let Some(builtin) = builtin else {
        return Err(CommandError::usage(ProfileError::Unknown {
            name: name.clone(),
        }));
    };
    output.print_data(builtin.text)?;
    Ok(Exit::Ok)
}

fn options(arguments: &PsaImportArguments, config: &Config) -> Result<ImportOptions, CommandError> {
    let as_of = arguments
        .as_of
        .map(|typed| typed.in_zone(&config.time_zone))
        .transpose()?;
    Ok(ImportOptions {
        psa: arguments.psa.clone(),
        content: arguments.content.map(Into::into),
        as_of,
        currency: arguments.currency.clone(),
        date_order: arguments.date_order.map(Into::into),
        decimal: arguments.decimal.map(Into::into),
        dry_run: arguments.dry_run,
        accept_shrink: arguments.accept_shrink,
        allow_empty: arguments.allow_empty,
        force: arguments.force,
        zone: config.time_zone.clone(),
        ..ImportOptions::new(Timestamp::now())
    })
}

/// A dry run that finds faults has done what was asked of it, and says by its exit code that an import
/// would fail.
fn show(report: &ImportReport, dry_run: bool, steps: &[Step], output: &Output) -> CommandResult {
    if output.json {
        output.print_json(&Shown {
            report,
            next: steps,
        })?;
    } else {
        let report = psa_report::text(report, dry_run, output.look());
        output.print(&format!("{report}{}", psa_next::text(steps)))?;
    }
    Ok(if report.faulty_rows > 0 {
        Exit::Failed
    } else {
        Exit::Ok
    })
}

/// A report for machines.
#[derive(Debug, Serialize)]
struct Shown<'r> {
    #[serde(flatten)]
    report: &'r ImportReport,
    /// What to do next.
    next: &'r [Step],
}

fn failure(error: &ImportError) -> CommandError {
    let exit = match error {
        ImportError::HeldBack { .. } => Exit::HeldBack,
        ImportError::Open(OpenError::Locked { .. }) | ImportError::Overtaken { .. } => Exit::Busy,
        ImportError::Profile(_)
        | ImportError::Future { .. }
        | ImportError::Ahead { .. }
        | ImportError::Older { .. } => Exit::Usage,
        _ => Exit::Failed,
    };
    CommandError::new(exit, crate::render::sanitize(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_currency_is_refused_with_what_to_write() {
        assert_eq!(currency("eur").as_deref(), Ok("EUR"));
        assert!(currency("euros").unwrap_err().contains("ISO 4217"));
    }
}
