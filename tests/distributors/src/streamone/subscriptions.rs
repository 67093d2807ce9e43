//! The list of all subscriptions, with seats and money.

use bytes::Bytes;
use jiff::ToSpan;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::random::Random;
use crate::server::Call;
use crate::world::{Amount, List, date_at, millisecond_text};
use crate::{Customer, Cycle, Endpoint, Model, Paging, Product, Status, Subscription, Term, World};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProductInfo {
    product_id: String,
    product_display_name: &'static str,
    sku_id: String,
    sku_display_name: &'static str,
    plan_id: String,
    plan_display_name: &'static str,
}

/// A subscription as the list and the details show it, without the activity.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row<'a> {
    id: &'a str,
    customer_id: &'a str,
    reseller_id: &'static str,
    isv_id: &'static str,
    cloud_provider_id: &'static str,
    subscription_id: &'a str,
    subscription_name: &'a str,
    resource_type: &'static str,
    ccp_product_id: String,
    ccp_sku_id: String,
    ccp_plan_id: String,
    subscription_product_id: &'static str,
    subscription_sku_id: &'static str,
    subscription_offer_id: String,
    subscription_total_licenses: String,
    unit_type: &'static str,
    subscription_status: &'static str,
    subscription_purchased_date: String,
    subscription_start_date: String,
    subscription_end_date: String,
    cancellation_allowed_until_date: String,
    subscription_billing_type: &'static str,
    subscription_billing_cycle: &'static str,
    subscription_billing_term: &'static str,
    subscription_renew_status: &'static str,
    #[serde(rename = "resellerPO", skip_serializing_if = "Option::is_none")]
    reseller_po: Option<String>,
    #[serde(rename = "customerPO", skip_serializing_if = "Option::is_none")]
    customer_po: Option<String>,
    ccp_product_info: ProductInfo,
    is_trial: bool,
    auto_renew: bool,
    customer_name: &'a str,
    partner_name: &'a str,
    last_updated_date: String,
    price: Amount,
    cost: Amount,
    currency: &'static str,
    margin: Amount,
    total: Amount,
    msrp: Amount,
    renewal_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfg_part_number: Option<String>,
}

/// Writes a subscription; `fresh` is what the vendor says when it is asked anew.
pub(super) fn row<'a>(
    world: &'a World,
    customer: &'a Customer,
    subscription: &'a Subscription,
    fresh: bool,
) -> Row<'a> {
    let mut random = Random::new(subscription.salt, &[2]);
    let product = subscription.product;
    // Rows of an older kind say a country where others say the product.
    let country = random.chance(25) && product.model != Model::Usage && !product.ids.0.is_empty();
    let (start, end) = term(subscription, fresh);
    let (product_id, sku_id, plan_id) = ccp_ids(subscription);
    Row {
        id: &subscription.id,
        customer_id: &customer.id,
        reseller_id: "17017",
        isv_id: "15718",
        cloud_provider_id: if product.publisher == "Microsoft" {
            "30"
        } else {
            "44"
        },
        subscription_id: &subscription.publisher_id,
        subscription_name: &subscription.friendly_name,
        resource_type: "AZURE::Subscription",
        ccp_product_id: product_id.clone(),
        ccp_sku_id: sku_id.clone(),
        ccp_plan_id: plan_id.clone(),
        subscription_product_id: if country { "NL" } else { vendor_id(product) },
        subscription_sku_id: if country {
            product.ids.0
        } else {
            product.ids.1
        },
        subscription_offer_id: offer_id(subscription, country),
        subscription_total_licenses: subscription.seats.to_string(),
        unit_type: "Licenses",
        subscription_status: status(subscription),
        subscription_purchased_date: millisecond_text(subscription.purchased),
        cancellation_allowed_until_date: shifted(subscription, start, 7),
        subscription_start_date: shifted(subscription, start, 0),
        subscription_end_date: shifted(subscription, end, 0),
        subscription_billing_type: "license",
        subscription_billing_cycle: cycle_name(subscription.cycle),
        subscription_billing_term: period_name(subscription),
        subscription_renew_status: if subscription.auto_renew {
            "ENABLED"
        } else {
            "DISABLED"
        },
        reseller_po: random
            .chance(55)
            .then(|| format!("PO-{}", random.below(99_999))),
        customer_po: random
            .chance(30)
            .then(|| format!("C{}", random.below(99_999))),
        ccp_product_info: ProductInfo {
            product_id,
            product_display_name: product.name,
            sku_id,
            sku_display_name: product.name,
            plan_id,
            plan_display_name: product.name,
        },
        is_trial: subscription.trial,
        auto_renew: subscription.auto_renew,
        customer_name: &customer.name,
        partner_name: world.provider,
        last_updated_date: millisecond_text(subscription.purchased),
        price: Amount::plain(subscription.price),
        cost: Amount::plain(subscription.cost),
        currency: customer.currency,
        margin: Amount::plain(subscription.price - subscription.cost),
        total: total(subscription, &mut random),
        msrp: Amount::plain(subscription.list_price),
        renewal_date: shifted(subscription, end, 0),
        mfg_part_number: mfg_part_number(subscription),
    }
}

