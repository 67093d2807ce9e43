//! The command tree.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::backup::BackupArguments;
use super::exit::exit_codes_help;
use super::export::ExportCommand;
use super::findings::args::FindingsArguments;
use super::links::args::MatchArguments;
use super::moment::{TypedMoment, typed_moment};
use super::plugin_trust::TrustArguments;
use super::report::ReportCommand;
use super::restore::RestoreArguments;
use super::rules::RulesCommand;
use super::schedule::ScheduleCommand;

/// Finds the money between what distributors charge an MSP and what the MSP bills.
#[derive(Debug, Clone, Parser)]
#[command(name = "seatwise", version, arg_required_else_help = true, after_long_help = exit_codes_help())]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub global: GlobalArguments,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArguments {
    /// The configuration file; otherwise $SEATWISE_CONFIG, otherwise ./seatwise.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder with further plugins; otherwise plugins/ beside the configuration file
    #[arg(long, global = true, value_name = "DIR")]
    pub plugins: Option<PathBuf>,
    /// Print results as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Tell more; twice for details
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Tell nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to use colours; auto also honours NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Even when piped
    Always,
    /// Not at all
    Never,
}

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Add a connection to seatwise.toml
    Init(InitArguments),
    /// Log in to a distributor and count the customers that the connection sees
    Test(TestArguments),
    /// Read distributors into the database
    Sync(SyncArguments),
    /// Ask the database a question in SQL, read-only
    Query(QueryArguments),
    /// Link the distributors' customers and products to those of the PSA; without a command, all anew
    Match(MatchArguments),
    /// Show what was found, why, and what becomes of it; without a command, the open findings
    Findings(FindingsArguments),
    /// Print a report
    #[command(subcommand)]
    Report(ReportCommand),
    /// Write lists and tables that other programs read
    #[command(subcommand)]
    Export(ExportCommand),
    /// Keep what a person knows: bundles, exclusions, margins, aliases, rates
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Show how fresh the data is, and what needs attention
    Status,
    /// Read what the PSA exports: the customers and contract lines that are billed
    #[command(subcommand)]
    Psa(PsaCommand),
    /// Show plugins, and trust their files
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Copy the database, with all that belongs to it, into one file
    Backup(BackupArguments),
    /// Put a backup in the place of the database
    Restore(RestoreArguments),
    /// Print the files that let the system's scheduler run Seatwise
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    /// Check configuration, plugins, tokens, files and database, and say what to do
    Doctor,
    /// Try everything on simulated distributors, with no account anywhere
    Demo(DemoArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
}

/// Arguments of `init`. What is not given is asked for when a terminal is there to answer.
#[derive(Debug, Clone, Default, Args)]
pub struct InitArguments {
    /// The new connection's name: lower-case letters, digits, _ and -
    #[arg(long, value_name = "NAME")]
    pub connection: Option<String>,
    /// The distributor's vendor id, as `plugin list` shows it
    #[arg(long, value_name = "ID")]
    pub vendor: Option<String>,
    /// A setting that is no secret; may be repeated
    #[arg(long = "setting", value_name = "NAME=VALUE")]
    pub settings: Vec<String>,
    /// Where a secret comes from: env:VARIABLE, file:PATH, command:PROGRAM ARGUMENT… or keyring:SERVICE/USER; may be repeated
    #[arg(long = "secret", value_name = "NAME=SOURCE")]
    pub secrets: Vec<String>,
    /// Ask for the secrets themselves and keep them in clear text in the configuration
    #[arg(long)]
    pub clear_text_secrets: bool,
}

/// Arguments of `test`.
#[derive(Debug, Clone, Args)]
pub struct TestArguments {
    /// The connection's name
    pub connection: String,
}

/// Arguments of `sync`.
#[derive(Debug, Clone, Default, Args)]
pub struct SyncArguments {
    /// The connections to read; all when none is named
    #[arg(value_name = "CONNECTION")]
    pub connections: Vec<String>,
    /// Read this customer alone, by its id or its name
    #[arg(long, value_name = "ID|NAME")]
    pub customer: Option<String>,
    /// Read these datasets alone, separated by commas
    #[arg(long, value_name = "DATASETS", value_delimiter = ',')]
    pub only: Vec<DatasetName>,
    /// Read everything anew instead of resuming what an earlier run began
    #[arg(long)]
    pub full: bool,
    /// Say what would be read, and read nothing
    #[arg(long)]
    pub dry_run: bool,
    /// A day inside the billing period whose charges are read; the last closed one otherwise
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub period: Option<jiff::civil::Date>,
    /// Believe a read that returns suspiciously little
    #[arg(long)]
    pub accept_shrink: bool,
    // No command of its own: what held a sync up is overruled by it, as by --accept-shrink.
    /// End a pause that the distributor asked for, and read at once
    #[arg(long, conflicts_with = "dry_run")]
    pub lift_pause: bool,
}

/// A dataset, as `--only` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum DatasetName {
    /// Customers
    Customers,
    /// Subscriptions with seats, terms and prices
    Subscriptions,
    /// What is assigned or consumed against what was bought
    Usage,
    /// What the MSP owes
    PayableCharges,
    /// What the MSP's customers owe
    ReceivableCharges,
    /// The catalog
    Products,
    /// What happened to subscriptions
    Activities,
}

