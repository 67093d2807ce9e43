//! Whom and what a list is about.

use clap::Args;

/// Narrows a list down; all is listed where nothing is said.
#[derive(Debug, Clone, Default, Args)]
pub struct AboutArguments {
    /// Only this customer, by id or a part of the name
    #[arg(long, value_name = "ID|NAME")]
    pub customer: Option<String>,
    /// Only this distributor, by its vendor id
    #[arg(long, value_name = "VENDOR")]
    pub vendor: Option<String>,
    /// Only this product, by its key or a part of the name
    #[arg(long, value_name = "KEY|NAME")]
    pub sku: Option<String>,
}
