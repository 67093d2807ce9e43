//! Pax8: the partner interface, version 1, behind one host.
//!
//! Unlike the others it ignores query parameters that it does not know; wrong values it refuses.

mod amounts;
mod auth;
mod catalog;
mod charges;
mod companies;
mod dates;
mod errors;
mod held;
mod ids;
mod invoices;
mod items;
mod lists;
mod options;
mod pricing;
mod query;
mod routes;
mod subscriptions;
#[cfg(test)]
mod tests;
mod usage;
mod vendor;

pub use options::{
    CommitmentName, DateSpelling, LastDay, Oversize, Pax8Credentials, Pax8Options,
    SubscriptionPrice, VendorSku,
};
pub use vendor::Pax8;
