//! The charts of a review.

use crate::report::chart::{Chart, Form, MOST_SERIES, Series};
use crate::report::charted::Charted;
use crate::report::error::ReportError;
use crate::report::rows::{Row, number, value};
use crate::report::table::{Column, Table};

/// The size of a chart that is as wide as the page.
const SIZE: (u32, u32) = (880, 240);

/// How many charts of seats there are at most; the other products are in the table.
const MOST_CHARTS: usize = 4;

/// Twelve months of what is billed, what it costs and what is earned, a chart for each currency.
pub(super) fn money(rows: &[Row]) -> Result<Vec<Charted>, ReportError> {
    let series = [("billed", 2), ("cost", 3), ("profit", 4)];
    of_currencies(rows, "Billed, cost and profit", &series, |rows| {
        let columns = vec![
            Column::word("currency"),
            Column::word("month"),
            Column::number("billed"),
            Column::number("cost"),
            Column::number("profit"),
            Column::percent("margin"),
            Column::number("products without a known margin").or(""),
        ];
        Table::new(("money", "Billed, cost and profit by month", ""), columns, rows)
            .note("At the end of each month, as far as it is known: the price of a bundle is not in any product. A suspended subscription costs what the distributor's last bill charges. Profit and margin cover only the products whose cost and price are known.")
    })
}

/// Twelve months of what is billed, a chart for each currency.
pub(super) fn spend(rows: &[Row]) -> Result<Vec<Charted>, ReportError> {
    of_currencies(rows, "Licence spend", &[("spend", 2)], |rows| {
        let columns = vec![
            Column::word("currency"),
            Column::word("month"),
            Column::number("spend"),
        ];
        Table::new(("money", "Licence spend by month", ""), columns, rows)
            .note("At the end of each month. Products that are part of a bundle are not counted.")
    })
}

fn of_currencies(
    rows: &[Row],
    title: &str,
    series: &[(&str, usize)],
    table: impl Fn(&[Row]) -> Table,
) -> Result<Vec<Charted>, ReportError> {
    rows.chunk_by(|one, other| one.first() == other.first())
        .map(|months| {
            let drawn = Chart {
                title: format!("{title}, {} per month", value(&months[0], 0)),
                form: Form::Lines,
                labels: months.iter().map(|row| value(row, 1).to_owned()).collect(),
                series: series
                    .iter()
                    .map(|(name, column)| Series {
                        name: (*name).to_owned(),
                        values: months.iter().map(|row| number(row, *column)).collect(),
                    })
                    .collect(),
                size: SIZE,
            }
            .draw()?;
            Ok(Charted {
                drawn,
                figures: table(months),
            })
        })
        .collect()
}

/// Twelve months of seats, the largest products first; those of one product stand together.
pub(super) fn seats(rows: &[Row]) -> Result<Vec<Charted>, ReportError> {
    let products: Vec<&[Row]> = rows
        .chunk_by(|one, other| one.get(1) == other.get(1))
        .collect();
    let groups: Vec<&[&[Row]]> = products.chunks(MOST_SERIES).collect();
    groups
        .iter()
        .take(MOST_CHARTS)
        .enumerate()
        .map(|(place, group)| {
            let of = match groups.len().min(MOST_CHARTS) {
                1 => String::new(),
                count => format!(" ({} of {count})", place + 1),
            };
            let drawn = Chart {
                title: format!("Seats by product{of}"),
                form: Form::Lines,
                labels: group[0]
                    .iter()
                    .map(|row| value(row, 2).to_owned())
                    .collect(),
                series: group
                    .iter()
                    .map(|months| Series {
                        name: value(&months[0], 0).to_owned(),
                        values: months.iter().map(|row| number(row, 3)).collect(),
                    })
                    .collect(),
                size: SIZE,
            }
            .draw()?;
            // The last table has those that have no chart.
            let last = place + 1 == MOST_CHARTS;
            let tabled = if last {
                &products[place * MOST_SERIES..]
            } else {
                group
            };
            let figures: Vec<Row> = tabled
                .iter()
                .flat_map(|months| months.iter())
                .map(|row| {
                    [0, 2, 3]
                        .map(|column| row.get(column).cloned().flatten())
                        .to_vec()
                })
                .collect();
            let columns = vec![
                Column::text("product"),
                Column::word("month"),
                Column::number("seats"),
            ];
            Ok(Charted {
                drawn,
                figures: Table::new(
                    ("seats", "Seats by product and month", ""),
                    columns,
                    &figures,
                )
                .note("At the end of each month."),
            })
        })
        .collect()
}
