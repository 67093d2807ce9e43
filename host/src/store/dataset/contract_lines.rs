//! The lines of contracts, agreements and recurring invoices: what the PSA bills.

use super::definition::ColumnType::{Count, Date, Decimal, Flag, Json, Text};
use super::definition::{BILLING, Change, Definition, Scope, key, optional, required, staged};

pub(super) const DEFINITION: Definition = Definition {
    name: "contract-lines",
    meaning: "What the PSA bills",
    side: &BILLING,
    table: "psa_contract_lines",
    columns: &[
        // The line of the row in what was read, for messages about it.
        staged("line", Count),
        staged("customer_name", Text),
        key("id"),
        // Where a row has none, the merge finds it by the name.
        optional("customer_id", Text),
        optional("contract_id", Text),
        optional("contract_name", Text),
        optional("contract_status", Text),
        required("contract_active", Flag),
        optional("product_code", Text),
        required("product_name", Text),
        optional("vendor_sku", Text),
        optional("publisher_subscription_id", Text),
        optional("quantity", Decimal),
        required("included_quantity", Decimal),
        optional("minimum_quantity", Decimal),
        optional("quantity_billed", Decimal),
        optional("unit_price", Decimal),
        optional("stated_price", Decimal),
        optional("unit_cost", Decimal),
        optional("currency", Text),
        optional("tax_rate", Decimal),
        required("billable", Flag),
        optional("not_billed_reason", Text),
        required("recurring", Flag),
        optional("billing_period_months", Count),
        optional("timing", Text),
        optional("effective_from", Date),
        optional("effective_to", Date),
        optional("extra", Json),
    ],
    fixed: &[],
    made: &[],
    scope: Scope::Account,
    change: Change::Anew,
    live: "ended_at IS NULL",
};
