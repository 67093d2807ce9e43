//! The fields that a file can fill, whatever it calls them.

use super::content::Content;

/// How the text of a field is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it is.
    Text,
    /// A decimal: a quantity or an amount.
    Number,
    /// A part of a hundred, kept as a fraction.
    Percent,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// In force or not, in the PSA's word.
    Status,
    /// Whether a line is invoiced, and why not.
    Billable,
    /// How many months a price covers.
    Period,
    /// Billed before or after the period.
    Timing,
    /// An ISO 4217 code.
    Currency,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Its name in profiles and in the tables of an import.
    pub(super) name: &'static str,
    /// How its text is understood.
    pub(super) kind: Kind,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

const CONTRACT_LINES: &[Field] = &[
    field("id", Kind::Text),
    field("customer_id", Kind::Text),
    field("customer_name", Kind::Text),
    field("contract_id", Kind::Text),
    field("contract_name", Kind::Text),
    field("contract_status", Kind::Status),
    // The opposite of active, for programs that state that.
    field("contract_inactive", Kind::Flag),
    field("product_code", Kind::Text),
    field("product_name", Kind::Text),
    field("vendor_sku", Kind::Text),
    field("publisher_subscription_id", Kind::Text),
    field("quantity", Kind::Number),
    field("included_quantity", Kind::Number),
    field("minimum_quantity", Kind::Number),
    field("quantity_billed", Kind::Number),
    field("unit_price", Kind::Number),
    // The price in the currency of the MSP itself, where it differs from the customer's.
    field("internal_price", Kind::Number),
    // Price times quantity, after discount.
    field("extended_price", Kind::Number),
    // What the units of a row's billing period cost together, where a program says that instead of a price
    // of one unit; and the same as a cost, and in the currency of the MSP itself.
    field("period_total", Kind::Number),
    field("period_cost", Kind::Number),
    field("internal_period_total", Kind::Number),
    field("discount_percent", Kind::Percent),
    field("unit_cost", Kind::Number),
    field("tax_rate", Kind::Percent),
    field("tax_included", Kind::Flag),
    field("currency", Kind::Currency),
    field("billable", Kind::Billable),
    field("line_inactive", Kind::Flag),
    field("recurring", Kind::Flag),
    field("one_time", Kind::Flag),
    field("billing_period", Kind::Period),
    field("timing", Kind::Timing),
    field("effective_from", Kind::Day),
    // The first day without the line, and the last day with it.
    field("effective_to", Kind::Day),
    field("last_day", Kind::Day),
    field("contract_from", Kind::Day),
    field("contract_to", Kind::Day),
    field("contract_last_day", Kind::Day),
    field("no_end", Kind::Flag),
    // The billing period that a row is about, where a line has one row for each.
    field("period_from", Kind::Day),
    field("period_last_day", Kind::Day),
];

const CUSTOMERS: &[Field] = &[
    field("id", Kind::Text),
    field("name", Kind::Text),
    field("active", Kind::Flag),
    field("inactive", Kind::Flag),
    field("deleted", Kind::Flag),
    field("status", Kind::Status),
    field("kind", Kind::Text),
    field("tenant_id", Kind::Text),
    field("tax_id", Kind::Text),
    field("domain", Kind::Text),
    field("website", Kind::Text),
    field("email", Kind::Text),
    field("phone", Kind::Text),
    field("address_street", Kind::Text),
    field("address_city", Kind::Text),
    field("address_region", Kind::Text),
    field("address_postal_code", Kind::Text),
    field("address_country", Kind::Text),
];

/// The columns without which a file is of no use: one of each group must be there.
const NEEDED_OF_LINES: &[&[&str]] = &[
    &["customer_name", "customer_id"],
    &["product_name", "product_code"],
    &["quantity", "quantity_billed"],
    &["unit_price", "extended_price", "period_total"],
];

const NEEDED_OF_CUSTOMERS: &[&[&str]] = &[&["name"]];

/// Returns the fields of a content, in the order of the tables of an import.
pub(super) fn fields(content: Content) -> &'static [Field] {
    match content {
        Content::ContractLines => CONTRACT_LINES,
        Content::Customers => CUSTOMERS,
    }
}

/// Returns the groups of fields of which each needs a column.
pub(super) fn needed(content: Content) -> &'static [&'static [&'static str]] {
    match content {
        Content::ContractLines => NEEDED_OF_LINES,
        Content::Customers => NEEDED_OF_CUSTOMERS,
    }
}

/// Returns where a field stands among the fields of its content.
pub(super) fn position(content: Content, name: &str) -> Option<usize> {
    fields(content).iter().position(|field| field.name == name)
}
