//! The rows of a billing report, as CSV text.

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rust_decimal::Decimal;

use super::Report;
use super::columns::{Column, Line};
use crate::random::Random;
use crate::world::{date_at, days_in, rounded};
use crate::{Customer, Cycle, Model, Status, Subscription, World};

/// The text of a report over a range of days, both included.
pub(super) fn text(
    world: &World,
    report: &Report,
    columns: &[&Column],
    from: Date,
    to: Date,
) -> String {
    let mut out = String::new();
    line(
        &mut out,
        columns
            .iter()
            .map(|column| column.heading(&report.currency)),
    );
    for (customer, subscription) in world.starting_at(0) {
        let charged = subscription.product.publisher == "Microsoft"
            && subscription.status != Status::Deleted
            && !subscription.trial;
        if charged {
            for each in lines(report, customer, subscription, from, to) {
                line(&mut out, columns.iter().map(|column| (column.value)(&each)));
            }
        }
    }
    out
}

/// Writes one line, quoting what has to be quoted.
fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// What a subscription costs in each month of the range.
fn lines<'a>(
    report: &'a Report,
    customer: &'a Customer,
    subscription: &'a Subscription,
    from: Date,
    to: Date,
) -> Vec<Line<'a>> {
    let purchased = date_at(subscription.purchased);
    let mut lines = Vec::new();
    let mut month = from.first_of_month();
    while month <= to {
        let last = month.last_of_month().min(to);
        let first = month.max(from).max(purchased);
        month = month.saturating_add(1.month());
        if first > last || !due(subscription, first, last) {
            continue;
        }
        let seats = Line {
            report,
            customer,
            subscription,
            from: first,
            to: last,
            meter: "",
            quantity: Decimal::from(subscription.seats),
            unit_cost: subscription.cost,
            unit_price: subscription.price,
            list_price: subscription.list_price,
        };
        match subscription.product.model {
            Model::Usage => lines.extend(consumption(seats)),
            Model::Seats | Model::Once => lines.push(seats),
        }
    }
    lines
}

/// Yearly and single charges fall due in the month of the purchase only.
fn due(subscription: &Subscription, first: Date, last: Date) -> bool {
    let purchased = date_at(subscription.purchased);
    match subscription.cycle {
        Cycle::Monthly => true,
        Cycle::Yearly => purchased.month() == first.month(),
        Cycle::Once => (first..=last).contains(&purchased),
    }
}

/// Two meters of consumption, for the days of the range.
fn consumption(seats: Line<'_>) -> [Line<'_>; 2] {
    ["D2s v5", "Standard SSD Managed Disks"].map(|meter| {
        let month = u64::from(seats.from.year().unsigned_abs()) * 12
            + u64::from(seats.from.month().unsigned_abs());
        let mut random = Random::new(seats.subscription.salt, &[month, meter.len() as u64]);
        let hours = Decimal::from(days_in(seats.from, seats.to) * 24);
        let unit = Decimal::new(random.between(9, 4_000), 6);
        Line {
            meter,
            quantity: hours * Decimal::new(random.between(100, 2_000), 3),
            unit_cost: unit,
            unit_price: rounded(unit * Decimal::new(115, 2), 8),
            list_price: unit,
            ..seats
        }
    })
}

/// The UTC day of an RFC 3339 moment in a report request.
pub(super) fn day(text: &str) -> Option<Date> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(date_at(moment))
}

/// The range of a relative name; none where the name is unknown.
pub(super) fn relative(name: &str, today: Date) -> Option<(Date, Date)> {
    let this_month = today.first_of_month();
    let last_month = this_month
        .saturating_sub(SignedDuration::from_hours(24))
        .first_of_month();
    Some(match name {
        "TODAY" => (today, today),
        "MONTH_TO_DATE" | "LATEST_MONTH" => (this_month, today),
        "LAST_MONTH" => (last_month, last_month.last_of_month()),
        "YEAR_TO_DATE" => (today.first_of_year(), today),
        _ => return None,
    })
}
