//! The list of subscriptions: seats, cost, price, term and renewal of all customers.

use seatwise_plugin::types::{Level, Rows as PageRows, Timestamp};
use seatwise_plugin::{Failure, Host, Page, Query};

use crate::answer::{Answer, malformed, read_list};
use crate::cursor::{decode, encode};
use crate::paging::{OffsetCursor, Step};
use crate::requests::{self, fetch_sized};
use crate::subscription_row::{key, subscription};
use crate::tenant::Tenant;

/// Reads one page of the account's subscriptions.
pub(crate) fn read(
    tenant: &Tenant,
    now: Timestamp,
    query: &Query,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let mut cursor = match query.cursor.as_deref() {
        Some(cursor) => decode(cursor)?,
        None => OffsetCursor::start(tenant.page_size),
    };
    let customer = query.customer.as_ref().map(|customer| customer.id.as_str());
    let page = fetch_sized(host, cursor.size, |size| {
        requests::get(url(
            &tenant.path(&["subscriptions"]),
            size,
            &cursor,
            customer,
        ))
    })?;
    cursor.size = page.size;
    let answer = Answer::open(&page.request, &page.body)?;
    let total = answer.total();
    let read = read_list(&page.request, answer.items, key, |row| {
        subscription(row, now)
    })?;
    if cursor.offset == 0 && read.fingerprints.is_empty() && total.is_some_and(|total| total > 0) {
        return Err(malformed(
            &page.request,
            "with a total above zero and no subscriptions",
        ));
    }
    let next = match cursor.advance(&read.fingerprints, total, answer.next_token()) {
        Step::Next(cursor) => Some(encode(&cursor)?),
        Step::Done { seen } => {
            warn_of_missing(host, seen, total);
            None
        }
    };
    Ok(Page {
        next,
        total,
        rejected: read.rejected,
        ..Page::complete(PageRows::Subscriptions(read.rows))
    })
}

fn url(path: &str, size: u32, cursor: &OffsetCursor, customer: Option<&str>) -> String {
    let mut url = format!("{path}?pagination.limit={size}");
    match &cursor.token {
        Some(token) => url.push_str(&format!("&pageToken={}", requests::encode(token))),
        None => url.push_str(&format!("&pagination.offset={}", cursor.offset)),
    }
    if let Some(customer) = customer {
        url.push_str(&format!("&customerId={}", requests::encode(customer)));
    }
    url
}

fn warn_of_missing(host: &dyn Host, seen: u64, total: Option<u64>) {
    if let Some(total) = total.filter(|total| seen < *total) {
        host.log(
            Level::Warn,
            "the list of subscriptions changed while it was read, and some did not come",
            &[("came", &seen.to_string()), ("stated", &total.to_string())],
        );
    }
}
