//! Payable and receivable charges, reckoned from the subscriptions.

use bytes::Bytes;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::billing::Period;
use super::subscriptions::sku;
use crate::random::Random;
use crate::world::{Amount, List, date_at, days_in, rounded, uuid_of};
use crate::{Customer, Cycle, Endpoint, Model, Subscription, World};

/// What is charged for a subscription in a period, before it is known who pays whom.
struct Due {
    name: &'static str,
    kind: &'static str,
    cycle: &'static str,
    from: Date,
    to: Date,
    quantity: Decimal,
    /// The charged part of a whole cycle.
    share: Decimal,
    list_price: Decimal,
    cost: Decimal,
    price: Decimal,
}

fn due(subscription: &Subscription, period: Period) -> Option<Due> {
    let purchased = date_at(subscription.purchased);
    if subscription.trial || purchased > period.to || subscription.seats == 0 {
        return None;
    }
    let (kind, cycle, name) = match (subscription.product.model, subscription.cycle) {
        (Model::Usage, _) => ("Usage", "Monthly", "Consumption"),
        (Model::Once, _) => ("Setup", "OneTime", "Purchase"),
        (Model::Seats, Cycle::Yearly) => ("Recurring", "Yearly", "License"),
        (Model::Seats, _) => ("Recurring", "Monthly", "License"),
    };
    let (from, to) = match cycle {
        "OneTime" if purchased < period.from => return None,
        "OneTime" => (purchased, purchased),
        "Yearly" => {
            let year = anniversary(purchased, period)?;
            (
                year,
                year.saturating_add(jiff::Span::new().years(1))
                    .yesterday()
                    .unwrap_or(Date::MAX),
            )
        }
        _ => (purchased.max(period.from), period.to),
    };
    let share = if cycle == "Monthly" {
        Decimal::from(days_in(from, to)) / Decimal::from(days_in(period.from, period.to).max(1))
    } else {
        Decimal::ONE
    };
    let due = Due {
        name,
        kind,
        cycle,
        from,
        to,
        quantity: Decimal::from(subscription.seats),
        share,
        list_price: subscription.list_price,
        cost: subscription.cost,
        price: subscription.price,
    };
    Some(if kind == "Usage" {
        consumption(subscription, period, due)
    } else {
        due
    })
}

/// Consumption has a fractional quantity and prices that the subscription does not have.
fn consumption(subscription: &Subscription, period: Period, due: Due) -> Due {
    let month = u64::from(period.from.year().unsigned_abs()) * 12
        + u64::from(period.from.month().unsigned_abs());
    let mut random = Random::new(subscription.salt, &[month]);
    let unit = Decimal::new(random.between(10, 900), 4);
    Due {
        quantity: Decimal::new(random.between(1_000, 9_000_000), 4),
        share: Decimal::ONE,
        list_price: unit,
        cost: rounded(unit * Decimal::new(85, 2), 6),
        price: rounded(unit * Decimal::new(115, 2), 6),
        ..due
    }
}

