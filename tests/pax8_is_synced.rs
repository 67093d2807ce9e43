//! Pax8's companies, subscriptions and invoices arrive, and what the vendor says in two ways is read in both.

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionStatus, SyncOptions, Wanted, check_connection};
use seatwise_distributors::{
    CommitmentName, Pax8, Pax8Credentials, Pax8Options, Running, SubscriptionPrice, WorldOptions,
};

use crate::rig::Rig;

async fn pax8(options: Pax8Options) -> Running<Pax8Credentials> {
    Pax8::start(options).await.unwrap()
}

/// Data without states that the vendor alone knows.
fn regular(customers: usize, subscriptions: usize) -> Pax8Options {
    Pax8Options {
        world: WorldOptions::exactly(customers, subscriptions),
        invoices_a_month: 1,
        corrections: false,
        ..Pax8Options::default()
    }
}

fn connected(pax8: &Running<Pax8Credentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_pax8(pax8);
    rig
}

/// All datasets of the plugin, those on request too.
fn everything() -> SyncOptions {
    let only = [
        Dataset::Customers,
        Dataset::Subscriptions,
        Dataset::PayableCharges,
        Dataset::ReceivableCharges,
        Dataset::Products,
        Dataset::Usage,
        Dataset::Activities,
    ];
    SyncOptions {
        wanted: Wanted {
            only: only.to_vec(),
            ..Wanted::default()
        },
        ..SyncOptions::default()
    }
}

#[tokio::test]
async fn a_first_sync_of_pax8_brings_everything_with_the_fewest_requests() {
    let pax8 = pax8(regular(100, 12)).await;
    let rig = connected(&pax8);
    let report = rig.sync("pax8").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(pax8.violations(), []);
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
    assert_eq!(rig.number("SELECT count(*) FROM customers"), 100);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions"),
        1_200
    );
    assert_eq!(pax8.count(Pax8::TOKEN), 1);
    assert_eq!(pax8.count(Pax8::COMPANIES), 1);
    assert_eq!(pax8.count(Pax8::SUBSCRIPTIONS), 6);
    assert_eq!(pax8.count(Pax8::INVOICES), 1);
    let lines = rig.number("SELECT count(*) FROM charges WHERE direction = 'payable'");
    assert!(lines > 1_000, "{lines}");
    assert_eq!(pax8.count(Pax8::INVOICE_ITEMS), lines.div_ceil(200));
}

#[tokio::test]
async fn everything_that_pax8_can_say_is_understood() {
    let pax8 = pax8(Pax8Options::default()).await;
    let rig = connected(&pax8);
    let report = rig.sync_with("pax8", &everything()).await.unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(pax8.violations(), []);
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
    let expected = pax8.data(|world| (world.customers.len(), world.subscription_count()));
    let found = (
        rig.number("SELECT count(*) FROM customers"),
        rig.number("SELECT count(*) FROM license_subscriptions"),
    );
    assert_eq!(found, (expected.0 as u64, expected.1 as u64));
    // Nothing has a word of Pax8's own for its state, its cycle or its term.
    assert_eq!(
        rig.rows(
            "SELECT DISTINCT status FROM license_subscriptions
             WHERE status NOT IN ('active', 'pending', 'suspended', 'cancelled', 'expired')"
        ),
        [""; 0]
    );
    assert!(
        rig.number(
            "SELECT count(*) FROM license_subscriptions WHERE commitment_ends_on IS NOT NULL"
        ) > 0
    );
    assert!(rig.number("SELECT count(*) FROM charges WHERE direction = 'receivable'") > 0);
    assert!(rig.number("SELECT count(*) FROM charges WHERE kind = 'usage'") > 0);
}

#[tokio::test]
async fn what_pax8_invoices_is_what_is_stored_and_a_credited_invoice_counts_once() {
    for corrections in [false, true] {
        let pax8 = pax8(Pax8Options {
            corrections,
            invoices_a_month: 3,
            ..regular(20, 6)
        })
        .await;
        let rig = connected(&pax8);
        let report = rig.sync_with("pax8", &everything()).await.unwrap();
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
        // A seat is billed once a month, whatever became of an earlier invoice.
        let twice = rig.rows(
            "SELECT subscription_id, direction FROM charges
             WHERE kind = 'recurring' AND amount > 0
             GROUP BY ALL HAVING count(*) > 1 AND count(DISTINCT (charge_from, charge_to)) = 1",
        );
        assert_eq!(twice, [""; 0], "corrections: {corrections}");
    }
}

#[tokio::test]
async fn the_commitment_is_found_under_either_of_its_names() {
    let mut found = Vec::new();
    for commitment in [CommitmentName::Commitment, CommitmentName::CommitmentTerm] {
        let pax8 = pax8(Pax8Options {
            commitment,
            ..regular(10, 8)
        })
        .await;
        let rig = connected(&pax8);
        rig.sync("pax8").await;
        found.push(rig.rows(
            "SELECT id, commitment_term_months, commitment_ends_on FROM license_subscriptions ORDER BY ALL",
        ));
    }
    assert_eq!(found[0], found[1]);
    assert!(
        found[0].iter().any(|row| row.contains("| 12 |")),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_price_that_is_the_partners_is_no_cost_until_the_operator_says_so() {
    let partner = Pax8Options {
        price: SubscriptionPrice::Partner,
        ..regular(5, 4)
    };
    let pax8 = pax8(partner).await;
    let costs = "SELECT count(unit_cost), count(unit_price) FROM license_subscriptions WHERE charge_model = 'seats'";
    let rig = connected(&pax8);
    rig.sync("pax8").await;
    let [as_price] = &rig.rows(costs)[..] else {
        panic!("one row")
    };
    assert!(as_price.starts_with("0 | "), "{as_price}");
    let mut told = connected(&pax8);
    told.configure("[connections.pax8.settings]\nprice = \"cost\"\n");
    told.sync("pax8").await;
    let [as_cost] = &told.rows(costs)[..] else {
        panic!("one row")
    };
    assert!(as_cost.ends_with(" | 0") && as_cost != "0 | 0", "{as_cost}");
}

#[tokio::test]
async fn pax8s_test_says_what_the_price_is_by_the_bill() {
    for (price, words) in [
        (SubscriptionPrice::Customer, "customer"),
        (SubscriptionPrice::Partner, "cost"),
    ] {
        let pax8 = pax8(Pax8Options {
            price,
            ..regular(8, 6)
        })
        .await;
        let rig = connected(&pax8);
        let setup = rig.setup();
        let connection = setup.config.connection("pax8").unwrap();
        let notes = check_connection(&setup, connection).await.unwrap().notes;
        assert!(
            notes
                .iter()
                .any(|note| note.contains("price") && note.contains(words)),
            "{price:?}: {notes:?}"
        );
    }
}

#[tokio::test]
async fn a_subscription_that_pax8_moves_between_two_pages_is_not_lost() {
    let pax8 = pax8(Pax8Options {
        max_page: 7,
        ..regular(9, 5)
    })
    .await;
    let rig = connected(&pax8);
    let report = rig.sync("pax8").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 45);
    assert_eq!(
        rig.number("SELECT count(DISTINCT id) FROM license_subscriptions"),
        45
    );
}
