//! The subscriptions of all customers. The list has neither seats nor prices, so each subscription that is in force
//! takes a request of its own.

use seatwise_plugin::types::{RejectedRow, Request, Rows, Subscription, Timestamp};
use seatwise_plugin::{Failure, Host, Page, api};

use crate::answer::{Answer, fetch, object, rejected};
use crate::details;
use crate::paging::Walk;
use crate::seen::Seen;
use crate::settings::Region;
use crate::status::has_details;
use crate::subscription_row::{SubscriptionRow, about, bare, rows};

/// A subscription of the list.
struct Listed<'a> {
    row: SubscriptionRow<'a>,
    source: &'a str,
    /// Its id, where its details are asked for.
    asked: Option<String>,
}

/// Reads one page of the account's subscriptions, whatever their status, and the details of those that may be charged.
pub(crate) fn read(
    region: Region,
    now: Timestamp,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let mut walk = Walk::resume(cursor)?;
    let request = region.subscriptions(walk.offset);
    let body = fetch(host, &request)?;
    let mut answer = Answer::open(&request, &body)?;
    let step = walk.take(&mut answer)?;
    let listed = answer.read(about, |row: &mut SubscriptionRow<'_>, source| {
        let id = row.id.required("id")?;
        let asks = has_details(row.status, row.modified, now);
        Ok(Listed {
            row: std::mem::take(row),
            source,
            asked: asks.then_some(id),
        })
    });
    let requests: Vec<Request> = listed
        .rows
        .iter()
        .filter_map(|listed| listed.asked.as_deref())
        .map(|id| region.subscription(id))
        .collect();
    let bodies = details::fetch(host, &requests)?;
    let mut bodies = requests.iter().zip(&bodies);
    let mut built = Built {
        rejected: listed.rejected,
        ..Built::default()
    };
    for listed in listed.rows {
        match listed.asked.as_ref().and_then(|_| bodies.next()) {
            None => built.add_bare(listed),
            Some((request, Ok(body))) => built.add_detailed(&listed, request, body),
            Some((_, Err(failure))) => built.set_apart(&listed, failure),
        }
    }
    built.seen.log(host);
    walk.note_unread(built.unread);
    let count = built.rows.len();
    walk.page(step, Rows::Subscriptions(built.rows), count, built.rejected)
}

/// The rows of a page.
#[derive(Default)]
struct Built {
    rows: Vec<Subscription>,
    rejected: Vec<RejectedRow>,
    seen: Seen,
    unread: u64,
}

impl Built {
    fn add_bare(&mut self, mut listed: Listed<'_>) {
        match bare(&mut listed.row) {
            Ok(subscription) => self.rows.push(subscription),
            Err(reason) => {
                let about = about(&listed.row);
                self.rejected.push(rejected(about, reason, listed.source));
            }
        }
    }

    fn add_detailed(&mut self, listed: &Listed<'_>, request: &Request, body: &[u8]) {
        let detailed = object(request, body).and_then(|source| {
            let row: SubscriptionRow<'_> = api::decode(request, body)?;
            Ok((row, source))
        });
        let (row, source) = match detailed {
            Ok(detailed) => detailed,
            Err(failure) => return self.set_apart(listed, &failure),
        };
        let mut row = row.completed(&listed.row);
        let own = listed.row.id.string();
        if row.id.string() != own {
            let reason = "the details are those of another subscription".to_owned();
            let about = about(&listed.row);
            self.rejected.push(rejected(about, reason, listed.source));
            return;
        }
        let built = rows(&mut row, source, &mut self.seen);
        self.rows.extend(built.rows);
        self.rejected.extend(built.rejected);
    }

    /// Without its details, the ids of its rows are unknown. Rows without seats would look like a change, so it is
    /// set apart, which puts its customer in doubt.
    fn set_apart(&mut self, listed: &Listed<'_>, failure: &Failure) {
        self.unread += u64::from(details::may_pass(failure));
        self.rejected.push(rejected(
            about(&listed.row),
            details::reason(failure),
            listed.source,
        ));
    }
}
