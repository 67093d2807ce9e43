//! Prices of a product: a row for each billing term and commitment, without a currency.

use bytes::Bytes;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Pax8;
use super::Pax8Options;
use super::amounts::{cents, number};
use super::catalog::is_committed;
use super::held::is_usage;
use super::ids::{hash, product_id};
use super::lists::{Row, whole};
use super::subscriptions::commitment_term;
use crate::random::Random;
use crate::world::{prices, rounded};
use crate::{Cycle, Model, Product, Term, World};

/// A way to buy a product: billing term, commitment, months of the billing term, the world's cycle.
type Plan = (&'static str, Term, i32, Cycle);

const COMMITTED: &[Plan] = &[
    ("Monthly", Term::Monthly, 1, Cycle::Monthly),
    ("Monthly", Term::Annual, 1, Cycle::Monthly),
    ("Annual", Term::Annual, 12, Cycle::Yearly),
    ("2-Year", Term::Biennial, 24, Cycle::Yearly),
    ("Monthly", Term::Triennial, 1, Cycle::Monthly),
    ("3-Year", Term::Triennial, 36, Cycle::Monthly),
];

fn plans(product: &Product) -> &'static [Plan] {
    match product.model {
        Model::Once => &[("One-Time", Term::None, 0, Cycle::Once)],
        _ if is_committed(product) => COMMITTED,
        _ => &[("Monthly", Term::None, 1, Cycle::Monthly)],
    }
}

/// The prices of a product, those of one company where it is named.
pub(super) fn pricing(
    world: &World,
    options: &Pax8Options,
    product: &Product,
    company: Option<&str>,
) -> Bytes {
    let id = product_id(product.sku);
    let rows = plans(product)
        .iter()
        .map(|plan| Row {
            id: id.clone(),
            value: row(options, product, &id, plan, company),
        })
        .collect();
    whole(world, Pax8::PRICING, &id, rows)
}

fn row(
    options: &Pax8Options,
    product: &Product,
    id: &str,
    plan: &Plan,
    company: Option<&str>,
) -> Value {
    let (billing_term, term, months, cycle) = *plan;
    let seed = hash(product.sku) ^ company.map_or(0, hash);
    let mut random = Random::new(seed, &[53]);
    let (list, cost, _) = prices(product, term, cycle, "USD", &mut random);
    let charged = if cycle == Cycle::Yearly { 12 } else { 1 };
    let factor = Decimal::from((months / charged).max(1));
    let amount = |value| cents(value, "USD", &options.currency) * factor;
    let (buy, retail) = (amount(cost), amount(list));
    let tiered = options.world.irregular && seed % 5 == 2 && product.model == Model::Seats;
    let (kind, unit) = match (is_usage(product), tiered) {
        (true, _) => ("Mark-Up", "GB"),
        (false, true) => ("Tiered", "User"),
        (false, false) => ("Flat", "User"),
    };
    let rates = match kind {
        // Percentages, not prices.
        "Mark-Up" => vec![json!({
            "partnerBuyRate": 85,
            "suggestedRetailPrice": 100,
            "startQuantityRange": 0,
            "endQuantityRange": null,
            "chargeType": "Per Unit",
        })],
        "Tiered" => vec![
            rate(buy, retail, 1, Some(49)),
            rate(lower(buy), lower(retail), 50, None),
        ],
        _ => vec![rate(buy, retail, 1, None)],
    };
    let commitment = commitment_term(options, term);
    let mut row = json!({
        "productId": id,
        "productName": product.name,
        "billingTerm": billing_term,
        "type": kind,
        "unitOfMeasurement": unit,
        "rates": rates,
    });
    if let (Some(commitment), Some(members)) = (commitment, row.as_object_mut()) {
        members.insert("commitmentTerm".to_owned(), commitment.into());
        members.insert("commitmentTermInMonths".to_owned(), term.months().into());
    }
    row
}

fn lower(value: Decimal) -> Decimal {
    rounded(value * Decimal::new(95, 2), 2)
}

fn rate(buy: Decimal, retail: Decimal, from: i64, to: Option<i64>) -> Value {
    json!({
        "partnerBuyRate": number(buy),
        "suggestedRetailPrice": number(retail),
        "startQuantityRange": from,
        "endQuantityRange": to,
        "chargeType": "Per Unit",
    })
}
