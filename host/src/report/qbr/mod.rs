//! The quarterly business review of one customer: one HTML page, made to be printed.
//!
//! There are two copies. The one for the MSP has costs, margins and findings. For the one that the customer sees
//! no statement returns any of that, so the file cannot contain any of it.

mod charts;
#[cfg(test)]
mod savings_tests;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil::Date};
use minijinja::{context, value::Serde};

use super::brand::Brand;
use super::customer::Customer;
use super::error::ReportError;
use super::html::{STYLE, fill};
use super::quarter::Quarter;
use super::rows::{Row, rows, zone_and_day};
use super::table::{Column, Table};
use crate::analysis::{CAUTIONS, Kept, keep};
use crate::base::filled;
use crate::store::{Snapshot, sql::text};

const TEMPLATE: &str = include_str!("qbr.html");

/// A price in a sentence: with its cents, and without the zeros behind them.
const PLAIN_PRICE: &str = "CREATE TEMP MACRO plain_price(price) AS
    CASE WHEN price = price::DECIMAL(18, 2) THEN price::DECIMAL(18, 2)::VARCHAR ELSE rtrim(price::VARCHAR, '0') END;\n";

/// Who reads a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The MSP: with costs, margins and findings.
    Msp,
    /// The customer: without.
    Customer,
}

/// A review.
#[derive(Debug, Clone)]
pub struct Qbr {
    /// Whom it is about.
    pub customer: Customer,
    /// When.
    pub quarter: Quarter,
    /// The last day of it that has come: the day of its figures.
    pub day: Date,
    /// When it is written.
    pub written_at: Timestamp,
    /// Who reads it.
    pub reader: Reader,
    /// Whose it is.
    pub brand: Brand,
}

impl Qbr {
    /// Reads the database and returns the page.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn html(&self, snapshot: &Snapshot) -> Result<String, ReportError> {
        let is_for_msp = self.reader == Reader::Msp;
        let (zone, written_on) = zone_and_day(snapshot, self.written_at)?;
        // They are of today, so they are asked for before the session is about another day.
        let cautions = if is_for_msp {
            cautions(rows(snapshot, CAUTIONS)?)
        } else {
            Vec::new()
        };
        snapshot.prepare(PLAIN_PRICE)?;
        snapshot.prepare(&self.sql(include_str!("setup.sql")))?;
        for month_end in self.known_months(snapshot)? {
            let sql = filled(include_str!("month.sql"), &[("month_end", &month_end)]);
            snapshot.prepare(&self.sql(&sql))?;
        }
        // Only now: from here on the session can be asked about one day alone.
        snapshot.prepare(&keep(
            &[Kept::SubscriptionMoney, Kept::Reconciliation],
            &format!("DATE '{}'", self.day),
        ))?;
        let ask = |sql: &str| rows(snapshot, &self.sql(sql));
        let money = if is_for_msp {
            charts::money(&ask(include_str!("trend.sql"))?)?
        } else {
            charts::spend(&ask(include_str!("spend.sql"))?)?
        };
        let seats = charts::seats(&ask(include_str!("seats.sql"))?)?;
        let changes = changes_table(&ask(include_str!("changes.sql"))?);
        let utilisation = utilisation_table(&ask(include_str!("utilisation.sql"))?);
        let renewals = self.renewals_table(&ask(include_str!("renewals.sql"))?);
        // Where something was not compared, none that was found is not none.
        let told = |mut table: Table| {
            if !cautions.is_empty() {
                table.is_unknown();
            }
            table
        };
        let (findings, savings) = if is_for_msp {
            (
                Some(told(findings_table(&ask(include_str!("findings.sql"))?))),
                Some(savings_table(&ask(include_str!("savings.sql"))?)),
            )
        } else {
            (None, None)
        };
        Ok(fill(
            TEMPLATE,
            context! {
                title => format!("Licence review: {}", self.customer.name),
                subtitle => self.subtitle(&zone),
                brand => Serde(&self.brand),
                style => STYLE,
                internal => is_for_msp,
                cautions => cautions,
                money => Serde(&money),
                seats => Serde(&seats),
                changes => Serde(changes),
                utilisation => Serde(utilisation),
                renewals => Serde(renewals),
                findings => Serde(findings),
                savings => Serde(savings),
                footer => format!("Written on {written_on}."),
            },
        )?)
    }

    /// The ends of those months of which something is known: of the others there is nothing to compute.
    fn known_months(&self, snapshot: &Snapshot) -> Result<Vec<String>, ReportError> {
        let known = rows(
            snapshot,
            "SELECT month_end FROM month_ends, known_since
             WHERE least(bought, billed) < end_of_day(month_end) ORDER BY month_end",
        )?;
        Ok(known.into_iter().flatten().flatten().collect())
    }

    fn subtitle(&self, zone: &str) -> String {
        let Self { quarter, day, .. } = self;
        let until = if *day < quarter.last {
            format!("; the quarter is not over, the figures are of {day}")
        } else {
            String::new()
        };
        format!(
            "{}: {} to {} ({zone}){until}. Money is per month.",
            quarter.name(),
            quarter.first,
            quarter.last
        )
    }

    fn sql(&self, sql: &str) -> String {
        let (of_changes, of_renewals) = match self.reader {
            Reader::Msp => (
                include_str!("changes_of_cost.sql"),
                include_str!("costs_of_renewals.sql"),
            ),
            Reader::Customer => ("", ""),
        };
        let month_ends: Vec<String> = Quarter::year_to(self.day)
            .iter()
            .map(|day| format!("DATE '{day}'"))
            .collect();
        // Parts have places of their own, so they come first.
        let sql = filled(
            sql,
            &[
                ("changes_of_cost", of_changes),
                ("costs_of_renewals", of_renewals),
                ("own_findings", include_str!("own_findings.sql")),
                ("standing", include_str!("../digest/standing.sql")),
            ],
        );
        filled(
            &sql,
            &[
                ("month_ends", &month_ends.join(", ")),
                ("findings_of_customer", &self.customer.findings()),
                ("customer", &text(&self.customer.key)),
                (
                    "from",
                    &format!("day_begins(DATE '{}')", self.quarter.first),
                ),
                ("until", &format!("day_begins(DATE '{}' + 1)", self.day)),
                ("day", &format!("DATE '{}'", self.day)),
            ],
        )
    }

    fn renewals_table(&self, rows: &[Row]) -> Table {
        let mut columns = vec![
            Column::word("ends on"),
            Column::word("kind"),
            Column::text("product"),
            Column::number("seats"),
            Column::word("renews automatically").or("unknown"),
            Column::number("reducible now"),
            Column::word("until"),
            Column::word("reducible from").or("unknown"),
        ];
        if self.reader == Reader::Msp {
            columns.extend([
                Column::text("distributor"),
                Column::number("cost per month"),
                Column::word("currency"),
            ]);
        }
        let about = (
            "renewals",
            "Renewals ahead",
            "No commitment ends within twelve months.",
        );
        Table::new(about, columns, rows)
            .note("Commitments and trials that end within twelve months. Reducible seats can be given back now, until the day beside them.")
    }
}

