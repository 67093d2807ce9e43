//! What is peculiar about Sherweb's interface is known, and means what it means.

use seatwise::store::Dataset;
use seatwise::sync::{ConnectionStatus, SyncOptions, Wanted};
use seatwise_distributors::{
    Availability, Cycle, Endpoint, Model, Running, Sherweb, SherwebCredentials, SherwebFeatures,
    SherwebOptions, WorldOptions,
};

use crate::contents::{assert_same, contents};
use crate::rig::{Rig, sherweb};

fn connected(sherweb: &Running<SherwebCredentials>) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    rig
}

async fn sherweb_with(features: SherwebFeatures) -> Running<SherwebCredentials> {
    let world = WorldOptions::exactly(3, 4);
    Sherweb::start(SherwebOptions {
        world,
        features,
        ..SherwebOptions::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_deprecated_list_is_read_where_the_new_one_is_gone() {
    let whole = {
        let sherweb = sherweb_with(SherwebFeatures::default()).await;
        let rig = connected(&sherweb);
        rig.sync("sherweb").await;
        assert_eq!(
            sherweb.count(Endpoint::Subscriptions),
            0,
            "the deprecated list was read without need"
        );
        contents(&rig)
    };
    for status in [404, 410] {
        let details = Availability::Refused(status);
        let sherweb = sherweb_with(SherwebFeatures {
            details,
            ..SherwebFeatures::default()
        })
        .await;
        let rig = connected(&sherweb);
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
        assert_eq!(sherweb.count(Endpoint::Subscriptions), 3);
        assert_same(&contents(&rig), &whole, &format!("details answer {status}"));
    }
}

#[tokio::test]
async fn costs_that_may_not_be_read_are_unavailable_and_the_rest_arrives() {
    let payables = Availability::Refused(403);
    let sherweb = sherweb_with(SherwebFeatures {
        payables,
        ..SherwebFeatures::default()
    })
    .await;
    let rig = connected(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let line = report
        .datasets
        .iter()
        .find(|line| line.dataset == Dataset::PayableCharges)
        .unwrap();
    assert!(line.unavailable, "{line:?}");
    assert_eq!(
        rig.rows("SELECT DISTINCT direction FROM charges"),
        ["receivable"]
    );
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 12);
}

#[tokio::test]
async fn cost_and_revenue_are_of_the_same_period_which_need_not_be_a_month() {
    let world = WorldOptions::exactly(3, 6);
    let sherweb = Sherweb::start(SherwebOptions {
        world,
        billing_day: 15,
        ..SherwebOptions::default()
    })
    .await
    .unwrap();
    let rig = connected(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(
        rig.rows("SELECT DISTINCT direction, billing_period_from, billing_period_to FROM charges ORDER BY ALL"),
        ["payable | 2026-02-15 | 2026-03-14", "receivable | 2026-02-15 | 2026-03-14"]
    );
}

#[tokio::test]
async fn the_cost_price_of_a_receivable_is_what_the_customer_pays() {
    let sherweb = sherweb(4, 8).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    let sold = sherweb.data(|world| {
        let customer = &world.customers[0];
        let monthly = customer.subscriptions.iter().filter(|subscription| {
            subscription.product.model == Model::Seats
                && subscription.cycle == Cycle::Monthly
                && subscription.purchased < "2026-01-01T00:00:00Z".parse().unwrap()
        });
        monthly
            .map(|subscription| {
                (
                    customer.id.clone(),
                    subscription.cost.to_string(),
                    subscription.price.to_string(),
                )
            })
            .collect::<Vec<_>>()
    });
    assert!(!sold.is_empty());
    for (customer, cost, price) in sold {
        let count = |condition: &str, amount: &str| {
            rig.number(&format!("SELECT count(*) FROM charges WHERE {condition} AND unit_price = round('{amount}'::DECIMAL(28, 10), 6)"))
        };
        assert!(
            count(
                &format!("direction = 'receivable' AND customer_id = '{customer}'"),
                &price
            ) > 0,
            "{price}"
        );
        assert!(count("direction = 'payable'", &cost) > 0, "{cost}");
    }
    // A payable charge names its customer by a tag.
    let unnamed = "SELECT count(*) FROM charges WHERE direction = 'payable' AND customer_name NOT IN (SELECT name FROM customers)";
    assert_eq!(rig.number(unnamed), 0);
}

#[tokio::test]
async fn every_request_is_made_in_one_language_so_that_names_join() {
    for (settings, language) in [
        ("", "en"),
        (
            "[connections.sherweb.settings]\nlanguage = \"fr-CA\"\n",
            "fr-CA",
        ),
    ] {
        let sherweb = sherweb(2, 2).await;
        let mut rig = connected(&sherweb);
        rig.configure(settings);
        rig.sync("sherweb").await;
        let requests = sherweb.requests();
        let mut data = requests
            .iter()
            .filter(|request| request.endpoint != Some(Endpoint::Token));
        assert!(
            data.all(|request| request.language.as_deref() == Some(language)),
            "{requests:#?}"
        );
    }
}

#[tokio::test]
async fn the_meaning_of_the_recurring_fee_is_the_operators_choice() {
    let meanings = [
        ("price-per-seat", "unit_price = fee AND unit_cost IS NULL"),
        ("cost-per-seat", "unit_cost = fee AND unit_price IS NULL"),
        (
            "price-per-subscription",
            "unit_price = round(fee / 4, 6) AND unit_cost IS NULL",
        ),
        (
            "cost-per-subscription",
            "unit_cost = round(fee / 4, 6) AND unit_price IS NULL",
        ),
        ("ignore", "unit_cost IS NULL AND unit_price IS NULL"),
    ];
    let sherweb = sherweb(1, 1).await;
    sherweb.data(|world| {
        let id = world.customers[0].subscriptions[0].id.clone();
        world.set_seats(&id, 4);
        let fees = serde_json::json!({ "recurringFee": 18.5, "setupFee": 0, "currency": "Usd" });
        world.set_field(Endpoint::SubscriptionPricing, &id, "fees", fees);
    });
    for (meaning, condition) in meanings {
        let mut rig = connected(&sherweb);
        rig.configure(&format!(
            "[connections.sherweb.settings]\nrecurring_fee = \"{meaning}\"\n"
        ));
        let wanted = Wanted {
            only: vec![Dataset::Subscriptions],
            ..Wanted::default()
        };
        rig.sync_with(
            "sherweb",
            &SyncOptions {
                wanted,
                ..SyncOptions::default()
            },
        )
        .await
        .unwrap();
        let sql = format!(
            "SELECT count(*) FROM (SELECT *, 18.5::DECIMAL(18, 6) AS fee FROM license_subscriptions) WHERE {condition}"
        );
        assert_eq!(
            rig.number(&sql),
            1,
            "{meaning}: {:?}",
            rig.rows("SELECT unit_cost, unit_price FROM license_subscriptions")
        );
    }
}

#[tokio::test]
async fn the_catalog_is_read_on_request_alone() {
    let sherweb = sherweb(2, 2).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    assert_eq!(
        (
            sherweb.count(Endpoint::Catalog),
            sherweb.count(Endpoint::CatalogPricing)
        ),
        (0, 0)
    );
    let wanted = Wanted {
        only: vec![Dataset::Products],
        ..Wanted::default()
    };
    let report = rig
        .sync_with(
            "sherweb",
            &SyncOptions {
                wanted,
                ..SyncOptions::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.violations(), []);
    assert_eq!(
        rig.rows("SELECT count(DISTINCT customer_id) FROM products"),
        ["2"]
    );
    assert!(
        rig.number("SELECT count(*) FROM products WHERE unit_price > 0 AND currency IS NOT NULL")
            > 0
    );
}

#[tokio::test]
async fn one_customer_can_be_read_alone_and_speaks_for_itself_alone() {
    let sherweb = sherweb(12, 2).await;
    let rig = connected(&sherweb);
    rig.sync("sherweb").await;
    let name = sherweb.data(|world| {
        for customer in &mut world.customers {
            customer.subscriptions[0].seats += 1;
        }
        world.customers[3].subscriptions.truncate(1);
        world.customers[4].subscriptions.truncate(1);
        world.customers[3].name.clone()
    });
    sherweb.forget();
    let wanted = Wanted {
        customer: Some(name.to_lowercase()),
        ..Wanted::default()
    };
    let report = rig
        .sync_with(
            "sherweb",
            &SyncOptions {
                wanted,
                ..SyncOptions::default()
            },
        )
        .await
        .unwrap();
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 1);
    let changed = rig.rows("SELECT customers.name FROM license_subscriptions AS s JOIN customers ON customers.id = s.customer_id WHERE s.missing_since IS NOT NULL");
    assert_eq!(changed, [name]);
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
        12
    );
}

#[tokio::test]
async fn an_empty_account_is_synced_and_empty() {
    let sherweb = sherweb(0, 0).await;
    let rig = connected(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    for table in [
        "customers",
        "license_subscriptions",
        "license_usage",
        "charges",
        "rejected_rows",
    ] {
        assert_eq!(
            rig.number(&format!("SELECT count(*) FROM {table}")),
            0,
            "{table}"
        );
    }
}
