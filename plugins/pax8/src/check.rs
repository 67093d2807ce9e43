//! The login test: counts the companies, and compares prices with the newest bill.

use std::collections::BTreeMap;

use seatwise_plugin::types::{Decimal, RejectedRow, Term, Timestamp};
use seatwise_plugin::{Account, Failure, Host, api};

use crate::answer::Answer;
use crate::charge_row::ItemRow;
use crate::fields::record;
use crate::invoices;
use crate::requests;
use crate::settings::PriceMeaning;
use crate::terms::term;

record!(
    /// What of a subscription is compared.
    PriceRow {
        id: "id",
        billing_term: "billingTerm",
        price: "price",
        partner_cost: "partnerCost",
    }
);

/// Logs in, counts the companies that the key sees, and says what `price` means as far as the bill shows it.
pub(crate) fn check(
    meaning: PriceMeaning,
    now: Timestamp,
    host: &dyn Host,
) -> Result<Account, Failure> {
    let request = requests::first_company();
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let customers = answer
        .total
        .ok_or_else(|| answer.unusable("without page.totalElements"))?;
    let notes = match compare(now, host) {
        Ok(votes) => votes.notes(meaning),
        Err(failure) => vec![format!(
            "The newest bill cannot be compared with the subscriptions ({}).",
            failure.message
        )],
    };
    Ok(Account { customers, notes })
}

/// A line that tells the customer's price from the cost.
struct Line {
    company: String,
    cycle: Term,
    price: Decimal,
    cost: Decimal,
}

/// How many subscriptions speak for which meaning.
#[derive(Debug, Default)]
struct Votes {
    customer: u32,
    cost: u32,
    neither: u32,
    /// Whether any subscription that was looked at has a `partnerCost`.
    partner_cost: bool,
    looked_at: usize,
}

/// Compares the first page of the newest bill with the subscriptions of the company that most of its lines name:
/// three requests.
fn compare(now: Timestamp, host: &dyn Host) -> Result<Votes, Failure> {
    let newest = invoices::newest(now, host)?;
    let invoice = newest.largest().ok_or_else(invoices::none_yet)?;
    let request = requests::invoice_items(&invoice.id, 0);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let nobody = |_: &ItemRow<'_>| RejectedRow::new("", "");
    let lines: BTreeMap<String, Line> = answer
        .read(nobody, |row| line(row).ok_or_else(String::new))
        .rows
        .into_iter()
        .collect();
    let mut votes = Votes::default();
    let Some(company) = most_named(&lines) else {
        return Ok(votes);
    };
    let request = requests::subscriptions_of(&company);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let nobody = |_: &PriceRow<'_>| RejectedRow::new("", "");
    votes.looked_at = answer.len();
    answer.read(nobody, |row: &mut PriceRow<'_>| {
        votes.count(row, &lines);
        Ok(())
    });
    Ok(votes)
}

/// The line of a subscription whose two prices differ and are for one unit and a whole term.
fn line(row: &mut ItemRow<'_>) -> Option<(String, Line)> {
    let is_plain = row.kind.string()? == "subscription" && !row.is_usage() && !row.is_flat();
    let line = Line {
        company: row.company.string()?,
        cycle: term(&row.term.string()?),
        price: row.price.decimal("").ok().flatten()?,
        cost: row.cost.decimal("").ok().flatten()?,
    };
    let decides = is_plain && line.price != line.cost;
    decides.then_some((row.subscription.string()?, line))
}

fn most_named(lines: &BTreeMap<String, Line>) -> Option<String> {
    let mut named: BTreeMap<&str, u32> = BTreeMap::new();
    for line in lines.values() {
        *named.entry(&line.company).or_default() += 1;
    }
    // The id settles a tie, so that a second test asks the same.
    let most = named.into_iter().max_by_key(|(id, times)| (*times, *id))?;
    Some(most.0.to_owned())
}

impl Votes {
    fn count(&mut self, row: &PriceRow<'_>, lines: &BTreeMap<String, Line>) {
        self.partner_cost |= row.partner_cost.raw().is_some();
        let price = row.price.decimal("").ok().flatten();
        let line = row.id.string().and_then(|id| lines.get(&id));
        let cycle = row.billing_term.string().map(|text| term(&text));
        match (price, line) {
            (Some(price), Some(line)) if cycle.as_ref() == Some(&line.cycle) => {
                if price == line.price {
                    self.customer += 1;
                } else if price == line.cost {
                    self.cost += 1;
                } else {
                    self.neither += 1;
                }
            }
            _ => {}
        }
    }

    fn notes(&self, meaning: PriceMeaning) -> Vec<String> {
        let mut notes = vec![self.verdict(meaning)];
        if self.looked_at > 0 && !self.partner_cost && meaning != PriceMeaning::Cost {
            notes.push(
                "Pax8 sends no partnerCost with these subscriptions, so costs come from the bill alone."
                    .to_owned(),
            );
        }
        notes
    }

    fn verdict(&self, meaning: PriceMeaning) -> String {
        let compared = self.customer + self.cost + self.neither;
        let (times, words, fitting, setting) = match (self.customer, self.cost) {
            (customer, 0) if customer > 0 => (
                customer,
                "what the customer pays",
                PriceMeaning::Customer,
                "customer",
            ),
            (0, cost) if cost > 0 => (cost, "what you pay", PriceMeaning::Cost, "cost"),
            (0, 0) => {
                return "The newest bill does not show whether the price of a subscription is what the customer pays or what you pay; compare one subscription with your bill and check the setting `price`.".to_owned();
            }
            (customer, cost) => {
                return format!(
                    "The price of a subscription equals the customer's price of the newest bill {customer} times and your cost {cost} times, so it cannot be relied on; set `price` to ignore."
                );
            }
        };
        let agrees = if fitting == meaning {
            format!("as the setting `price` = {setting} says")
        } else {
            format!("so set `price` to {setting}")
        };
        format!(
            "The price of a subscription is {words}: it equals that on the newest bill {times} of {compared} times, {agrees}."
        )
    }
}
