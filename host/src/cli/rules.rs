//! `seatwise rules`: what a person knows and no file says.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::exit::{CommandError, CommandResult, Exit};
use super::links::person;
use super::output::Output;
use super::own_files::refuse_own;
use crate::config::Config;
use crate::pipeline;
use crate::render::counted;
use crate::rules::{self, RuleKind};

/// The commands under `rules`.
#[derive(Debug, Clone, Subcommand)]
pub enum RulesCommand {
    /// Replace the rules of a kind with those in a CSV file
    Import(ImportArguments),
    /// Write the rules of a kind to a CSV file
    Export(ExportArguments),
    /// Print the heading of such a file, to start one with
    Template {
        /// The kind of rule
        kind: KindName,
    },
}

/// Arguments of `rules import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArguments {
    /// The kind of rule
    pub kind: KindName,
    /// The CSV file
    pub file: PathBuf,
    /// Who decides; by default, the name of the user
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `rules export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// The kind of rule
    pub kind: KindName,
    /// The CSV file
    pub file: PathBuf,
}

/// A kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindName {
    /// Seats of a product that a bundle of the contracts includes
    Cover,
    /// Subscriptions that are left out of the comparison
    Exclusions,
    /// The least margin, for all or for some
    Margin,
    /// Other names, codes, SKUs and keys of a product
    Aliases,
    /// What a currency is worth in another, by day
    Rates,
}

impl KindName {
    const fn kind(self) -> RuleKind {
        match self {
            Self::Cover => RuleKind::Cover,
            Self::Exclusions => RuleKind::Exclusions,
            Self::Margin => RuleKind::Margin,
            Self::Aliases => RuleKind::Aliases,
            Self::Rates => RuleKind::Rates,
        }
    }
}

/// Runs a command on rules.
///
/// # Errors
///
/// When the file or the database cannot be read or written.
pub fn run(command: &RulesCommand, config: &Config, output: &Output) -> CommandResult {
    match command {
        RulesCommand::Template { kind } => {
            output.print(&format!("{}\n", rules::template(kind.kind())))?;
        }
        RulesCommand::Export(arguments) => {
            refuse_own(&arguments.file)?;
            let store = pipeline::open_read_only(config)?;
            let count = rules::export(&store, arguments.kind.kind(), &arguments.file)
                .map_err(CommandError::failed)?;
            output.note(&format!(
                "Wrote {} to {}",
                counted(count, "rule"),
                arguments.file.display()
            ));
        }
        RulesCommand::Import(arguments) => {
            let mut store = pipeline::open(config)?;
            let by = person(arguments.by.as_deref());
            let kind = arguments.kind.kind();
            let count = rules::import(&store, kind, &arguments.file, &by, Timestamp::now())
                .map_err(CommandError::usage)?;
            // A new alias makes other links; every rule makes other findings.
            pipeline::compare(&mut store, config)?;
            output.note(&format!(
                "Read {}; what was there before is replaced",
                counted(count, "rule")
            ));
            // After the links: an alias makes products known.
            for sentence in rules::unmatched(&store, kind).map_err(CommandError::failed)? {
                output.warn(&sentence);
            }
        }
    }
    Ok(Exit::Ok)
}
