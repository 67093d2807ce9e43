//! What happened to subscriptions.

use super::definition::ColumnType::{Count, Json, Text, Timestamp};
use super::definition::{Change, DISTRIBUTOR, Definition, Scope, key, optional, required};

pub(super) const DEFINITION: Definition = Definition {
    name: "activities",
    meaning: "What happened to subscriptions",
    side: &DISTRIBUTOR,
    table: "subscription_activities",
    columns: &[
        key("id"),
        required("subscription_id", Text),
        required("customer_id", Text),
        optional("happened_at", Timestamp),
        required("action", Text),
        optional("outcome", Text),
        optional("seats", Count),
        optional("details", Text),
        optional("extra", Json),
    ],
    fixed: &[],
    made: &[],
    scope: Scope::CustomerOrSubscription,
    change: Change::InPlace,
    live: "true",
};
