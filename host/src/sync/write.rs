//! Hands pages to the staging file from one thread, many at a time.
//!
//! A transaction costs about as much for one page as for a hundred. While one is committed the next
//! pages gather, so a slow vendor's pages are durable at once and a fast one's cost little.

use tokio::sync::{mpsc, oneshot};

use super::report::SyncError;
use crate::store::{StagedPage, Staging, StagingError};

/// Pages that may wait for the writer; readers wait when it is full.
const QUEUED_PAGES: usize = 64;
/// Pages of one transaction.
const PAGES_A_TRANSACTION: usize = 256;
/// Rows of one transaction: a page may have 10,000, and batches must not fill the memory.
const ROWS_A_TRANSACTION: usize = 50_000;

type Work = Box<dyn FnOnce(&mut Staging) + Send>;

enum Entry {
    Page(StagedPage),
    Work(Work),
}

/// The readers' end of the writer. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Entry>,
}

/// The writer's thread; gives the staging file back when all [`Writer`]s are gone.
pub(super) struct WriterThread {
    thread: tokio::task::JoinHandle<Result<Staging, StagingError>>,
}

impl Writer {
    /// Starts the writer.
    pub(super) fn start(staging: Staging) -> (Self, WriterThread) {
        let (queue, entries) = mpsc::channel(QUEUED_PAGES);
        let thread = tokio::task::spawn_blocking(move || write(staging, entries));
        (Self { queue }, WriterThread { thread })
    }

    /// Queues a page. Returning does not mean that it is durable.
    pub(super) async fn page(&self, page: StagedPage) -> Result<(), String> {
        self.queue
            .send(Entry::Page(page))
            .await
            .map_err(|_| stopped())
    }

    /// Runs something on the staging file after all pages that were queued before are durable.
    pub(super) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Staging) -> Result<T, StagingError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let (answer, result) = oneshot::channel();
        let work: Work = Box::new(move |staging| {
            // Nobody waits for the answer when the run was stopped meanwhile.
            let _ = answer.send(work(staging));
        });
        let gone = || SyncError::Staging(stopped());
        self.queue
            .send(Entry::Work(work))
            .await
            .map_err(|_| gone())?;
        result.await.map_err(|_| gone())?.map_err(SyncError::from)
    }
}

impl WriterThread {
    /// Waits until everything is durable.
    pub(super) async fn finish(self) -> Result<Staging, String> {
        match self.thread.await {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(error) => Err(format!(
                "stage pages: the writer ended unexpectedly ({error}); please report this"
            )),
        }
    }
}

fn stopped() -> String {
    "stage a page: the staging file could not be written; the reason is at the end of the run"
        .to_owned()
}

fn write(
    mut staging: Staging,
    mut entries: mpsc::Receiver<Entry>,
) -> Result<Staging, StagingError> {
    let mut pages = Vec::new();
    while let Some(entry) = entries.blocking_recv() {
        let mut work = gather(entry, &mut pages);
        let mut rows = pages.iter().map(|page| page.rows.num_rows()).sum::<usize>();
        while work.is_none() && pages.len() < PAGES_A_TRANSACTION && rows < ROWS_A_TRANSACTION {
            let Ok(entry) = entries.try_recv() else { break };
            work = gather(entry, &mut pages);
            rows = rows.saturating_add(pages.last().map_or(0, |page| page.rows.num_rows()));
        }
        if !pages.is_empty() {
            staging.append(std::mem::take(&mut pages))?;
        }
        if let Some(work) = work {
            work(&mut staging);
        }
    }
    Ok(staging)
}

/// Adds a page to those that gather, or returns the work that has to wait for them.
fn gather(entry: Entry, pages: &mut Vec<StagedPage>) -> Option<Work> {
    match entry {
        Entry::Page(page) => {
            pages.push(page);
            None
        }
        Entry::Work(work) => Some(work),
    }
}
