//! What a month's reports charge, reckoned from the subscriptions, on both sides.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::IngramOptions;
use super::dates::{days_later, month_later, months_between};
use super::held::Held;
use super::ids::{RESELLER, customer_id};
use super::items::Item;
use crate::random::Random;
use crate::{Customer, Model, World};

/// One line.
#[derive(Clone)]
pub(super) struct Charge {
    pub(super) customer: String,
    pub(super) customer_name: String,
    /// None where it belongs to no subscription.
    pub(super) subscription: Option<String>,
    pub(super) mpn: String,
    pub(super) description: String,
    pub(super) kind: &'static str,
    pub(super) quantity: Decimal,
    /// What a unit costs the reseller.
    pub(super) cost: Decimal,
    /// What a unit costs the customer.
    pub(super) price: Decimal,
    pub(super) from: Date,
    pub(super) to: Date,
}

/// All charges of a month.
pub(super) fn of_month(world: &World, options: &IngramOptions, month: Date) -> Vec<Charge> {
    let mut charges: Vec<Charge> = Held::all(world, options)
        .iter()
        .flat_map(|held| of_held(held, options, month))
        .collect();
    if options.world.irregular {
        charges.extend(extras(&world.customers, month));
    }
    charges
}

fn charge(held: &Held<'_>, item: &Item, kind: &'static str, from: Date, to: Date) -> Charge {
    Charge {
        customer: held.customer_id.clone(),
        customer_name: held.customer.name.clone(),
        subscription: Some(held.id.clone()),
        mpn: item.mpn.clone(),
        description: format!("{}, \"{kind}\"", item.product.name),
        kind,
        quantity: Decimal::from(item.quantity),
        cost: item.cost.unwrap_or_default(),
        price: item.price.unwrap_or_default(),
        from,
        to,
    }
}

fn of_held(held: &Held<'_>, options: &IngramOptions, month: Date) -> Vec<Charge> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let items = held.items(options);
    let Some(base) = items.first() else {
        return Vec::new();
    };
    if held.starts > last || matches!(held.status, "pending" | "unknown") {
        return Vec::new();
    }
    // One seat of it is given back.
    let refund = Charge {
        quantity: Decimal::NEGATIVE_ONE,
        ..charge(held, base, "recurringRefund", first, last)
    };
    let irregular = options.world.irregular;
    if held.has_ended() {
        let refunded = irregular && held.salt.is_multiple_of(3);
        return refunded.then_some(refund).into_iter().collect();
    }
    if base.product.model == Model::Usage {
        return vec![overuse(held, base, first)];
    }
    let since = months_between(held.starts, first);
    let bought = items.iter().filter(|item| item.quantity > 0);
    if held.terms.billing == 0 {
        let once = bought.map(|item| charge(held, item, "setup", held.starts, held.starts));
        return if since == 0 {
            once.collect()
        } else {
            Vec::new()
        };
    }
    if since % held.terms.billing != 0 {
        return Vec::new();
    }
    let kind = match since > 0 && since % held.terms.term.max(1) == 0 && held.terms.term > 1 {
        true => "renew",
        false => "recurring",
    };
    let to = days_later(month_later(first, held.terms.billing), -1);
    let from = first.max(held.starts);
    let mut charges: Vec<Charge> = bought
        .map(|item| charge(held, item, kind, from, to))
        .collect();
    if since == 0 && held.salt.is_multiple_of(6) {
        charges.push(Charge {
            quantity: Decimal::ONE,
            cost: Decimal::from(20),
            price: Decimal::from(25),
            ..charge(held, base, "handlingFee", from, from)
        });
    }
    if irregular && held.salt % 9 == 4 {
        charges.push(refund);
    }
    charges
}

/// What was used in the month before.
fn overuse(held: &Held<'_>, item: &Item, first: Date) -> Charge {
    let number = u64::try_from(months_between(Date::constant(2000, 1, 1), first)).unwrap_or(0);
    let mut random = Random::new(held.salt, &[64, number]);
    let before = month_later(first, -1);
    Charge {
        quantity: Decimal::new(random.between(1, 90_000), 3),
        cost: Decimal::new(random.between(5, 300), 4),
        price: Decimal::new(random.between(300, 600), 4),
        ..charge(held, item, "overuse", before, before.last_of_month())
    }
}

/// Lines of no subscription: what was paid, and two that are equal and both true.
fn extras(customers: &[Customer], month: Date) -> Vec<Charge> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let plain = |customer: String, name: &str, kind: &'static str, amount: Decimal| Charge {
        customer,
        customer_name: name.to_owned(),
        subscription: None,
        mpn: String::new(),
        description: format!("A {kind} of the month"),
        kind,
        quantity: Decimal::ONE,
        cost: amount,
        price: amount,
        from: first,
        to: last,
    };
    let paid = Decimal::new(-123_450, 2);
    let mut extras = vec![plain(
        RESELLER.to_owned(),
        "Northwind Managed Services",
        "resellerPayment",
        paid,
    )];
    if let Some(customer) = customers.first() {
        let id = customer_id(&customer.id);
        let adjustment = plain(id, &customer.name, "adjustment", Decimal::new(-500, 2));
        extras.extend([adjustment.clone(), adjustment]);
    }
    extras
}
