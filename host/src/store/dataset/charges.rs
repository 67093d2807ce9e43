//! The lines of bills: what the MSP owes, and what its customers owe. They have no id of the vendor's, so one is made
//! from all columns: a new column gives every line another id, and a bill that is read again writes its lines again.

use super::definition::ColumnType::{Date, Decimal, Flag, Json, Term, Text};
use super::definition::{Change, DISTRIBUTOR, Definition, Scope, optional, required, staged};

pub(super) const PAYABLE: Definition = Definition {
    name: "payable-charges",
    meaning: "What the MSP owes",
    side: &DISTRIBUTOR,
    table: "charges",
    columns: &[
        staged("direction", Text),
        optional("customer_id", Text),
        optional("customer_name", Text),
        optional("subscription_id", Text),
        optional("charge_id", Text),
        optional("product_id", Text),
        optional("sku", Text),
        optional("product_name", Text),
        optional("charge_name", Text),
        required("kind", Text),
        optional("billing_cycle", Term),
        optional("billing_period_from", Date),
        optional("billing_period_to", Date),
        optional("charge_from", Date),
        optional("charge_to", Date),
        optional("quantity", Decimal),
        optional("list_price", Decimal),
        optional("unit_price", Decimal),
        optional("prorated_unit_price", Decimal),
        optional("amount", Decimal),
        optional("currency", Text),
        optional("billed", Flag),
        optional("invoice_number", Text),
        optional("invoice_date", Date),
        optional("extra", Json),
    ],
    fixed: &[("direction", "getvariable('direction')")],
    made: &["id", "period_day"],
    scope: Scope::Customer,
    change: Change::InPlace,
    live: "direction = 'payable'",
};

pub(super) const RECEIVABLE: Definition = Definition {
    name: "receivable-charges",
    meaning: "What the MSP's customers owe",
    live: "direction = 'receivable'",
    ..PAYABLE
};
