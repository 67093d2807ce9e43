//! Columns of days.

use jiff::{ToSpan as _, civil::Date};

use super::{
    texts::{Text, Value},
    understand::Columns,
};
use crate::psa::{
    dates::{self, Clock, DateOrder, Day, DayFault, Moment, Orders, Times, Written},
    error::ReadFault,
    field::Field,
    profile::ExcelDays,
};

/// What a cell says: a day with its time where it has one, nothing, or why it cannot be read.
type ReadDay = Result<Option<(Date, Option<Clock>)>, String>;

/// Days between the two calendars of spreadsheets.
const FROM_1900_TO_1904: i32 = 1462;

/// A column, with what its texts are.
struct DayColumn {
    field: Field,
    texts: Vec<Text>,
    written: Vec<Result<Written, DayFault>>,
}

/// The days of a column whose order is settled, as they are written.
struct Settled {
    order: Option<DateOrder>,
    /// By the place of the text; the inner none is not a day at all.
    days: Vec<ReadDay>,
}

impl Columns<'_> {
    pub(super) fn days(
        &mut self,
        columns: Vec<(Field, Vec<Text>)>,
        given: Option<DateOrder>,
    ) -> Result<(), ReadFault> {
        let columns: Vec<DayColumn> = columns
            .into_iter()
            .map(|(field, texts)| DayColumn {
                written: texts.iter().map(|text| self.written(&text.text)).collect(),
                field,
                texts,
            })
            .collect();
        let orders: Vec<Orders> = columns.iter().map(DayColumn::orders).collect();
        let mut settled = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let others: Vec<&Orders> = orders
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place)
                .map(|(_, other)| other)
                .collect();
            let own = orders.get(place).cloned().unwrap_or_default();
            settled.push(match dates::settle(&own, &others, given) {
                Ok(order) => Some(column.settled(order)),
                Err(unsettled) => {
                    let (text, rule) = day_question(&unsettled);
                    self.ask(&column.field, &column.texts, &text, rule);
                    self.settle(&column.field, &[], &[])?;
                    None
                }
            });
        }
        let all: Vec<Moment> = settled
            .iter()
            .flatten()
            .flat_map(Settled::moments)
            .collect();
        let together = self.times(&all);
        for (column, settled) in columns.iter().zip(&settled) {
            if let Some(settled) = settled {
                self.day_column(column, settled, together)?;
            }
        }
        Ok(())
    }

    /// A text as a day; a count of days too, where the profile says that it is one.
    fn written(&self, text: &str) -> Result<Written, DayFault> {
        let fault = match dates::parse(text) {
            Ok(written) => return Ok(written),
            Err(fault) => fault,
        };
        let (DayFault::ExcelDay { day, seconds }, Some(from)) = (&fault, self.section.excel_days)
        else {
            return Err(fault);
        };
        let later = match from {
            ExcelDays::From1900 => 0,
            ExcelDays::From1904 => FROM_1900_TO_1904,
        };
        let day = day.checked_add(later.days()).map_err(|_| DayFault::NoDay)?;
        let clock = Clock {
            seconds: i32::try_from(*seconds).unwrap_or_default(),
            offset: None,
        };
        Ok(Written {
            day: Day::Fixed(day),
            clock: Some(clock),
        })
    }

    /// What times mean: what the profile says, else what they say together; none where they leave it open.
    fn times(&self, moments: &[Moment]) -> Option<Times> {
        let found = dates::times(moments, !self.read.by_program);
        match self.section.day_zone {
            Some(zone) if found != Some(Times::Midnight) => Some(Times::Zone(zone)),
            _ => found,
        }
    }

    fn day_column(
        &mut self,
        column: &DayColumn,
        settled: &Settled,
        together: Option<Times>,
    ) -> Result<(), ReadFault> {
        let moments = settled.moments();
        let times = match self.times(&moments) {
            // Summer and winter time may be in different columns.
            None => together.filter(|times| matches!(times, Times::Zone(_))),
            own => own,
        };
        if times.is_none() {
            self.ask_about_times(column, settled);
        }
        let times = times.unwrap_or(Times::Midnight);
        let (mut values, mut bad) = (Vec::new(), Vec::new());
        for (text, day) in column.texts.iter().zip(&settled.days) {
            let value = match day {
                Ok(Some((day, Some(clock)))) => Value::Day(
                    Moment {
                        day: *day,
                        clock: *clock,
                    }
                    .day(times),
                ),
                Ok(Some((day, None))) => Value::Day(*day),
                Ok(None) => Value::Nothing,
                Err(rule) => {
                    bad.push((text.text.clone(), rule.clone()));
                    continue;
                }
            };
            values.push((text.text.clone(), value));
        }
        self.note_days(column, settled, times);
        self.settle(&column.field, &values, &bad)
    }

    fn ask_about_times(&mut self, column: &DayColumn, settled: &Settled) {
        if let Some((text, _, _)) = settled.timed(column).next() {
            let rule = "has a time of day that may be midnight in another time zone, and the column \
                does not show which; set day_zone = \"east\" or \"west\" (of UTC) in a mapping \
                file, or \"written\" if times do not count";
            self.ask(&column.field, &column.texts, &text.text, rule.to_owned());
        }
    }

    /// Says in which order days are written, and what became of times.
    fn note_days(&mut self, column: &DayColumn, settled: &Settled, times: Times) {
        let name = self.column(column.field.name).unwrap_or_default();
        let open = column
            .written
            .iter()
            .flatten()
            .any(|written| matches!(written.day, Day::Open { .. }));
        if open && let Some(order) = settled.order {
            let note = format!("column {name}: days are written {order}");
            self.result.notes.push(note);
        }
        let note = match times {
            Times::Midnight => return,
            Times::Clock => settled.timed(column).next().map(|(text, _, _)| {
                format!(
                    "column {name}: the time of day is ignored, as in “{}”",
                    text.text
                )
            }),
            Times::Zone(_) => settled.timed(column).find_map(|(text, written, clock)| {
                let moment = Moment {
                    day: written,
                    clock,
                };
                let day = moment.day(times);
                (day != written).then(|| {
                    format!(
                        "column {name}: times are read as midnight in another time zone, so “{}” is {day}",
                        text.text
                    )
                })
            }),
        };
        self.result.notes.extend(note);
    }
}

