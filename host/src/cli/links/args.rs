//! The arguments of `seatwise match`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Arguments of `match`.
#[derive(Debug, Clone, Default, Args)]
pub struct MatchArguments {
    /// What to do; without it, everything is matched anew
    #[command(subcommand)]
    pub action: Option<MatchAction>,
}

/// What to do with links.
#[derive(Debug, Clone, Subcommand)]
pub enum MatchAction {
    /// Go through what needs a person, one customer at a time
    Review(WithinArguments),
    /// List links
    List(ListArguments),
    /// Link a distributor's customer to a customer of the PSA
    Accept(AcceptArguments),
    /// Say that a distributor's customer is never this customer of the PSA
    Reject(PairArguments),
    /// Say that the PSA has no such customer
    None(CustomerArguments),
    /// Forget what was decided about a distributor's customer
    Forget(CustomerArguments),
    /// Show why a distributor's customer is linked, or is not
    Explain(CustomerArguments),
    /// Write the decisions of people into a CSV file
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
    /// Who decides; the name of the user otherwise
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
    /// Counts
    Linked,
    /// Proposed
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
    /// Keep the links that are there; the money follows this one
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
    /// Hold it for this customer of the PSA alone, by its id
    #[arg(long, value_name = "ID")]
    pub customer: Option<String>,
    /// Say that the two are never one
    #[arg(long)]
    pub never: bool,
    /// Who decides; the name of the user otherwise
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
