//! Columns of days.

use super::{
    texts::{Text, Value},
    understand::Columns,
};
use crate::psa::{
    dates::{self, DateOrder, Day, Orders},
    error::ReadFault,
    field::Field,
};

impl Columns<'_> {
    pub(super) fn days(
        &mut self,
        columns: Vec<(Field, Vec<Text>)>,
        given: Option<DateOrder>,
    ) -> Result<(), ReadFault> {
        let parsed: Vec<Vec<Option<Day>>> = columns
            .iter()
            .map(|(_, texts)| texts.iter().map(|text| dates::parse(&text.text)).collect())
            .collect();
        let orders: Vec<Orders> = columns
            .iter()
            .zip(&parsed)
            .map(|((_, texts), days)| {
                let mut orders = Orders::default();
                for (text, day) in texts.iter().zip(days) {
                    if let Some(day) = day {
                        orders.add(&text.text, day);
                    }
                }
                orders
            })
            .collect();
        for (place, (field, texts)) in columns.iter().enumerate() {
            let Some((own, days)) = orders.get(place).zip(parsed.get(place)) else {
                continue;
            };
            let others: Vec<&Orders> = orders
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, other)| other)
                .collect();
            match dates::settle(own, &others, given) {
                Ok(order) => self.day_column(field, texts, days, order)?,
                Err(unsettled) => {
                    let (text, rule) = day_question(&unsettled);
                    self.ask(field, texts, &text, rule);
                    self.settle(field, &[], &[])?;
                }
            }
        }
        Ok(())
    }

    fn day_column(
        &mut self,
        field: &Field,
        texts: &[Text],
        days: &[Option<Day>],
        order: Option<DateOrder>,
    ) -> Result<(), ReadFault> {
        let (mut values, mut bad) = (Vec::new(), Vec::new());
        for (text, day) in texts.iter().zip(days) {
            match day.as_ref().map(|day| dates::read(day, order)) {
                Some(Some(Some(day))) => values.push((text.text.clone(), Value::Day(day))),
                Some(Some(None)) => values.push((text.text.clone(), Value::Nothing)),
                Some(None) => {
                    let order = order.map(DateOrder::name).unwrap_or_default();
                    bad.push((text.text.clone(), format!("is no day in the order {order}")));
                }
                None => bad.push((text.text.clone(), "is no day".to_owned())),
            }
        }
        if texts
            .iter()
            .zip(days)
            .any(|(_, day)| matches!(day, Some(Day::Open { .. })))
            && let Some(order) = order
        {
            let column = self.column(field.name).unwrap_or_default();
            self.result
                .notes
                .push(format!("column {column}: days are written {order}"));
        }
        self.settle(field, &values, &bad)
    }
}

fn day_question(unsettled: &dates::Unsettled) -> (String, String) {
    match unsettled {
        dates::Unsettled::Open(text) => (
            text.clone(),
            "can be read in several orders, and nothing in the file settles which; \
             say --date-order dmy, mdy or ymd"
                .to_owned(),
        ),
        dates::Unsettled::Contradiction(texts) => {
            let first = texts.first().cloned().unwrap_or_default();
            let others: Vec<String> = texts
                .iter()
                .filter(|text| **text != first)
                .map(|text| format!("“{text}”"))
                .collect();
            let rule = format!(
                "is in another order of day, month and year than {} in the same column",
                others.join(" and ")
            );
            (first, rule)
        }
    }
}
