//! Reads many partitions at once, and stops asking when it is pointless.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::read::{Fault, Outcome, Reader, Task};
use super::report::SyncError;
use crate::contract::FailureKind;
use crate::store::{Dataset, Partition, Staging, StagingError};

/// Instances beyond the requests in flight: while those wait for the vendor, these decode.
const SPARE_INSTANCES: usize = 2;
/// After so many reads that failed one after the other for reasons that hit all customers alike (the
/// vendor is down, the credential was revoked), the rest is not attempted: a thousand customers times
/// all retries would keep a dead connection busy for hours.
const FAILURES_IN_A_ROW: u32 = 10;
/// After so many customers without a dataset, and none with it, the account has no such dataset.
const UNAVAILABLE_IN_A_ROW: u32 = 3;

/// What was done, by dataset.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) datasets: BTreeMap<Dataset, DatasetTally>,
    pub(super) attempted: u64,
    pub(super) interrupted: bool,
    /// The status of the first refusal of the credential.
    pub(super) refused: Option<Fault>,
    /// Features that the account may not use, with the vendor's words.
    pub(super) unavailable: Vec<(String, String)>,
}

/// What was done for one dataset.
#[derive(Debug, Default)]
pub(super) struct DatasetTally {
    pub(super) complete: u64,
    pub(super) failed: u64,
    pub(super) unavailable: u64,
    /// The first fault.
    pub(super) fault: Option<Fault>,
    /// Why it is unavailable.
    pub(super) reason: Option<String>,
}

#[derive(Default)]
struct Shared {
    tally: Tally,
    failures_in_a_row: u32,
    last_failure: String,
    dead: HashSet<Dataset>,
}

/// Runs tasks with bounded concurrency.
pub(super) struct Executor {
    reader: Arc<Reader>,
    at_once: usize,
    shared: Mutex<Shared>,
}

impl Executor {
    pub(super) fn new(reader: Arc<Reader>, in_flight: usize) -> Self {
        let at_once = in_flight.saturating_add(SPARE_INSTANCES);
        Self {
            reader,
            at_once,
            shared: Mutex::default(),
        }
    }

    /// Whether the dataset was read for the whole account without a fault.
    pub(super) fn complete(&self, dataset: Dataset) -> bool {
        let shared = self.lock();
        shared
            .tally
            .datasets
            .get(&dataset)
            .is_some_and(|tally| tally.complete > 0 && tally.failed == 0)
    }

    /// What was done.
    pub(super) fn finish(self) -> Tally {
        let mut tally = self
            .shared
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .tally;
        let unavailable = self
            .reader
            .unavailable
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        tally.unavailable.clone_from(&unavailable);
        tally
    }

    /// Runs the tasks, in their order as far as concurrency lets.
    pub(super) async fn run(&self, tasks: Vec<Task>) -> Result<(), SyncError> {
        self.announce(&tasks);
        let mut tasks = tasks.into_iter();
        let mut running: JoinSet<(Partition, Outcome)> = JoinSet::new();
        loop {
            while running.len() < self.at_once {
                let Some(task) = tasks.next() else { break };
                if let Some(refusal) = self.pointless(&task.partition) {
                    self.settle(task.partition, refusal).await?;
                    continue;
                }
                let reader = Arc::clone(&self.reader);
                running.spawn(async move { (task.partition.clone(), reader.read(task).await) });
            }
            let Some(joined) = running.join_next().await else {
                return Ok(());
            };
            let (partition, outcome) = joined.map_err(|error| {
                SyncError::Staging(format!("read a partition: {error}; please report this"))
            })?;
            self.lock().tally.attempted += 1;
            self.settle(partition, outcome).await?;
        }
    }

    fn announce(&self, tasks: &[Task]) {
        let mut counts: BTreeMap<Dataset, u64> = BTreeMap::new();
        for task in tasks {
            *counts.entry(task.partition.dataset).or_default() += 1;
        }
        for (dataset, count) in counts {
            self.reader
                .progress
                .dataset_planned(&self.reader.connection, dataset.name(), count);
        }
    }