impl DayColumn {
    fn orders(&self) -> Orders {
        let mut orders = Orders::default();
        for (text, written) in self.texts.iter().zip(&self.written) {
            if let Ok(written) = written {
                orders.add(&text.text, &written.day);
            }
        }
        orders
    }

    fn settled(&self, order: Option<DateOrder>) -> Settled {
        Settled {
            order,
            days: self
                .written
                .iter()
                .map(|written| in_order(written, order))
                .collect(),
        }
    }
}

/// The day that a text is in a settled order, or the rule that it breaks.
fn in_order(written: &Result<Written, DayFault>, order: Option<DateOrder>) -> ReadDay {
    let written = written.as_ref().map_err(ToString::to_string)?;
    let Some(day) = dates::read(&written.day, order) else {
        let order = order.map(DateOrder::name).unwrap_or_default();
        return Err(format!(
            "is not a date in the order {order}; write all dates of the column in the same order"
        ));
    };
    Ok(day.map(|day| (day, written.clock)))
}

impl Settled {
    fn moments(&self) -> Vec<Moment> {
        let days = self.days.iter().flatten().flatten();
        days.filter_map(|(day, clock)| {
            Some(Moment {
                day: *day,
                clock: (*clock)?,
            })
        })
        .collect()
    }

    /// The texts that have a time of day which is not midnight.
    fn timed<'c>(&'c self, column: &'c DayColumn) -> impl Iterator<Item = (&'c Text, Date, Clock)> {
        column
            .texts
            .iter()
            .zip(&self.days)
            .filter_map(|(text, day)| {
                let (day, clock) = day.as_ref().ok()?.as_ref()?;
                let clock = (*clock)?;
                (clock.seconds != 0).then_some((text, *day, clock))
            })
    }
}

fn day_question(unsettled: &dates::Unsettled) -> (String, String) {
    match unsettled {
        dates::Unsettled::Open(text) => (
            text.clone(),
            "can be read in several orders, and nothing in the file shows which; use --date-order \
             dmy, mdy or ymd"
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
                "has another order of day, month and year than {} in the same column; write all dates of the column in the same order",
                others.join(" and ")
            );
            (first, rule)
        }
    }
}
