//! One line of an invoice, which has both sides of the money, as a charge.

use seatwise_plugin::json;
use seatwise_plugin::types::{Charge, ChargeDirection, ChargeKind, Decimal, RejectedRow};

use crate::decimals::divide;
use crate::fields::{Field, record};
use crate::invoices::Invoice;
use crate::months::{Month, last_day};
use crate::terms::{is_arrears, term};

record!(
    /// A line as the vendor sends it.
    ItemRow {
        kind: "type",
        company: "companyId",
        company_name: "companyName",
        subscription: "subscriptionId",
        product: "productId",
        product_name: "productName",
        sku: "sku",
        description: "description",
        starts: "startPeriod",
        ends: "endPeriod",
        quantity: "quantity",
        term: "term",
        charge_type: "chargeType",
        cost: "cost",
        cost_total: "costTotal",
        price: "price",
        total: "total",
        tax: "salesTax",
        currency: "currencyCode",
    }
);

impl ItemRow<'_> {
    /// Whether the line is for consumption, whatever its type says.
    pub(crate) fn is_usage(&self) -> bool {
        self.term.string().is_some_and(|term| is_arrears(&term))
    }

    /// Whether the line is one amount for all units.
    pub(crate) fn is_flat(&self) -> bool {
        is_word(self.charge_type, "flat")
    }
}

/// Whom and what a line is about, as far as that can be read.
pub(crate) fn about(row: &ItemRow<'_>) -> RejectedRow {
    RejectedRow {
        customer_id: row.company.string(),
        customer_name: row.company_name.string(),
        subscription_id: row.subscription.string(),
        sku: row.sku.string(),
        product_name: row.product_name.string(),
        ..RejectedRow::new("", "")
    }
}

/// One side of a line: what is paid for a unit, and for all.
struct Side<'a> {
    unit: (&'static str, Field<'a>),
    whole: (&'static str, Field<'a>),
    other: [(&'static str, Field<'a>); 2],
}

/// `costTotal` is the cost and `total` the revenue. `subTotal` and `amountDue` follow the one in one published
/// example and the other in the next, so they are kept and never counted.
fn side<'a>(row: &ItemRow<'a>, direction: ChargeDirection) -> Side<'a> {
    let cost = [("cost", row.cost), ("costTotal", row.cost_total)];
    let revenue = [("price", row.price), ("total", row.total)];
    let ([unit, whole], other) = match direction {
        ChargeDirection::Payable => (cost, revenue),
        ChargeDirection::Receivable => (revenue, cost),
    };
    Side { unit, whole, other }
}

/// Turns a line into a charge; fails with the reason where it cannot be understood.
pub(crate) fn charge(
    row: &mut ItemRow<'_>,
    direction: ChargeDirection,
    month: Month,
    invoice: &Invoice,
) -> Result<Charge, String> {
    let side = side(row, direction);
    let amount = side.whole.1.decimal(side.whole.0)?;
    let unit = side.unit.1.decimal(side.unit.0)?;
    let quantity = row.quantity.decimal("quantity")?;
    let flat = row.is_flat();
    let prorated = is_word(row.kind, "prorate") && !flat;
    let starts = row.starts.day("startPeriod")?;
    let ends = row.ends.day("endPeriod")?;
    let charge_to = last_day(starts, ends);
    keep_sources(row, &side, flat, charge_to != ends, invoice);
    let customer_id = row.company.string();
    Ok(Charge {
        direction,
        customer_name: row.company_name.string(),
        customer_id,
        subscription_id: row.subscription.string(),
        charge_id: None,
        product_id: row.product.string(),
        sku: row.sku.string(),
        product_name: row.product_name.string(),
        charge_name: row.description.string(),
        kind: kind(row),
        billing_cycle: row.term.string().map(|text| term(&text)),
        billing_period_from: Some(month.first),
        billing_period_to: Some(month.last),
        charge_from: starts,
        charge_to,
        quantity,
        list_price: None,
        unit_price: unit.filter(|_| !flat),
        prorated_unit_price: per_unit(amount, quantity).filter(|_| prorated),
        amount,
        currency: json::currency(row.currency.string().as_deref())
            .or_else(|| invoice.currency.clone()),
        billed: Some(true),
        invoice_number: Some(invoice.id.clone()),
        invoice_date: invoice.date,
        extra: row.extra.take(),
    })
}

/// The price of a unit for the days charged: the unit price of a prorated line is that of a whole term.
fn per_unit(amount: Option<Decimal>, quantity: Option<Decimal>) -> Option<Decimal> {
    divide(amount?, quantity?)
}

fn kind(row: &ItemRow<'_>) -> ChargeKind {
    if row.is_usage() {
        return ChargeKind::Usage;
    }
    let word = row
        .kind
        .string()
        .unwrap_or_else(|| "unspecified".to_owned());
    match word.to_ascii_lowercase().as_str() {
        "subscription" | "prorate" => ChargeKind::Recurring,
        "one-time" => ChargeKind::Setup,
        "rebate" | "payment-credit" | "service-credit" | "invoice-credit" => ChargeKind::Credit,
        _ => ChargeKind::Other(word),
    }
}

fn is_word(field: Field<'_>, word: &str) -> bool {
    field
        .string()
        .is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// Keeps what the columns do not show as it was sent.
fn keep_sources(
    row: &mut ItemRow<'_>,
    side: &Side<'_>,
    flat: bool,
    moved_end: bool,
    invoice: &Invoice,
) {
    let extra = &mut row.extra;
    extra.push("type", row.kind);
    extra.push("chargeType", row.charge_type);
    extra.push("salesTax", row.tax);
    for (name, field) in side.other {
        extra.push(name, field);
    }
    if flat {
        extra.push(side.unit.0, side.unit.1);
    }
    if moved_end {
        extra.push("endPeriod", row.ends);
    }
    extra.push_text("invoiceStatus", invoice.status.as_deref());
    extra.push_text("partnerName", invoice.partner.as_deref());
}