/// What was not read or not compared, a sentence for each.
fn cautions(rows: Vec<Row>) -> Vec<String> {
    rows.into_iter()
        .filter_map(|mut row| row.get_mut(3)?.take())
        .collect()
}

fn changes_table(rows: &[Row]) -> Table {
    let columns = vec![
        Column::word("day"),
        Column::text("what"),
        Column::text("product"),
        Column::text("before"),
        Column::text("after"),
    ];
    let about = (
        "changes",
        "What changed",
        "Nothing changed in the quarter, as far as it was read.",
    );
    Table::new(about, columns, rows)
        .note("What changed in the quarter, by the day on which it was first read.")
}

fn utilisation_table(rows: &[Row]) -> Table {
    let columns = vec![
        Column::text("product"),
        Column::number("seats bought"),
        Column::number("assigned"),
        Column::number("not assigned"),
        Column::percent("share assigned"),
    ];
    let about = (
        "utilisation",
        "Utilisation",
        "No seats are known to be bought.",
    );
    Table::new(about, columns, rows)
        .note("Seats that are assigned to people, compared with those that are bought, if a meter states them; otherwise unknown.")
}

fn findings_table(rows: &[Row]) -> Table {
    let columns = vec![
        Column::word("outcome"),
        Column::text("class"),
        Column::word("severity").role(super::table::Role::Severity),
        Column::text("product"),
        Column::number("per month"),
        Column::word("currency"),
        Column::word("money"),
        Column::word("deadline"),
        Column::word("since"),
        Column::word("id"),
    ];
    let about = ("findings", "Findings", "Nothing was found.");
    Table::new(about, columns, rows)
        .note("Findings that were resolved in the quarter, and those that are open at its end.")
}

fn savings_table(rows: &[Row]) -> Table {
    let columns = vec![
        Column::word("currency"),
        Column::number("findings"),
        Column::number("certain"),
        Column::number("inferred"),
        Column::number("estimated"),
        Column::number("amounts unknown"),
    ];
    let about = (
        "savings",
        "Savings found",
        "No leakage ended in the quarter because a contract or a subscription changed.",
    );
    Table::new(about, columns, rows)
        .note("What was bought and not billed until a contract line or a subscription changed in the quarter, per month. What ended because of a rule, a match or a renaming is not included.")
}