/// First day of the current term and first day of the next one. Consumption has none: both are the day of purchase.
/// A stale row shows the dates of its first term.
fn term(subscription: &Subscription, fresh: bool) -> (jiff::civil::Date, jiff::civil::Date) {
    let purchased = date_at(subscription.purchased);
    if subscription.product.model == Model::Usage {
        (purchased, purchased)
    } else if subscription.stale && !fresh {
        (
            purchased,
            purchased.saturating_add(subscription.term.months().months()),
        )
    } else {
        (subscription.term_start, subscription.renewal)
    }
}

/// A day, so many days later, at the time of day of the purchase.
fn shifted(subscription: &Subscription, day: jiff::civil::Date, days: i64) -> String {
    let time = millisecond_text(subscription.purchased);
    let time = time.split_once('T').map_or("00:00:00Z", |(_, time)| time);
    format!("{}T{time}", day.saturating_add(days.days()))
}

/// Price times seats; some totals carry the noise of a floating-point product behind the last digit.
fn total(subscription: &Subscription, random: &mut Random) -> Amount {
    let total = subscription.price * Decimal::from(subscription.seats);
    let noise = if total.is_zero() || !random.chance(20) {
        Decimal::ZERO
    } else {
        Decimal::new(9, 14)
    };
    Amount::plain(total + noise)
}

/// The ids in the distributor's own catalog: product, SKU, plan.
pub(super) fn ccp_ids(subscription: &Subscription) -> (String, String, String) {
    let (product, sku) = (
        product_id(subscription.product.sku),
        subscription.product.sku.to_owned(),
    );
    (product, sku, plan_id(subscription.term, subscription.cycle))
}

pub(super) fn product_id(sku: &str) -> String {
    format!("{}-nce", sku.replace('-', "").to_ascii_lowercase())
}

pub(super) fn plan_id(term: Term, cycle: Cycle) -> String {
    format!("{}-{}", cycle_name(cycle), iso_period(term))
}

/// The publisher's product id; the distributor's SKU where the publisher has none.
fn vendor_id(product: &Product) -> &'static str {
    if product.ids.0.is_empty() {
        product.sku
    } else {
        product.ids.0
    }
}

fn offer_id(subscription: &Subscription, country: bool) -> String {
    let (product, sku) = subscription.product.ids;
    match (product.is_empty(), country) {
        (true, _) => subscription.product.sku.to_owned(),
        (false, true) => format!("NL,{product},{sku}"),
        (false, false) => format!("{product}:{sku}:CFQ7TTC0RN98"),
    }
}

