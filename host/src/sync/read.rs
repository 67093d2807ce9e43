//! Reads one partition: page after page, each from a fresh instance, each handed to the writer.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::coverage::Coverage;
use super::open_period::day_before_open_period;
use super::progress::Progress;
use super::report::SyncError;
use super::rows::convert;
use super::volume::{self, Volume};
use super::write::Writer;
use crate::contract::{CustomerRef, FailureKind, Page, Query, SubscriptionRef};
use crate::gateway::Clock;
use crate::plugin::{CallError, PageError, Session};
use crate::store::{Partition, StagedPage, UnavailableFeature};

/// How often a page is tried. The gateway has repeated the requests already; another try of the
/// page helps against an answer that was cut off in a way that HTTP does not see.
const PAGE_TRIES: u32 = 3;
/// The wait before a page is tried again; it doubles.
const PAGE_PAUSE: Duration = Duration::from_secs(1);
/// How many unavailable features of a run are reported; a plugin that invents more has said enough.
const FEATURES: usize = 100;

/// A partition with what the plugin needs to read it.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) partition: Partition,
    pub(super) customer: Option<CustomerRef>,
    pub(super) subscription: Option<SubscriptionRef>,
    /// The cursor to resume from.
    pub(super) cursor: Option<String>,
}

/// How the read of a partition ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// All pages are staged.
    Complete,
    /// All pages are staged, twice, and rows may be absent all the same; with the reason.
    Incomplete(String),
    /// The account has no such dataset; the rest goes on.
    Unavailable(String),
    /// It failed after all tries.
    Failed(Fault),
    /// The run was asked to stop.
    Interrupted,
}

/// Why a partition could not be read.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Kind of the plugin's failure; none where plugin or host are at fault.
    pub(super) kind: Option<FailureKind>,
    /// The HTTP status, if there was one.
    pub(super) status: Option<u16>,
    /// What was attempted and what came back, as a fragment.
    pub(super) message: String,
}

/// What all readers of a run share.
pub(super) struct Reader {
    pub(super) connection: String,
    pub(super) session: Session,
    pub(super) writer: Writer,
    pub(super) progress: Arc<dyn Progress>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) stop: watch::Receiver<bool>,
    /// Today, in days since 1970-01-01, where the last closed billing period is wanted; none where a person named one.
    pub(super) last_closed_on: Option<i32>,
    /// How much the run has brought.
    pub(super) volume: Volume,
    /// Features that were reported as unavailable, each once.
    pub(super) unavailable: std::sync::Mutex<Vec<(String, String)>>,
}