    /// Why a task need not be tried.
    fn pointless(&self, partition: &Partition) -> Option<Outcome> {
        let shared = self.lock();
        if *self.reader.stop.borrow() {
            return Some(Outcome::Interrupted);
        }
        if shared.dead.contains(&partition.dataset) {
            let reason = shared
                .tally
                .datasets
                .get(&partition.dataset)
                .and_then(|tally| tally.reason.clone());
            return Some(Outcome::Unavailable(reason.unwrap_or_default()));
        }
        if shared.failures_in_a_row >= FAILURES_IN_A_ROW {
            return Some(Outcome::Failed(Fault {
                kind: None,
                status: None,
                message: format!(
                    "not attempted, because {FAILURES_IN_A_ROW} reads in a row failed, the last one with: {}",
                    shared.last_failure
                ),
            }));
        }
        None
    }

    /// Counts an outcome, and notes it where the merge has to know it.
    async fn settle(&self, partition: Partition, outcome: Outcome) -> Result<(), SyncError> {
        let was_read = matches!(outcome, Outcome::Complete | Outcome::Incomplete(_));
        self.reader.progress.partition_finished(
            &self.reader.connection,
            partition.dataset.name(),
            was_read,
        );
        let note = self.count(&partition, outcome);
        let Some(note) = note else { return Ok(()) };
        self.reader
            .writer
            .with(move |staging| note.write(staging, &partition))
            .await
    }

    fn count(&self, partition: &Partition, outcome: Outcome) -> Option<Note> {
        let mut shared = self.lock();
        let Shared {
            tally,
            failures_in_a_row,
            last_failure,
            dead,
        } = &mut *shared;
        let dataset = tally.datasets.entry(partition.dataset).or_default();
        match outcome {
            Outcome::Complete => {
                dataset.complete += 1;
                *failures_in_a_row = 0;
                None
            }
            // Its rows are there, and the note is in the staging file already.
            Outcome::Incomplete(reason) => {
                dataset.complete += 1;
                dataset
                    .reason
                    .get_or_insert(format!("incomplete: {reason}"));
                *failures_in_a_row = 0;
                None
            }
            Outcome::Interrupted => {
                tally.interrupted = true;
                None
            }
            Outcome::Unavailable(reason) => {
                dataset.unavailable += 1;
                if dataset.unavailable >= u64::from(UNAVAILABLE_IN_A_ROW) && dataset.complete == 0 {
                    dead.insert(partition.dataset);
                }
                dataset.reason.get_or_insert_with(|| reason.clone());
                Some(Note::Unavailable(reason))
            }
            Outcome::Failed(fault) => {
                dataset.failed += 1;
                if hits_all_alike(&fault) {
                    *failures_in_a_row += 1;
                    last_failure.clone_from(&fault.message);
                }
                if fault.kind == Some(FailureKind::Unauthorized) {
                    tally.refused.get_or_insert_with(|| fault.clone());
                }
                let message = fault.message.clone();
                dataset.fault.get_or_insert(fault);
                Some(Note::Failed(message))
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hits_all_alike(fault: &Fault) -> bool {
    use FailureKind::{Denied, Settings, Throttled, Transient, Unauthorized};
    matches!(
        fault.kind,
        Some(Denied | Settings | Throttled | Transient | Unauthorized)
    )
}

/// What the merge has to know of a partition that was not read.
enum Note {
    Failed(String),
    Unavailable(String),
}

impl Note {
    fn write(self, staging: &mut Staging, partition: &Partition) -> Result<(), StagingError> {
        match self {
            Self::Failed(reason) => staging.fail(partition, &reason),
            Self::Unavailable(reason) => {
                staging.unavailable(partition.dataset, partition.customer.as_deref(), &reason)
            }
        }
    }
}
