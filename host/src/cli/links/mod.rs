//! `seatwise match`: who is who, and what is what.

mod explain;
mod lists;
mod review;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use super::own_files::refuse_own;
use crate::config::Config;
use crate::linking::{Choice, Counts, LinkFilter, LinkReport, LinkState, Links, ProductVerdict};
use crate::matching::score_files;
use crate::pipeline;
use crate::render::{count, counted};
use crate::store::Store;

/// Arguments of `match`.
#[derive(Debug, Clone, Default, Args)]
pub struct MatchArguments {
    /// What to do; without it, everything is matched again
    #[command(subcommand)]
    pub action: Option<MatchAction>,
}

/// What to do with links.
#[derive(Debug, Clone, Subcommand)]
pub enum MatchAction {
    /// Review what needs a decision, one customer at a time
    Review(WithinArguments),
    /// List links
    List(ListArguments),
    /// Link a distributor's customer to a customer of the PSA
    Accept(AcceptArguments),
    /// Say that a distributor's customer is not this customer of the PSA
    Reject(PairArguments),
    /// Say that the PSA has no such customer
    None(CustomerArguments),
    /// Forget what was decided about a distributor's customer
    Forget(CustomerArguments),
    /// Show why a distributor's customer is linked, or why not
    Explain(CustomerArguments),
    /// Write the decisions of people to a CSV file
    Export(ExchangeArguments),
    /// Read decisions from a CSV file that `export` wrote
    Import(ExchangeArguments),
    /// List the links of products
    Products(ProductsArguments),
    /// Link a product of the contracts to a distributed product
    Product(ProductArguments),
    /// Match two CSV files of customers and write the scores, to measure the matcher
    Score(ScoreArguments),
}

/// Where to look.
#[derive(Debug, Clone, Default, Args)]
pub struct WithinArguments {
    /// Only customers of this connection
    #[arg(long, value_name = "NAME")]
    pub connection: Option<String>,
    /// Who decides; by default, the name of the user
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `match list`.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArguments {
    /// Only links in these states, separated by commas
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    pub state: Vec<StateName>,
    /// Only customers, on either side, with this id or this text in the name
    #[arg(long, value_name = "ID|NAME")]
    pub customer: Option<String>,
    /// Only customers of this connection
    #[arg(long, value_name = "NAME")]
    pub connection: Option<String>,
}

/// The state of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateName {
    /// Linked, and used in the comparison
    Linked,
    /// Proposed, and waiting for review
    Review,
    /// Was decided, but something has changed
    Lapsed,
    /// A person said no
    Rejected,
    /// The PSA has no such customer
    NotACustomer,
}

/// A distributor's customer.
#[derive(Debug, Clone, Args)]
pub struct CustomerArguments {
    /// The distributor's customer, by id or name
    #[arg(value_name = "ID|NAME")]
    pub customer: String,
    /// Where to look, and who decides
    #[command(flatten)]
    pub within: WithinArguments,
}

/// A pair of customers.
#[derive(Debug, Clone, Args)]
pub struct PairArguments {
    /// The distributor's customer, by id or name
    #[arg(value_name = "CUSTOMER")]
    pub customer: String,
    /// The PSA's customer, by id or name
    #[arg(value_name = "PSA-CUSTOMER")]
    pub psa_customer: String,
    /// Only customers of this PSA
    #[arg(long, value_name = "NAME")]
    pub psa: Option<String>,
    /// Where to look, and who decides
    #[command(flatten)]
    pub within: WithinArguments,
}

/// Arguments of `match accept`.
#[derive(Debug, Clone, Args)]
pub struct AcceptArguments {
    /// The pair
    #[command(flatten)]
    pub pair: PairArguments,
    /// Keep the existing links; the money follows this one
    #[arg(long)]
    pub also: bool,
}

/// Arguments of `match export` and `match import`.
#[derive(Debug, Clone, Args)]
pub struct ExchangeArguments {
    /// The CSV file
    pub file: PathBuf,
    /// Decisions about products instead of customers
    #[arg(long)]
    pub products: bool,
}

/// Arguments of `match products`.
#[derive(Debug, Clone, Default, Args)]
pub struct ProductsArguments {
    /// Only links in these states, separated by commas
    #[arg(long, value_name = "STATES", value_delimiter = ',')]
    pub state: Vec<StateName>,
}

