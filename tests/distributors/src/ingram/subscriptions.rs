//! Subscriptions in the list, and one by one.

use bytes::Bytes;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::amounts::money;
use super::dates::days_later;
use super::held::Held;
use super::ids::{plan_id, uuid};
use super::items::Item;
use super::lists::{Row, paged, single};
use super::periods::period;
use super::query::{between, wanted};
use super::{Ingram, IngramOptions, IngramVersion};
use crate::server::Call;
use crate::{LastDay, World};

/// What a subscription has in the list; the detail adds to it.
fn members(held: &Held<'_>, options: &IngramOptions, world: &World) -> Map<String, Value> {
    let (first, salt, irregular) = (held.first, held.salt, options.world.irregular);
    let renews = first.auto_renew && !held.has_ended();
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("id", held.id.clone().into());
    put("customerId", held.customer_id.clone().into());
    put("status", held.status.into());
    put("renewalStatus", renews.into());
    put("creationDate", held.starts.to_string().into());
    // It may be stated though nothing renews, and be missing though something does.
    let stated = match (renews, irregular) {
        (renews, false) => renews,
        (true, true) => !salt.is_multiple_of(29),
        (false, true) => salt.is_multiple_of(3),
    };
    if stated && held.terms.term > 0 {
        put("renewalDate", first.renewal.to_string().into());
    }
    let changed = days_later(held.starts, 1 + i64::try_from(salt % 90).unwrap_or(0));
    let changed = changed.min(world.today).to_string();
    put("lastModifiedDate", changed.into());
    if options.version < IngramVersion::V1_15 {
        return row;
    }
    put("name", name(held).into());
    let attributes = match salt.is_multiple_of(3) {
        true => json!({ "costCentre": "4711", "note": Ingram::SECRET }),
        false => json!({}),
    };
    put("attributes", attributes);
    if held.terms.term > 0 {
        let expires = match options.expiration {
            LastDay::Included => days_later(first.renewal, -1),
            LastDay::FirstAfter => first.renewal,
        };
        put("expirationDate", expires.to_string().into());
    }
    put("billingModel", held.terms.model.into());
    let mut billing = period(held.terms.billing, (salt >> 2).is_multiple_of(2));
    if irregular && held.terms.billing == 1 && salt % 5 == 2 {
        billing = json!({ "type": "statement_day", "duration": 1 });
    }
    put("billingPeriod", billing);
    let term = period(held.terms.term, (salt >> 1).is_multiple_of(2));
    put("subscriptionPeriod", term);
    // All of these are met as null.
    for (name, rarity) in [
        ("lastModifiedDate", 13),
        ("expirationDate", 17),
        ("billingModel", 19),
        ("creationDate", 23),
    ] {
        if irregular && salt % rarity == 3 {
            put(name, Value::Null);
        }
    }
    row
}

/// The plan's name, which is not that of any product.
fn name(held: &Held<'_>) -> String {
    let product = held.first.product;
    match (held.bought.len(), held.salt.is_multiple_of(2)) {
        (1, true) => held.first.friendly_name.clone(),
        (1, false) => format!("{} ({} months)", product.name, held.terms.term),
        _ => format!("{} Suite, {} months", product.publisher, held.terms.term),
    }
}

/// One subscription with all that only it alone has.
fn detailed(held: &Held<'_>, options: &IngramOptions, world: &World) -> Value {
    let mut row = members(held, options, world);
    let items = held.items(options);
    let sum = |amount: fn(&Item) -> Option<Decimal>| -> Decimal {
        let amounts = items.iter().filter_map(|item| {
            let amount = amount(item)?;
            Some(amount * Decimal::from(item.quantity))
        });
        amounts.sum()
    };
    let (price, cost) = (sum(|item| item.price), sum(|item| item.cost));
    let (currency, paid) = (held.customer.currency, held.cost_currency(options));
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("totalPrice", money(options, price, currency, held.salt));
    let rows: Vec<Value> = items
        .iter()
        .map(|item| held.item_row(options, item))
        .collect();
    put("products", rows.into());
    if options.version >= IngramVersion::V1_5 {
        put("orderParameters", order_parameters(held));
        put("fulfillmentParameters", fulfillment_parameters(held));
    }
    if options.version >= IngramVersion::V1_15 {
        let (term, billing) = (held.terms.term, held.terms.billing);
        let publisher = held.first.product.publisher;
        let plan = plan_id(publisher, term, billing, held.first.trial);
        put("planId", plan.into());
        if options.world.irregular && held.salt % 31 == 3 {
            put("planId", Value::Null);
        }
        let periods = Decimal::from((term / billing.max(1)).max(1));
        let whole = money(options, price * periods, currency, held.salt >> 3);
        put("totalSubscriptionPrice", whole);
        if held.shows_costs(options) {
            let whole = money(options, cost * periods, paid, held.salt >> 5);
            put("totalSubscriptionCost", whole);
        }
    }
    Value::Object(row)
}

/// What was asked when it was ordered. Some of it is nobody else's business.
fn order_parameters(held: &Held<'_>) -> Value {
    if held.first.product.publisher != "Microsoft" {
        return json!([]);
    }
    let mut parameters = vec![
        json!({ "name": "admin_password", "value": Ingram::SECRET }),
        json!({ "name": "agreement", "value": true }),
        json!({
            "name": "agreement_contact",
            "value": { "firstName": held.customer.contact, "pin": Ingram::SECRET },
            "structured_value": { "firstName": held.customer.contact, "pin": Ingram::SECRET },
        }),
    ];
    if !held.salt.is_multiple_of(5) {
        let domain = held.customer.domain.clone();
        parameters.push(json!({ "name": "microsoft_domain", "value": domain }));
    }
    if !held.salt.is_multiple_of(7) {
        let tenant = uuid("tenant", &held.customer.id);
        parameters.push(json!({ "name": "microsoft_tenant_id", "value": tenant }));
    }
    parameters.into()
}

/// What came of it.
fn fulfillment_parameters(held: &Held<'_>) -> Value {
    match held.first.product.publisher {
        "Microsoft" if !held.salt.is_multiple_of(3) => {
            let tenant = uuid("tenant", &held.customer.id);
            json!([
                { "name": "ms_customer_id", "value": tenant },
                { "name": "activation_code", "value": Ingram::SECRET },
            ])
        }
        _ => json!([]),
    }
}

/// The page of the list that a call wants.
pub(super) fn page(world: &World, options: &IngramOptions, call: &Call) -> Bytes {
    let mut held = Held::all(world, options);
    held.retain(|held| {
        wanted(call, "customerId", &held.customer_id)
            && wanted(call, "status", held.status)
            && between(
                options,
                (
                    call.parameter("creationDateFrom"),
                    call.parameter("creationDateTo"),
                ),
                &held.starts.to_string(),
            )
    });
    paged(world, options, call, Ingram::SUBSCRIPTIONS, &held, |held| {
        Row {
            id: held.id.clone(),
            value: members(held, options, world).into(),
        }
    })
}

/// One subscription.
pub(super) fn one(world: &World, options: &IngramOptions, held: &Held<'_>) -> Bytes {
    let value = detailed(held, options, world);
    single(world, options, Ingram::SUBSCRIPTION, &held.id, value)
}
