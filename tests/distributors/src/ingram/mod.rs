//! Ingram Micro Cloud Marketplace: the Marketplace API behind its gateway, below `/marketplace/{region}`.
//!
//! Its documents end before the version that runs, and differ among themselves: what is uncertain is a choice
//! of [`IngramOptions`].

mod amounts;
mod auth;
mod basic;
mod catalog;
mod charges;
mod choices;
mod customers;
mod dates;
mod files;
mod held;
mod ids;
mod items;
mod lists;
mod options;
mod orders;
mod periods;
mod plans;
mod query;
mod replies;
mod reports;
mod routes;
mod subscriptions;
#[cfg(test)]
mod tests;
mod vendor;

pub use choices::{
    AmountSpelling, CostsShown, EmptyLists, ErrorBody, GatewayBody, IngramVersion, ListOrder,
    MomentSpelling, MpnSpelling, OverLimit, QuantitySpelling, Refused, ReportFiles, TokenBody,
    Totals,
};
pub use options::{IngramCredentials, IngramOptions};
pub use vendor::Ingram;
