//! What goes wrong with a page.

use std::path::PathBuf;

use super::chart::ChartError;
use super::html::PageError;
use crate::store::QueryError;

/// Why a page could not be written. The message follows “failed to …”.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The database could not be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A template does not fit, which is a fault of this program.
    #[error(transparent)]
    Page(#[from] PageError),
    /// What is stored with a finding cannot be read.
    #[error("read the {what} of the finding {id}: {source}")]
    Damaged {
        /// The finding.
        id: String,
        /// What of it.
        what: &'static str,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// The logo of the configuration cannot be shown.
    #[error("read the logo {}: {reason}", path.display())]
    Logo {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no such customer.
    #[error(
        "find the customer \"{0}\": no customer has it as an id or in its name; `seatwise report margin` lists the customers"
    )]
    NoCustomer(String),
    /// There are several.
    #[error("find the customer \"{wanted}\": it may be {}; use the full name or the id", candidates.join(", "))]
    SeveralCustomers {
        /// What was asked for.
        wanted: String,
        /// Who it may be, with ids.
        candidates: Vec<String>,
    },
}
