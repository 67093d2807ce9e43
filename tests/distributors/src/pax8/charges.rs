//! What a month's invoices charge, reckoned from the subscriptions.
//!
//! Seats are paid in advance for the month, what was used, and what was bought within a month, afterwards.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Pax8Options;
use super::companies::billed_by_pax8;
use super::dates::{days_later, month_later};
use super::held::Held;
use super::ids::{company_id, hash};
use super::usage::{is_linked, meters, unit_amounts, used};
use crate::world::{days_in, rounded};
use crate::{Customer, Product, World};

/// One line.
#[derive(Clone)]
pub(super) struct Charge {
    /// What tells it from the others of its month.
    pub(super) key: String,
    /// The world's id of the customer; empty where it is the partner's own.
    pub(super) customer: String,
    /// Id and name of the company; none where it is not linked to one.
    pub(super) company: Option<(String, String)>,
    pub(super) subscription: Option<String>,
    pub(super) product: Option<&'static Product>,
    pub(super) kind: &'static str,
    pub(super) term: &'static str,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) quantity: Decimal,
    pub(super) unit: &'static str,
    /// Per unit, or what it is for a whole term where only a part is charged.
    pub(super) cost: Decimal,
    pub(super) price: Decimal,
    pub(super) cost_total: Decimal,
    pub(super) price_total: Decimal,
    pub(super) rate_type: &'static str,
    pub(super) flat: bool,
    pub(super) billed_by_pax8: bool,
    pub(super) details: Option<String>,
}

/// All charges of a month; a draft has none of use and no credits.
pub(super) fn of_month(
    world: &World,
    options: &Pax8Options,
    month: Date,
    draft: bool,
) -> Vec<Charge> {
    let mut charges = Vec::new();
    for customer in &world.customers {
        for subscription in &customer.subscriptions {
            let held = Held::of(world, options, customer, subscription);
            if held.usage {
                if !draft {
                    charges.extend(arrears(&held, options, month));
                }
            } else if subscription.seats != 0 {
                charges.extend(seats(&held, options, month));
            }
        }
        if options.world.irregular && !draft {
            charges.extend(extras(world, options, customer, month));
        }
    }
    charges
}

/// A line for some seats and days, priced per unit.
fn line(held: &Held<'_>, options: &Pax8Options, from: Date, to: Date) -> Charge {
    let quantity = Decimal::from(held.subscription.seats);
    // A flat charge is not multiplied by the quantity.
    let product = held.subscription.product;
    let flat = options.world.irregular && held.months == 1 && hash(product.sku) % 13 == 5;
    let factor = if flat { Decimal::ONE } else { quantity };
    Charge {
        key: format!("{}/{from}", held.subscription.id),
        customer: held.customer.id.clone(),
        company: Some((held.company.clone(), held.customer.name.clone())),
        subscription: Some(held.id.clone()),
        product: Some(product),
        kind: "subscription",
        term: "Monthly",
        from,
        to,
        quantity,
        unit: "User",
        cost: held.cost,
        price: held.price,
        cost_total: held.cost * factor,
        price_total: held.price * factor,
        rate_type: if flat { "flat" } else { "single" },
        flat,
        billed_by_pax8: billed_by_pax8(held.customer, options),
        details: None,
    }
}

fn seats(held: &Held<'_>, options: &Pax8Options, month: Date) -> Vec<Charge> {
    let first = month.first_of_month();
    let before = month_later(first, -1);
    let in_last_month = before <= held.starts && held.starts < first;
    if held.billing_term == "Trial" {
        let trial = held.runs_on(first).then(|| Charge {
            term: "Trial",
            ..line(held, options, first, month.last_of_month())
        });
        return trial.into_iter().collect();
    }
    if held.months == 0 {
        let billed = in_last_month && held.status != "PendingActivation";
        let term = match (held.billing_term, held.salt.is_multiple_of(2)) {
            ("Activation", _) => "Activation",
            (_, true) => "One-Time",
            (_, false) => "One-time",
        };
        let once = billed.then(|| Charge {
            kind: "one-time",
            term,
            unit: "Each",
            ..line(held, options, held.starts, held.starts)
        });
        return once.into_iter().collect();
    }
    if held.months > 1 {
        return whole_term(held, options, first).into_iter().collect();
    }
    let mut charges = Vec::new();
    if held.runs_on(first) {
        charges.push(line(held, options, first, month.last_of_month()));
    }
    if held.status == "PendingActivation" {
        return charges;
    }
    let last = days_later(first, -1);
    if in_last_month && held.starts.day() > 1 {
        let to = held.ends.unwrap_or(last).min(last);
        charges.push(part(held, options, held.starts, to, Decimal::ONE));
    }
    // What was paid in advance for days after the end comes back.
    if let Some(ends) = held.ends
        && held.starts <= before
        && before <= ends
        && ends < last
    {
        let from = days_later(ends, 1);
        charges.push(part(held, options, from, last, Decimal::NEGATIVE_ONE));
    }
    charges
}

