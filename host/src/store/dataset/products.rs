//! What can be bought.

use super::definition::ColumnType::{Decimal, Json, Term, Text};
use super::definition::{Change, DISTRIBUTOR, Definition, Scope, key, optional, optional_key};

pub(super) const DEFINITION: Definition = Definition {
    name: "products",
    meaning: "The catalog",
    side: &DISTRIBUTOR,
    table: "products",
    columns: &[
        key("id"),
        optional_key("customer_id"),
        optional("sku", Text),
        optional("name", Text),
        optional("publisher", Text),
        optional("billing_cycle", Term),
        optional("commitment_term", Term),
        optional("unit_cost", Decimal),
        optional("unit_price", Decimal),
        optional("list_price", Decimal),
        optional("currency", Text),
        optional("extra", Json),
    ],
    fixed: &[],
    made: &[],
    scope: Scope::Customer,
    change: Change::InPlace,
    live: "missing_since IS NULL",
};
