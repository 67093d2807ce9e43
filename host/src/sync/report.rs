//! What a sync did, for whoever started it.

use std::time::Duration;

use thiserror::Error;

use super::check::implied;
use super::connect::ConnectError;
use super::execute::Tally;
use super::merge::MergeOutcome;
use super::plan::{PlanError, Planned};
use crate::config::Connection;
use crate::gateway::{Statistics, TokenStatus};
use crate::plugin::{CallError, Session};
use crate::store::{Dataset, RunStatus, StagingError};

/// Why nothing could be read at all. Each message follows “failed to ”.
#[derive(Debug, Error)]
pub enum SyncError {
    /// The connection cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The run cannot be planned.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The plugin does not even say which datasets it has.
    #[error("ask the plugin for its datasets: {0}")]
    Plugin(CallError),
    /// Another sync of the connection runs.
    #[error(transparent)]
    Busy(StagingError),
    /// The staging file cannot be used.
    #[error("{0}")]
    Staging(String),
}

impl From<StagingError> for SyncError {
    fn from(error: StagingError) -> Self {
        match error {
            busy @ StagingError::Busy { .. } => Self::Busy(busy),
            other => Self::Staging(other.to_string()),
        }
    }
}

/// How the sync of a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Everything was read and merged.
    Complete,
    /// Something could not be read; the rest is merged.
    Incomplete,
    /// A read returned suspiciously little and was held back.
    HeldBack,
    /// Nothing could be read, or the database could not be written.
    Failed,
    /// Somebody else has the database open; what was read is kept.
    Busy,
    /// The operator stopped it; the next run resumes.
    Interrupted,
}

/// A dataset of a run.
#[derive(Debug, Clone)]
pub struct DatasetLine {
    /// The dataset.
    pub dataset: Dataset,
    /// How it ended; none where it was not merged.
    pub status: Option<RunStatus>,
    /// Whether the account has no such dataset.
    pub unavailable: bool,
    /// Rows read, new, changed, missing and rejected.
    pub counts: Counts,
    /// Partitions that could not be read.
    pub stale: u64,
    /// What to know about it, a sentence.
    pub note: Option<String>,
}

/// Counts of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that the distributor sent.
    pub read: u64,
    /// Rows that are new.
    pub added: u64,
    /// Rows that changed.
    pub changed: u64,
    /// Rows that the distributor no longer sends.
    pub missing: u64,
    /// Rows that break a rule.
    pub rejected: u64,
}

/// What the sync of a connection did.
#[derive(Debug, Clone)]
pub struct ConnectionReport {
    /// The connection.
    pub connection: String,
    /// Its vendor id.
    pub vendor: String,
    /// How it ended.
    pub status: ConnectionStatus,
    /// Whether the vendor refused the credential, or a person must reconnect.
    pub authentication: bool,
    /// The datasets, in the order in which they were read.
    pub datasets: Vec<DatasetLine>,
    /// What the operator should know, most important first, a sentence each.
    pub notes: Vec<String>,
    /// Requests and waits.
    pub statistics: Statistics,
    /// How long it took.
    pub elapsed: Duration,
}

impl ConnectionReport {
    pub(super) fn new(
        connection: &Connection,
        session: &Session,
        planned: &[Planned],
        tally: Tally,
        outcome: MergeOutcome,
        elapsed: Duration,
    ) -> Self {
        let gateway = session.gateway();
        let reconnect = gateway.tokens().iter().any(|token| token.reconnect_needed);
        let mut report = Self {
            connection: connection.name.clone(),
            vendor: connection.vendor.clone(),
            status: status(&outcome),
            authentication: reconnect || tally.refused.is_some() || forbidden(&tally),
            datasets: planned
                .iter()
                .map(|planned| line(planned.dataset, &tally, &outcome))
                .collect(),
            notes: Vec::new(),
            statistics: gateway.statistics(),
            elapsed,
        };
        report.notes = notes(session, &tally, &outcome);
        report
    }
}

impl ConnectionReport {
    /// Adds what became of a token whose exchange outlasted the run: whoever stops a sync learns that the next one
    /// needs a person.
    pub(super) fn look_at_tokens(&mut self, tokens: &[TokenStatus]) {
        let lost = tokens.iter().filter(|token| token.reconnect_needed);
        for token in lost {
            let reason = token.reason.as_deref().unwrap_or_default();
            if !self.authentication {
                self.notes.insert(
                    0,
                    format!(
                        "reconnect needed for credential {}: {reason}",
                        token.credential
                    ),
                );
            }
            self.authentication = true;
        }
    }
}

