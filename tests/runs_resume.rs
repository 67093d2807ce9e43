//! A run that is stopped goes on where it was, and what could not be written is not read again.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use seatwise::store::{Dataset, Partition, PartitionProgress, Staging, Store};
use seatwise::sync::{ConnectionReport, ConnectionStatus, Progress, SyncOptions, sync_connection};
use seatwise_distributors::{Endpoint, Fault, Rule, StreamOne, StreamOneOptions, WorldOptions};
use tokio::sync::watch;

use crate::contents::{assert_same, contents};
use crate::rig::{Rig, sherweb};

/// Stops the run when so many rows of the subscriptions have arrived.
struct StopAfter {
    rows: u64,
    seen: AtomicU64,
    stop: watch::Sender<bool>,
}

impl Progress for StopAfter {
    fn connection_started(&self, _connection: &str, _vendor: &str) {}
    fn dataset_planned(&self, _connection: &str, _dataset: &str, _partitions: u64) {}
    fn rows_read(&self, _connection: &str, dataset: &str, rows: u64) {
        if dataset == "subscriptions"
            && self.seen.fetch_add(rows, Ordering::SeqCst) + rows >= self.rows
        {
            self.stop.send_replace(true);
        }
    }
    fn partition_finished(&self, _connection: &str, _dataset: &str, _was_read: bool) {}
    fn waiting(&self, _connection: &str, _left: Duration) {}
    fn note(&self, _connection: &str, _text: &str) {}
    fn connection_finished(&self, _connection: &str) {}
}

async fn sync_and_stop(rig: &Rig, connection: &str, rows: u64) -> ConnectionReport {
    rig.clock.advance(Duration::from_secs(60));
    let setup = rig.setup();
    let (stop, stopped) = watch::channel(false);
    let progress = Arc::new(StopAfter {
        rows,
        seen: AtomicU64::new(0),
        stop,
    });
    let connection = setup.config.connection(connection).unwrap();
    sync_connection(
        &setup,
        connection,
        &SyncOptions::default(),
        progress,
        stopped,
    )
    .await
    .unwrap()
}

/// What a stopped run has left behind, by partition.
fn staged(rig: &Rig, connection: &str) -> HashMap<Partition, PartitionProgress> {
    let mut staging = Staging::open(&rig.setup().config.state, connection).unwrap();
    let progress = staging.progress().unwrap();
    staging.close().unwrap();
    progress
        .into_iter()
        .map(|progress| (progress.partition.clone(), progress))
        .collect()
}

#[tokio::test]
async fn a_run_that_was_stopped_goes_on_without_asking_for_the_same_again() {
    let sherweb = sherweb(20, 2).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = sync_and_stop(&rig, "sherweb", 10).await;
    assert_eq!(report.status, ConnectionStatus::Interrupted, "{report:#?}");
    assert!(
        report.notes[0].contains("the next run resumes"),
        "{:?}",
        report.notes
    );
    assert!(
        !rig.database().exists(),
        "something of a run that was stopped is visible"
    );
    let staged = staged(&rig, "sherweb");
    let complete = |dataset| {
        staged
            .values()
            .filter(|part| part.complete && part.partition.dataset == dataset)
            .count() as u64
    };
    let done = complete(Dataset::Subscriptions);
    assert!((1..20).contains(&done), "{done} customers were read");
    assert_eq!(
        (
            complete(Dataset::Customers),
            complete(Dataset::PayableCharges)
        ),
        (1, 1)
    );

    sherweb.forget();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.count(Endpoint::Customers), 0);
    assert_eq!(sherweb.count(Endpoint::PayableCharges), 0);
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 20 - done);
    assert_eq!(sherweb.count(Endpoint::SubscriptionPricing), 20 - done);
    assert_eq!(
        sherweb.count(Endpoint::PlatformConfigurations),
        20 - complete(Dataset::Usage)
    );
    assert_eq!(
        sherweb.count(Endpoint::ReceivableCharges),
        20 - complete(Dataset::ReceivableCharges)
    );
    for part in staged
        .values()
        .filter(|part| part.complete && part.partition.dataset == Dataset::Subscriptions)
    {
        let id = part.partition.customer.clone().unwrap();
        let again = sherweb.requests().into_iter().find(|request| {
            request.endpoint == Some(Endpoint::SubscriptionDetails) && request.query.contains(&id)
        });
        assert_eq!(again, None);
    }

    let mut uninterrupted = Rig::new();
    uninterrupted.add_sherweb(&sherweb);
    uninterrupted.sync("sherweb").await;
    assert_same(
        &contents(&rig),
        &contents(&uninterrupted),
        "a resumed run against one that was not stopped",
    );
    assert_eq!(rig.number("SELECT count(*) FROM sync_runs"), 1);
}

