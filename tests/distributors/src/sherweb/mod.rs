//! Sherweb: the authorization, distributor and service provider interfaces behind one gateway.

mod auth;
mod billing;
mod catalog;
mod charges;
mod errors;
mod options;
mod routes;
mod subscriptions;
mod usage;
mod vendor;

pub use options::{Availability, SherwebCredentials, SherwebFeatures, SherwebOptions};
pub use vendor::Sherweb;
