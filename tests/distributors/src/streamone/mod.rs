//! TD SYNNEX StreamOne Ion, interface v3: a remote-procedure service behind a JSON gateway.

mod auth;
mod columns;
mod csv;
mod customers;
mod details;
mod errors;
mod options;
mod orders;
mod paging;
mod products;
mod reports;
mod routes;
mod subscriptions;
mod vendor;

pub use auth::StreamOneCredentials;
pub use options::{DetailsId, Report, StreamOneFeatures, StreamOneOptions};
pub use vendor::StreamOne;
