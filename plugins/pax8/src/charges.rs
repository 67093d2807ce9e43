//! The lines of a month's invoices: what the MSP owes, and what its customers owe.

use std::collections::VecDeque;

use seatwise_plugin::types::{ChargeDirection, Date, Decimal, Level, RejectedRow, Rows};
use seatwise_plugin::{Failure, Host, Page, api, json};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::charge_row::{ItemRow, about, charge};
use crate::decimals::{add, is_larger, subtract};
use crate::invoices::{self, Invoice};
use crate::months::Month;
use crate::paging::{OPEN_END, Step, decode, encode, step};
use crate::requests;

/// Where the reading of a month goes on.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    /// The invoices that are not read to their end; the first is being read.
    invoices: VecDeque<Invoice>,
    /// The page of the first one.
    page: u32,
    /// How many lines the invoices before it have; none where one did not say.
    before: Option<u64>,
    /// Whether nothing showed where one of the lists ended.
    open_end: bool,
    /// What the lines of the first one come to so far.
    sums: Sums,
}

/// What the lines of an invoice come to; units and scale. None once a sum did not fit or a line was not understood.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Sums {
    cost: Option<(i64, u8)>,
    tax: Option<(i64, u8)>,
}

/// Reads one page of the lines of the invoices that are dated in the month of `day`.
pub(crate) fn read(
    direction: ChargeDirection,
    day: Date,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let month = Month::of(day)?;
    let (mut cursor, mut rejected) = match cursor {
        Some(cursor) => (decode(cursor)?, Vec::new()),
        None => start(month, host)?,
    };
    let Some(invoice) = cursor.invoices.front().cloned() else {
        return Ok(Page {
            total: Some(rejected.len() as u64),
            rejected,
            incomplete: cursor.open_end.then(|| OPEN_END.to_owned()),
            ..Page::complete(Rows::Charges(Vec::new()))
        });
    };
    let request = requests::invoice_items(&invoice.id, cursor.page);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let mut sums = cursor.sums;
    let read = answer.read(about, |row| {
        sums.add(row);
        charge(row, direction, month, &invoice)
    });
    cursor.sums = sums;
    rejected.extend(read.rejected);
    let total = cursor.total(&answer);
    cursor.advance(&answer, &invoice, direction, host);
    let goes_on = !cursor.invoices.is_empty();
    Ok(Page {
        next: goes_on.then(|| encode(&cursor)).transpose()?,
        total,
        rejected,
        incomplete: (!goes_on && cursor.open_end).then(|| OPEN_END.to_owned()),
        ..Page::complete(Rows::Charges(read.rows))
    })
}

fn start(month: Month, host: &dyn Host) -> Result<(Cursor, Vec<RejectedRow>), Failure> {
    let found = invoices::of_month(month, host)?;
    let cursor = Cursor {
        invoices: found.live.into(),
        page: 0,
        before: Some(found.rejected.len() as u64),
        open_end: found.open_end,
        sums: Sums::NOTHING,
    };
    Ok((cursor, found.rejected))
}

impl Cursor {
    /// How many lines the whole month has, which is known with the last invoice.
    fn total(&self, answer: &Answer<'_>) -> Option<u64> {
        let lines = self.before?.checked_add(answer.total?)?;
        (self.invoices.len() == 1).then_some(lines)
    }

    /// Goes on to the next page, or to the next invoice.
    fn advance(
        &mut self,
        answer: &Answer<'_>,
        invoice: &Invoice,
        direction: ChargeDirection,
        host: &dyn Host,
    ) {
        match step(self.page, answer) {
            Step::Next(page) => self.page = page,
            Step::Done { open_end } => {
                if direction == ChargeDirection::Payable {
                    self.sums.compare(invoice, host);
                }
                self.open_end |= open_end;
                self.before = self
                    .before
                    .zip(answer.total)
                    .map(|(a, b)| a.saturating_add(b));
                self.invoices.pop_front();
                self.page = 0;
                self.sums = Sums::NOTHING;
            }
        }
    }
}

impl Sums {
    const NOTHING: Self = Self {
        cost: Some((0, 0)),
        tax: Some((0, 0)),
    };

    fn add(&mut self, row: &ItemRow<'_>) {
        // A line without an amount adds nothing; one that is not a number spoils the sum.
        let sum = |so_far: Option<(i64, u8)>, line: Result<Option<Decimal>, String>| {
            let line = line.ok()?.unwrap_or(Decimal::whole(0));
            let sum = add(decimal(so_far?), line)?;
            Some((sum.units, sum.scale))
        };
        self.cost = sum(self.cost, row.cost_total.decimal("costTotal"));
        self.tax = sum(self.tax, row.tax.decimal("salesTax"));
    }

    /// Says so where the lines miss the invoice's total by more than the tax: then `costTotal` is not the cost, or lines
    /// are missing.
    fn compare(&self, invoice: &Invoice, host: &dyn Host) {
        let (Some(cost), Some(tax), Some(total)) = (self.cost, self.tax, invoice.total()) else {
            return;
        };
        let (cost, tax) = (decimal(cost), decimal(tax));
        let is_off = subtract(total, cost).is_some_and(|gap| is_larger(gap, tax));
        if is_off {
            host.log(
                Level::Warn,
                "the costs of an invoice's lines differ from its total by more than the tax",
                &[
                    ("invoice", &invoice.id),
                    ("total", &shown(total)),
                    ("costs", &shown(cost)),
                    ("tax", &shown(tax)),
                ],
            );
        }
    }
}

fn decimal((units, scale): (i64, u8)) -> Decimal {
    Decimal { units, scale }
}

fn shown(number: Decimal) -> String {
    let digits = number.units.unsigned_abs().to_string();
    let scale = usize::from(number.scale);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    let sign = if number.units < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    json::clip(&format!("{sign}{whole}{point}{fraction}"), 40).to_owned()
}
