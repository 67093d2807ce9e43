//! Columns of numbers and percentages.

use super::{
    bounds,
    texts::{Text, Value},
    understand::Columns,
};
use crate::psa::{
    dates,
    error::ReadFault,
    field::{Field, Kind},
    numbers::{self, DecimalMark, Evidence, Number, NumberFault},
    profile::{Dash, PercentUnit},
};

/// Millionths of one.
const ONE: i128 = 1_000_000;

/// What a column of numbers is, apart from its texts.
#[derive(Debug, Clone, Copy)]
struct Column {
    field: Field,
    mark: DecimalMark,
    /// In what unit percentages are; none where it cannot be told.
    unit: Option<PercentUnit>,
    dash: Option<Dash>,
}

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
        numbers: &[Result<Number, NumberFault>],
        mark: DecimalMark,
    ) -> Result<(), ReadFault> {
        let column = Column {
            field: *field,
            mark,
            unit: self.percent_unit(field, numbers, mark),
            dash: self.section.dash,
        };
        let (mut values, mut bad) = (Vec::new(), Vec::new());
        for (text, number) in texts.iter().zip(numbers) {
            match column.value(&text.text, number) {
                Ok(value) => values.push((text.text.clone(), value)),
                Err(rule) => bad.push((text.text.clone(), rule)),
            }
        }
        self.settle(field, &values, &bad)
    }

    /// In what unit a column of percentages is: what the profile says, else what the column says. One
    /// number that is not a fraction settles it.
    fn percent_unit(
        &self,
        field: &Field,
        numbers: &[Result<Number, NumberFault>],
        mark: DecimalMark,
    ) -> Option<PercentUnit> {
        let (given, largest_fraction) = match field.name {
            // No tax takes all of a price, so 1 is one percent.
            "tax_rate" => (self.section.tax_rate_unit, ONE - 1),
            // A discount may, so 1 can be all of it.
            _ => (self.section.discount_unit, ONE),
        };
        let is_no_fraction = |number: &Number| {
            !number.percent
                && number
                    .under(mark)
                    .is_some_and(|units| units.abs() > largest_fraction)
        };
        given.or_else(|| {
            let percent = numbers.iter().flatten().any(is_no_fraction);
            percent.then_some(PercentUnit::Percent)
        })
    }
}

impl Column {
    fn value(self, text: &str, number: &Result<Number, NumberFault>) -> Result<Value, String> {
        let number = match (number, self.dash) {
            (Ok(number), _) => number,
            (Err(NumberFault::Dash), Some(Dash::Zero)) => return Ok(Value::Number(0, None)),
            (Err(NumberFault::Dash), Some(Dash::Unknown)) => return Ok(Value::Nothing),
            (Err(NumberFault::TooLarge), _) => return Err(bounds::too_large(&self.field)),
            (Err(fault), _) => return Err(rule(text, fault)),
        };
        let Some(units) = number.under(self.mark) else {
            return Err(format!(
                "is not a number with a decimal {}; write all numbers of the column in the same way",
                self.mark
            ));
        };
        if self.field.kind == Kind::Percent {
            return self.percentage(number, units);
        }
        if number.percent {
            return Err(
                "is a percentage, but this column has quantities or amounts; write the number without the percent sign, or name the right column in a mapping file"
                    .to_owned(),
            );
        }
        if !bounds::fits(&self.field, units) {
            return Err(bounds::too_large(&self.field));
        }
        Ok(Value::Number(units, number.currencies.clone()))
    }

    fn percentage(self, number: &Number, units: i128) -> Result<Value, String> {
        if number.currencies.is_some() {
            return Err(
                "is an amount of money, but this column has percentages; name the right column in a mapping file"
                    .to_owned(),
            );
        }
        let in_hundredths = number.percent || units == 0;
        match (in_hundredths, self.unit) {
            (true, _) | (false, Some(PercentUnit::Percent)) => Ok(Value::Number(units / 100, None)),
            (false, Some(PercentUnit::Fraction)) => Ok(Value::Number(units, None)),
            (false, None) => Err(format!(
                "may be a percentage or a fraction; write it with a percent sign, or set {} = \"percent\" or \"fraction\" in a mapping file",
                match self.field.name {
                    "tax_rate" => "tax_rate_unit",
                    _ => "discount_unit",
                }
            )),
        }
    }
}

/// The rule that a text breaks which is not a number. A spreadsheet makes days of numbers.
fn rule(text: &str, fault: &NumberFault) -> String {
    let vague = matches!(
        fault,
        NumberFault::NoNumber | NumberFault::Misplaced | NumberFault::Word(_)
    );
    if vague && dates::parse(text).is_ok() {
        return "is a date, but a number is expected; if a spreadsheet turned a number into it, format the column as text, otherwise name the right column in a mapping file"
            .to_owned();
    }
    fault.to_string()
}

fn number_question(unsettled: &numbers::Unsettled) -> (String, String) {
    match unsettled {
        numbers::Unsettled::Open(text) => (
            text.clone(),
            "can be read in two ways, and nothing in the file shows whether its last mark is a \
             decimal mark; use --decimal point or --decimal comma"
                .to_owned(),
        ),
        numbers::Unsettled::Contradiction(point, comma) => (
            comma.clone(),
            format!(
                "has a decimal comma, but “{point}” in the same column has a decimal point; write all numbers of the column in the same way"
            ),
        ),
    }
}
