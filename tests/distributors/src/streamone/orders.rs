//! Orders: one for every fifth subscription. Items carry no price.

use bytes::Bytes;
use serde_json::{Value, json};

use super::paging::Page;
use super::subscriptions::ccp_ids;
use crate::server::Call;
use crate::world::{List, millisecond_text};
use crate::{Customer, Endpoint, Subscription, World};

/// A page of the orders of the account, or of one customer.
pub(super) fn list(
    world: &World,
    account: &str,
    call: &Call,
    page: &Page,
    customer: Option<&str>,
) -> Bytes {
    let endpoint = if customer.is_some() {
        Endpoint::CustomerOrders
    } else {
        Endpoint::Orders
    };
    let found: Vec<_> = world
        .starting_at(0)
        .filter(|(owner, subscription)| {
            subscription.salt.is_multiple_of(5)
                && customer.is_none_or(|id| owner.id == id)
                && call
                    .parameter("status")
                    .is_none_or(|status| status == "COMPLETED")
        })
        .collect();
    let mut list = List::open(world, endpoint, "{\"orders\":");
    for (owner, subscription) in found.iter().skip(page.offset).take(page.size) {
        list.push(&subscription.id, &order(account, owner, subscription));
    }
    list.close(&page.tail(found.len()))
}

fn order(account: &str, customer: &Customer, subscription: &Subscription) -> Value {
    let (product_id, sku_id, plan_id) = ccp_ids(subscription);
    let name = format!(
        "accounts/{account}/customers/{}/orders/{}",
        customer.id,
        subscription.salt % 900_000
    );
    let time = millisecond_text(subscription.purchased);
    json!({
        "name": name,
        "displayName": "Cart",
        "userId": "592508",
        "userName": "Robin Partner",
        "userEmail": "robin@northwind-msp.example",
        "status": "COMPLETED",
        "currencyCode": customer.currency,
        "orderItems": [{
            "name": format!("{name}/orderItems/1"),
            "action": "CREATE",
            "productId": product_id,
            "skuId": sku_id,
            "planId": plan_id,
            "quantity": subscription.seats,
            "resourceId": subscription.publisher_id,
            "providerName": "AZURE",
            "status": "ACTIVE",
            "productName": subscription.product.name,
        }],
        "createTime": time,
        "updateTime": time,
    })
}