/// The yearly return of the purchase that lies in a period.
fn anniversary(purchased: Date, period: Period) -> Option<Date> {
    let years = i64::from(period.to.year()) - i64::from(purchased.year());
    [years, years - 1]
        .into_iter()
        .filter(|years| *years >= 0)
        .map(|years| purchased.saturating_add(jiff::Span::new().years(years)))
        .find(|day| (period.from..=period.to).contains(day))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deduction {
    code: &'static str,
    name: &'static str,
    deduction_type: &'static str,
    value: Amount,
    unit_value: Amount,
    total_value: Amount,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invoice {
    number: String,
    date: String,
    period_from: String,
    period_to: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tax {
    name: &'static str,
    applied_rate: Amount,
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PayableRow<'a> {
    product_id: String,
    product_name: &'a str,
    sku: String,
    charge_id: String,
    charge_name: &'static str,
    charge_type: &'static str,
    billing_cycle_type: &'static str,
    period_from: String,
    period_to: String,
    quantity: Amount,
    list_price: Amount,
    net_price: Amount,
    net_price_prorated: Amount,
    sub_total: Amount,
    currency: &'static str,
    is_billed: bool,
    is_proratable: bool,
    deductions: Option<Vec<Deduction>>,
    fees: Option<[(); 0]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<Invoice>,
    taxes: Option<Vec<Tax>>,
    tags: [Tag<'a>; 1],
}

/// What the service provider owes for all customers in a period.
pub(super) fn payable(world: &World, period: Period) -> Bytes {
    let mut list = List::open(world, Endpoint::PayableCharges, head(period));
    let billed = period.to < world.today;
    for customer in &world.customers {
        for subscription in &customer.subscriptions {
            if let Some(due) = due(subscription, period) {
                list.push(
                    &subscription.id,
                    &payable_row(customer, subscription, &due, period, billed),
                );
            }
        }
    }
    list.added("").close_or_null("}")
}

fn payable_row<'a>(
    customer: &'a Customer,
    subscription: &'a Subscription,
    due: &Due,
    period: Period,
    billed: bool,
) -> PayableRow<'a> {
    let prorated = rounded(due.cost * due.share, 4);
    PayableRow {
        product_id: product_id(subscription),
        product_name: subscription.product.name,
        sku: sku(subscription),
        charge_id: charge_id(subscription, due),
        charge_name: due.name,
        charge_type: due.kind,
        billing_cycle_type: due.cycle,
        period_from: due.from.to_string(),
        period_to: due.to.to_string(),
        quantity: Amount::double(due.quantity),
        list_price: Amount::double(due.list_price),
        net_price: Amount::double(due.cost),
        net_price_prorated: Amount::double(prorated),
        sub_total: Amount::double(rounded(due.quantity * prorated, 4)),
        currency: customer.currency,
        is_billed: billed,
        is_proratable: due.cycle == "Monthly",
        deductions: deductions(due),
        fees: (subscription.salt.is_multiple_of(2)).then_some([]),
        invoice: billed.then(|| invoice(period)),
        taxes: (customer.currency == "CAD").then(|| {
            vec![Tax {
                name: "TVH",
                applied_rate: Amount::double(Decimal::new(130, 1)),
            }]
        }),
        tags: [Tag {
            name: "CustomerDisplayName",
            value: &customer.name,
        }],
    }
}

fn deductions(due: &Due) -> Option<Vec<Deduction>> {
    let unit = due.list_price - due.cost;
    if unit <= Decimal::ZERO {
        return None;
    }
    let percent = rounded(unit * Decimal::ONE_HUNDRED / due.list_price, 2);
    let prorated = rounded(unit * due.share, 4);
    Some(vec![Deduction {
        code: "TIER",
        name: "Performance tier",
        deduction_type: "PerformancePercentage",
        value: Amount::double(percent),
        unit_value: Amount::double(prorated),
        total_value: Amount::double(rounded(prorated * due.quantity, 4)),
    }])
}

fn invoice(period: Period) -> Invoice {
    let date = period.to.tomorrow().unwrap_or(period.to);
    Invoice {
        number: format!("INV-{:04}{:02}", period.from.year(), period.from.month()),
        date: date.to_string(),
        period_from: period.from.to_string(),
        period_to: period.to.to_string(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceivableRow<'a> {
    product_name: &'a str,
    sku: String,
    charge_id: Option<String>,
    charge_name: &'static str,
    charge_type: &'static str,
    billing_cycle_type: &'static str,
    period_from: String,
    period_to: String,
    quantity: Amount,
    cost_price: Amount,
    cost_price_prorated: Amount,
    currency: &'static str,
    is_proratable: bool,
}

/// What one customer owes the service provider in a period.
pub(super) fn receivable(world: &World, customer: &str, period: Period) -> Bytes {
    let mut list = List::open(world, Endpoint::ReceivableCharges, head(period));
    let Some(found) = world.customer(customer) else {
        return list.close("}");
    };
    for subscription in &found.subscriptions {
        let Some(due) = due(subscription, period) else {
            continue;
        };
        let row = ReceivableRow {
            product_name: subscription.product.name,
            sku: sku(subscription),
            charge_id: (subscription.salt % 5 != 0).then(|| charge_id(subscription, &due)),
            charge_name: due.name,
            charge_type: due.kind,
            billing_cycle_type: due.cycle,
            period_from: due.from.to_string(),
            period_to: due.to.to_string(),
            quantity: Amount::double(due.quantity),
            cost_price: Amount::double(due.price),
            cost_price_prorated: Amount::double(rounded(due.price * due.share, 4)),
            currency: found.currency,
            is_proratable: due.cycle == "Monthly",
        };
        list.push(&subscription.id, &row);
    }
    list.added(customer).close("}")
}

fn head(period: Period) -> String {
    format!(
        "{{\"periodFrom\":\"{}\",\"periodTo\":\"{}\",\"charges\":",
        period.from, period.to
    )
}

fn product_id(subscription: &Subscription) -> String {
    uuid_of(subscription.product.sku, 0)
}

/// The id names the kind of charge of a product, not the line.
fn charge_id(subscription: &Subscription, due: &Due) -> String {
    uuid_of(subscription.product.sku, due.kind.len() as u64)
}