/// Whether the credential may not even list the customers, which is the least that a sync needs.
fn forbidden(tally: &Tally) -> bool {
    let customers = tally
        .datasets
        .get(&Dataset::Customers)
        .and_then(|customers| customers.fault.as_ref());
    customers.is_some_and(|fault| fault.kind == Some(crate::contract::FailureKind::Forbidden))
}

fn status(outcome: &MergeOutcome) -> ConnectionStatus {
    match outcome {
        MergeOutcome::Merged(merged) => match merged.status {
            RunStatus::Complete => ConnectionStatus::Complete,
            RunStatus::Incomplete => ConnectionStatus::Incomplete,
            RunStatus::HeldBack => ConnectionStatus::HeldBack,
            RunStatus::Failed => ConnectionStatus::Failed,
        },
        MergeOutcome::Busy(_) => ConnectionStatus::Busy,
        MergeOutcome::Failed(_) | MergeOutcome::Lost(_) => ConnectionStatus::Failed,
        MergeOutcome::Interrupted => ConnectionStatus::Interrupted,
    }
}

fn line(dataset: Dataset, tally: &Tally, outcome: &MergeOutcome) -> DatasetLine {
    let tallied = tally.datasets.get(&dataset);
    let nothing_but_unavailable = tallied
        .is_some_and(|tally| tally.unavailable > 0 && tally.complete == 0 && tally.failed == 0);
    let mut line = DatasetLine {
        dataset,
        status: None,
        unavailable: nothing_but_unavailable,
        counts: Counts::default(),
        stale: tallied.map_or(0, |tally| tally.failed),
        note: tallied.and_then(|tally| {
            tally
                .fault
                .as_ref()
                .map(|fault| fault.message.clone())
                .or_else(|| tally.reason.clone())
        }),
    };
    if let MergeOutcome::Merged(merged) = outcome
        && let Some(report) = merged
            .datasets
            .iter()
            .find(|report| report.dataset == dataset)
    {
        line.status = Some(report.status);
        line.stale = u64::try_from(report.stale.len()).unwrap_or(u64::MAX);
        line.counts = Counts {
            read: report.read,
            added: report.added,
            changed: report.changed,
            missing: report.missing,
            rejected: report.rejected,
        };
        line.note = report.held_back.clone().or(line.note);
    }
    line
}

fn notes(session: &Session, tally: &Tally, outcome: &MergeOutcome) -> Vec<String> {
    let mut notes = Vec::new();
    match outcome {
        MergeOutcome::Busy(reason) => notes.push(format!(
            "what was read is kept, and the next run merges it: failed to {reason}"
        )),
        MergeOutcome::Failed(reason) => notes.push(format!(
            "nothing was merged: failed to {reason}; the next run merges what is staged"
        )),
        MergeOutcome::Lost(what) => notes.push(what.clone()),
        MergeOutcome::Interrupted => {
            notes.push("stopped; what was read is kept, and the next run resumes".to_owned())
        }
        MergeOutcome::Merged(_) => {}
    }
    if let Some(remedy) = remedy(session, tally) {
        notes.push(remedy);
    }
    for (name, reason) in &tally.unavailable {
        notes.push(format!("{name} is unavailable for this account: {reason}"));
    }
    notes
}

/// What the manifest tells a person to do about the first status that went wrong.
fn remedy(session: &Session, tally: &Tally) -> Option<String> {
    let first = tally
        .datasets
        .values()
        .find_map(|dataset| dataset.fault.as_ref());
    let fault = tally.refused.as_ref().or(first)?;
    let manifest = &session.plugin().manifest;
    match fault.status {
        Some(status) => Some(format!("about status {status}: {}", manifest.hint(status)?)),
        None => manifest.hint(implied(fault.kind)?).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interrupted() -> ConnectionReport {
        ConnectionReport {
            connection: "synnex".to_owned(),
            vendor: "synnex".to_owned(),
            status: ConnectionStatus::Interrupted,
            authentication: false,
            datasets: Vec::new(),
            notes: vec!["stopped".to_owned()],
            statistics: Statistics::default(),
            elapsed: Duration::ZERO,
        }
    }

    fn token(reconnect_needed: bool) -> TokenStatus {
        TokenStatus {
            credential: "account".to_owned(),
            age: None,
            expires_in: None,
            reconnect_needed,
            reason: reconnect_needed.then(|| "no answer came".to_owned()),
            doubt: None,
        }
    }

    #[test]
    fn whoever_stops_a_sync_learns_that_its_token_is_lost() {
        let mut report = interrupted();
        report.look_at_tokens(&[token(false)]);
        assert!(!report.authentication);
        assert_eq!(report.notes, ["stopped"]);
        report.look_at_tokens(&[token(true)]);
        assert!(report.authentication);
        assert_eq!(
            report.notes,
            [
                "reconnect needed for credential account: no answer came",
                "stopped"
            ]
        );
    }
}
