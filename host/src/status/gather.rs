//! Gathers what the database and the state folder know.

use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use super::{
    BillingStatus, ConnectionStatus, DatasetStatus, LeftOutStatus, RunStatus, StaleStatus,
    StatusReport,
};
use crate::analysis;
use crate::config::{Config, Connection};
use crate::gateway::{TokenStatus, standing_pause, stored_tokens};
use crate::pipeline;
use crate::store::{
    BillingSide, Dataset, DatasetFreshness, LeftOutCustomer, OpenError, RejectedCount, RunSummary,
    Staging, StatusError, Store,
};

/// Why the status cannot be told. The texts follow “failed to …”.
#[derive(Debug, Error)]
pub enum GatherError {
    /// The database is there and cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be read.
    #[error(transparent)]
    Read(#[from] StatusError),
}

/// Returns the status of all connections of a configuration. A database that is not there yet knows nothing.
///
/// # Errors
/// Fails when the database is there and cannot be read.
pub fn status(config: &Config, now: Timestamp) -> Result<StatusReport, GatherError> {
    // Where the file cannot be written now, the figures of the last comparison say how old they are.
    if config.database.exists() {
        pipeline::prepare(config).ok();
    }
    let known = match Store::open_read_only(&config.database) {
        Ok(store) => Known::read(&store)?,
        Err(OpenError::Missing(_)) => Known::default(),
        Err(error) => return Err(error.into()),
    };
    let old_copy = known.old_copy(config);
    Ok(StatusReport {
        database: config.database.display().to_string(),
        connections: config
            .connections
            .values()
            .map(|connection| known.of(connection, config, now))
            .collect(),
        billing: known.billing.iter().map(billing).collect(),
        compared_at: known.compared_at,
        cautions: known.cautions.into_iter().chain(old_copy).collect(),
    })
}

/// What the database knows of all connections.
#[derive(Default)]
struct Known {
    runs: Vec<RunSummary>,
    freshness: Vec<DatasetFreshness>,
    rejected: Vec<RejectedCount>,
    rows: Vec<(String, Dataset, u64)>,
    billing: Vec<BillingSide>,
    compared_at: Option<Timestamp>,
    cautions: Vec<String>,
    unpublished_since: Option<Timestamp>,
}

impl Known {
    fn read(store: &Store) -> Result<Self, StatusError> {
        Ok(Self {
            runs: store.runs(None, 1_000)?,
            freshness: store.freshness()?,
            rejected: store.rejected()?,
            rows: store.row_counts()?,
            billing: store.billing()?,
            compared_at: store.compared_at()?,
            cautions: cautions(store),
            unpublished_since: store.unpublished_since()?,
        })
    }

    /// What must be known before the copy for readers is believed.
    fn old_copy(&self, config: &Config) -> Option<String> {
        let publish = config.publish.as_ref()?;
        if self.unpublished_since.is_none() && config.database.exists() && !publish.exists() {
            return Some(format!(
                "The published copy {} does not exist. Run `seatwise match` to publish it.",
                publish.display()
            ));
        }
        let since = self.unpublished_since?;
        Some(format!(
            "The published copy {} is older than the database, which changed on {}. Run `seatwise match` to publish it again.",
            publish.display(),
            since.strftime("%Y-%m-%d %H:%M UTC")
        ))
    }

    fn dataset_status(&self, dataset: &DatasetFreshness) -> DatasetStatus {
        let rows = self.rows.iter().find(|(connection, name, _)| {
            *connection == dataset.connection && *name == dataset.dataset
        });
        DatasetStatus {
            dataset: dataset.dataset.name().to_owned(),
            rows: rows.map_or(0, |(_, _, rows)| *rows),
            complete_at: dataset.oldest_complete_at,
            fresh_at: dataset.fresh_complete_at,
            stale_parts: dataset.stale,
            left_out_parts: dataset.skipped,
            left_out: left_out(dataset),
        }
    }