/// A line for a part of a month; unit prices stay those of the whole.
fn part(held: &Held<'_>, options: &Pax8Options, from: Date, to: Date, sign: Decimal) -> Charge {
    let whole = line(held, options, from, to);
    let days = days_in(from, to);
    let of = days_in(from.first_of_month(), from.last_of_month()).max(1);
    let share = sign * Decimal::from(days) / Decimal::from(of);
    Charge {
        kind: "prorate",
        quantity: whole.quantity * sign,
        cost_total: rounded(whole.cost_total * share, 2),
        price_total: rounded(whole.price_total * share, 2),
        details: Some(format!("Prorated for {days} of {of} days")),
        ..whole
    }
}

/// The line of a term of a year or longer, in the month in which it begins.
fn whole_term(held: &Held<'_>, options: &Pax8Options, first: Date) -> Option<Charge> {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let since = months(first) - months(held.starts);
    if since < 0 || since % held.months != 0 {
        return None;
    }
    let from = held.starts.saturating_add(since.months());
    let to = days_later(from.saturating_add(held.months.months()), -1);
    let term = match held.months {
        12 => "Annual",
        24 => "2 Year",
        _ => "3 Year",
    };
    held.runs_on(from).then(|| Charge {
        term,
        ..line(held, options, from, to)
    })
}

/// A line for each meter of the month before.
fn arrears(held: &Held<'_>, options: &Pax8Options, month: Date) -> Vec<Charge> {
    let (cost, price) = unit_amounts(held);
    let from = month_later(month, -1);
    let to = from.last_of_month();
    meters(held)
        .iter()
        .filter_map(|meter| {
            let quantity = used(held, meter, from, to);
            let linked = is_linked(meter, options);
            let charge = line(held, options, from, to);
            (!quantity.is_zero()).then(|| Charge {
                key: meter.id.clone(),
                company: charge.company.clone().filter(|_| linked),
                term: "Arrears",
                quantity,
                unit: "GB",
                cost,
                price,
                cost_total: cost * quantity,
                price_total: price * quantity,
                rate_type: "markup",
                flat: false,
                details: Some(meter.group.to_owned()),
                ..charge
            })
        })
        .collect()
}

/// Credits and fees that some customers have.
fn extras(world: &World, options: &Pax8Options, customer: &Customer, month: Date) -> Vec<Charge> {
    let first = month.first_of_month();
    let salt = hash(&customer.id);
    let subscription = customer
        .subscriptions
        .first()
        .map(|subscription| Held::of(world, options, customer, subscription));
    let make = |kind, term, cost, price, held: Option<&Held<'_>>| Charge {
        key: format!("{}/{kind}", customer.id),
        customer: customer.id.clone(),
        company: Some((company_id(&customer.id), customer.name.clone())),
        subscription: held.map(|held| held.id.clone()),
        product: held.map(|held| held.subscription.product),
        ..own(
            kind,
            term,
            first,
            Decimal::new(cost, 2),
            Decimal::new(price, 2),
        )
    };
    let mut charges = Vec::new();
    if salt % 6 == 1 {
        charges.push(make("rebate", "Rebate", -125, 0, None));
    }
    if salt % 5 == 2 && subscription.is_some() {
        let held = subscription.as_ref();
        charges.push(make("service-credit", "One-time", -350, -400, held));
    }
    if salt % 7 == 3 {
        charges.push(make("service-charge", "One-Time", 1_000, 1_250, None));
    }
    charges
}

/// A line of one unit that belongs to no company.
pub(super) fn own(
    kind: &'static str,
    term: &'static str,
    day: Date,
    cost: Decimal,
    price: Decimal,
) -> Charge {
    Charge {
        key: kind.to_owned(),
        customer: String::new(),
        company: None,
        subscription: None,
        product: None,
        kind,
        term,
        from: day,
        to: day.last_of_month(),
        quantity: Decimal::ONE,
        unit: "Each",
        cost,
        price,
        cost_total: cost,
        price_total: price,
        rate_type: "flat",
        flat: true,
        billed_by_pax8: false,
        details: None,
    }
}
