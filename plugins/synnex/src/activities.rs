//! What happened to a subscription: the only place where Ion keeps the history of its seats.

use std::collections::BTreeSet;

use seatwise_plugin::types::{
    Activity, Decimal, RejectedRow, Request, Rows as PageRows, SubscriptionRef,
};
use seatwise_plugin::{Failure, FailureKind, Host, Page, Query, api, json};

use crate::answer::{complaint, malformed, read_list};
use crate::fields::record;
use crate::requests;
use crate::tenant::Tenant;

record!(Details {
    id: "id",
    logs: "activityLogs",
    success: "success",
    error: "error",
    code: "code",
    message: "message",
});
record!(Logs {
    total: "totalCount",
    items: "items"
});
record!(
    /// An entry of the log as the vendor sends it.
    LogRow {
        id: "id",
        action: "actionType",
        date: "actionDate",
        outcome: "actionStatus",
        details: "actionDetails",
    }
);

/// Reads the activity log of one subscription.
pub(crate) fn read(tenant: &Tenant, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
    let subscription = query.subscription.as_ref().ok_or_else(|| {
        Failure::new(
            FailureKind::Other,
            "activities are read for one subscription, but none was named",
        )
    })?;
    let (request, body) = fetch_details(tenant, subscription, host)?;
    let details: Details<'_> = api::decode(&request, &body)?;
    let refused = details.success.boolean() == Some(false);
    let has_data = details.id.raw().is_some();
    if let Some(words) = complaint(
        details.error,
        details.code,
        details.message,
        refused,
        has_data,
    ) {
        return Err(malformed(
            &request,
            &format!("with an error inside: {words}"),
        ));
    }
    let logs: Logs<'_> = details.logs.nested().unwrap_or_default();
    let about = |_: &LogRow<'_>| RejectedRow {
        customer_id: Some(subscription.customer_id.clone()),
        subscription_id: Some(subscription.id.clone()),
        ..RejectedRow::new("", "")
    };
    let mut read = read_list(&request, logs.items, key, about, |row| {
        activity(row, subscription)
    })?;
    make_ids_unique(&mut read.rows);
    Ok(Page {
        total: logs.total.count(),
        rejected: read.rejected,
        ..Page::complete(PageRows::Activities(read.rows))
    })
}

/// Asks with the publisher's id first and with Ion's own on a 404: sources disagree about the id
/// that belongs into the path.
fn fetch_details(
    tenant: &Tenant,
    subscription: &SubscriptionRef,
    host: &dyn Host,
) -> Result<(Request, Vec<u8>), Failure> {
    let request = |id: &str| {
        let path = tenant.path(&["customers", &subscription.customer_id, "subscriptions", id]);
        requests::get(format!("{path}?refresh=true"))
    };
    if let Some(id) = &subscription.publisher_subscription_id {
        let request = request(id);
        match api::fetch(host, &request) {
            Err(failure) if failure.kind == FailureKind::NotFound => {}
            outcome => return Ok((request, outcome?)),
        }
    }
    let request = request(&subscription.id);
    let body = api::fetch(host, &request)?;
    Ok((request, body))
}

fn key(row: &LogRow<'_>) -> Option<String> {
    row.id.string()
}

fn activity(row: &mut LogRow<'_>, subscription: &SubscriptionRef) -> Result<Activity, String> {
    let details = row.details.string();
    Ok(Activity {
        id: key(row).ok_or("the row has no id")?,
        subscription_id: subscription.id.clone(),
        customer_id: subscription.customer_id.clone(),
        happened_at: row.date.timestamp("actionDate")?,
        action: row
            .action
            .string()
            .unwrap_or_else(|| "unspecified".to_owned()),
        outcome: row.outcome.string(),
        seats: details.as_deref().and_then(seats),
        details,
        extra: row.extra.take(),
    })
}

/// The number of seats in the vendor's prose: `New Quantity: 10; Status: active; `.
fn seats(details: &str) -> Option<Decimal> {
    let quantity = |part: &str| {
        let (name, value) = part.split_once(':')?;
        let name = name.trim();
        (name.eq_ignore_ascii_case("new quantity") || name.eq_ignore_ascii_case("quantity"))
            .then(|| json::parse_decimal(value.trim()).ok())?
    };
    details.split(';').find_map(quantity)
}

/// Tells entries apart that the vendor gave one id: the oldest keeps it, so that ids do not change
/// when an entry is added; the others get their time behind it.
fn make_ids_unique(rows: &mut [Activity]) {
    rows.sort_by_key(|row| row.happened_at);
    let mut known = BTreeSet::new();
    for row in rows {
        if !known.insert(row.id.clone()) {
            row.id = format!("{}@{}", row.id, row.happened_at.unwrap_or_default());
            known.insert(row.id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_read_from_the_prose() {
        let whole = |count| Some(Decimal::whole(count));
        assert_eq!(seats("New Quantity: 10; Status: active; "), whole(10));
        assert_eq!(
            seats("Offer Name: Microsoft 365: Basic; Quantity: 1; "),
            whole(1)
        );
        assert_eq!(seats("User Created: Quantity; "), None);
        assert_eq!(seats("New Quantity: many"), None);
    }
}
