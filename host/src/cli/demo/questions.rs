//! Three questions that the demo asks its database.

use crate::cli::exit::CommandError;
use crate::cli::output::Output;
use crate::cli::query::{Database, QuerySource as _};
use crate::config::Config;
use crate::render::{Grid, columns, rows, table};

/// A question and what it is about.
struct Question {
    title: &'static str,
    sql: &'static str,
}

const QUESTIONS: [Question; 3] = [
    Question {
        title: "What do the seats cost each month, by distributor and currency?",
        sql: "SELECT vendor, currency,
       count(DISTINCT customer_id) AS customers,
       sum(seats) AS seats,
       sum(seats * unit_cost / billing_cycle_months) FILTER (unit_cost IS NOT NULL)::DECIMAL(18, 2) AS monthly_cost,
       sum(seats * unit_price / billing_cycle_months) FILTER (unit_price IS NOT NULL)::DECIMAL(18, 2) AS monthly_price
FROM license_subscriptions
WHERE status = 'active' AND charge_model = 'seats' AND NOT trial AND currency IS NOT NULL
  AND billing_cycle_months > 0 AND missing_since IS NULL
GROUP BY ALL ORDER BY vendor, currency",
    },
    Question {
        title: "Which commitments end within 60 days?",
        sql: "SELECT s.vendor, c.name AS customer, s.product_name, s.seats, s.commitment_term,
       coalesce(s.renews_on, s.commitment_ends_on) AS date, s.auto_renew
FROM license_subscriptions s
JOIN customers c ON c.connection = s.connection AND c.id = s.customer_id
WHERE s.status = 'active' AND s.commitment_term_months >= 12 AND s.missing_since IS NULL
  AND coalesce(s.renews_on, s.commitment_ends_on) BETWEEN current_date AND current_date + 60
ORDER BY date, customer, product_name LIMIT 8",
    },
    Question {
        title: "Where are seats bought that nobody uses?",
        sql: "SELECT u.vendor, c.name AS customer, u.meter_name AS product,
       u.total::BIGINT AS bought, u.used::BIGINT AS used, (u.total - u.used)::BIGINT AS unused
FROM license_usage u
JOIN customers c ON c.connection = u.connection AND c.id = u.customer_id
WHERE u.source = 'meter' AND u.total > u.used
QUALIFY u.iso_week = max(u.iso_week) OVER ()
ORDER BY unused DESC, customer, product LIMIT 8",
    },
];

/// Asks the questions and prints them with their answers.
pub(super) fn answer(config: &Config, output: &Output) -> Result<(), CommandError> {
    let database = Database {
        path: config.database.clone(),
        zone: config.time_zone.clone(),
    };
    for question in QUESTIONS {
        let (schema, batches) = database.arrow(question.sql)?;
        let mut grid = Grid::new(columns(&schema));
        for batch in &batches {
            grid.rows.extend(rows(batch).map_err(CommandError::failed)?);
        }
        output.print(&format!(
            "\n{}\n\n{}\n\n{}",
            question.title,
            indent(question.sql),
            table(&grid, output.look())
        ))?;
    }
    Ok(())
}

fn indent(sql: &str) -> String {
    sql.lines()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
