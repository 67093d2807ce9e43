//! The history of a subscription: Pax8 keeps each earlier state of it whole.

use std::collections::BTreeMap;

use seatwise_plugin::types::{Activity, RejectedRow, Rows, SubscriptionRef, Timestamp};
use seatwise_plugin::{Failure, Host, Page, api};

use crate::answer::Answer;
use crate::fields::{Field, record};
use crate::requests;

record!(
    /// An earlier state as the vendor sends it. Its id is that of the subscription, so it names no entry.
    StateRow {
        id: "id",
        company: "companyId",
        quantity: "quantity",
        status: "status",
        created: "createdDate",
        updated: "updatedDate",
        price: "price",
        billing_term: "billingTerm",
    }
);

/// An entry, and what of it is compared with the one before.
struct Entry {
    activity: Activity,
    compared: [(&'static str, Option<String>); 4],
}

/// Reads the history of one subscription, which comes as one list.
pub(crate) fn read(subscription: &SubscriptionRef, host: &dyn Host) -> Result<Page, Failure> {
    let request = requests::history(&subscription.id);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let about = |_: &StateRow<'_>| RejectedRow {
        customer_id: Some(subscription.customer_id.clone()),
        subscription_id: Some(subscription.id.clone()),
        ..RejectedRow::new("", "")
    };
    let read = answer.read(about, |row| entry(row, subscription));
    Ok(Page {
        total: answer.total,
        rejected: read.rejected,
        ..Page::complete(Rows::Activities(in_order(read.rows)))
    })
}

fn entry(row: &mut StateRow<'_>, subscription: &SubscriptionRef) -> Result<Entry, String> {
    let updated = row.updated.timestamp("updatedDate")?;
    let created = row.created.timestamp("createdDate")?;
    let word = |field: Field<'_>| field.string();
    let compared = [
        ("status", word(row.status)),
        ("quantity", word(row.quantity)),
        ("price", word(row.price)),
        ("billingTerm", word(row.billing_term)),
    ];
    let quantity = row.quantity.decimal("quantity")?;
    let extra = &mut row.extra;
    if quantity.is_some_and(|quantity| quantity.scale > 0) {
        extra.push("quantity", row.quantity);
    }
    extra.push("price", row.price);
    extra.push("billingTerm", row.billing_term);
    extra.push("createdDate", row.created);
    Ok(Entry {
        activity: Activity {
            id: entry_id(&subscription.id, updated),
            subscription_id: subscription.id.clone(),
            customer_id: row
                .company
                .string()
                .unwrap_or_else(|| subscription.customer_id.clone()),
            happened_at: updated.or(created),
            action: row
                .status
                .string()
                .unwrap_or_else(|| "unspecified".to_owned()),
            outcome: None,
            // A fraction is what was used; `extra` has it.
            seats: quantity.filter(|quantity| quantity.scale == 0),
            details: None,
            extra: extra.take(),
        },
        compared,
    })
}

/// A state that was never changed is the first one.
fn entry_id(subscription: &str, updated: Option<Timestamp>) -> String {
    match updated {
        Some(updated) => format!("{subscription}@{updated}"),
        None => format!("{subscription}@created"),
    }
}

/// Sorts the entries from the oldest on, says what changed, and tells apart those of one moment by their
/// position, which does not change when an entry is added.
fn in_order(mut entries: Vec<Entry>) -> Vec<Activity> {
    // The list has the newest first; a stable sort must not turn those of one moment around.
    entries.reverse();
    entries.sort_by_key(|entry| entry.activity.happened_at);
    let mut known = BTreeMap::new();
    let mut before: Option<[(&str, Option<String>); 4]> = None;
    let mut activities = Vec::with_capacity(entries.len());
    for Entry {
        mut activity,
        compared,
    } in entries
    {
        let times = known.entry(activity.id.clone()).or_insert(0_u32);
        *times += 1;
        if *times > 1 {
            activity.id = format!("{}#{times}", activity.id);
        }
        activity.details = before
            .as_ref()
            .and_then(|before| changes(before, &compared));
        before = Some(compared);
        activities.push(activity);
    }
    activities
}

/// `quantity 2 to 5; status Active to PendingCancel`.
fn changes(before: &[(&str, Option<String>)], after: &[(&str, Option<String>)]) -> Option<String> {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let changes: Vec<String> = before
        .iter()
        .zip(after)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| format!("{name} {} to {}", shown(old), shown(new)))
        .collect();
    (!changes.is_empty()).then(|| changes.join("; "))
}
