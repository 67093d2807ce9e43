//! The charts of the dashboard.

use serde::Serialize;

use crate::report::chart::{Chart, Form, Series};
use crate::report::charted::Charted;
use crate::report::error::ReportError;
use crate::report::rows::{Row, number, value};
use crate::report::table::{Column, Table};

/// How many customers and products have a chart of their seats.
pub(super) const DRIFTS: usize = 24;

/// Among how many customers those with the largest changes are looked for.
pub(super) const DRIFTING_CUSTOMERS: usize = 60;

/// The chart of a customer's product, with what the page's filters ask for.
#[derive(Debug, Serialize)]
pub(super) struct Drift {
    #[serde(flatten)]
    charted: Charted,
    customer: String,
    product: String,
    distributor: String,
}

/// Seats of which the commitment ends, week by week.
pub(super) fn timeline(rows: &[Row]) -> Result<Option<Charted>, ReportError> {
    if rows.iter().all(|row| value(row, 4) == "0") {
        return Ok(None);
    }
    let series = |name: &str, column: usize| Series {
        name: name.to_owned(),
        values: rows.iter().map(|row| number(row, column)).collect(),
    };
    let drawn = Chart {
        title: "Seats whose commitment or trial ends, by week".to_owned(),
        form: Form::Bars,
        labels: rows
            .iter()
            .map(|row| value(row, 0).get(5..).unwrap_or_default().to_owned())
            .collect(),
        series: vec![
            series("renew automatically", 1),
            series("end automatically", 2),
            series("unknown", 3),
        ],
        size: (880, 240),
    }
    .draw()?;
    let columns = vec![
        Column::word("week of"),
        Column::number("renew automatically"),
        Column::number("end automatically"),
        Column::number("unknown"),
        Column::number("subscriptions"),
    ];
    let about = ("timeline", "Seats by week", "");
    Ok(Some(Charted {
        drawn,
        figures: Table::new(about, columns, rows),
    }))
}

/// The seats of 13 weeks of each customer and product that changed most. The rows of one stand together.
pub(super) fn drift(rows: &[Row]) -> Result<Vec<Drift>, ReportError> {
    rows.chunk_by(|one, other| one.first() == other.first())
        .map(|weeks| {
            let first = &weeks[0];
            let drawn = Chart {
                title: format!(
                    "{}: {}, {} → {} seats",
                    value(first, 1),
                    value(first, 2),
                    value(first, 6),
                    value(first, 7)
                ),
                form: Form::Lines,
                labels: weeks
                    .iter()
                    .map(|row| value(row, 4).get(5..).unwrap_or_default().to_owned())
                    .collect(),
                series: vec![Series {
                    name: "seats".to_owned(),
                    values: weeks.iter().map(|row| number(row, 5)).collect(),
                }],
                size: (320, 150),
            }
            .draw()?;
            let figures: Vec<Row> = weeks
                .iter()
                .map(|row| vec![row.get(4).cloned().flatten(), row.get(5).cloned().flatten()])
                .collect();
            let columns = vec![Column::word("week"), Column::number("seats")];
            Ok(Drift {
                charted: Charted {
                    drawn,
                    figures: Table::new(("drift", "Seats by week", ""), columns, &figures),
                },
                customer: value(first, 1).to_owned(),
                product: format!("{} {}", value(first, 2), value(first, 8)),
                distributor: value(first, 3).to_owned(),
            })
        })
        .collect()
}
