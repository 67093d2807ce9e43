//! What can go wrong with links.

use crate::base::remedy;

/// Why links could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nothing of the kind is known.
    #[error(
        "find the {what} \"{wanted}\": nothing matches; `seatwise match list` lists what is known"
    )]
    Unknown {
        /// A distributor's customer, a PSA customer, a product.
        what: &'static str,
        /// What was asked for.
        wanted: String,
    },
    /// Several fit.
    #[error("find the {what} \"{wanted}\": {count} match ({examples}); use the id")]
    Ambiguous {
        /// A distributor's customer, a PSA customer, a product.
        what: &'static str,
        /// What was asked for.
        wanted: String,
        /// How many fit.
        count: usize,
        /// Some of them.
        examples: String,
    },
    /// A code that does not say which product is meant.
    #[error(
        "find the product of the contracts \"{code}\": the code is on lines of different products ({names}); give the name instead"
    )]
    SharedCode {
        /// The code.
        code: String,
        /// The names of the lines.
        names: String,
    },
    /// The database.
    #[error("read or change the links: {}{}", .0, remedy(.0))]
    Database(#[from] duckdb::Error),
}
