//! What was used in the current month, in money.
//!
//! Pax8 lists no usage by itself, and nothing in the list of subscriptions says which of them is charged by use. The
//! lines in arrears of the newest bill do: one request for each of these subscriptions, instead of one for all.

use std::collections::VecDeque;

use seatwise_plugin::types::{Level, RejectedRow, Rows, Timestamp, Usage};
use seatwise_plugin::{Failure, FailureKind, Host, Page, api, json};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, fetch_all};
use crate::charge_row::{self, ItemRow};
use crate::fields::record;
use crate::invoices::{self, Invoice};
use crate::paging::{OPEN_END, Step, decode, encode, step};
use crate::requests;

/// Subscriptions of one page, each with a request or more.
const AT_ONCE: usize = 50;
/// So many subscriptions fit a cursor with room to spare.
const MOST: usize = 600;
/// More pages than any list here has; one that goes on does not end.
const MOST_PAGES: u32 = 1_000;

record!(
    /// What one resource group of a subscription used, as the vendor sends it.
    SummaryRow {
        id: "id",
        company: "companyId",
        subscription: "subscriptionId",
        resource_group: "resourceGroup",
        currency: "currencyCode",
    }
);

/// A subscription that is charged by use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Metered {
    id: String,
    company: Option<String>,
}

/// Where the reading goes on.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    left: VecDeque<Metered>,
    /// Why usage may be absent.
    gap: Option<String>,
}

/// Reads the usage of some subscriptions.
pub(crate) fn read(now: Timestamp, cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let mut cursor: Cursor = match cursor {
        Some(cursor) => decode(cursor)?,
        None => start(now, host)?,
    };
    let mut found = Found::default();
    let batch: Vec<Metered> = cursor
        .left
        .drain(..cursor.left.len().min(AT_ONCE))
        .collect();
    let first: Vec<_> = batch
        .iter()
        .map(|metered| requests::usage_summaries(&metered.id, 0))
        .collect();
    for (metered, first) in batch.iter().zip(fetch_all(host, &first)) {
        match first {
            Ok(body) => found.read(metered, body, host)?,
            Err(failure) if failure.kind == FailureKind::NotFound => found.miss(metered, host),
            Err(failure) => return Err(failure),
        }
    }
    cursor.gap = cursor.gap.or(found.gap);
    let goes_on = !cursor.left.is_empty();
    Ok(Page {
        next: goes_on.then(|| encode(&cursor)).transpose()?,
        rejected: found.rejected,
        incomplete: cursor.gap.filter(|_| !goes_on),
        ..Page::complete(Rows::Usage(found.usage))
    })
}

/// What was read of some subscriptions.
#[derive(Default)]
struct Found {
    usage: Vec<Usage>,
    rejected: Vec<RejectedRow>,
    gap: Option<String>,
}

impl Found {
    /// Reads the summaries of one subscription to their end, of which the first page is there.
    fn read(
        &mut self,
        metered: &Metered,
        mut body: Vec<u8>,
        host: &dyn Host,
    ) -> Result<(), Failure> {
        let mut page = 0;
        loop {
            let request = requests::usage_summaries(&metered.id, page);
            let answer = Answer::open(&request, &body)?;
            let about = |row: &SummaryRow<'_>| about(row, metered);
            let read = answer.read(about, |row| summary(row, metered));
            self.usage.extend(read.rows);
            self.rejected.extend(read.rejected);
            match step(page, &answer) {
                Step::Next(next) if next < MOST_PAGES => page = next,
                Step::Next(_) => return Err(answer.unusable("page after page without an end")),
                Step::Done { open_end } => {
                    if open_end {
                        self.gap.get_or_insert_with(|| OPEN_END.to_owned());
                    }
                    return Ok(());
                }
            }
            body = api::fetch(host, &requests::usage_summaries(&metered.id, page))?;
        }
    }

    /// A subscription of last month's bill may be gone since.
    fn miss(&self, metered: &Metered, host: &dyn Host) {
        host.log(
            Level::Info,
            "Pax8 has no usage of a subscription that the newest bill charges by use",
            &[("subscription", &metered.id)],
        );
    }
}

/// Finds the subscriptions in the newest bill.
fn start(now: Timestamp, host: &dyn Host) -> Result<Cursor, Failure> {
    let newest = invoices::newest(now, host)?;
    let mut gap = None;
    if newest.live.is_empty() {
        let reason = "Pax8 shows no invoice of the last two months, and only a bill shows which subscriptions are charged by use";
        host.log(Level::Warn, reason, &[]);
        gap = Some(reason.to_owned());
    } else if newest.open_end || !newest.rejected.is_empty() {
        gap = Some(
            "invoices that show which subscriptions are charged by use may be missing".to_owned(),
        );
    }
    let mut left = VecDeque::new();
    for invoice in &newest.live {
        collect(invoice, &mut left, host)?;
    }
    if left.len() > MOST {
        gap = Some(format!(
            "{} subscriptions are charged by use, and the usage of {MOST} can be read",
            left.len()
        ));
        left.truncate(MOST);
    }
    Ok(Cursor { left, gap })
}

fn collect(
    invoice: &Invoice,
    found: &mut VecDeque<Metered>,
    host: &dyn Host,
) -> Result<(), Failure> {
    let mut page = 0;
    loop {
        let request = requests::invoice_items(&invoice.id, page);
        let body = api::fetch(host, &request)?;
        let answer = Answer::open(&request, &body)?;
        let read = answer.read(charge_row::about, |row| Ok(metered(row)));
        for metered in read.rows.into_iter().flatten() {
            if !found.iter().any(|known| known.id == metered.id) {
                found.push_back(metered);
            }
        }
        match step(page, &answer) {
            Step::Next(next) if next < MOST_PAGES => page = next,
            Step::Next(_) => return Err(answer.unusable("page after page without an end")),
            Step::Done { .. } => return Ok(()),
        }
    }
}

fn metered(row: &mut ItemRow<'_>) -> Option<Metered> {
    let id = row.subscription.string().filter(|_| row.is_usage())?;
    Some(Metered {
        id,
        company: row.company.string(),
    })
}

fn about(row: &SummaryRow<'_>, metered: &Metered) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        customer_id: row.company.string().or_else(|| metered.company.clone()),
        subscription_id: Some(metered.id.clone()),
        ..RejectedRow::new("", "")
    }
}

/// A summary counts money, not units: its amounts are kept beside the columns.
fn summary(row: &mut SummaryRow<'_>, metered: &Metered) -> Result<Usage, String> {
    let id = row.id.required("id")?;
    // Usage has a customer only after somebody linked it to a company in the Pax8 app; that of the bill stands in.
    let customer_id = row
        .company
        .string()
        .or_else(|| metered.company.clone())
        .ok_or("neither the usage nor the bill has a companyId: link the usage to a company in the Pax8 app")?;
    Ok(Usage {
        meter_id: id.clone(),
        id,
        customer_id,
        subscription_id: row
            .subscription
            .string()
            .or_else(|| Some(metered.id.clone())),
        platform_id: None,
        meter_name: row.resource_group.string(),
        unit: json::currency(row.currency.string().as_deref()),
        total: None,
        used: None,
        available: None,
        extra: row.extra.take(),
    })
}