impl Reader {
    /// Reads a partition to its end.
    pub(super) async fn read(&self, task: Task) -> Outcome {
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => Outcome::Interrupted,
            outcome = self.read_pages(task) => outcome,
        }
    }

    /// Reads all pages, and once more where the first read does not bring the whole list.
    async fn read_pages(&self, task: Task) -> Outcome {
        let mut coverage = match self.coverage(&task).await {
            Ok(coverage) => coverage,
            Err(fault) => return Outcome::Failed(fault),
        };
        let partition = task.partition.clone();
        let first = self.read_once(&task, &mut coverage).await;
        let Outcome::Incomplete(reason) = first else {
            return first;
        };
        self.progress.note(
            &self.connection,
            &format!("reading {} again: {reason}", partition.dataset),
        );
        coverage.read_again();
        let begun_again = Task {
            cursor: None,
            ..task
        };
        match self.read_once(&begun_again, &mut coverage).await {
            Outcome::Complete => match self.forget_notes(&partition).await {
                Ok(()) => Outcome::Complete,
                Err(fault) => Outcome::Failed(fault),
            },
            Outcome::Incomplete(reason) if !partition.dataset.has_keys() => {
                self.give_up(&partition, reason).await
            }
            // What the first read brought is staged to its end, and stays.
            Outcome::Failed(_) | Outcome::Unavailable(_)
                if partition.dataset.has_keys() && !coverage.has_begun() =>
            {
                Outcome::Incomplete(reason)
            }
            outcome => outcome,
        }
    }

    /// What is known of a partition before it is read.
    async fn coverage(&self, task: &Task) -> Result<Coverage, Fault> {
        if task.cursor.is_none() {
            return Ok(Coverage::default());
        }
        let partition = task.partition.clone();
        let keys = self.writer.with(move |staging| staging.keys(&partition));
        Ok(Coverage::resumed(keys.await.map_err(unstaged)?))
    }

    async fn forget_notes(&self, partition: &Partition) -> Result<(), Fault> {
        let partition = partition.clone();
        let forgotten = self
            .writer
            .with(move |staging| staging.forget_notes(&partition));
        forgotten.await.map_err(unstaged)
    }

    /// Leaves a partition as it was whose rows have no keys: the lines of a bill that changed would stand
    /// beside what they were before.
    async fn give_up(&self, partition: &Partition, reason: String) -> Outcome {
        match self.restart(partition).await {
            Ok(()) => Outcome::Failed(Fault {
                kind: None,
                status: None,
                message: format!("the list was incomplete: {reason}"),
            }),
            Err(fault) => Outcome::Failed(fault),
        }
    }

    async fn restart(&self, partition: &Partition) -> Result<(), Fault> {
        let partition = partition.clone();
        let restarted = self.writer.with(move |staging| staging.restart(&partition));
        restarted.await.map_err(unstaged)
    }

    async fn read_once(&self, task: &Task, coverage: &mut Coverage) -> Outcome {
        let dataset = task.partition.dataset;
        let Some(name) = dataset.in_contract() else {
            return Outcome::Failed(Fault {
                kind: None,
                status: None,
                message: format!("read {dataset}: the contract has no such dataset"),
            });
        };
        let mut query = Query {
            dataset: name,
            customer: task.customer.clone(),
            subscription: task.subscription.clone(),
            period_day: task.partition.period_day,
            cursor: task.cursor.clone(),
        };
        let mut seen = Cursors::default();
        let mut brought = 0;
        query.cursor.iter().for_each(|cursor| {
            seen.insert(cursor);
        });
        loop {
            let mut page = match self.page(&query).await {
                Ok(page) => page,
                Err(fault) if fault.kind == Some(FailureKind::Unavailable) => {
                    return Outcome::Unavailable(fault.message);
                }
                Err(fault) => return Outcome::Failed(fault),
            };
            if let Some(earlier) = self.earlier_period(&query, &page) {
                query.period_day = Some(earlier);
                continue;
            }
            self.note_unavailable(&page);
            let next = page.next.clone();
            if let Err(fault) = check_cursor(next.as_deref(), &mut seen, &self.session) {
                return Outcome::Failed(fault);
            }
            let stuck = coverage.add(&page).filter(|_| next.is_some());
            if stuck.is_some() {
                page.next = None;
            }
            let next = page.next.clone();
            let gap = match next {
                Some(_) => None,
                None => stuck.or_else(|| coverage.gap(&page)),
            };
            let staged = self.stage(&task.partition, page, gap.as_deref(), &mut brought);
            if let Err(fault) = staged.await {
                return Outcome::Failed(fault);
            }
            match (next, gap) {
                (Some(cursor), _) => query.cursor = Some(cursor),
                (None, None) => return Outcome::Complete,
                (None, Some(reason)) => {
                    // A bill is read from its start: its lines have no keys by which two reads could be joined.
                    if !dataset.has_keys()
                        && let Err(fault) = self.restart(&task.partition).await
                    {
                        return Outcome::Failed(fault);
                    }
                    return Outcome::Incomplete(reason);
                }
            }
        }
    }

    /// A day of the period that is wanted, where the first page has one that still runs. What is left out of a read that
    /// goes on is asked for by the same day again.
    fn earlier_period(&self, query: &Query, page: &Page) -> Option<i32> {
        let (today, asked) = (self.last_closed_on?, query.period_day?);
        if query.cursor.is_some() {
            return None;
        }
        day_before_open_period(&page.rows, asked, today)
    }

    /// Reads a page, again where that can help.
    async fn page(&self, query: &Query) -> Result<Page, Fault> {
        let mut pause = PAGE_PAUSE;
        let mut tries = 1;
        loop {
            let now = i64::try_from(self.clock.now().as_micros()).unwrap_or(i64::MAX);
            let error = match self.session.read(now, query).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            if tries >= PAGE_TRIES || !worth_another_try(&error) {
                return Err(fault(&error));
            }
            tracing::info!(connection = %self.connection, "trying the page again: failed to {error}");
            self.clock.sleep(pause).await;
            pause *= 2;
            tries += 1;
        }
    }

    /// Stages a page. What a last page lacks is noted before it: a run that ends between the two must
    /// not leave a list behind that looks whole.
    async fn stage(
        &self,
        partition: &Partition,
        page: Page,
        gap: Option<&str>,
        brought: &mut u64,
    ) -> Result<(), Fault> {
        if let Some(reason) = gap {
            let (partition, reason) = (partition.clone(), reason.to_owned());
            let noted = self
                .writer
                .with(move |staging| staging.incomplete(&partition, &reason));
            noted.await.map_err(unstaged)?;
        }
        let next = page.next.clone();
        let unavailable = page
            .unavailable
            .iter()
            .map(|feature| UnavailableFeature {
                name: feature.name.clone(),
                reason: feature.reason.clone(),
            })
            .collect();
        let converted = convert(partition.dataset, page).map_err(|error| Fault {
            kind: None,
            status: None,
            message: format!(
                "lay out the rows of {}: {error}; this is a fault of Seatwise, please report it",
                partition.dataset
            ),
        })?;
        let bytes = volume::size(&converted.rows, &converted.rejected);
        self.volume.add(brought, bytes).map_err(|message| Fault {
            kind: None,
            status: None,
            message,
        })?;
        let rows = u64::try_from(converted.rows.num_rows()).unwrap_or(u64::MAX);
        self.progress
            .rows_read(&self.connection, partition.dataset.name(), rows);
        let page = StagedPage {
            partition: partition.clone(),
            rows: converted.rows,
            rejected: converted.rejected,
            unavailable,
            next,
            read_at: super::run::timestamp(self.clock.now()),
        };
        self.writer.page(page).await.map_err(|message| Fault {
            kind: None,
            status: None,
            message,
        })
    }

    fn note_unavailable(&self, page: &Page) {
        let mut known = self
            .unavailable
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for feature in &page.unavailable {
            if known.len() < FEATURES && !known.iter().any(|(name, _)| *name == feature.name) {
                self.progress.note(
                    &self.connection,
                    &format!("{} is unavailable: {}", feature.name, feature.reason),
                );
                known.push((feature.name.clone(), feature.reason.clone()));
            }
        }
    }
}

