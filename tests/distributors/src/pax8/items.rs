//! Lines of invoices and drafts.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::amounts::number;
use super::charges::Charge;
use super::dates::days_later;
use super::ids::{id_of, product_id};
use super::lists::Row;
use super::{LastDay, Pax8Options};
use crate::world::rounded;

/// The fee of Pax8 for billing in the partner's name, as a part of the price.
fn fee_rate(charge: &Charge) -> Decimal {
    match charge.billed_by_pax8 {
        true => Decimal::new(3, 2),
        false => Decimal::ZERO,
    }
}

/// The sales tax of a line.
pub(super) fn tax(charge: &Charge, options: &Pax8Options) -> Decimal {
    rounded(charge.cost_total * Decimal::new(options.tax_percent, 2), 2)
}

/// A line of an invoice, or of a draft before there is an invoice.
///
/// As in the published examples, `subTotal` and `amountDue` are the partner's amounts on an invoice and
/// the customer's in a draft.
pub(super) fn item(charge: &Charge, options: &Pax8Options, invoice: Option<&str>) -> Row {
    let id = id_of("item", &format!("{}/{}", invoice.unwrap_or(""), charge.key));
    let fee = rounded(charge.price_total * fee_rate(charge), 2);
    let due = match invoice {
        Some(_) => charge.cost_total,
        None => charge.price_total,
    };
    let end = match options.period_end {
        LastDay::Included => charge.to,
        LastDay::FirstAfter => days_later(charge.to, 1),
    };
    let (name, sku, vendor) = charge
        .product
        .map_or((words(charge.kind), "", "Pax8"), |product| {
            (product.name, product.sku, product.publisher)
        });
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    if invoice.is_some() && options.item_ids {
        put("id", id.clone().into());
    }
    put("type", charge.kind.into());
    put("purchaseOrderNumber", "N/A".into());
    if let Some((company, name)) = &charge.company {
        put("companyId", company.clone().into());
        put("companyName", name.clone().into());
    }
    put("startPeriod", charge.from.to_string().into());
    put("endPeriod", end.to_string().into());
    put("quantity", number(charge.quantity));
    put("unitOfMeasure", charge.unit.into());
    put("term", charge.term.into());
    put("sku", sku.into());
    put("description", name.into());
    if let Some(details) = &charge.details {
        put("details", details.clone().into());
    }
    put("rateType", charge.rate_type.into());
    put(
        "chargeType",
        if charge.flat { "flat" } else { "per" }.into(),
    );
    put("price", number(charge.price));
    put("subTotal", number(due));
    put("cost", number(charge.cost));
    put("costTotal", number(charge.cost_total));
    put("offeredBy", "Pax8".into());
    put("billedByPax8", charge.billed_by_pax8.into());
    put("total", number(charge.price_total + fee));
    put(
        "productId",
        charge
            .product
            .map_or(Value::Null, |product| product_id(product.sku).into()),
    );
    put("productName", name.into());
    put("billingFee", number(fee));
    put("billingFeeRate", number(fee_rate(charge)));
    put("amountDue", number(due));
    put("currencyCode", options.currency.clone().into());
    put("salesTax", number(tax(charge, options)));
    put("subscriptionId", charge.subscription.clone().into());
    put("vendorName", vendor.into());
    Row {
        id,
        value: Value::Object(row),
    }
}

/// The name of a line that belongs to no product.
fn words(kind: &str) -> &'static str {
    match kind {
        "rebate" => "Partner rebate",
        "payment-credit" => "Payment credit",
        "invoice-credit" => "Credit of an earlier invoice",
        _ => "Professional services",
    }
}
