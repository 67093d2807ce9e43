//! `seatwise export`: lists and tables that other programs read.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::cautions;
use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::query::into_file;
use crate::base::spreadsheet::MARK;
use crate::config::Config;
use crate::export::{
    ExportError, LineProfile, ParquetExport, Sheet, counts, counts_wide, invoice_lines, parquet,
};
use crate::pipeline;
use crate::render::{Column, counted, write_json};

/// The commands under `export`.
#[derive(Debug, Clone, Subcommand)]
pub enum ExportCommand {
    /// Seats by customer, product and distributor, as CSV
    Counts(CountsArguments),
    /// All tables as Parquet files, partitioned by vendor and ISO week
    Parquet(ParquetArguments),
    /// What to change in the recurring invoices, drawn from the open findings, as CSV to review; nothing is written to the PSA
    #[command(after_long_help = CERTAIN)]
    InvoiceLines(InvoiceLinesArguments),
}

/// When a change is certain enough, for the help.
const CERTAIN: &str = "\
A change is proposed if its finding is open (not muted, not resolved), its data was read recently, and:
  under_billed, over_billed   exactly one contract line bills the product; no bundle covers any of it
  cancelled_but_billed        every line that bills it, down to 0
                              Nothing is lowered while seats of the product are in doubt (suspended, missing, unknown).
  unbilled                    a new line, without a price: that is for you to set
  below_margin, negative_margin, price_rise
                              exactly one line bills the product, in the currency of the cost; the new price is
                              rounded up to a cent; of several reasons, the highest price counts
A product is left out if the contract has a line for it that begins later. What is based on an estimate or a
converted currency is left out, and so is usage. Quantities and prices are those of the line's own billing
period, as the import understood them: after discount, without tax. An empty cell under \"Quantity\",
\"Unit Price\" or \"Unit Cost\" means: do not change it.
Confidence is that of the weakest link: exact (an id), confirmed (a person said so), inferred (names and addresses).";

/// Arguments of `export counts`.
#[derive(Debug, Clone, Args)]
pub struct CountsArguments {
    /// Customers as rows and products as columns, over all distributors
    #[arg(long)]
    pub wide: bool,
    /// Write to this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `export parquet`.
#[derive(Debug, Clone, Args)]
pub struct ParquetArguments {
    /// The folder, new or empty
    #[arg(long, value_name = "DIR")]
    pub dir: PathBuf,
    /// Replace a folder that contains an earlier export
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `export invoice-lines`.
#[derive(Debug, Clone, Args)]
pub struct InvoiceLinesArguments {
    /// The PSA whose column names to use
    #[arg(long, value_name = "NAME")]
    pub profile: LineProfileName,
    /// Only this PSA instance; by default, all that were imported with the profile
    #[arg(long, value_name = "NAME")]
    pub psa: Option<String>,
    /// Write to this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A PSA, as `--profile` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LineProfileName {
    /// Lines of recurring invoices
    Halopsa,
    /// Additions of agreements
    Connectwise,
    /// Services of contracts
    Autotask,
}

impl LineProfileName {
    const fn profile(self) -> LineProfile {
        match self {
            Self::Halopsa => LineProfile::Halopsa,
            Self::Connectwise => LineProfile::Connectwise,
            Self::Autotask => LineProfile::Autotask,
        }
    }
}

/// Runs an export.
///
/// # Errors
///
/// When the database cannot be read, or the file or folder not be written.
pub fn run(command: &ExportCommand, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open_read_only(config)?;
    let cautions = cautions::cautions(&store, true)?;
    let now = Timestamp::now();
    let today = config.time_zone.day(now);
    match command {
        ExportCommand::Counts(arguments) => {
            let sheet = if arguments.wide {
                counts_wide(&store, today)
            } else {
                counts(&store, today)
            };
            let sheet = sheet.map_err(refused)?;
            print(&sheet, arguments.out.as_deref(), output)?;
            cautions::warn(&cautions, output);
        }
        ExportCommand::Parquet(arguments) => {
            let export = parquet(&store, &arguments.dir, arguments.force, now).map_err(refused)?;
            tell(&export, &arguments.dir, output)?;
            return Ok(Exit::Ok);
        }
        ExportCommand::InvoiceLines(arguments) => {
            let profile = arguments.profile.profile();
            let lines = invoice_lines(&store, profile, arguments.psa.as_deref(), today);
            let lines = lines.map_err(refused)?;
            print(&lines.sheet, arguments.out.as_deref(), output)?;
            cautions::warn(&cautions, output);
            if !lines.left_out.is_empty() {
                let found = match lines.left_out.len() {
                    1 => "1 finding about a line whose change is not certain".to_owned(),
                    several => {
                        format!("{several} findings about lines whose change is not certain")
                    }
                };
                output.note(&format!(
                    "Left out {found}: {}\n`seatwise findings show ID` says why.",
                    lines.left_out.join(" ")
                ));
            }
        }
    }
    Ok(cautions::exit_of(&cautions))
}

fn refused(error: ExportError) -> CommandError {
    match &error {
        ExportError::NotEmpty(_) => CommandError::usage(error)
            .with_hint("Name a new folder, or replace an earlier export with --force."),
        ExportError::Foreign { .. } => CommandError::usage(error)
            .with_hint("Name a new folder: --force replaces only earlier exports."),
        _ => CommandError::failed(error),
    }
}

fn print(sheet: &Sheet, file: Option<&Path>, output: &Output) -> Result<(), CommandError> {
    let mut text = Vec::new();
    if file.is_some() && !output.json {
        text.extend_from_slice(MARK.as_bytes());
    }
    let written = if output.json {
        let columns: Vec<_> = sheet.columns.iter().map(Column::text).collect();
        write_json(&columns, sheet.rows.iter().cloned(), &mut text)
    } else {
        sheet.write_csv(&mut text)
    };
    written.map_err(|error| CommandError::from_write("the export", &error))?;
    let Some(file) = file else {
        let text = String::from_utf8_lossy(&text);
        return match output.json {
            true => output.print_json_text(&text),
            false => output.print_data(&text),
        };
    };
    into_file(file, |path| {
        std::fs::write(path, &text)
            .map_err(|error| CommandError::from_write(&file.display().to_string(), &error))
    })?;
    output.note(&format!(
        "Wrote {} to {}",
        counted(sheet.rows.len() as u64, "row"),
        file.display()
    ));
    Ok(())
}

fn tell(export: &ParquetExport, folder: &Path, output: &Output) -> Result<(), CommandError> {
    if output.json {
        return output.print_json(export);
    }
    let rows = export.tables.iter().map(|table| table.rows).sum();
    output.note(&format!(
        "Wrote {} with {} into {}",
        counted(export.tables.len() as u64, "table"),
        counted(rows, "row"),
        folder.display()
    ));
    Ok(())
}
