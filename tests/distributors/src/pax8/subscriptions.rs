//! Subscriptions, and what they were before.

use bytes::Bytes;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::amounts::number;
use super::dates::{days_later, midnight, spelled};
use super::held::Held;
use super::ids::{commitment_id, id_of};
use super::lists::{Row, whole};
use super::{CommitmentName, LastDay, Pax8, Pax8Options, SubscriptionPrice};
use crate::{Model, Term, World};

/// The word for a commitment, if there is one.
pub(super) fn commitment_term(options: &Pax8Options, term: Term) -> Option<&'static str> {
    match term {
        Term::None => None,
        Term::Monthly => Some("Monthly"),
        Term::Annual => Some("1-Year"),
        Term::Biennial if options.two_years_in_months => Some("24-Month"),
        Term::Biennial => Some("2-Year"),
        Term::Triennial => Some("3-Year"),
    }
}

/// One subscription; alone it has more members than in a list.
pub(super) fn row(held: &Held<'_>, options: &Pax8Options, alone: bool) -> Value {
    let subscription = held.subscription;
    let (dates, salt) = (options.dates, held.salt);
    let quantity = match held.usage {
        // Fractions occur where use is billed.
        true if salt.is_multiple_of(2) && options.world.irregular => Decimal::new(15, 1),
        _ => Decimal::from(subscription.seats),
    };
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("id", held.id.clone().into());
    put("companyId", held.company.clone().into());
    put("productId", held.product_id().into());
    put("productName", subscription.product.name.into());
    put("quantity", number(quantity));
    put("status", held.status.into());
    put("billingTerm", held.billing_term.into());
    put("currencyCode", options.currency.clone().into());
    put("billingStart", held.starts.to_string().into());
    let starts = midnight(held.starts);
    put("startDate", spelled(dates, starts, salt >> 2).into());
    let created = subscription.purchased;
    put("createdDate", spelled(dates, created, salt >> 4).into());
    if !salt.is_multiple_of(5) {
        let updated = created.checked_add(SignedDuration::from_hours(26));
        let updated = updated.unwrap_or(created);
        put("updatedDate", spelled(dates, updated, salt >> 6).into());
    }
    match held.ends {
        Some(ends) => {
            let ends = spelled(dates, midnight(ends), salt >> 8);
            put("endDate", ends.into());
        }
        None if salt.is_multiple_of(3) => {
            put("endDate", Value::Null);
        }
        None => {}
    }
    if subscription.priced {
        let price = match options.price {
            SubscriptionPrice::Customer => held.price,
            SubscriptionPrice::Partner => held.cost,
        };
        put("price", number(price));
        if options.partner_cost {
            put("partnerCost", number(held.cost));
        }
    }
    if let Some(parent) = &held.parent {
        put("parentSubscriptionId", parent.clone().into());
    }
    let vendor = subscription.product.model != Model::Once;
    if vendor && (alone || options.vendor_subscription_id_in_list) {
        let id = subscription.publisher_id.clone();
        put("vendorSubscriptionId", id.into());
    }
    if vendor && alone {
        let id = id_of("graph-sku", subscription.product.sku);
        put("vendorSkuId", id.into());
    }
    let name = match options.commitment {
        CommitmentName::Commitment => "commitment",
        CommitmentName::CommitmentTerm => "commitmentTerm",
    };
    match commitment_term(options, subscription.term) {
        Some(term) => {
            let after = subscription.renewal;
            let end = match options.commitment_end {
                LastDay::Included => days_later(after, -1),
                LastDay::FirstAfter => after,
            };
            let commitment = json!({
                "id": commitment_id(subscription.product.sku, term),
                "term": term,
                "endDate": format!("{end}T00:00:00.000Z"),
            });
            put(name, commitment);
        }
        None if salt.is_multiple_of(2) => {
            put(name, Value::Null);
        }
        None => {}
    }
    Value::Object(row)
}

/// All subscriptions of the account.
pub(super) fn rows(world: &World, options: &Pax8Options) -> Vec<Row> {
    Held::all(world, options)
        .iter()
        .map(|held| Row::new(row(held, options, false)))
        .collect()
}

/// One subscription.
pub(super) fn one(world: &World, options: &Pax8Options, held: &Held<'_>) -> Bytes {
    world.single(Pax8::SUBSCRIPTION, &held.id, &row(held, options, true))
}

/// What a subscription is and was, the newest first: each entry has the same id.
pub(super) fn history(world: &World, options: &Pax8Options, held: &Held<'_>) -> Bytes {
    let states = i64::try_from(1 + held.salt % 3).unwrap_or(1);
    let rows = (0..states)
        .map(|back| {
            let mut value = row(held, options, false);
            if back > 0
                && let Some(members) = value.as_object_mut()
            {
                let seats = (held.subscription.seats - back).max(1);
                let changed = days_later(held.starts, 40 - back * 10);
                let changed = spelled(options.dates, midnight(changed), held.salt >> back);
                members.insert("quantity".to_owned(), seats.into());
                members.insert("updatedDate".to_owned(), changed.into());
                let status = if back == states - 1 {
                    "PendingAutomated"
                } else {
                    "Active"
                };
                members.insert("status".to_owned(), status.into());
                members.remove("endDate");
            }
            Row::new(value)
        })
        .collect();
    whole(world, Pax8::HISTORY, &held.id, rows)
}