/// Arguments of `match product`.
#[derive(Debug, Clone, Args)]
pub struct ProductArguments {
    /// The product of the contracts, by its key, code or name
    #[arg(value_name = "PRODUCT-OF-CONTRACT")]
    pub line: String,
    /// The distributed product, by its key (see `match products`)
    #[arg(value_name = "PRODUCT-KEY")]
    pub product_key: String,
    /// Only for this customer of the PSA, by its id
    #[arg(long, value_name = "ID")]
    pub customer: Option<String>,
    /// Say that the two are not the same
    #[arg(long)]
    pub never: bool,
    /// Who decides; by default, the name of the user
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Arguments of `match score`.
#[derive(Debug, Clone, Args)]
pub struct ScoreArguments {
    /// The distributor's customers
    #[arg(long, value_name = "FILE")]
    pub left: PathBuf,
    /// The PSA's customers
    #[arg(long, value_name = "FILE")]
    pub right: PathBuf,
    /// Where the scores go: left_id,right_id,score,band
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Runs `match`. `match score` measures two files, and asks for no configuration.
///
/// # Errors
///
/// When the database cannot be opened, or nobody fits what was asked for.
pub fn run(
    arguments: &MatchArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    output: &Output,
) -> CommandResult {
    match &arguments.action {
        None => {
            let config = config()?;
            rematch(pipeline::open(&config)?, &config, output)
        }
        Some(MatchAction::List(arguments)) => list(arguments, &config()?, output),
        Some(MatchAction::Products(arguments)) => {
            let store = pipeline::open_read_only(&config()?)?;
            let links = Links::of(&store)
                .product_links(&states(&arguments.state))
                .map_err(CommandError::failed)?;
            lists::products(&links, output)
        }
        Some(MatchAction::Explain(arguments)) => explain::run(arguments, &config()?, output),
        Some(MatchAction::Export(arguments)) => {
            // What the configuration names is known once it is loaded.
            let config = config()?;
            refuse_own(&arguments.file)?;
            let store = pipeline::open_read_only(&config)?;
            let links = Links::of(&store);
            let exported = if arguments.products {
                links.export_products(&arguments.file)
            } else {
                links.export(&arguments.file)
            }
            .map_err(CommandError::failed)?;
            output.note(&format!(
                "Wrote {} to {}",
                counted(exported.decisions, "decision"),
                arguments.file.display()
            ));
            Ok(Exit::Ok)
        }
        Some(MatchAction::Import(arguments)) => {
            let config = config()?;
            let store = pipeline::open(&config)?;
            let links = Links::of(&store);
            let imported = if arguments.products {
                links.import_products(&arguments.file)
            } else {
                links.import(&arguments.file)
            }
            .map_err(CommandError::failed)?;
            output.note(&format!(
                "Read {} decisions, {} of them new",
                imported.decisions, imported.new
            ));
            rematch(store, &config, output)
        }
        Some(MatchAction::Accept(arguments)) => accept(arguments, &config()?, output),
        Some(MatchAction::Reject(arguments)) => reject(arguments, &config()?, output),
        Some(MatchAction::None(arguments)) => {
            decide(arguments, &Choice::NotACustomer, &config()?, output)
        }
        Some(MatchAction::Forget(arguments)) => {
            decide(arguments, &Choice::Open, &config()?, output)
        }
        Some(MatchAction::Product(arguments)) => product(arguments, &config()?, output),
        Some(MatchAction::Review(arguments)) => review::run(arguments, &config()?, output),
        Some(MatchAction::Score(arguments)) => {
            // It needs none, but where there is one, the scores must not take the place of what it names.
            let _ = config();
            refuse_own(&arguments.out)?;
            score(arguments, output)
        }
    }
}

/// Matches everything again, brings the findings up to date, and prints how much is linked.
fn rematch(mut store: Store, config: &Config, output: &Output) -> CommandResult {
    let (report, _) = pipeline::compare(&mut store, config)?;
    if output.json {
        output.print_json(&report)?;
    } else {
        output.print(&text(&report))?;
    }
    Ok(Exit::Ok)
}

/// Says how much is linked.
pub(super) fn text(report: &LinkReport) -> String {
    let mut text = format!(
        "customers: {}\nproducts of contracts: {}\n",
        line(report.customers, "by their names and addresses"),
        line(report.products, "by their names")
    );
    if report.customers.review > 0 {
        text.push_str("Next: seatwise match review\n");
    }
    text
}

fn line(counts: Counts, inferred: &str) -> String {
    let mut parts = vec![format!("{} linked", count(counts.linked()))];
    let kinds = [
        (counts.exact, "by an id"),
        (counts.confirmed, "by a person"),
        (counts.inferred, inferred),
    ];
    let kinds: Vec<_> = kinds
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, how)| format!("{} {how}", count(*number)))
        .collect();
    if !kinds.is_empty() {
        parts.push(format!("({})", kinds.join(", ")));
    }
    let mut text = parts.join(" ");
    text.push_str(&format!(
        ", {} to review, {} without a counterpart",
        count(counts.review),
        count(counts.none)
    ));
    if counts.not_a_customer > 0 {
        text.push_str(&format!(
            ", {} of them because a person said so",
            count(counts.not_a_customer)
        ));
    }
    text
}

