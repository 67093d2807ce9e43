//! Platforms and meters.

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use super::errors::{no_customer, problem};
use crate::random::Random;
use crate::server::Refusal;
use crate::world::{List, PLATFORMS, platform_id, uuid_of};
use crate::{Customer, Endpoint, Model, Subscription, World};

/// Fails where a customer does not have a platform.
pub(super) fn check_platform(world: &World, customer: &str, platform: &str) -> Result<(), Refusal> {
    let found = world
        .customer(customer)
        .ok_or_else(|| no_customer(customer))?;
    if found.platforms.iter().any(|has| has.id == platform) {
        return Ok(());
    }
    let detail = format!("Platform {platform} is not configured for customer {customer}.");
    Err(Refusal::state(problem(404, "PlatformNotFound", &detail)))
}

/// Which platforms a customer has.
pub(super) fn configurations(world: &World, customer: &str) -> Bytes {
    #[derive(Serialize)]
    struct Row<'a> {
        id: &'a str,
    }
    let head = format!("{{\"customerId\":\"{customer}\",\"configuredPlatforms\":");
    let mut list = List::open(world, Endpoint::PlatformConfigurations, head);
    for platform in world
        .customer(customer)
        .map_or(&[][..], |found| &found.platforms)
    {
        list.push(&platform.id, &Row { id: &platform.id });
    }
    list.added(customer).close_or_null("}")
}

/// The names of all platforms.
pub(super) fn platforms() -> Bytes {
    let rows: Vec<_> = PLATFORMS
        .iter()
        .enumerate()
        .map(|(place, name)| {
            // Some platforms have only a name for all languages.
            let culture = if place % 3 == 2 { "iv" } else { "en" };
            json!({ "id": platform_id(place), "name": [{ "culture": culture, "value": name }] })
        })
        .collect();
    json!({ "platforms": rows }).to_string().into()
}

/// What is bought, used and left on a platform, now.
pub(super) fn meter_usages(world: &World, customer: &str, platform: &str) -> Bytes {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        meter_id: String,
        total_quantities: i64,
        consumed_quantities: i64,
        available_quantities: i64,
    }
    let head = head(customer, platform, "meterUsages");
    let mut list = List::open(world, Endpoint::MeterUsages, head);
    for subscription in on_platform(world.customer(customer), platform) {
        let total = subscription.seats;
        let used = used(subscription);
        let row = Row {
            meter_id: meter_id(subscription),
            total_quantities: total,
            consumed_quantities: used,
            available_quantities: total - used,
        };
        list.push(&subscription.id, &row);
    }
    list.added(customer).close("}")
}

/// Which meters belong to which subscription.
pub(super) fn subscription_meters(world: &World, customer: &str, platform: &str) -> Bytes {
    #[derive(Serialize)]
    struct Meter {
        id: String,
        name: Option<&'static str>,
        description: Option<&'static str>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Row<'a> {
        subscription_id: &'a str,
        meters: [Meter; 1],
    }
    let head = head(customer, platform, "subscriptionMeters");
    let mut list = List::open(world, Endpoint::SubscriptionMeters, head);
    for subscription in on_platform(world.customer(customer), platform) {
        let named = subscription.salt % 7 != 0;
        let meter = Meter {
            id: meter_id(subscription),
            name: named.then_some(subscription.product.name),
            description: (subscription.salt.is_multiple_of(2)).then_some("Assigned licenses"),
        };
        list.push(
            &subscription.id,
            &Row {
                subscription_id: &subscription.id,
                meters: [meter],
            },
        );
    }
    list.added(customer).close("}")
}

/// Free details of a customer's platform.
pub(super) fn platform_details(world: &World, customer: &str, platform: &str) -> Bytes {
    let domain = world.customer(customer).map(|found| found.domain.clone());
    let salt = world.customer(customer).map_or(0, |found| found.salt);
    json!({
        "customerId": customer,
        "platformDetails": {
            "platformId": platform,
            "details": { "TenantId": uuid_of("tenant", salt), "Domain": domain, "AdminUser": null },
        },
    })
    .to_string()
    .into()
}

fn head(customer: &str, platform: &str, list: &str) -> String {
    format!("{{\"customerId\":\"{customer}\",\"platformId\":\"{platform}\",\"{list}\":")
}

fn on_platform<'a>(
    customer: Option<&'a Customer>,
    platform: &str,
) -> impl Iterator<Item = &'a Subscription> {
    let kind = customer
        .and_then(|found| found.platforms.iter().find(|has| has.id == platform))
        .map(|found| found.kind);
    customer
        .map_or(&[][..], |found| &found.subscriptions)
        .iter()
        .filter(move |subscription| {
            subscription.product.model == Model::Seats
                && Some(subscription.product.platform) == kind
        })
}

/// Mostly nearly all seats; sometimes hardly any, which is what an analyst looks for.
fn used(subscription: &Subscription) -> i64 {
    let mut random = Random::new(subscription.salt, &[5]);
    let percent = if random.chance(15) {
        random.between(0, 40)
    } else {
        random.between(80, 100)
    };
    subscription.seats * percent / 100
}

fn meter_id(subscription: &Subscription) -> String {
    uuid_of("meter", subscription.salt)
}
