//! Totals that no word tells: a row with the quantity and the amount of the rows above it together.

use std::borrow::Cow;

use super::layout::Located;
use crate::psa::{content::Content, field::position, numbers};

/// Fewer rows may well come to what the next one says by chance.
const FEWEST: usize = 3;

/// Amounts that differ by less than this, in millionths of millionths, are the same: half a cent.
const ROUNDED: u128 = 5_000_000_000;

/// What some rows come to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    rows: usize,
    /// Millionths.
    quantity: i128,
    /// Millionths of millionths.
    amount: i128,
}

/// What the rows of a file come to, from its beginning and since the last total or heading.
#[derive(Debug, Default)]
pub(super) struct Sums {
    quantity: Vec<usize>,
    price: Vec<usize>,
    all: Sum,
    group: Sum,
}

impl Sums {
    pub(super) fn new(located: &Located) -> Self {
        let places = |name| {
            position(located.content, name)
                .and_then(|field| located.places.get(field))
                .cloned()
                .unwrap_or_default()
        };
        if located.content != Content::ContractLines {
            return Self::default();
        }
        let price = ["unit_price", "extended_price"].map(places).concat();
        Self {
            quantity: places("quantity"),
            price,
            ..Self::default()
        }
    }

    /// A total or a heading: what follows is another group.
    pub(super) fn next_group(&mut self) {
        self.group = Sum::default();
    }

    /// Adds a row of data. Says whether it has what the rows above it come to.
    pub(super) fn is_total(&mut self, fields: &[Cow<'_, str>]) -> bool {
        let Some(quantity) = number(fields, &self.quantity) else {
            return false;
        };
        let price = number(fields, &self.price);
        let is_sum = |sum: &Sum| {
            // A total says the amount in the column of prices. The quantity alone may well be that of another line.
            let has_amount = price.is_some_and(|price| {
                let amount = price.saturating_mul(1_000_000);
                amount.saturating_sub(sum.amount).unsigned_abs() < ROUNDED
            });
            sum.rows >= FEWEST && sum.quantity == quantity && has_amount
        };
        if is_sum(&self.all) || is_sum(&self.group) {
            self.next_group();
            return true;
        }
        for sum in [&mut self.all, &mut self.group] {
            sum.rows += 1;
            sum.quantity = sum.quantity.saturating_add(quantity);
            let amount = quantity.saturating_mul(price.unwrap_or_default());
            sum.amount = sum.amount.saturating_add(amount);
        }
        false
    }
}

/// A number of a row, in millionths; of one that can be read in two ways, the larger reading, as of a total with groups.
fn number(fields: &[Cow<'_, str>], places: &[usize]) -> Option<i128> {
    let text = places
        .iter()
        .filter_map(|place| fields.get(*place))
        .find(|field| !field.is_empty())?;
    let number = numbers::parse(text).ok()?;
    number.with_point.max(number.with_comma)
}
