//! What is used: lines of a day, sums of the current month, and the charge of a whole month afterwards.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Pax8Options;
use super::amounts::number;
use super::dates::days_later;
use super::held::Held;
use super::ids::{hash, id_of, subscription_id};
use super::lists::Row;
use crate::World;
use crate::random::Random;
use crate::world::days_between;

/// The parts of a usage subscription that are counted apart.
const GROUPS: [&str; 3] = ["rg-production", "rg-backup", "Contoso Labs"];

/// One of those parts.
pub(super) struct Meter {
    pub(super) id: String,
    pub(super) group: &'static str,
    place: usize,
}

/// The parts of a subscription; none where it is not billed by use.
pub(super) fn meters(held: &Held<'_>) -> Vec<Meter> {
    let count = match held.usage {
        true => 1 + usize::try_from(held.salt % 3).unwrap_or(0),
        false => 0,
    };
    GROUPS
        .iter()
        .take(count)
        .enumerate()
        .map(|(place, group)| Meter {
            id: id_of("usage", &format!("{}/{place}", held.subscription.id)),
            group,
            place,
        })
        .collect()
}

/// What a unit costs the partner and its customer.
pub(super) fn unit_amounts(held: &Held<'_>) -> (Decimal, Decimal) {
    let mut random = Random::new(held.salt, &[54]);
    let cost = Decimal::new(random.between(5, 300), 2);
    (cost, cost + Decimal::new(random.between(1, 90), 2))
}

/// What was used on a day, in hundredths of a unit, as far as the vendor has said it by today.
fn used_on(held: &Held<'_>, meter: &Meter, day: Date) -> Decimal {
    if !held.runs_on(day) {
        return Decimal::ZERO;
    }
    let number = u64::from(days_between(Date::constant(2000, 1, 1), day).unsigned_abs());
    let mut random = Random::new(held.salt, &[55, meter.place as u64, number]);
    let used = random.between(0, 900);
    // Vendors overwrite the month while it runs.
    let overwritten = |today| day.day() <= 15 && today >= days_later(day.first_of_month(), 19);
    let used = match held.today_if_corrected.is_some_and(overwritten) {
        true => used / 4,
        false => used,
    };
    Decimal::new(used, 2)
}

/// What was used in a range of days, both included.
pub(super) fn used(held: &Held<'_>, meter: &Meter, from: Date, to: Date) -> Decimal {
    from.series(jiff::Span::new().days(1))
        .take_while(|day| *day <= to)
        .map(|day| used_on(held, meter, day))
        .sum()
}

/// Whether a meter is linked to a company.
pub(super) fn is_linked(meter: &Meter, options: &Pax8Options) -> bool {
    !(options.unlinked_usage && meter.place == 0)
}

/// What a subscription's meters have come to in the current month, in money only.
pub(super) fn summaries(world: &World, options: &Pax8Options, held: &Held<'_>) -> Vec<Row> {
    let (cost, price) = unit_amounts(held);
    meters(held)
        .iter()
        .map(|meter| {
            let used = used(held, meter, world.today.first_of_month(), world.today);
            let mut value = json!({
                "id": meter.id,
                "productId": held.product_id(),
                "resourceGroup": meter.group,
                "vendorName": held.subscription.product.publisher,
                "currentCharges": number(used * price),
                "partnerTotal": number(used * cost),
                "currencyCode": options.currency,
                "isTrial": held.subscription.trial,
            });
            if let Some(members) = value.as_object_mut() {
                if is_linked(meter, options) {
                    members.insert("companyId".to_owned(), held.company.clone().into());
                }
                // The examples have it, the document does not.
                if !hash(&meter.id).is_multiple_of(3) {
                    members.insert("subscriptionId".to_owned(), held.id.clone().into());
                }
            }
            Row::new(value)
        })
        .collect()
}

/// The meter of an id, with its subscription.
pub(super) fn find<'a>(
    world: &'a World,
    options: &Pax8Options,
    id: &str,
) -> Option<(Held<'a>, Meter)> {
    Held::all(world, options).into_iter().find_map(|held| {
        let meter = meters(&held).into_iter().find(|meter| meter.id == id)?;
        Some((held, meter))
    })
}

/// What a meter counted on a day; nothing on a day that has not come.
pub(super) fn lines(
    world: &World,
    options: &Pax8Options,
    held: &Held<'_>,
    meter: &Meter,
    day: Date,
) -> Vec<Row> {
    let used = used_on(held, meter, day);
    if day > world.today || used.is_zero() {
        return Vec::new();
    }
    let (cost, price) = unit_amounts(held);
    let value: Value = json!({
        "usageSummaryId": meter.id,
        "usageDate": day.to_string(),
        "productName": held.subscription.product.name,
        "productId": held.product_id(),
        "unitOfMeasure": "GB",
        "quantity": number(used),
        "unitPrice": number(price),
        "currentCharges": number(used * price),
        "currentProfit": number(used * (price - cost)),
        "partnerTotal": number(used * cost),
        "currencyCode": options.currency,
        "isTrial": held.subscription.trial,
    });
    vec![Row {
        id: subscription_id(&held.subscription.id),
        value,
    }]
}
