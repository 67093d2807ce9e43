//! Columns of numbers and percentages.

use super::{
    texts::{Text, Value},
    understand::Columns,
};
use crate::psa::{
    error::ReadFault,
    field::{Field, Kind},
    numbers::{self, DecimalMark, Evidence, Number},
    profile::TaxUnit,
};

/// Millionths of one.
const ONE: i128 = 1_000_000;

impl Columns<'_> {
    pub(super) fn numbers(
        &mut self,
        columns: Vec<(Field, Vec<Text>)>,
        given: Option<DecimalMark>,
    ) -> Result<(), ReadFault> {
        let parsed: Vec<Vec<_>> = columns
            .iter()
            .map(|(_, texts)| {
                texts
                    .iter()
                    .map(|text| numbers::parse(&text.text))
                    .collect()
            })
            .collect();
        let evidence: Vec<Evidence> = columns
            .iter()
            .zip(&parsed)
            .map(|((_, texts), numbers)| {
                let mut evidence = Evidence::default();
                for (text, number) in texts.iter().zip(numbers) {
                    if let Ok(number) = number {
                        evidence.add(&text.text, number);
                    }
                }
                evidence
            })
            .collect();
        let usual = self.read.by_program.then_some(DecimalMark::Point);
        for (place, (field, texts)) in columns.iter().enumerate() {
            let Some((own, numbers)) = evidence.get(place).zip(parsed.get(place)) else {
                continue;
            };
            let others: Vec<&Evidence> = evidence
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, other)| other)
                .collect();
            match numbers::settle(own, &others, given, usual) {
                Ok(mark) => self.number_column(field, texts, numbers, mark)?,
                Err(unsettled) => {
                    let (text, rule) = number_question(&unsettled);
                    self.ask(field, texts, &text, rule);
                    self.settle(field, &[], &[])?;
                }
            }
            if own.open.is_some() || own.comma.is_some() {
                let column = self.column(field.name).unwrap_or_default();
                if let Ok(mark) = numbers::settle(own, &others, given, usual) {
                    self.result
                        .notes
                        .push(format!("column {column}: numbers have a decimal {mark}"));
                }
            }
        }
        Ok(())
    }

    fn number_column(
        &mut self,
        field: &Field,
        texts: &[Text],
        numbers: &[Result<Number, numbers::NumberFault>],
        mark: DecimalMark,
    ) -> Result<(), ReadFault> {
        let whole_percent = self.percent_unit(field, numbers, mark);
        let (mut values, mut bad) = (Vec::new(), Vec::new());
        for (text, number) in texts.iter().zip(numbers) {
            let rule = match number {
                Err(fault) => fault.to_string(),
                Ok(number) => match number_value(field.kind, number, mark, whole_percent) {
                    Ok(value) => {
                        values.push((text.text.clone(), value));
                        continue;
                    }
                    Err(rule) => rule,
                },
            };
            bad.push((text.text.clone(), rule));
        }
        self.settle(field, &values, &bad)
    }

    /// Whether a column of percentages has 20 for a fifth; none where it cannot be told.
    fn percent_unit(
        &self,
        field: &Field,
        numbers: &[Result<Number, numbers::NumberFault>],
        mark: DecimalMark,
    ) -> Option<bool> {
        if field.name != "tax_rate" {
            return Some(true);
        }
        match self.section.tax_rate_unit {
            Some(unit) => Some(unit == TaxUnit::Percent),
            // No tax takes under one percent and over a hundred in the same column.
            None => numbers
                .iter()
                .flatten()
                .any(|number| {
                    !number.percent && number.under(mark).is_some_and(|units| units >= ONE)
                })
                .then_some(true),
        }
    }
}

fn number_value(
    kind: Kind,
    number: &Number,
    mark: DecimalMark,
    whole_percent: Option<bool>,
) -> Result<Value, String> {
    let Some(units) = number.under(mark) else {
        return Err(format!("is no number with a decimal {mark}"));
    };
    if kind == Kind::Number {
        if number.percent {
            return Err("is a percentage, and an amount is wanted".to_owned());
        }
        return Ok(Value::Number(units, number.currencies.clone()));
    }
    let in_hundredths = number.percent || units == 0;
    match (in_hundredths, whole_percent) {
        (true, _) | (false, Some(true)) => Ok(Value::Number(units / 100, None)),
        (false, Some(false)) => Ok(Value::Number(units, None)),
        (false, None) => Err(
            "can be a percentage or a fraction; say tax_rate_unit = \"percent\" or \"fraction\" in a mapping file"
                .to_owned(),
        ),
    }
}

fn number_question(unsettled: &numbers::Unsettled) -> (String, String) {
    match unsettled {
        numbers::Unsettled::Open(text) => (
            text.clone(),
            "can be read in two ways, and nothing in the file settles whether its last mark is a decimal one; \
             say --decimal point or --decimal comma"
                .to_owned(),
        ),
        numbers::Unsettled::Contradiction(point, comma) => (
            comma.clone(),
            format!("has a decimal comma, and “{point}” in the same column a decimal point; one of them is wrong"),
        ),
    }
}