fn unstaged(error: SyncError) -> Fault {
    Fault {
        kind: None,
        status: None,
        message: error.to_string(),
    }
}

/// The cursors of a read, by their digests: a hundred thousand of the largest ones would be gigabytes.
#[derive(Default)]
struct Cursors(HashSet<[u8; 32]>);

impl Cursors {
    /// Adds a cursor; false when it was there before.
    fn insert(&mut self, cursor: &str) -> bool {
        self.0.insert(Sha256::digest(cursor).into())
    }

    fn count(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }
}

fn check_cursor(next: Option<&str>, seen: &mut Cursors, session: &Session) -> Result<(), Fault> {
    let Some(cursor) = next else { return Ok(()) };
    let fail = |error: PageError| Err(fault(&CallError::Page(error)));
    if !seen.insert(cursor) {
        return fail(PageError::RepeatedCursor);
    }
    let limit = session.plugin().limits().pages;
    if seen.count() >= limit {
        return fail(PageError::TooManyPages { limit });
    }
    Ok(())
}

fn worth_another_try(error: &CallError) -> bool {
    match error {
        CallError::Failure(failure) => {
            matches!(
                failure.kind,
                FailureKind::Transient | FailureKind::Malformed
            )
        }
        CallError::Trap { .. } => true,
        CallError::Limit { .. }
        | CallError::Paused { .. }
        | CallError::Page(_)
        | CallError::RepeatedDataset(_) => false,
    }
}

pub(super) fn fault(error: &CallError) -> Fault {
    match error {
        CallError::Failure(failure) => Fault {
            kind: Some(failure.kind),
            status: failure.status,
            message: failure.message.clone(),
        },
        other => Fault {
            kind: matches!(other, CallError::Paused { .. }).then_some(FailureKind::Throttled),
            status: None,
            message: other.to_string(),
        },
    }
}
