//! One subscription with its activity: the only history of quantities.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::DetailsId;
use super::subscriptions::row;
use crate::random::Random;
use crate::world::{millisecond_text, uuid_of};
use crate::{Customer, Endpoint, Subscription, World};

/// Finds a subscription of a customer by the id that the path names it with.
pub(super) fn find<'a>(
    world: &'a World,
    customer: &str,
    id: &str,
    rule: DetailsId,
) -> Option<(&'a Customer, &'a Subscription)> {
    let by_number = matches!(rule, DetailsId::Numeric | DetailsId::Either);
    let by_guid = matches!(rule, DetailsId::Publisher | DetailsId::Either);
    if by_number
        && let Some(found) = world
            .subscription(id)
            .filter(|(owner, _)| owner.id == customer)
    {
        return Some(found);
    }
    let owner = world.customer(customer)?;
    let found = owner
        .subscriptions
        .iter()
        .find(|candidate| by_guid && candidate.publisher_id == id)?;
    Some((owner, found))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    id: String,
    action_type: &'static str,
    action_date: String,
    action_status: &'static str,
    product_id: &'static str,
    sku_id: &'static str,
    action_details: String,
    ccp_user_id: &'static str,
    ccp_user_name: &'static str,
    ccp_user_email: &'static str,
}

/// The subscription as in the list, with `activityLogs`.
pub(super) fn details(
    world: &World,
    customer: &Customer,
    subscription: &Subscription,
    fresh: bool,
) -> Bytes {
    let row = row(world, customer, subscription, fresh);
    let mut value = serde_json::to_value(&row).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        members.insert(
            "activityLogs".to_owned(),
            activity_logs(world, subscription),
        );
    }
    world.single(Endpoint::SubscriptionDetails, &subscription.id, &value)
}

/// Newest first; an empty object where nothing happened. The count is a string.
fn activity_logs(world: &World, subscription: &Subscription) -> Value {
    let items = activities(world, subscription);
    if items.is_empty() {
        return json!({});
    }
    json!({ "totalCount": items.len().to_string(), "items": items })
}

fn activities(world: &World, subscription: &Subscription) -> Vec<Activity> {
    let mut random = Random::new(subscription.salt, &[3]);
    if random.chance(5) {
        return Vec::new();
    }
    let changes = random.below(4);
    let last_day = world
        .today
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(Timestamp::MAX, |day| day.timestamp());
    let life = last_day
        .duration_since(subscription.purchased)
        .as_secs()
        .max(1);
    let created = format!("Offer Name: {}; Quantity: 1; ", subscription.product.name);
    let mut items = vec![activity(
        subscription,
        0,
        "Subscription Created",
        0,
        created,
    )];
    for change in 1..=changes {
        let seats = if change == changes {
            subscription.seats
        } else {
            random.between(1, subscription.seats.max(2))
        };
        let text = format!("New Quantity: {seats}; Status: active; ");
        let seconds =
            life * i64::try_from(change).unwrap_or(1) / i64::try_from(changes + 1).unwrap_or(1);
        items.push(activity(
            subscription,
            change,
            "Subscription Updated",
            seconds,
            text,
        ));
        if random.chance(30) {
            let text = "License Updated".to_owned();
            items.push(activity(
                subscription,
                change + 10,
                "Users Update",
                seconds + 60,
                text,
            ));
        }
    }
    items.reverse();
    items
}

fn activity(
    subscription: &Subscription,
    number: u64,
    action_type: &'static str,
    seconds: i64,
    action_details: String,
) -> Activity {
    let when = subscription
        .purchased
        .checked_add(SignedDuration::from_secs(seconds));
    Activity {
        id: uuid_of("activity", subscription.salt.wrapping_add(number)),
        action_type,
        action_date: millisecond_text(when.unwrap_or(subscription.purchased)),
        action_status: "succeeded",
        product_id: subscription.product.ids.0,
        sku_id: subscription.product.ids.1,
        action_details,
        ccp_user_id: "592508",
        ccp_user_name: "Robin Partner",
        ccp_user_email: "robin@northwind-msp.example",
    }
}
