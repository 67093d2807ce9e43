//! The list of subscriptions: seats, price, term and commitment of all customers.

use seatwise_plugin::types::{Level, Rows, Timestamp};
use seatwise_plugin::{Failure, Host, Page, api};

use crate::answer::Answer;
use crate::paging::{OPEN_END, Step, page_number, step};
use crate::requests;
use crate::settings::PriceMeaning;
use crate::subscription_row::{SubscriptionRow, about, subscription};

/// Reads one page of the account's subscriptions, whatever their status.
pub(crate) fn read(
    meaning: PriceMeaning,
    now: Timestamp,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let page = page_number(cursor)?;
    let request = requests::subscriptions(page);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    if page == 0 && answer.len() == 0 && answer.total.is_some_and(|total| total > 0) {
        return Err(answer.unusable("with a total above zero and no subscriptions"));
    }
    let mut seen = Seen::default();
    let read = answer.read(about, |row| {
        seen.note(row);
        subscription(row, meaning, now)
    });
    seen.log(host);
    let (next, open_end) = match step(page, &answer) {
        Step::Next(page) => (Some(page.to_string()), false),
        Step::Done { open_end } => (None, open_end),
    };
    Ok(Page {
        next,
        total: answer.total,
        rejected: read.rejected,
        incomplete: open_end.then(|| OPEN_END.to_owned()),
        ..Page::complete(Rows::Subscriptions(read.rows))
    })
}

/// Which of the fields that the documents disagree about came with a page.
#[derive(Debug, Default)]
struct Seen {
    rows: u32,
    commitment: u32,
    commitment_term: u32,
    publisher_id: u32,
    partner_cost: u32,
    converted: u32,
}

impl Seen {
    fn note(&mut self, row: &SubscriptionRow<'_>) {
        let is_sent = |sent: Option<&str>| u32::from(sent.is_some());
        self.rows += 1;
        self.commitment += is_sent(row.commitment.raw());
        self.commitment_term += is_sent(row.commitment_term.raw());
        self.publisher_id += is_sent(row.publisher_id.raw());
        self.partner_cost += is_sent(row.partner_cost.raw());
        self.converted += u32::from(row.status.string().as_deref() == Some("Converted"));
    }

    fn log(&self, host: &dyn Host) {
        host.log(
            Level::Debug,
            "how many subscriptions of the page have a field that is not promised",
            &[
                ("subscriptions", &self.rows.to_string()),
                ("commitment", &self.commitment.to_string()),
                ("commitmentTerm", &self.commitment_term.to_string()),
                ("vendorSubscriptionId", &self.publisher_id.to_string()),
                ("partnerCost", &self.partner_cost.to_string()),
            ],
        );
        if self.converted > 0 {
            host.log(
                Level::Info,
                "subscriptions have the status Converted: those without an end date, or with one to come, count as active, the others as expired trials",
                &[("subscriptions", &self.converted.to_string())],
            );
        }
    }
}
