//! The records of the contract as the host sees them; `wit/connector/connector.wit` documents every field.

pub(crate) mod bindings;

pub use bindings::exports::seatwise::connector::connector::{
    Account, Context, Dataset, Failure, Page, Query,
};
pub use bindings::seatwise::connector::types::*;
