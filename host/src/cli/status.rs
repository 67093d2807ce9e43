//! `seatwise status`: how fresh the data is, and what needs attention.

use jiff::Timestamp;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use crate::config::Config;
use crate::render::{Column, Grid, Look, age, count, counted, sanitize, table};
use crate::status::{ConnectionStatus, GatherError, StatusReport, status};
use crate::store::OpenError;

/// A refresh token is worth a warning when it has so few days left.
const TOKEN_WARNING_DAYS: i64 = 7;

/// How many stale customers are listed per connection; `--json` has them all.
const LISTED: usize = 10;

/// Shows the status of all connections of a configuration.
///
/// # Errors
/// Fails when the database is there and cannot be read, or stdout cannot be written.
pub fn run(config: &Config, output: &Output) -> CommandResult {
    let now = Timestamp::now();
    let report = status(config, now).map_err(|error| {
        let exit = match &error {
            GatherError::Open(OpenError::Locked { .. }) => Exit::Busy,
            _ => Exit::Failed,
        };
        CommandError::new(exit, error)
    })?;
    if output.json {
        output.print_json(&report)?;
    } else {
        output.print(&text(&report, now, output.look()))?;
    }
    Ok(Exit::Ok)
}

/// Returns the report as text.
#[must_use]
pub fn text(report: &StatusReport, now: Timestamp, look: Look) -> String {
    if report.connections.is_empty() {
        return "No connections yet. Add one: seatwise init\n".to_owned();
    }
    let sections: Vec<String> = report
        .connections
        .iter()
        .map(|status| section(status, now, look))
        .collect();
    format!(
        "{}{}\n{}\nDatabase: {}\n",
        cautions(report, look),
        sections.join("\n"),
        billing(report, now),
        report.database
    )
}

/// What must be read first.
fn cautions(report: &StatusReport, look: Look) -> String {
    let lines: String = report
        .cautions
        .iter()
        .map(|caution| format!("{} {}\n", look.ink.yellow("!"), sanitize(caution)))
        .collect();
    if lines.is_empty() {
        lines
    } else {
        format!("{lines}\n")
    }
}

/// The billing side, and when it was compared.
fn billing(report: &StatusReport, now: Timestamp) -> String {
    let mut text = String::new();
    for status in &report.billing {
        let imported = status
            .imported_at
            .map_or_else(|| "never".to_owned(), |moment| age(moment, now));
        text.push_str(&format!(
            "{} (PSA)  last import {imported}: {}, {}\n",
            sanitize(&status.psa),
            counted(status.customers, "customer"),
            counted(status.lines, "contract line")
        ));
    }
    if report.billing.is_empty() {
        text.push_str("PSA: nothing imported\n");
    }
    let compared = report
        .compared_at
        .map_or_else(|| "never".to_owned(), |moment| age(moment, now));
    format!("{text}Last comparison: {compared}\n")
}

fn section(status: &ConnectionStatus, now: Timestamp, look: Look) -> String {
    let mut text = format!(
        "{} ({})  {}\n",
        look.ink.bold(&status.connection),
        status.vendor,
        last_run(status, now, look)
    );
    for line in attention(status) {
        text.push_str(&format!("  {} {line}\n", look.ink.yellow("!")));
    }
    if !status.datasets.is_empty() {
        text.push('\n');
        text.push_str(&table(&datasets(status, now), look));
    }
    text.push_str(&stale(status, now));
    text.push_str(&left_out(status, now));
    text
}

fn last_run(status: &ConnectionStatus, now: Timestamp, look: Look) -> String {
    let Some(run) = &status.last_run else {
        return format!("never synced; run: seatwise sync {}", status.connection);
    };
    let outcome = match run.outcome.as_str() {
        "complete" => look.ink.green(&run.outcome),
        "failed" => look.ink.red(&run.outcome),
        _ => look.ink.yellow(&run.outcome),
    };
    let message = run
        .message
        .as_deref()
        .map(|message| format!(": {}", sanitize(message)))
        .unwrap_or_default();
    format!("last run {}, {outcome}{message}", age(run.started_at, now))
}