    fn of(&self, connection: &Connection, config: &Config, now: Timestamp) -> ConnectionStatus {
        let freshness: Vec<_> = self
            .freshness
            .iter()
            .filter(|dataset| dataset.connection == connection.name)
            .collect();
        let since_epoch = Duration::from_secs(u64::try_from(now.as_second()).unwrap_or_default());
        let tokens = stored_tokens(&config.state, &connection.name, since_epoch);
        ConnectionStatus {
            connection: connection.name.clone(),
            vendor: connection.vendor.clone(),
            last_run: self
                .runs
                .iter()
                .find(|run| run.connection == connection.name)
                .map(last_run),
            token_expires_in_days: token_days(&tokens),
            reconnect: reconnect(&tokens),
            token_doubt: tokens.iter().find_map(|token| token.doubt.clone()),
            paused_until: standing_pause(&config.state, &connection.name, since_epoch)
                .and_then(|pause| i64::try_from(pause.until.as_secs()).ok())
                .and_then(|second| Timestamp::from_second(second).ok()),
            rejected_rows: self
                .rejected
                .iter()
                .filter(|rejected| rejected.connection == connection.name)
                .map(|rejected| rejected.rows)
                .sum(),
            waiting_to_merge: waiting(config, connection),
            datasets: freshness
                .iter()
                .map(|dataset| self.dataset_status(dataset))
                .collect(),
            stale: freshness
                .iter()
                .flat_map(|dataset| stale(dataset))
                .collect(),
        }
    }
}

/// What must be known before the figures are believed. A file that lacks the views was never compared.
fn cautions(store: &Store) -> Vec<String> {
    match analysis::cautions(store.connection()) {
        Ok(cautions) => cautions.into_iter().map(|caution| caution.text).collect(),
        Err(_) => vec![
            "The analysis views do not exist yet, so nothing was compared. Run `seatwise match`."
                .to_owned(),
        ],
    }
}

fn billing(side: &BillingSide) -> BillingStatus {
    BillingStatus {
        psa: side.psa.clone(),
        imported_at: side.imported_at,
        customers: side.customers,
        lines: side.lines,
    }
}

fn last_run(run: &RunSummary) -> RunStatus {
    RunStatus {
        started_at: run.started_at,
        outcome: run.status.to_string(),
        message: run.message.clone(),
    }
}

fn stale(dataset: &DatasetFreshness) -> impl Iterator<Item = StaleStatus> {
    dataset.examples.iter().map(|example| StaleStatus {
        dataset: dataset.dataset.name().to_owned(),
        customer: example
            .customer_name
            .clone()
            .or_else(|| example.customer_id.clone())
            .unwrap_or_else(|| "the whole account".to_owned()),
        since: Some(example.since),
        reason: example.reason.clone(),
    })
}

fn left_out(dataset: &DatasetFreshness) -> Vec<LeftOutStatus> {
    let status = |part: &LeftOutCustomer| LeftOutStatus {
        customer: part
            .customer_name
            .clone()
            .or_else(|| part.customer_id.clone())
            .unwrap_or_else(|| "the whole account".to_owned()),
        complete_at: part.last_complete_at,
        reason: part.reason.clone(),
    };
    dataset.left_out.iter().map(status).collect()
}

/// Days until the first refresh token expires; negative when one has expired.
fn token_days(tokens: &[TokenStatus]) -> Option<i64> {
    let soonest = tokens.iter().filter_map(|token| token.expires_in).min()?;
    let days = i64::try_from(soonest.as_secs() / 86_400).unwrap_or(i64::MAX);
    Some(if soonest.is_zero() { -1 } else { days })
}

/// Why a person must issue a new refresh token.
fn reconnect(tokens: &[TokenStatus]) -> Option<String> {
    let token = tokens.iter().find(|token| token.reconnect_needed)?;
    Some(
        token
            .reason
            .clone()
            .unwrap_or_else(|| "its refresh token is used up".to_owned()),
    )
}

/// How many datasets were read and wait for the database. A sync that runs at this moment has the
/// staging file; then nothing waits.
fn waiting(config: &Config, connection: &Connection) -> u64 {
    let file = config
        .state
        .join("staging")
        .join(format!("{}.duckdb", connection.name));
    if !file.exists() {
        return 0;
    }
    let Ok(mut staging) = Staging::open(&config.state, &connection.name) else {
        return 0;
    };
    let Ok(progress) = staging.progress() else {
        return 0;
    };
    let datasets: std::collections::BTreeSet<_> = progress
        .iter()
        .filter(|progress| progress.complete)
        .map(|progress| progress.partition.dataset)
        .collect();
    u64::try_from(datasets.len()).unwrap_or(u64::MAX)
}
