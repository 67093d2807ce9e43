//! Settles by a whole column in which order it writes day, month and year.

use jiff::civil::Date;

use super::day::{DateOrder, Day};

/// What the days of a column say about their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) struct Orders {
    /// The orders in which all texts are days, by the index of [`DateOrder`].
    possible: [bool; 3],
    /// A text that rules an order out, by the index of [`DateOrder`].
    against: [Option<String>; 3],
    /// A text that is different days in the orders that are possible for it.
    open: Option<String>,
    /// Whether all open texts are divided by dots.
    dots: bool,
}

/// Why a column's order is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::psa) enum Unsettled {
    /// Nothing speaks for one order; the text is a day in several.
    Open(String),
    /// The texts are days in different orders.
    Contradiction(Vec<String>),
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            possible: [true; 3],
            against: [const { None }; 3],
            open: None,
            dots: true,
        }
    }
}

impl Orders {
    /// Adds a text of the column.
    pub(in crate::psa) fn add(&mut self, text: &str, day: &Day) {
        let Day::Open { days, dots } = day else {
            return;
        };
        for ((possible, against), day) in self.possible.iter_mut().zip(&mut self.against).zip(days)
        {
            if day.is_none() {
                *possible = false;
                against.get_or_insert_with(|| text.to_owned());
            }
        }
        let mut different = days.iter().flatten();
        let first = different.next();
        if different.any(|day| Some(day) != first) {
            self.open.get_or_insert_with(|| text.to_owned());
            self.dots &= dots;
        }
    }

    fn says(&self) -> Option<DateOrder> {
        // A column without any open day says nothing.
        if self.against.iter().all(Option::is_none) {
            return None;
        }
        let mut possible = DateOrder::ALL
            .into_iter()
            .filter(|order| self.allows(*order));
        possible.next().filter(|_| possible.next().is_none())
    }

    fn allows(&self, order: DateOrder) -> bool {
        self.possible
            .get(order.index())
            .copied()
            .unwrap_or_default()
    }
}

/// Returns the order of a column: what a person said (`given`), else what the column says itself, else
/// what all other columns of the file say together, else day, month, year where dots divide. None where
/// nothing of the column depends on it.
pub(in crate::psa) fn settle(
    column: &Orders,
    others: &[&Orders],
    given: Option<DateOrder>,
) -> Result<Option<DateOrder>, Unsettled> {
    if given.is_some() {
        return Ok(given);
    }
    if column.possible == [false; 3] {
        let mut texts: Vec<String> = column.against.iter().flatten().cloned().collect();
        texts.dedup();
        return Err(Unsettled::Contradiction(texts));
    }
    if let Some(order) = column.says() {
        return Ok(Some(order));
    }
    let Some(open) = &column.open else {
        return Ok(DateOrder::ALL
            .into_iter()
            .find(|order| column.allows(*order)));
    };
    let mut said: Vec<DateOrder> = others.iter().filter_map(|other| other.says()).collect();
    said.dedup();
    match said.as_slice() {
        [order] if column.allows(*order) => Ok(Some(*order)),
        [] if column.dots && column.allows(DateOrder::Dmy) => Ok(Some(DateOrder::Dmy)),
        _ => Err(Unsettled::Open(open.clone())),
    }
}

/// Returns the day that a text is in a settled order; the inner none is not a day at all.
pub(in crate::psa) fn read(day: &Day, order: Option<DateOrder>) -> Option<Option<Date>> {
    match day {
        Day::Fixed(date) => Some(Some(*date)),
        Day::None => Some(None),
        Day::Open { days, .. } => days.get(order?.index()).copied().flatten().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn column(texts: &[&str]) -> Orders {
        let mut orders = Orders::default();
        for text in texts {
            orders.add(text, &parse(text).unwrap().day);
        }
        orders
    }

    fn order(texts: &[&str]) -> Result<Option<DateOrder>, Unsettled> {
        settle(&column(texts), &[], None)
    }

    #[test]
    fn a_day_beyond_twelve_settles_the_column() {
        assert_eq!(
            order(&["03/04/2026", "25/12/2026"]),
            Ok(Some(DateOrder::Dmy))
        );
        assert_eq!(
            order(&["03/04/2026", "12/25/2026"]),
            Ok(Some(DateOrder::Mdy))
        );
        assert_eq!(
            order(&["26/04/03", "26/12/25", "99/01/01"]),
            Ok(Some(DateOrder::Ymd))
        );
    }

    #[test]
    fn what_the_column_does_not_settle_is_asked() {
        let open = Err(Unsettled::Open("03/04/2026".to_owned()));
        assert_eq!(order(&["03/04/2026", "01/02/2026"]), open);
        assert_eq!(
            settle(&column(&["03/04/2026"]), &[], Some(DateOrder::Mdy)),
            Ok(Some(DateOrder::Mdy))
        );
    }

    #[test]
    fn the_same_day_in_both_orders_needs_no_answer() {
        assert!(order(&["05/05/2026", "2026-01-01"]).is_ok());
    }

    #[test]
    fn another_column_settles_it() {
        let other = column(&["31/12/2026"]);
        assert_eq!(
            settle(&column(&["01/02/2026"]), &[&other], None),
            Ok(Some(DateOrder::Dmy))
        );
        let contrary = column(&["12/31/2026"]);
        assert!(settle(&column(&["01/02/2026"]), &[&other, &contrary], None).is_err());
    }

    #[test]
    fn dots_mean_day_month_year_unless_the_column_says_otherwise() {
        assert_eq!(
            order(&["01.11.2026", "01.02.2026"]),
            Ok(Some(DateOrder::Dmy))
        );
        assert_eq!(
            order(&["01.11.2026", "11.25.2026"]),
            Ok(Some(DateOrder::Mdy))
        );
    }

    #[test]
    fn a_column_in_two_orders_is_refused() {
        let Err(Unsettled::Contradiction(texts)) = order(&["25/12/2026", "12/25/2026"]) else {
            panic!("settled");
        };
        assert!(texts.contains(&"25/12/2026".to_owned()), "{texts:?}");
        assert!(texts.contains(&"12/25/2026".to_owned()), "{texts:?}");
    }
}