fn attention(status: &ConnectionStatus) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(reason) = &status.reconnect {
        lines.push(format!("must be reconnected: {}", sanitize(reason)));
    }
    if let Some(answer) = &status.token_doubt {
        lines.push(format!(
            "the last exchange of the refresh token failed ({}), so it may be used up; the next sync tries again",
            sanitize(answer)
        ));
    }
    match status.token_expires_in_days {
        Some(days) if days < 0 => lines.push(
            "the refresh token has expired: issue a new one at the distributor and set it"
                .to_owned(),
        ),
        Some(days) if days <= TOKEN_WARNING_DAYS => lines.push(format!(
            "the refresh token expires in {days} days; a sync renews it"
        )),
        _ => {}
    }
    if let Some(until) = status.paused_until {
        lines.push(format!(
            "the distributor asked for a pause until {}; `seatwise sync {} --lift-pause` lifts it",
            until.strftime("%Y-%m-%d %H:%M:%S UTC"),
            status.connection
        ));
    }
    if status.rejected_rows > 0 {
        let were = if status.rejected_rows == 1 {
            "was"
        } else {
            "were"
        };
        lines.push(format!(
            "{} {were} rejected; see the table rejected_rows",
            counted(status.rejected_rows, "row")
        ));
    }
    if status.waiting_to_merge > 0 {
        lines.push(format!(
            "fetched but not merged yet: {}; the next sync merges it",
            counted(status.waiting_to_merge, "dataset")
        ));
    }
    lines
}

fn datasets(status: &ConnectionStatus, now: Timestamp) -> Grid {
    let mut grid = Grid::new(vec![
        Column::text("dataset"),
        Column::number("rows"),
        Column::text("complete"),
        Column::number("stale"),
    ]);
    for dataset in &status.datasets {
        // What is stale is listed below, by customer; one of them does not make the others old.
        let complete = dataset
            .fresh_at
            .or(dataset.complete_at)
            .map_or_else(|| "never".to_owned(), |moment| age(moment, now));
        let stale = if dataset.stale_parts == 0 {
            String::new()
        } else {
            count(dataset.stale_parts)
        };
        grid.push([
            dataset.dataset.clone(),
            count(dataset.rows),
            complete,
            stale,
        ]);
    }
    grid
}

fn stale(status: &ConnectionStatus, now: Timestamp) -> String {
    let mut text = String::new();
    for entry in status.stale.iter().take(LISTED) {
        let since = entry.since.map_or_else(
            || "never read".to_owned(),
            |since| format!("since {}", age(since, now)),
        );
        text.push_str(&format!(
            "  stale: {} of {}, {since}: {}\n",
            entry.dataset,
            sanitize(&entry.customer),
            sanitize(&entry.reason)
        ));
    }
    match status.stale.len().saturating_sub(LISTED) {
        0 => text,
        more => format!(
            "{text}  … and {} more (--json lists all)\n",
            count(more as u64)
        ),
    }
}

