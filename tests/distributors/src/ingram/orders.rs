//! Orders: what was bought, changed, renewed and cancelled.

use std::cmp::Reverse;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::amounts::{money, quantity};
use super::dates::{midnight, spelled};
use super::held::Held;
use super::lists::{Row, paged, single};
use super::query::{between, wanted};
use super::{Ingram, IngramOptions, IngramVersion, ListOrder};
use crate::World;
use crate::server::Call;

/// The types in the order of the last digit of their ids.
const TYPES: [(&str, &str); 4] = [
    ("sales", "recurring"),
    ("change", "recurring"),
    ("renewal", "renew"),
    ("cancellation", "cancellation"),
];

/// An order of a subscription.
struct Order<'h, 'a> {
    held: &'h Held<'a>,
    kind: usize,
    at: Timestamp,
}

fn of<'h, 'a>(held: &'h Held<'a>, world: &World) -> Vec<Order<'h, 'a>> {
    let bought = held.first.purchased;
    let days = |days: u64| {
        let hours = i64::try_from(days * 24).unwrap_or(0);
        bought.checked_add(SignedDuration::from_hours(hours)).ok()
    };
    let renewed = held.first.term_start > held.starts;
    let moments = [
        Some(bought),
        days(20 + held.salt % 70).filter(|_| held.salt.is_multiple_of(3)),
        renewed.then(|| midnight(held.first.term_start)),
        days(100 + held.salt % 200).filter(|_| held.has_ended()),
    ];
    let now = midnight(world.today);
    let placed = moments.into_iter().enumerate();
    placed
        .filter_map(|(kind, at)| {
            let at = at.filter(|at| *at <= now)?;
            Some(Order { held, kind, at })
        })
        .collect()
}

impl Order<'_, '_> {
    fn id(&self) -> String {
        format!("{}{}", self.held.id, self.kind)
    }

    fn number(&self) -> String {
        format!("SO{}", self.id())
    }

    /// The state and its internal code.
    fn status(&self, options: &IngramOptions) -> (&'static str, &'static str) {
        match (options.world.irregular, (self.held.salt >> self.kind) % 23) {
            (true, 1) => ("submitted", "PD"),
            (true, 2) => ("processing", "PR"),
            (true, 3) => ("error", "ER"),
            (true, 4) => ("cancelled", "CL"),
            _ => ("completed", "CP"),
        }
    }

    fn row(&self, options: &IngramOptions, alone: bool) -> Value {
        let held = self.held;
        let place = held.salt >> (self.kind * 2);
        let newer = options.version >= IngramVersion::V1_15;
        let (status, code) = self.status(options);
        let mut row = Map::new();
        let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
        put("id", self.id().into());
        put("type", TYPES[self.kind].0.into());
        put("customerId", held.customer_id.clone().into());
        put(
            "creationDate",
            spelled(options.moments, self.at, place).into(),
        );
        put("status", status.into());
        if newer {
            put("orderNumber", self.number().into());
            put("statusCode", code.into());
            put("attributes", json!({}));
            if status == "completed" {
                let after = self.at.checked_add(SignedDuration::from_mins(7));
                let done = spelled(options.moments, after.unwrap_or(self.at), place / 3);
                put("provisioningDate", done.into());
            }
            if place.is_multiple_of(3) {
                put("poNumber", format!("PO{}", place % 10_000).into());
            }
            let total = money(options, self.total(options), held.customer.currency, place);
            put("total", total);
            put("details", self.details(options, place));
        }
        if alone {
            put("products", self.products(options, place));
            if newer {
                put("subscriptionId", held.id.clone().into());
                put("billingModel", held.terms.model.into());
            }
        }
        Value::Object(row)
    }

    /// What a unit is charged with: a cancellation gives nothing back.
    fn price(&self, price: Option<Decimal>) -> Decimal {
        match TYPES[self.kind].0 {
            "cancellation" => Decimal::ZERO,
            _ => price.unwrap_or_default(),
        }
    }

    fn total(&self, options: &IngramOptions) -> Decimal {
        let items = self.held.items(options);
        let prices = items
            .iter()
            .map(|item| self.price(item.price) * Decimal::from(item.quantity));
        prices.sum()
    }

    fn details(&self, options: &IngramOptions, place: u64) -> Value {
        let held = self.held;
        let currency = held.customer.currency;
        let rows = held.items(options).into_iter().map(|item| {
            let price = self.price(item.price);
            let total = price * Decimal::from(item.quantity);
            json!({
                "type": TYPES[self.kind].1,
                "mpn": item.mpn,
                "productId": item.id,
                "duration": { "type": "month", "duration": f64::from(held.terms.billing) },
                "description": format!("Recurring for {}", item.product.name),
                "quantity": quantity(options.quantities, item.quantity, place),
                "unitPrice": money(options, price, currency, place),
                "extendedPrice": money(options, total, currency, place),
            })
        });
        rows.collect()
    }

    fn products(&self, options: &IngramOptions, place: u64) -> Value {
        let held = self.held;
        let newer = options.version >= IngramVersion::V1_15;
        let rows = held.items(options).into_iter().map(|item| {
            let total = self.price(item.price) * Decimal::from(item.quantity);
            let mut row = json!({
                "mpn": item.mpn,
                "name": item.product.name,
                "quantity": quantity(options.quantities, item.quantity, place),
                "subscriptionId": held.id,
                "extendedPrice": money(options, total, held.customer.currency, place),
            });
            if newer && let Some(members) = row.as_object_mut() {
                members.insert("id".to_owned(), item.id.into());
                members.insert("vendor".to_owned(), item.product.publisher.into());
                let secret = json!([{ "name": "pin", "value": Ingram::SECRET }]);
                members.insert("parameters".to_owned(), secret);
            }
            row
        });
        rows.collect()
    }
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    let held = Held::all(world, options);
    let mut orders: Vec<_> = held.iter().flat_map(|held| of(held, world)).collect();
    let moment = |name| call.parameter(name).and_then(|text| text.parse().ok());
    let (from, to): (Option<Timestamp>, Option<Timestamp>) =
        (moment("creationTimeFrom"), moment("creationTimeTo"));
    orders.retain(|order| {
        let (status, code) = order.status(options);
        wanted(call, "customerId", &order.held.customer_id)
            && wanted(call, "subscriptionId", &order.held.id)
            && wanted(call, "orderNumber", &order.number())
            && wanted(call, "status", status)
            && wanted(call, "statusCode", code)
            && between(options, (from.as_ref(), to.as_ref()), &order.at)
    });
    orders.sort_by_cached_key(|order| Reverse((order.at, order.id())));
    if options.order == ListOrder::OldestFirst {
        orders.reverse();
    }
    paged(world, options, call, Ingram::ORDERS, &orders, |order| Row {
        id: order.id(),
        value: order.row(options, false),
    })
}

/// One order.
pub(super) fn one(world: &World, options: &IngramOptions, id: &str) -> Option<Bytes> {
    let (subscription, _) = id.split_at_checked(id.len().checked_sub(1)?)?;
    let held = Held::find(world, options, subscription)?;
    let order = of(&held, world)
        .into_iter()
        .find(|order| order.id() == id)?;
    let value = order.row(options, true);
    Some(single(world, options, Ingram::ORDER, id, value))
}