fn list(arguments: &ListArguments, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open_read_only(config)?;
    let filter = LinkFilter {
        states: states(&arguments.state),
        customer: arguments.customer.clone(),
        connection: arguments.connection.clone(),
    };
    let links = Links::of(&store)
        .customer_links(&filter)
        .map_err(CommandError::failed)?;
    lists::customers(&links, output)
}

fn states(names: &[StateName]) -> Vec<LinkState> {
    let state = |name: &StateName| match name {
        StateName::Linked => LinkState::Linked,
        StateName::Review => LinkState::Review,
        StateName::Lapsed => LinkState::Lapsed,
        StateName::Rejected => LinkState::Rejected,
        StateName::NotACustomer => LinkState::NotACustomer,
    };
    names.iter().map(state).collect()
}

fn accept(arguments: &AcceptArguments, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open(config)?;
    let links = Links::of(&store);
    let pair = &arguments.pair;
    let psa = links
        .psa_customer(&pair.psa_customer, pair.psa.as_deref())
        .map_err(CommandError::usage)?;
    let customer = links
        .customer(&pair.customer, pair.within.connection.as_deref())
        .map_err(CommandError::usage)?;
    output.note(&format!(
        "{} of {} is {} of {}",
        customer.name, customer.connection, psa.name, psa.psa
    ));
    let choice = Choice::Same {
        psa,
        also: arguments.also,
    };
    links
        .decide(
            &customer,
            &choice,
            &person(pair.within.by.as_deref()),
            Timestamp::now(),
        )
        .map_err(CommandError::failed)?;
    rematch(store, config, output)
}

fn reject(arguments: &PairArguments, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open(config)?;
    let links = Links::of(&store);
    let psa = links
        .psa_customer(&arguments.psa_customer, arguments.psa.as_deref())
        .map_err(CommandError::usage)?;
    let customer = links
        .customer(&arguments.customer, arguments.within.connection.as_deref())
        .map_err(CommandError::usage)?;
    output.note(&format!(
        "{} of {} is never {} of {}",
        customer.name, customer.connection, psa.name, psa.psa
    ));
    let by = person(arguments.within.by.as_deref());
    links
        .decide(&customer, &Choice::Never(psa), &by, Timestamp::now())
        .map_err(CommandError::failed)?;
    rematch(store, config, output)
}

fn decide(
    arguments: &CustomerArguments,
    choice: &Choice,
    config: &Config,
    output: &Output,
) -> CommandResult {
    let store = pipeline::open(config)?;
    let links = Links::of(&store);
    let customer = links
        .customer(&arguments.customer, arguments.within.connection.as_deref())
        .map_err(CommandError::usage)?;
    let by = person(arguments.within.by.as_deref());
    links
        .decide(&customer, choice, &by, Timestamp::now())
        .map_err(CommandError::failed)?;
    rematch(store, config, output)
}

fn product(arguments: &ProductArguments, config: &Config, output: &Output) -> CommandResult {
    let store = pipeline::open(config)?;
    let verdict = if arguments.never {
        ProductVerdict::Never
    } else {
        ProductVerdict::Same
    };
    Links::of(&store)
        .decide_product(
            &arguments.line,
            &arguments.product_key,
            arguments.customer.as_deref(),
            verdict,
            &person(arguments.by.as_deref()),
            Timestamp::now(),
        )
        .map_err(CommandError::usage)?;
    rematch(store, config, output)
}

/// Matches two CSV files, and writes and counts what comes out.
///
/// # Errors
///
/// When a file cannot be read or written.
fn score(arguments: &ScoreArguments, output: &Output) -> CommandResult {
    let summary = score_files(&arguments.left, &arguments.right, &arguments.out)
        .map_err(CommandError::failed)?;
    if output.json {
        output.print_json(&summary)?;
    } else {
        output.print(&format!(
            "{} of {} rows are matched with certainty, {} need review, {} are similar to none of the {} others\n",
            count(summary.auto as u64),
            count(summary.left as u64),
            count(summary.review as u64),
            count(summary.none as u64),
            count(summary.right as u64)
        ))?;
    }
    Ok(Exit::Ok)
}

/// Who decides: the name that was given, or that of the user.
pub(super) fn person(given: Option<&str>) -> String {
    let from_environment = || {
        ["USER", "USERNAME", "LOGNAME"]
            .iter()
            .filter_map(|variable| std::env::var(variable).ok())
            .find(|name| !name.is_empty())
    };
    given
        .map(str::to_owned)
        .or_else(from_environment)
        .unwrap_or_else(|| "somebody".to_owned())
}
