//! A sync of one connection: plan, read, merge.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::Setup;
use super::connect::{connect, in_flight};
use super::execute::{Executor, Tally};
use super::merge::{MergeOutcome, Vendor, merge};
use super::places::Places;
use super::plan::{
    PlanError, Planned, Tasks, Wanted, choose, last_closed_period, not_limited, pick_customer,
};
use super::progress::Progress;
use super::read::{Reader, Task};
use super::report::{ConnectionReport, SyncError};
use super::volume::Volume;
use super::waits::{announce_waits, lift_pause};
use super::write::Writer;
use crate::base::days::days_since_1970;
use crate::base::zone::Zone;
use crate::config::Connection;
use crate::plugin::Session;
use crate::store::{CustomerReference, Dataset, Partition, PartitionProgress, StagedRun, Staging};

/// How old an interrupted run may be to be resumed. Older rows would be merged as if they were from
/// today.
const RESUMABLE: Duration = Duration::from_secs(12 * 3600);

/// How a sync behaves.
#[derive(Debug, Clone, Default)]
pub struct SyncOptions {
    /// What to read.
    pub wanted: Wanted,
    /// Whether to read again what an earlier run began.
    pub full: bool,
    /// Whether to believe a read that returns suspiciously little.
    pub accept_shrink: bool,
    /// Whether to end a pause that the distributor asked for, before anything is read.
    pub lift_pause: bool,
}

/// Syncs a connection. `stop` becomes true when the operator wants to end; what is read by then is
/// kept.
///
/// # Errors
/// Fails when nothing could be read at all: the connection cannot be used, another sync of it runs, or
/// the staging file cannot be written.
pub async fn sync_connection(
    setup: &Setup,
    connection: &Connection,
    options: &SyncOptions,
    progress: Arc<dyn Progress>,
    stop: watch::Receiver<bool>,
) -> Result<ConnectionReport, SyncError> {
    let session = connect(setup, connection).await?;
    progress.connection_started(&connection.name, &connection.vendor);
    if options.lift_pause {
        lift_pause(&session, &connection.name, &*progress).await;
    }
    let waits = announce_waits(&session, &connection.name, Arc::clone(&progress), setup);
    let in_flight = in_flight(&session, connection)?;
    let gateway = Arc::clone(session.gateway());
    let run = Run {
        setup,
        connection,
        options,
        progress: Arc::clone(&progress),
        stop,
        session,
        in_flight,
    };
    let mut report = run.sync().await;
    // An exchange of a single-use token that is under way must end before the program does.
    gateway.settle().await;
    if let Ok(report) = &mut report {
        report.look_at_tokens(&gateway.tokens());
    }
    waits.abort();
    progress.connection_finished(&connection.name);
    report
}

struct Run<'a> {
    setup: &'a Setup,
    connection: &'a Connection,
    options: &'a SyncOptions,
    progress: Arc<dyn Progress>,
    stop: watch::Receiver<bool>,
    session: Session,
    in_flight: usize,
}

/// What one pass over the vendor's data did.
struct Pass {
    staging: Staging,
    tally: Tally,
    plan_fault: Option<PlanError>,
}

