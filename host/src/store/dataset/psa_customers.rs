//! The customers of the PSA: who is billed.

use super::definition::ColumnType::{Count, Flag, Json, Text};
use super::definition::{BILLING, Change, Definition, Scope, key, optional, required, staged};

pub(super) const DEFINITION: Definition = Definition {
    name: "psa-customers",
    meaning: "The customers of the PSA",
    side: &BILLING,
    table: "psa_customers",
    columns: &[
        // The line of the row in what was read, for messages about it.
        staged("line", Count),
        // Whether the id is the PSA's; else it is the name.
        staged("has_id", Flag),
        key("id"),
        required("name", Text),
        required("active", Flag),
        optional("kind", Text),
        optional("tenant_id", Text),
        optional("tax_id", Text),
        optional("domain", Text),
        optional("phone", Text),
        optional("address_street", Text),
        optional("address_city", Text),
        optional("address_region", Text),
        optional("address_postal_code", Text),
        optional("address_country", Text),
        optional("extra", Json),
    ],
    fixed: &[],
    made: &[],
    scope: Scope::Account,
    change: Change::InPlace,
    live: "ended_at IS NULL",
};