fn left_out(status: &ConnectionStatus, now: Timestamp) -> String {
    let mut text = String::new();
    for dataset in &status.datasets {
        for part in &dataset.left_out {
            let read = part.complete_at.map_or_else(
                || "never read".to_owned(),
                |moment| format!("last read {}", age(moment, now)),
            );
            text.push_str(&format!(
                "  left out: {} of {}, {read}: {}\n",
                dataset.dataset,
                sanitize(&part.customer),
                sanitize(&part.reason)
            ));
        }
        let listed = u64::try_from(dataset.left_out.len()).unwrap_or(u64::MAX);
        match dataset.left_out_parts.saturating_sub(listed) {
            0 => {}
            more => text.push_str(&format!(
                "  … and {} more parts of {} that are left out\n",
                count(more),
                dataset.dataset
            )),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{BillingStatus, DatasetStatus, LeftOutStatus, RunStatus, StaleStatus};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn report() -> StatusReport {
        let stale = |number| StaleStatus {
            dataset: "subscriptions".to_owned(),
            customer: format!("Customer {number}"),
            since: Some(at("2026-11-17T12:00:00Z")),
            reason: "GET /x answered 500".to_owned(),
        };
        let connection = ConnectionStatus {
            connection: "sherweb-main".to_owned(),
            vendor: "sherweb".to_owned(),
            last_run: Some(RunStatus {
                started_at: at("2026-11-20T09:00:00Z"),
                outcome: "incomplete".to_owned(),
                message: None,
            }),
            token_expires_in_days: Some(3),
            reconnect: None,
            token_doubt: Some("POST /oauth/token answered 503".to_owned()),
            paused_until: Some(at("2026-11-20T12:40:00Z")),
            rejected_rows: 1200,
            waiting_to_merge: 0,
            datasets: vec![DatasetStatus {
                dataset: "subscriptions".to_owned(),
                rows: 20_000,
                complete_at: None,
                stale_parts: 12,
                ..DatasetStatus::default()
            }],
            stale: (0..12).map(stale).collect(),
        };
        StatusReport {
            database: "/srv/seatwise.duckdb".to_owned(),
            connections: vec![connection],
            billing: vec![BillingStatus {
                psa: "halopsa".to_owned(),
                imported_at: Some(at("2026-11-20T10:00:00Z")),
                customers: 1040,
                lines: 0,
            }],
            compared_at: None,
            cautions: vec!["The PSA halopsa has no contract line.".to_owned()],
        }
    }

    #[test]
    fn the_report_says_what_is_old_and_what_needs_a_person() {
        let text = text(&report(), at("2026-11-20T12:00:00Z"), Look::default());
        for expected in [
            "sherweb-main (sherweb)  last run 3 h ago, incomplete\n",
            "! the last exchange of the refresh token failed (POST /oauth/token answered 503), so it may be used up; the next sync tries again\n",
            "! the refresh token expires in 3 days; a sync renews it\n",
            "! the distributor asked for a pause until 2026-11-20 12:40:00 UTC; `seatwise sync sherweb-main --lift-pause` lifts it\n",
            "! 1,200 rows were rejected; see the table rejected_rows\n",
            "subscriptions  20,000  never        12\n",
            "stale: subscriptions of Customer 9, since 3 days ago: GET /x answered 500\n",
            "… and 2 more (--json lists all)\n",
            "! The PSA halopsa has no contract line.\n\nsherweb-main",
            "halopsa (PSA)  last import 2 h ago: 1,040 customers, 0 contract lines\n",
            "Last comparison: never\n",
            "Database: /srv/seatwise.duckdb\n",
        ] {
            assert!(
                text.contains(expected),
                "{expected:?} is missing in:\n{text}"
            );
        }
    }

    #[test]
    fn a_connection_that_was_never_synced_is_told_the_next_command() {
        let connection = ConnectionStatus {
            connection: "a".to_owned(),
            ..ConnectionStatus::default()
        };
        let report = StatusReport {
            connections: vec![connection],
            ..StatusReport::default()
        };
        let text = text(&report, at("2026-11-20T12:00:00Z"), Look::default());
        assert!(
            text.contains("never synced; run: seatwise sync a"),
            "{text}"
        );
    }

    #[test]
    fn one_customer_that_is_left_out_or_stale_does_not_make_the_others_old() {
        let mut report = report();
        report.connections[0].datasets = vec![
            DatasetStatus {
                dataset: "usage".to_owned(),
                rows: 40,
                complete_at: Some(at("2026-11-20T11:00:00Z")),
                fresh_at: Some(at("2026-11-20T11:00:00Z")),
                left_out_parts: 5,
                left_out: vec![LeftOutStatus {
                    customer: "Mill & Co".to_owned(),
                    complete_at: Some(at("2026-11-06T11:00:00Z")),
                    reason: "the customer is suspended".to_owned(),
                }],
                ..DatasetStatus::default()
            },
            DatasetStatus {
                dataset: "subscriptions".to_owned(),
                rows: 40,
                complete_at: Some(at("2026-11-10T11:00:00Z")),
                fresh_at: Some(at("2026-11-20T11:00:00Z")),
                stale_parts: 1,
                ..DatasetStatus::default()
            },
        ];
        let text = text(&report, at("2026-11-20T12:00:00Z"), Look::default());
        for expected in [
            "usage            40  1 h ago",
            "subscriptions    40  1 h ago       1\n",
            "  left out: usage of Mill & Co, last read 14 days ago: the customer is suspended\n",
            "  … and 4 more parts of usage that are left out\n",
        ] {
            assert!(
                text.contains(expected),
                "{expected:?} is missing in:\n{text}"
            );
        }
    }

    #[test]
    fn moments_are_rfc_3339_in_json() {
        let value = serde_json::to_value(report()).unwrap();
        assert_eq!(
            value["connections"][0]["last_run"]["started_at"],
            "2026-11-20T09:00:00Z"
        );
        assert!(value["connections"][0]["datasets"][0]["complete_at"].is_null());
    }
}
