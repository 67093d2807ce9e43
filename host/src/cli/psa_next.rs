//! What to do after an import of the PSA.

use duckdb::Connection;
use serde::Serialize;

use crate::analysis::FindingsReport;
use crate::linking::LinkReport;
use crate::psa::ImportReport;
use crate::render::count;

/// A step, and why it is the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Step {
    /// What to run, or to do.
    pub(super) what: String,
    /// Why.
    pub(super) why: String,
}

/// What is there after an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    /// Whether the configuration names a distributor.
    pub(super) has_connections: bool,
    /// Whether a distributor's subscriptions were read.
    pub(super) has_subscriptions: bool,
    /// Whether there are live contract lines.
    pub(super) has_lines: bool,
    /// Whether a list of customers was imported.
    pub(super) has_list: bool,
    /// Links that wait for a person.
    pub(super) to_review: u64,
    /// Findings that are open.
    pub(super) open: u64,
}

impl State {
    /// Reads what is there.
    pub(super) fn read(
        connection: &Connection,
        has_connections: bool,
        (links, findings): &(LinkReport, FindingsReport),
    ) -> duckdb::Result<Self> {
        let (has_subscriptions, has_lines, has_list) = connection.query_row(
            "SELECT
                 EXISTS (FROM license_subscriptions) AS has_subscriptions,
                 EXISTS (FROM psa_contract_lines WHERE ended_at IS NULL) AS has_lines,
                 EXISTS (FROM psa_imports WHERE content = 'customers') AS has_list",
            [],
            |row| {
                Ok((
                    row.get("has_subscriptions")?,
                    row.get("has_lines")?,
                    row.get("has_list")?,
                ))
            },
        )?;
        Ok(Self {
            has_connections,
            has_subscriptions,
            has_lines,
            has_list,
            to_review: links.customers.review,
            open: findings.open,
        })
    }
}

/// The steps after an import, the first one first.
pub(super) fn after_import(report: &ImportReport, state: State) -> Vec<Step> {
    let mut steps = Vec::new();
    let profile = &report.profile;
    if !state.has_lines {
        steps.push(step(
            format!("seatwise psa import FILE --profile {profile}"),
            "for the contract lines: what is billed has not been imported yet",
        ));
    } else if !state.has_list {
        steps.push(step(
            format!("seatwise psa import FILE --profile {profile}"),
            "for the list of customers: its ids, domains and addresses match them to the distributor's",
        ));
    }
    if !state.has_subscriptions {
        steps.push(if state.has_connections {
            step(
                "seatwise sync".to_owned(),
                "for what the distributors bill: nothing has been read yet",
            )
        } else {
            step(
                "seatwise init".to_owned(),
                "to connect a distributor: none is configured",
            )
        });
    } else if state.to_review > 0 {
        let customers = if state.to_review == 1 {
            "customer needs"
        } else {
            "customers need"
        };
        let why = format!("{} {customers} a decision", count(state.to_review));
        steps.push(step("seatwise match review".to_owned(), &why));
    }
    if state.has_subscriptions && state.has_lines {
        let why = match state.open {
            0 => "none is open".to_owned(),
            1 => "1 is open".to_owned(),
            open => format!("{} are open", count(open)),
        };
        steps.push(step("seatwise findings".to_owned(), &why));
    }
    steps
}

/// The step after a dry run.
pub(super) fn after_dry_run(report: &ImportReport) -> Vec<Step> {
    vec![if report.faulty_rows > 0 {
        step(
            "fix these rows, or name their columns in a mapping file".to_owned(),
            "an import would reject the file as it is",
        )
    } else {
        step(
            "the same command without --dry-run".to_owned(),
            "nothing was written",
        )
    }]
}

fn step(what: String, why: &str) -> Step {
    Step {
        what,
        why: why.to_owned(),
    }
}

/// The steps as text.
pub(super) fn text(steps: &[Step]) -> String {
    let lines = steps.iter().enumerate().map(|(place, step)| {
        let label = if place == 0 { "Next:" } else { "Then:" };
        format!("{label} {} ({})\n", step.what, step.why)
    });
    lines.collect()
}