impl DatasetName {
    /// Returns the dataset's name as the plugin contract spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Subscriptions => "subscriptions",
            Self::Usage => "usage",
            Self::PayableCharges => "payable-charges",
            Self::ReceivableCharges => "receivable-charges",
            Self::Products => "products",
            Self::Activities => "activities",
        }
    }
}

/// Arguments of `query`.
#[derive(Debug, Clone, Args)]
pub struct QueryArguments {
    /// The SQL; - reads it from the standard input
    pub sql: String,
    /// How the result is printed; json with --json, table otherwise
    #[arg(short, long)]
    pub format: Option<Format>,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for a person
    Table,
    /// Comma-separated values; an empty text is "", a missing value is nothing. In a pipe they are as they are stored, in a file and on a terminal harmless for a spreadsheet
    Csv,
    /// A list of objects; numbers keep all their digits
    Json,
    /// A Markdown table
    Markdown,
    /// An Apache Parquet file; needs --output
    Parquet,
}

/// The commands under `psa`.
#[derive(Debug, Clone, Subcommand)]
pub enum PsaCommand {
    /// Import a CSV, JSON or Parquet file of customers or contract lines; nothing of it if any row is wrong
    Import(Box<PsaImportArguments>),
    /// Show a built-in profile, to make a mapping file of it; without a name, list them
    Profile(PsaProfileArguments),
}

/// Arguments of `psa import`.
#[derive(Debug, Clone, Args)]
pub struct PsaImportArguments {
    /// The file; a file is the whole list: what it lacks is ended
    pub file: PathBuf,
    /// The program that wrote it (halopsa, connectwise, autotask, generic), or a mapping file
    #[arg(long, value_name = "NAME|FILE.toml")]
    pub profile: String,
    /// The name of the PSA instance; otherwise the profile's
    #[arg(long, value_name = "NAME")]
    pub psa: Option<String>,
    /// What the file holds; otherwise what its columns say
    #[arg(long, value_name = "CONTENT")]
    pub content: Option<ContentName>,
    /// The moment that the file describes, a day (its begin) or a time; otherwise now
    #[arg(long, value_name = "DATE|TIMESTAMP", value_parser = typed_moment)]
    pub as_of: Option<TypedMoment>,
    /// The currency of rows that say none, such as USD
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<String>,
    /// How days are written where a column leaves it open
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<DateOrderName>,
    /// Which decimal mark numbers have where a column leaves it open
    #[arg(long, value_name = "MARK")]
    pub decimal: Option<DecimalName>,
    /// Show the first rows as understood and every row that is not, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Believe a file that lacks a third or more of the rows that are live, and end them
    #[arg(long)]
    pub accept_shrink: bool,
    /// Believe a file without rows, and end all that is live
    #[arg(long)]
    pub allow_empty: bool,
    /// Go back to an earlier moment than what is stored, and drop what was imported since
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

/// The commands under `plugin`.
#[derive(Debug, Clone, Subcommand)]
pub enum PluginCommand {
    /// List the built-in plugins and those in the plugins folder
    List,
    /// Show what a plugin is, where it may send requests, and what limits it
    Inspect(InspectArguments),
    /// Permit the use of a plugin's file, or of all; shows what changed since it was trusted last
    Trust(TrustArguments),
}

/// Arguments of `plugin inspect`.
#[derive(Debug, Clone, Args)]
pub struct InspectArguments {
    /// A vendor id, or a .wasm file
    #[arg(value_name = "NAME|FILE")]
    pub plugin: String,
}

/// Arguments of `demo`.
#[derive(Debug, Clone, Default, Args)]
pub struct DemoArguments {
    /// The working folder
    #[arg(long, value_name = "PATH")]
    pub dir: Option<PathBuf>,
}

/// Arguments of `completions`.
#[derive(Debug, Clone, Copy, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_tree_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn dataset_names_are_spelled_as_in_the_contract() {
        for dataset in DatasetName::value_variants() {
            assert_eq!(
                dataset.to_possible_value().unwrap().get_name(),
                dataset.as_str()
            );
        }
    }

    #[test]
    fn a_sync_of_one_customer_and_two_datasets_is_understood() {
        let line = "seatwise sync main --customer Contoso --only customers,usage --period 2026-10-01 --json";
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Command::Sync(sync) = arguments.command else {
            panic!("no sync")
        };
        assert_eq!(sync.only, [DatasetName::Customers, DatasetName::Usage]);
        assert_eq!(sync.period, Some(jiff::civil::date(2026, 10, 1)));
        assert!(arguments.global.json);
    }

    #[test]
    fn an_import_of_a_day_is_of_its_begin() {
        let line = "seatwise psa import lines.csv --profile halopsa --as-of 2026-11-20 --currency eur --date-order dmy";
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Command::Psa(PsaCommand::Import(import)) = arguments.command else {
            panic!("no import")
        };
        let day = jiff::civil::date(2026, 11, 20).at(0, 0, 0, 0);
        assert_eq!(import.as_of, Some(TypedMoment::Local(day)));
        assert_eq!(import.currency.as_deref(), Some("EUR"));
        assert!(
            typed_moment("20.11.2026")
                .unwrap_err()
                .contains("expected a day such as")
        );
        assert!(currency("euros").unwrap_err().contains("ISO 4217"));
    }

    #[test]
    fn the_long_help_lists_the_exit_codes() {
        let help = Arguments::command().render_long_help().to_string();
        assert!(
            help.contains("130  interrupted; the next run resumes"),
            "{help}"
        );
    }
}
