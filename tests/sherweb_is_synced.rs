//! Sherweb's customers, subscriptions, usage and charges arrive, with the fewest requests.

use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Sherweb, SherwebOptions};

use crate::rig::{Rig, sherweb};

#[tokio::test]
async fn a_first_sync_brings_everything_that_the_distributor_has() {
    let sherweb = sherweb(5, 4).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.violations(), []);
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 5);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE seats > 0"),
        20
    );
    assert!(rig.number("SELECT count(*) FROM charges WHERE direction = 'payable'") > 0);
    assert!(rig.number("SELECT count(*) FROM charges WHERE direction = 'receivable'") > 0);
    assert!(rig.number("SELECT count(*) FROM license_usage WHERE source = 'meter'") > 0);
}

#[tokio::test]
async fn a_second_sync_without_change_writes_no_history() {
    let sherweb = sherweb(3, 3).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let before = rig.rows("SELECT * FROM subscription_history ORDER BY ALL");
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete);
    assert_eq!(
        rig.rows("SELECT * FROM subscription_history ORDER BY ALL"),
        before
    );
    let changed: u64 = report
        .datasets
        .iter()
        .map(|line| line.counts.added + line.counts.changed)
        .sum();
    assert_eq!(changed, 0, "{report:#?}");
}

#[tokio::test]
async fn data_with_everything_that_real_data_has_is_understood() {
    let sherweb = Sherweb::start(SherwebOptions::default()).await.unwrap();
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.violations(), []);
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
}
