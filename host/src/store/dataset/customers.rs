//! The customers of the account.

use super::definition::ColumnType::{Json, Text, Timestamp};
use super::definition::{Change, DISTRIBUTOR, Definition, Scope, key, optional, required};

pub(super) const DEFINITION: Definition = Definition {
    name: "customers",
    meaning: "Customers",
    side: &DISTRIBUTOR,
    table: "customers",
    columns: &[
        key("id"),
        required("name", Text),
        required("path", Json),
        required("status", Text),
        optional("suspended_at", Timestamp),
        optional("contact_name", Text),
        optional("email", Text),
        optional("phone", Text),
        optional("domain", Text),
        optional("tenant_id", Text),
        optional("address_street", Text),
        optional("address_city", Text),
        optional("address_region", Text),
        optional("address_postal_code", Text),
        optional("address_country", Text),
        optional("created_at", Timestamp),
        optional("updated_at", Timestamp),
        optional("extra", Json),
    ],
    fixed: &[],
    made: &[],
    scope: Scope::OwnCustomer,
    change: Change::InPlace,
    live: "missing_since IS NULL",
};
