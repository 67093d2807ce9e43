//! The export of an earlier day: what was billed then, with the leaks that had begun by then.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{
    Client, Line, PsaExport, ROUND, barely_priced, bill, by_identity, clients, underpriced,
};
use crate::world::{Customer, Distributor, PRODUCTS, World, WorldOptions, days_between};

/// Every so many customers are billed by hand: their lines are brought up to date on some days only.
const BY_HAND: usize = 3;
/// How many days ago that was last done, and how many days lie between.
const LAST_REVIEW: i32 = 10;
const BETWEEN_REVIEWS: i32 = 30;
/// How many days ago the leaks of today began, by turns.
const LEAKS_BEGAN: [i32; 6] = [3, 25, 52, 95, 160, 240];

impl PsaExport {
    /// Makes the export of a day for a provider that buys from both distributors. On the worlds' own day and
    /// later ones it is that of [`PsaExport::of`].
    ///
    /// Customers and ids of lines are those of today. Every third customer is billed by hand and lags behind
    /// what it has; what is planted today is planted from the day on which it began.
    #[must_use]
    pub fn on(options: &WorldOptions, day: Date) -> Self {
        let today = worlds(options, options.today);
        let today = by_identity(&today.each_ref());
        let (mut clients, mut planted) = clients(&today, options.typical);
        let days_ago = days_between(day, options.today);
        if days_ago <= 0 {
            return Self::write(&clients, planted);
        }
        let then = worlds(options, day);
        let then = by_identity(&then.each_ref());
        let reviewed = options.today.saturating_sub(last_review(days_ago).days());
        let reviewed = worlds(options, reviewed);
        let reviewed = by_identity(&reviewed.each_ref());
        let none = Vec::new();
        let of = |index: usize| -> [&Vec<&Customer>; 2] {
            let known = if index % BY_HAND == 1 {
                &reviewed
            } else {
                &then
            };
            [&today, known].map(|customers| customers.values().nth(index).unwrap_or(&none))
        };
        for client in &mut clients {
            let [accounts, known] = of(client.index);
            let begun = began(client.index) >= days_ago;
            let right = bill(accounts, options.typical);
            client.lines = lines(client, &right, bill(known, options.typical), begun);
        }
        let begun: Vec<&String> = today
            .iter()
            .enumerate()
            .filter(|(index, _)| began(*index) >= days_ago)
            .filter_map(|(_, (_, accounts))| accounts.first().map(|first| &first.name))
            .collect();
        planted.retain(|leak| leak.product.is_none() || begun.contains(&&leak.customer));
        Self::write(&clients, planted)
    }
}

fn worlds(options: &WorldOptions, day: Date) -> [World; 2] {
    [Distributor::Sherweb, Distributor::StreamOne]
        .map(|distributor| World::on(distributor, options, day))
}

/// How many days ago the lines were last brought up to date, as seen so many days ago.
fn last_review(days_ago: i32) -> i32 {
    let reviews = (days_ago - LAST_REVIEW).max(0);
    LAST_REVIEW + (reviews + BETWEEN_REVIEWS - 1) / BETWEEN_REVIEWS * BETWEEN_REVIEWS
}

/// How many days ago the leak of a customer began.
fn began(index: usize) -> i32 {
    LEAKS_BEGAN[index / ROUND % LEAKS_BEGAN.len()]
}

/// The lines of a customer that has, or is known to have, what `then` bills; `right` is what today's lines
/// would be without a leak.
fn lines(client: &Client, right: &[Line], then: Vec<Line>, leaks: bool) -> Vec<(usize, Line)> {
    let mut lines = Vec::new();
    for mut line in then {
        let today = client.lines.iter().find(|(_, other)| other.is_like(&line));
        let right = right.iter().find(|other| other.is_like(&line));
        let id = match (today, right) {
            (Some((id, today)), Some(right)) => {
                if leaks {
                    line.quantity = (line.quantity + today.quantity - right.quantity).max(1);
                    if today.price != right.price {
                        line.price = if today.price < today.cost {
                            underpriced(&line)
                        } else {
                            barely_priced(&line)
                        };
                    }
                }
                *id
            }
            // Today it is left out on purpose.
            (None, Some(_)) if leaks => continue,
            _ => own_id(client.index, &line),
        };
        lines.push((id, line));
    }
    lines.sort_by_key(|(id, _)| *id);
    lines
}

/// The id of a line that is not there today.
fn own_id(index: usize, line: &Line) -> usize {
    let product = PRODUCTS
        .iter()
        .position(|product| product.name == line.product)
        .unwrap_or(PRODUCTS.len());
    let currency = line.currency.bytes().fold(0, |sum, letter| {
        (sum * 26 + usize::from(letter - b'A')) % 97
    });
    let yearly = usize::from(line.period == "Yearly");
    ((1_000 + index) * 1_000 + product * 2 + yearly) * 100 + currency
}
