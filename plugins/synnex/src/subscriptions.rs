//! The list of subscriptions: seats, cost, price, term and renewal of all customers.

use seatwise_plugin::types::{Rows as PageRows, Timestamp};
use seatwise_plugin::{Failure, Host, Page, Query};

use crate::answer::{Answer, malformed, read_list};
use crate::cursor::{decode, encode, next_token};
use crate::paging::{OffsetCursor, Step};
use crate::requests::{self, fetch_sized};
use crate::subscription_row::{about, key, subscription};
use crate::tenant::Tenant;

/// Why a list may be longer than what came.
const REPEATED_PAGE: &str = "the page is full, and the answer for the next page has the same rows, so nothing shows where the list ends";

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
    let read = read_list(&page.request, answer.items, key, about, |row| {
        subscription(row, now)
    })?;
    if cursor.offset == 0 && read.fingerprints.is_empty() && total.is_some_and(|total| total > 0) {
        return Err(malformed(
            &page.request,
            "with a total above zero and no subscriptions",
        ));
    }
    let token = next_token(&page.request, &answer, cursor.token.as_deref())?;
    // Whether as many rows came as the vendor states, the host sees.
    let (next, incomplete) = match cursor.advance(&read.fingerprints, total, token) {
        Step::Next(cursor) => (Some(encode(&cursor)?), None),
        Step::Done { open_end } => (None, open_end.then(|| REPEATED_PAGE.to_owned())),
    };
    Ok(Page {
        next,
        total,
        incomplete,
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
