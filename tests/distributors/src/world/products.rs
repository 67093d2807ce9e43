//! What can be bought.

use super::Model;
use super::subscriptions::uuid_of;

/// A product of some publisher.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    /// The name.
    pub name: &'static str,
    /// Who makes it.
    pub publisher: &'static str,
    /// The stem of the SKU at Sherweb.
    pub sku: &'static str,
    /// The publisher's product and SKU id; empty where it has none.
    pub ids: (&'static str, &'static str),
    /// The list price of a seat and month in US cents.
    pub cents: i64,
    /// How it is charged.
    pub model: Model,
    /// The place of its platform in the table of platforms.
    pub(crate) platform: usize,
}

/// The platforms of Sherweb.
pub(crate) const PLATFORMS: &[&str] = &[
    "Microsoft 365",
    "Microsoft Azure",
    "Acronis Cyber Protect Cloud",
    "Proofpoint Essentials",
    "Bitdefender GravityZone",
    "Adobe VIP Marketplace",
    "Dropsuite",
    "Google Workspace",
];

/// The id of a platform.
pub(crate) fn platform_id(place: usize) -> String {
    uuid_of("platform", place as u64)
}
