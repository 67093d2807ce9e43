//! The commands, and the command line as a whole. Each command's arguments lie in its own file.

use clap::{Parser, Subcommand};

use super::backup::BackupArguments;
use super::completions::CompletionsArguments;
use super::demo::DemoArguments;
use super::docs::DocsArguments;
use super::exit::exit_codes_help;
use super::export::ExportCommand;
use super::findings::FindingsArguments;
use super::global::GlobalArguments;
use super::init::InitArguments;
use super::links::MatchArguments;
use super::plugin::PluginCommand;
use super::psa::PsaCommand;
use super::query::QueryArguments;
use super::report::ReportCommand;
use super::restore::RestoreArguments;
use super::rules::RulesCommand;
use super::schedule::ScheduleCommand;
use super::sync::SyncArguments;
use super::test::TestArguments;

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

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Add a connection to seatwise.toml
    Init(InitArguments),
    /// Log in to a distributor and count the customers that the connection sees
    Test(TestArguments),
    /// Read distributors into the database
    Sync(SyncArguments),
    /// Query the database in SQL, read-only
    Query(QueryArguments),
    /// Link the distributors' customers and products to those of the PSA; without a command, match everything again
    Match(MatchArguments),
    /// Show what was found and why, and decide what happens to it; without a command, list the open
    /// findings
    Findings(FindingsArguments),
    /// Print a report
    #[command(subcommand)]
    Report(ReportCommand),
    /// Write lists and tables for other programs
    #[command(subcommand)]
    Export(ExportCommand),
    /// Keep what only you know: bundles, exclusions, margins, aliases, rates
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Show how fresh the data is, and what needs attention
    Status,
    /// Import what the PSA exports: the customers and contract lines that are billed
    #[command(subcommand)]
    Psa(PsaCommand),
    /// Show plugins, and trust their files
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Copy the database, with everything that belongs to it, into one file
    Backup(BackupArguments),
    /// Replace the database with a backup
    Restore(RestoreArguments),
    /// Print the files that let the system's scheduler run Seatwise
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    /// Check configuration, plugins, tokens, files and database, and say what to do
    Doctor,
    /// Try everything on simulated distributors, with no account anywhere
    Demo(DemoArguments),
    /// Print a document: how to operate and use Seatwise; without a topic, list them
    Docs(DocsArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::moment::TypedMoment;
    use crate::store::Dataset;

    #[test]
    fn the_command_tree_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_sync_of_one_customer_and_two_datasets_is_understood() {
        let line = "seatwise sync main --customer Contoso --only customers,usage --period 2026-10-01 --json";
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Command::Sync(sync) = arguments.command else {
            panic!("no sync")
        };
        assert_eq!(sync.only, [Dataset::Customers, Dataset::Usage]);
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
