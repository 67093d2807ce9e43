//! Which invoices a month has.

use seatwise_plugin::types::{Date, Decimal, Level, RejectedRow, Timestamp};
use seatwise_plugin::{Failure, FailureKind, Host, api, json};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::decimals::is_larger;
use crate::fields::record;
use crate::months::{Month, day_of};
use crate::paging::{Step, step};
use crate::requests;

/// So many days before today there is an invoice, if the account is billed at all: one month and what the next
/// invoice may be late.
const RECENT_DAYS: i32 = 62;
/// More pages of invoices than any account has in two months; a list that goes on does not end.
const MOST_PAGES: u32 = 100;

record!(
    /// An invoice as the vendor sends it. It has no number besides its id.
    InvoiceRow {
        id: "id",
        date: "invoiceDate",
        status: "status",
        total: "total",
        currency: "currencyCode",
        partner: "partnerName",
    }
);

/// An invoice whose lines count; small enough for a cursor to hold all of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Invoice {
    /// Its id.
    pub(crate) id: String,
    /// Its date.
    pub(crate) date: Option<Date>,
    /// The currency of lines that name none.
    pub(crate) currency: Option<String>,
    /// What the MSP owes by it, taxes included: units and scale.
    total: Option<(i64, u8)>,
    /// Whether it is paid, in the vendor's word.
    pub(crate) status: Option<String>,
    /// Whose it is: the partner, or a child partner.
    pub(crate) partner: Option<String>,
}

impl Invoice {
    /// What the MSP owes by it, taxes included.
    pub(crate) fn total(&self) -> Option<Decimal> {
        self.total.map(|(units, scale)| Decimal { units, scale })
    }
}

/// The invoices of a stretch of days.
#[derive(Debug, Default)]
pub(crate) struct Invoices {
    /// Those whose lines count.
    pub(crate) live: Vec<Invoice>,
    /// Those that could not be understood.
    pub(crate) rejected: Vec<RejectedRow>,
    /// Whether there may be more than came.
    pub(crate) open_end: bool,
    left_out: u32,
    elsewhere: u32,
}

/// Lists the invoices that are dated in a month. Child partners have their own, so several a month are normal.
pub(crate) fn of_month(month: Month, host: &dyn Host) -> Result<Invoices, Failure> {
    let invoices = between(month, host)?;
    if invoices.live.is_empty() {
        host.log(
            Level::Warn,
            "Pax8 shows no invoice of this month yet: it makes them on the 4th and shows them once they are approved; there are no charges until then",
            &[("month", &month.name()), ("left out", &invoices.left_out.to_string())],
        );
    }
    Ok(invoices)
}

/// Lists the invoices of the newest month that has any.
pub(crate) fn newest(now: Timestamp, host: &dyn Host) -> Result<Invoices, Failure> {
    let today = day_of(now);
    let recent = Month {
        first: today - RECENT_DAYS,
        last: today,
    };
    let mut invoices = between(recent, host)?;
    let newest = invoices
        .live
        .iter()
        .filter_map(|invoice| invoice.date)
        .max();
    if let Some(newest) = newest {
        let month = Month::of(newest)?;
        let is_newest = |invoice: &Invoice| invoice.date.is_some_and(|date| month.contains(date));
        invoices.live.retain(is_newest);
    }
    Ok(invoices)
}

fn between(days: Month, host: &dyn Host) -> Result<Invoices, Failure> {
    let mut invoices = Invoices::default();
    let (mut page, mut came, mut stated) = (0, 0_u64, None);
    loop {
        let request = requests::invoices(days.first, days.last, page);
        let body = api::fetch(host, &request)?;
        let answer = Answer::open(&request, &body)?;
        came += answer.len() as u64;
        stated = stated.max(answer.total);
        let read = answer.read(about, |row| Ok((is_void(row), invoice(row)?)));
        invoices.rejected.extend(read.rejected);
        for (is_void, invoice) in read.rows {
            invoices.sort(is_void, invoice, days);
        }
        match step(page, &answer) {
            Step::Next(next) if next < MOST_PAGES => page = next,
            Step::Next(_) => return Err(answer.unusable("page after page without an end")),
            Step::Done { open_end } => {
                invoices.open_end = open_end || stated.is_some_and(|stated| came < stated);
                invoices.log(host);
                return Ok(invoices);
            }
        }
    }
}

impl Invoices {
    /// The invoice of the highest total: that of a child partner may have a handful of lines.
    pub(crate) fn largest(&self) -> Option<&Invoice> {
        self.live.iter().reduce(|largest, other| {
            let is_larger = match (other.total(), largest.total()) {
                (Some(other), Some(largest)) => is_larger(other, largest),
                (other, largest) => other.is_some() && largest.is_none(),
            };
            if is_larger { other } else { largest }
        })
    }

    fn sort(&mut self, is_void: bool, invoice: Invoice, days: Month) {
        if invoice.date.is_some_and(|date| !days.contains(date)) {
            self.elsewhere += 1;
        } else if is_void {
            self.left_out += 1;
        } else if !self.live.iter().any(|known| known.id == invoice.id) {
            self.live.push(invoice);
        }
    }

    fn log(&self, host: &dyn Host) {
        if self.left_out > 0 {
            host.log(
                Level::Info,
                "invoices that are void or credited were left out: others replace them",
                &[("invoices", &self.left_out.to_string())],
            );
        }
        if self.elsewhere > 0 {
            host.log(
                Level::Warn,
                "Pax8 sent invoices of other days than those asked for; they were left out",
                &[("invoices", &self.elsewhere.to_string())],
            );
        }
    }
}

/// Whether another invoice replaces this one: with both, the month would count twice.
fn is_void(row: &InvoiceRow<'_>) -> bool {
    let status = row.status.string().unwrap_or_default();
    matches!(
        status.to_ascii_lowercase().as_str(),
        "void" | "voided" | "credited"
    )
}

/// An invoice that is not understood puts everybody's charges in doubt.
fn about(row: &InvoiceRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string().map(|id| format!("invoice {id}")),
        ..RejectedRow::new("", "")
    }
}

fn invoice(row: &InvoiceRow<'_>) -> Result<Invoice, String> {
    let total = row.total.decimal("total")?;
    Ok(Invoice {
        id: row.id.required("id")?,
        date: row.date.day("invoiceDate")?,
        currency: json::currency(row.currency.string().as_deref()),
        total: total.map(|total| (total.units, total.scale)),
        status: row.status.string(),
        partner: row.partner.string(),
    })
}

/// A failure for an account without an invoice, which has no charges to look at.
pub(crate) fn none_yet() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "Pax8 shows no invoice of the last two months",
    )
}