impl Run<'_> {
    async fn sync(self) -> Result<ConnectionReport, SyncError> {
        let begun = std::time::Instant::now();
        let offered = self
            .session
            .plugin()
            .datasets()
            .await
            .map_err(SyncError::Plugin)?;
        let planned = choose(&offered, &self.options.wanted)?;
        loop {
            let (staging, resumed) = self.open_staging().await?;
            let config = &self.setup.config;
            let places = Places::of(&config.state, &config.database);
            tracing::info!(connection = %self.connection.name, resumed, after = ?begun.elapsed(), "reading");
            let pass = self.read(staging, &planned).await?;
            tracing::info!(connection = %self.connection.name, after = ?begun.elapsed(), "merging");
            if let Some(fault) = pass.plan_fault {
                discard(pass.staging).await?;
                return Err(fault.into());
            }
            if self.stopped() && pass.tally.interrupted {
                return Ok(self.report(
                    &planned,
                    pass.tally,
                    MergeOutcome::Interrupted,
                    begun.elapsed(),
                ));
            }
            let leftover = resumed && pass.tally.attempted == 0;
            let outcome = self.merge(pass.staging, places).await?;
            tracing::info!(connection = %self.connection.name, after = ?begun.elapsed(), "merged");
            // A run that had been read to its end and only waited for the database is merged first;
            // then the vendor is asked for today's state.
            if leftover && matches!(outcome, MergeOutcome::Merged(_)) {
                continue;
            }
            return Ok(self.report(&planned, pass.tally, outcome, begun.elapsed()));
        }
    }

    fn stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Opens the staging file and begins a run in it, or resumes the one that is there.
    async fn open_staging(&self) -> Result<(Staging, bool), SyncError> {
        let state = self.setup.config.state.clone();
        let run = self.new_run();
        let full = self.options.full;
        blocking(move || {
            let mut staging = Staging::open(&state, &run.connection)?;
            if let Some(unfinished) = staging.unfinished() {
                let age = run
                    .started_at
                    .duration_since(unfinished.started_at)
                    .unsigned_abs();
                if !full && unfinished.plan == run.plan && age < RESUMABLE {
                    return Ok((staging, true));
                }
                staging.discard()?;
            }
            staging.begin(&run)?;
            Ok((staging, false))
        })
        .await
    }

    fn new_run(&self) -> StagedRun {
        let started_at = self.now();
        StagedRun {
            run_id: run_id(started_at, &self.connection.name),
            vendor: self.connection.vendor.clone(),
            connection: self.connection.name.clone(),
            started_at,
            plan: format!("{:?} period {}", self.options.wanted, self.period_day()),
        }
    }

    fn now(&self) -> Timestamp {
        timestamp(self.setup.clock.now())
    }

    /// A vendor's period ends by the vendor's clock, not the operator's: east of it the month ends earlier.
    fn today(&self) -> jiff::civil::Date {
        Zone::utc().day(self.now())
    }

    fn period_day(&self) -> i32 {
        self.options
            .wanted
            .period_day
            .unwrap_or_else(|| last_closed_period(self.today()))
    }

    /// Reads everything that is not staged yet.
    async fn read(&self, mut staging: Staging, planned: &[Planned]) -> Result<Pass, SyncError> {
        let (progress, staging) = blocking(move || {
            let progress = staging.progress()?;
            Ok((progress, staging))
        })
        .await?;
        let staged_pages: HashMap<Partition, PartitionProgress> = progress
            .into_iter()
            .map(|progress| (progress.partition.clone(), progress))
            .collect();
        // What an earlier process has staged of this run is on the disk already.
        let staged = std::fs::metadata(staging.path()).map_or(0, |file| file.len());
        let (writer, thread) = Writer::start(staging);
        let reader = Arc::new(self.reader(writer, staged));
        let tasks = Tasks {
            staged: &staged_pages,
            period_day: self.period_day(),
        };
        let executor = Executor::new(Arc::clone(&reader), self.in_flight);
        let outcome = self.phases(&executor, &reader, &tasks, planned).await;
        let tally = executor.finish();
        // The writer ends when the last reader is gone.
        drop(reader);
        let staging = thread.finish().await.map_err(SyncError::Staging)?;
        let plan_fault = match outcome {
            Ok(()) => None,
            Err(SyncError::Plan(fault)) => Some(fault),
            Err(error) => return Err(error),
        };
        Ok(Pass {
            staging,
            tally,
            plan_fault,
        })
    }

    fn reader(&self, writer: Writer, staged: u64) -> Reader {
        Reader {
            volume: Volume::new(self.session.plugin().limits(), staged),
            connection: self.connection.name.clone(),
            session: self.session.clone(),
            writer,
            progress: Arc::clone(&self.progress),
            clock: Arc::clone(&self.setup.clock),
            stop: self.stop.clone(),
            unavailable: std::sync::Mutex::default(),
            last_closed_on: self
                .options
                .wanted
                .period_day
                .is_none()
                .then(|| days_since_1970(self.today())),
        }
    }

    /// The account first, and of it the customers where one was named; then, when the customers are known, each of
    /// them; then subscriptions.
    async fn phases(
        &self,
        executor: &Executor,
        reader: &Reader,
        tasks: &Tasks<'_>,
        planned: &[Planned],
    ) -> Result<(), SyncError> {
        let mut account = tasks.of_account(planned);
        let by_account = planned.iter().all(Planned::per_account);
        if self.options.wanted.customer.is_some() {
            // A customer that nobody knows is refused before anything else is read.
            let (customers, others) = account
                .into_iter()
                .partition(|task| task.partition.dataset == Dataset::Customers);
            executor.run(customers).await?;
            if Self::customers_known(executor, tasks) {
                self.staged_customers(reader).await?;
            }
            if let Some(note) = not_limited(planned) {
                self.progress.note(&self.connection.name, &note);
            }
            account = others;
        }
        executor.run(account).await?;
        if by_account {
            return Ok(());
        }
        if !Self::customers_known(executor, tasks) {
            return self.not_planned(reader, planned).await;
        }
        let customers = self.staged_customers(reader).await?;
        executor
            .run(tasks.of_customers(planned, &customers))
            .await?;
        self.skip_suspended(reader, tasks, planned, &customers)
            .await?;
        let subscriptions = self
            .subscription_tasks(reader, tasks, planned, &customers)
            .await?;
        executor.run(subscriptions).await
    }

    /// Whether all customers are staged, of this pass or of the one before that it goes on with.
    fn customers_known(executor: &Executor, tasks: &Tasks<'_>) -> bool {
        executor.complete(Dataset::Customers)
            || tasks
                .staged
                .get(&Partition::account(Dataset::Customers))
                .is_some_and(|staged| staged.complete)
    }

    async fn staged_customers(&self, reader: &Reader) -> Result<Vec<CustomerReference>, SyncError> {
        let customers = reader.writer.with(Staging::customers).await?;
        Ok(pick_customer(
            customers,
            self.options.wanted.customer.as_deref(),
        )?)
    }

    /// Datasets that depend on customers that could not be read are left as they are.
    async fn not_planned(&self, reader: &Reader, planned: &[Planned]) -> Result<(), SyncError> {
        for planned in planned.iter().filter(|planned| !planned.per_account()) {
            let dataset = planned.dataset;
            let reason = "the customers could not be read";
            reader
                .writer
                .with(move |staging| staging.not_planned(dataset, reason))
                .await?;
        }
        Ok(())
    }

    async fn skip_suspended(
        &self,
        reader: &Reader,
        tasks: &Tasks<'_>,
        planned: &[Planned],
        customers: &[CustomerReference],
    ) -> Result<(), SyncError> {
        for planned in planned
            .iter()
            .filter(|planned| planned.per_customer() && planned.skips_suspended)
        {
            for customer in customers.iter().filter(|customer| customer.suspended) {
                let partition = tasks.partition_of(*planned, &customer.id);
                let reason = "the customer is suspended";
                reader
                    .writer
                    .with(move |staging| staging.skip(&partition, reason))
                    .await?;
            }
        }
        Ok(())
    }

    async fn subscription_tasks(
        &self,
        reader: &Reader,
        tasks: &Tasks<'_>,
        planned: &[Planned],
        customers: &[CustomerReference],
    ) -> Result<Vec<Task>, SyncError> {
        if planned
            .iter()
            .all(|planned| planned.per_account() || planned.per_customer())
        {
            return Ok(Vec::new());
        }
        let mut subscriptions = reader.writer.with(Staging::subscriptions).await?;
        if self.options.wanted.customer.is_some() {
            subscriptions.retain(|subscription| {
                customers
                    .iter()
                    .any(|customer| customer.id == subscription.customer_id)
            });
        }
        Ok(tasks.of_subscriptions(planned, &subscriptions))
    }

    async fn merge(&self, staging: Staging, places: Places) -> Result<MergeOutcome, SyncError> {
        let database = self.setup.config.database.clone();
        let patience = self.setup.database_patience;
        let accept_shrink = self.options.accept_shrink;
        let zone = self.setup.config.time_zone.clone();
        let now = self.now();
        let vendor = Vendor {
            id: self.connection.vendor.clone(),
            name: self.session.plugin().manifest.name.clone(),
        };
        blocking(move || {
            Ok(merge(
                staging,
                &vendor,
                (&database, &places),
                patience,
                accept_shrink,
                &zone,
                now,
            ))
        })
        .await
    }

    fn report(
        &self,
        planned: &[Planned],
        tally: Tally,
        outcome: MergeOutcome,
        elapsed: Duration,
    ) -> ConnectionReport {
        ConnectionReport::new(
            self.connection,
            &self.session,
            planned,
            tally,
            outcome,
            elapsed,
        )
    }
}

/// Runs something that blocks, and turns its error into one of a sync.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, crate::store::StagingError> + Send + 'static,
) -> Result<T, SyncError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(SyncError::from),
        Err(error) => Err(SyncError::Staging(format!(
            "use the staging file: {error}; please report this"
        ))),
    }
}

async fn discard(mut staging: Staging) -> Result<(), SyncError> {
    blocking(move || staging.discard()).await
}

/// The clock's time as a timestamp; a clock beyond the year 9999 counts as its end.
pub(super) fn timestamp(since_epoch: Duration) -> Timestamp {
    i64::try_from(since_epoch.as_micros())
        .ok()
        .and_then(|microseconds| Timestamp::from_microsecond(microseconds).ok())
        .unwrap_or(Timestamp::MAX)
}

/// Unique over all runs of a machine: time, connection, process, and the runs of this process, since a
/// clock may stand still or go back.
fn run_id(started_at: Timestamp, connection: &str) -> String {
    static RUNS: AtomicU64 = AtomicU64::new(1);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let moment = started_at.strftime("%Y%m%dT%H%M%S%3f");
    format!("{moment}-{connection}-{}-{run}", std::process::id())
}
