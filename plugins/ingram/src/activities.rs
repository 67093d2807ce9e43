//! Orders: what was bought, changed, renewed and cancelled. The list does not say for which subscription, so each
//! order takes a request of its own.

use std::collections::BTreeMap;

use seatwise_plugin::types::{Activity, Level, RejectedRow, Request, Rows};
use seatwise_plugin::{Failure, Host, Page, api};

use crate::answer::{Answer, fetch, rejected};
use crate::details;
use crate::fields::{Extra, record};
use crate::paging::Walk;
use crate::settings::Region;
use crate::subscription_row::row_id;

record!(
    /// An order as the vendor sends it: in the list without products, in its details with them.
    OrderRow {
        id: "id",
        number: "orderNumber",
        kind: "type",
        customer: "customerId",
        // At the top only in newer versions.
        subscription: "subscriptionId",
        status: "status",
        created: "creationDate",
        provisioned: "provisioningDate",
        products: "products",
        total: "total",
    }
);

record!(
    /// A product of an order.
    LineRow {
        id: "id",
        mpn: "mpn",
        name: "name",
        quantity: "quantity",
        kind: "type",
        subscription: "subscriptionId",
    }
);

/// An order of the list.
struct Listed<'a> {
    row: OrderRow<'a>,
    source: &'a str,
    id: String,
}

/// Reads one page of the account's orders, and their details.
pub(crate) fn read(region: Region, cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let mut walk = Walk::resume(cursor)?;
    let request = region.orders(walk.offset);
    let body = fetch(host, &request)?;
    let mut answer = Answer::open(&request, &body)?;
    let step = walk.take(&mut answer)?;
    let listed = answer.read(about, |row: &mut OrderRow<'_>, source| {
        let id = row.id.required("id")?;
        let row = std::mem::take(row);
        Ok(Listed { row, source, id })
    });
    let requests: Vec<Request> = listed
        .rows
        .iter()
        .map(|listed| region.order(&listed.id))
        .collect();
    let bodies = details::fetch(host, &requests)?;
    let (mut activities, mut apart) = (Vec::new(), listed.rejected);
    let (mut unread, mut without_subscription) = (0, 0_u32);
    for ((listed, request), body) in listed.rows.iter().zip(&requests).zip(&bodies) {
        let outcome = body
            .as_ref()
            .map_err(Failure::clone)
            .and_then(|body| api::decode::<OrderRow<'_>>(request, body));
        let built = match outcome {
            Ok(detailed) => entries(listed, &detailed),
            Err(failure) => {
                unread += u64::from(details::may_pass(&failure));
                Err(details::reason(&failure))
            }
        };
        match built {
            // An order that came to nothing has no subscription.
            Ok(entries) if entries.is_empty() => without_subscription += 1,
            Ok(entries) => activities.extend(entries),
            Err(reason) => apart.push(rejected(about(&listed.row), reason, listed.source)),
        }
    }
    if without_subscription > 0 {
        host.log(
            Level::Info,
            "orders name no subscription and are left out",
            &[("orders", &without_subscription.to_string())],
        );
    }
    walk.note_unread(unread);
    let count = activities.len();
    walk.page(step, Rows::Activities(activities), count, apart)
}

fn about(row: &OrderRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.customer.string(),
        subscription_id: row.subscription.string(),
        ..RejectedRow::new("", "")
    }
}

/// An entry for each product of an order, under the id of that product's subscription.
fn entries(listed: &Listed<'_>, detailed: &OrderRow<'_>) -> Result<Vec<Activity>, String> {
    let subscription = detailed.subscription.or(listed.row.subscription).string();
    let lines: Vec<LineRow<'_>> = detailed.products.nested().unwrap_or_default();
    let mut known = BTreeMap::new();
    let mut entries = Vec::with_capacity(lines.len());
    for line in &lines {
        let Some(subscription) = line.subscription.string().or_else(|| subscription.clone()) else {
            continue;
        };
        let product = line.id.or(line.mpn).string();
        let target = match &product {
            Some(product) => row_id(&subscription, product),
            None => subscription,
        };
        entries.push(entry(listed, detailed, target, Some(line), &mut known)?);
    }
    if let (true, Some(subscription)) = (lines.is_empty(), subscription) {
        entries.push(entry(listed, detailed, subscription, None, &mut known)?);
    }
    Ok(entries)
}

fn entry(
    listed: &Listed<'_>,
    detailed: &OrderRow<'_>,
    subscription: String,
    line: Option<&LineRow<'_>>,
    known: &mut BTreeMap<String, u32>,
) -> Result<Activity, String> {
    let customer = detailed.customer.or(listed.row.customer);
    let created = detailed.created.or(listed.row.created);
    let kind = detailed.kind.or(listed.row.kind);
    let status = detailed.status.or(listed.row.status);
    let number = detailed.number.or(listed.row.number);
    let mut extra = Extra::default();
    extra.push("orderId", listed.row.id);
    extra.push("orderNumber", number);
    extra.push("provisioningDate", detailed.provisioned);
    extra.push("total", detailed.total);
    let mut details = None;
    if let Some(line) = line {
        extra.push("productId", line.id);
        extra.push("mpn", line.mpn);
        extra.push("quantity", line.quantity);
        extra.push("productType", line.kind);
        details = match (line.name.string(), line.quantity.string()) {
            (Some(name), Some(quantity)) => Some(format!("{name}, quantity {quantity}")),
            (name, quantity) => name.or_else(|| quantity.map(|it| format!("quantity {it}"))),
        };
    }
    let id = row_id(&listed.id, &subscription);
    let times = known.entry(id.clone()).or_insert(0);
    *times += 1;
    Ok(Activity {
        id: if *times > 1 {
            format!("{id}/{times}")
        } else {
            id
        },
        subscription_id: subscription,
        customer_id: customer.required("customerId")?,
        happened_at: created.timestamp("creationDate")?,
        action: kind.string().unwrap_or_else(|| "unspecified".to_owned()),
        outcome: status.string(),
        // An order says what was ordered; whether that is the number afterwards is not published.
        seats: None,
        details,
        extra: extra.take(),
    })
}
