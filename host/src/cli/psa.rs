//! `seatwise psa`: imports what the PSA exports, or shows how it would be understood.

use jiff::Timestamp;
use serde::Serialize;

use super::analyse;
use super::args::{PsaImportArguments, PsaProfileArguments};
use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::psa_next::{self, State, Step};
use super::psa_report;
use crate::config::Config;
use crate::psa::{
    BUILTIN_PROFILES, ImportError, ImportOptions, ImportReport, Profile, ProfileError, import,
};
use crate::store::OpenError;

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
    let compared = analyse::open(config).and_then(|mut store| {
        let compared = analyse::compare(&mut store, config)?;
        let has_connections = !config.connections.is_empty();
        State::read(store.connection(), has_connections, &compared).map_err(CommandError::failed)
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
        ImportError::Open(OpenError::Locked { .. }) => Exit::Busy,
        ImportError::Profile(_) | ImportError::Future { .. } | ImportError::Older { .. } => {
            Exit::Usage
        }
        _ => Exit::Failed,
    };
    CommandError::new(exit, super::render::sanitize(&error.to_string()))
}