#[tokio::test]
async fn a_list_goes_on_at_the_page_where_it_was_stopped() {
    let streamone = StreamOne::start(StreamOneOptions {
        world: WorldOptions::exactly(6, 8),
        max_page: 4,
        ..StreamOneOptions::default()
    })
    .await
    .unwrap();
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let report = sync_and_stop(&rig, "synnex", 20).await;
    assert_eq!(report.status, ConnectionStatus::Interrupted, "{report:#?}");
    let part = staged(&rig, "synnex")
        .remove(&Partition::account(Dataset::Subscriptions))
        .unwrap();
    assert!(
        !part.complete && part.cursor.is_some() && part.pages > 0,
        "{part:?}"
    );
    streamone.forget();
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(streamone.count(Endpoint::Subscriptions), 12 - part.pages);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 48);
    assert_eq!(streamone.credentials().exchanges(), 1);
}

#[tokio::test]
async fn what_was_staged_long_ago_is_read_anew() {
    let sherweb = sherweb(8, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = sync_and_stop(&rig, "sherweb", 2).await;
    assert_eq!(report.status, ConnectionStatus::Interrupted, "{report:#?}");
    rig.clock.advance(Duration::from_secs(13 * 3_600));
    sherweb.forget();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.count(Endpoint::Customers), 1);
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 8);
}

#[tokio::test]
async fn a_full_sync_reads_anew_what_a_stopped_run_began() {
    let sherweb = sherweb(8, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = sync_and_stop(&rig, "sherweb", 2).await;
    assert_eq!(report.status, ConnectionStatus::Interrupted, "{report:#?}");
    sherweb.forget();
    let full = SyncOptions {
        full: true,
        ..SyncOptions::default()
    };
    let report = rig.sync_with("sherweb", &full).await.unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 8);
}

#[tokio::test]
async fn a_partition_that_failed_is_tried_again_by_the_run_that_resumes() {
    let sherweb = sherweb(20, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let first = sherweb.data(|world| world.customers[0].id.clone());
    sherweb.fault(
        Rule::new(Fault::Status(403))
            .on(Endpoint::SubscriptionDetails)
            .containing(first),
    );
    let report = sync_and_stop(&rig, "sherweb", 8).await;
    assert_eq!(report.status, ConnectionStatus::Interrupted, "{report:#?}");
    sherweb.faults().clear();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 20);
    assert_eq!(
        rig.number("SELECT count(*) FROM sync_checkpoints WHERE state <> 'fresh'"),
        0
    );
}

#[tokio::test]
async fn what_was_read_while_the_database_was_in_use_is_merged_first_by_the_next_run() {
    let sherweb = sherweb(5, 2).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let seats = rig.number("SELECT sum(seats) FROM license_subscriptions");
    sherweb.data(|world| {
        for customer in &mut world.customers {
            customer.subscriptions[0].seats += 1;
        }
    });

    let held = Store::open(&rig.database()).unwrap();
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Busy, "{report:#?}");
    let note = &report.notes[0];
    assert!(
        note.contains("the next run merges it") && note.contains("has it open"),
        "{note}"
    );
    drop(held);
    assert_eq!(
        rig.number("SELECT sum(seats) FROM license_subscriptions"),
        seats
    );

    // Even where the vendor is down, what was read before arrives.
    sherweb.fault(Rule::new(Fault::Status(500)));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    assert_eq!(
        rig.number("SELECT sum(seats) FROM license_subscriptions"),
        seats + 5
    );
    assert_eq!(
        rig.rows("SELECT status FROM sync_runs ORDER BY started_at"),
        ["complete", "complete", "failed"],
        "what was kept, and then what was read anew"
    );
    sherweb.faults().clear();
    assert_eq!(rig.sync("sherweb").await.status, ConnectionStatus::Complete);
}

#[tokio::test]
async fn a_second_sync_of_the_same_connection_is_refused_while_the_first_runs() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let running = Staging::open(&rig.setup().config.state, "sherweb").unwrap();
    let error = rig
        .sync_with("sherweb", &SyncOptions::default())
        .await
        .unwrap_err();
    assert!(
        matches!(error, seatwise::sync::SyncError::Busy(_)),
        "{error:?}"
    );
    drop(running);
    assert_eq!(rig.sync("sherweb").await.status, ConnectionStatus::Complete);
}