/// `{product}:{sku}:{term}:{cycle}` for Microsoft's seats.
pub(super) fn mfg_part_number(subscription: &Subscription) -> Option<String> {
    let (product, sku) = subscription.product.ids;
    let committed =
        subscription.term != Term::None && subscription.product.publisher == "Microsoft";
    committed.then(|| {
        let cycle = if subscription.cycle == Cycle::Yearly {
            'A'
        } else {
            'M'
        };
        format!("{product}:{sku}:{}:{cycle}", iso_period(subscription.term))
    })
}

fn iso_period(term: Term) -> &'static str {
    match term {
        Term::None | Term::Monthly => "P1M",
        Term::Annual => "P1Y",
        Term::Biennial => "P2Y",
        Term::Triennial => "P3Y",
    }
}

/// Products of other publishers spell the term in words.
fn period_name(subscription: &Subscription) -> &'static str {
    match (subscription.product.publisher, subscription.term) {
        ("Microsoft", term) => iso_period(term),
        (_, Term::Annual) => "annually",
        (_, Term::None | Term::Monthly) => "monthly",
        (_, term) => iso_period(term),
    }
}

pub(super) fn cycle_name(cycle: Cycle) -> &'static str {
    match cycle {
        Cycle::Monthly => "monthly",
        Cycle::Yearly => "annual",
        Cycle::Once => "one_time",
    }
}

fn status(subscription: &Subscription) -> &'static str {
    match subscription.status {
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::Deleted => "deleted",
    }
}

/// A page of the list: so many rows from an offset on, and how many there are in all.
pub(super) fn list(world: &World, call: &Call, offset: usize, limit: usize) -> Bytes {
    let filter = |camel: &str, snake: &str| {
        call.parameter(camel)
            .or_else(|| call.parameter(snake))
            .map(str::to_owned)
    };
    let customer = filter("customerId", "customer_id");
    let id = filter("subscriptionId", "subscription_id");
    let state = filter("subscriptionStatus", "subscription_status");
    let unfiltered = customer.is_none() && id.is_none() && state.is_none();
    let added = world.overlays.added(Endpoint::Subscriptions, "");
    let mut list = List::open(world, Endpoint::Subscriptions, "{\"items\":");
    let total = if unfiltered {
        let left = world.subscription_count().saturating_sub(offset);
        let (start, length) = match world.paging {
            // Each page begins one row more before its place.
            Paging::Moving => (
                offset - offset.checked_div(limit).unwrap_or(0),
                limit.min(left),
            ),
            Paging::FirstPageOnly => (0, limit),
            Paging::Stable | Paging::TotalOfPage => (offset, limit),
        };
        for (customer, subscription) in world.starting_at(start).take(length) {
            list.push(&subscription.id, &row(world, customer, subscription, false));
        }
        let known = world.subscription_count();
        let room = (offset + limit).saturating_sub(known.max(offset));
        for value in added.iter().skip(offset.saturating_sub(known)).take(room) {
            list.write(value);
        }
        known + added.len()
    } else {
        let matching: Vec<_> = world
            .starting_at(0)
            .filter(|(owner, subscription)| {
                customer.as_ref().is_none_or(|wanted| *wanted == owner.id)
                    && id.as_ref().is_none_or(|wanted| {
                        [&subscription.publisher_id, &subscription.id].contains(&wanted)
                    })
                    && state
                        .as_ref()
                        .is_none_or(|wanted| wanted.eq_ignore_ascii_case(status(subscription)))
            })
            .collect();
        for (customer, subscription) in matching.iter().skip(offset).take(limit) {
            list.push(&subscription.id, &row(world, customer, subscription, false));
        }
        matching.len()
    };
    let total = match world.paging {
        Paging::TotalOfPage => limit.min(total.saturating_sub(offset)),
        _ => total,
    };
    list.close(&format!(
        ",\"paginationResponse\":{{\"totalSize\":{total}}}}}"
    ))
}
