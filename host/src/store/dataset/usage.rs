//! What is assigned or consumed. The table has the snapshot of each week; subscriptions have theirs there too.

use super::definition::ColumnType::{Decimal, Json, Text};
use super::definition::{Change, DISTRIBUTOR, Definition, Scope, key, optional, required};

pub(super) const DEFINITION: Definition = Definition {
    name: "usage",
    meaning: "What is assigned or consumed against what was bought",
    side: &DISTRIBUTOR,
    table: "license_usage",
    columns: &[
        key("id"),
        key("customer_id"),
        optional("subscription_id", Text),
        optional("platform_id", Text),
        required("meter_id", Text),
        optional("meter_name", Text),
        optional("unit", Text),
        optional("total", Decimal),
        optional("used", Decimal),
        optional("available", Decimal),
        optional("extra", Json),
    ],
    fixed: &[
        ("iso_week", "getvariable('iso_week')"),
        ("source", "'meter'"),
    ],
    made: &[],
    scope: Scope::CustomerOrSubscription,
    change: Change::InPlace,
    live: "source = 'meter' AND iso_week = (
        SELECT max(of_any.iso_week) FROM license_usage AS of_any WHERE of_any.connection = stored.connection
    )",
};
