//! A row of Sherweb that cannot be believed is set apart with its reason and its source; all others
//! arrive, and what is not known never becomes zero.

use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Endpoint, World};
use serde_json::{Value, json};

use crate::rig::{Rig, sherweb};
use crate::spoiled::{Spoiled, assert_rejected, by_seat, names, stored_names};

#[tokio::test]
async fn names_in_every_script_and_of_every_length_arrive_as_sherweb_sent_them() {
    let names = names();
    let sherweb = sherweb(names.len(), 1).await;
    let mut expected = sherweb.data(|world| {
        let ids: Vec<String> = world
            .customers
            .iter()
            .map(|customer| customer.id.clone())
            .collect();
        for (id, name) in ids.iter().zip(&names) {
            world.set_field(Endpoint::Customers, id, "displayName", json!(name));
        }
        ids.iter()
            .zip(&names)
            .map(|(id, name)| format!("{id} | {name}"))
            .collect::<Vec<_>>()
    });
    expected.sort();
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(stored_names(&rig), expected);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions"),
        names.len() as u64
    );
}

#[tokio::test]
async fn sherwebs_impossible_subscriptions_are_set_apart_and_their_last_good_rows_stay() {
    let sherweb = sherweb(3, 16).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let commitment = |ends: &str| json!({ "type": "Annual", "termEndDate": ends, "renewalConfiguration": null, "committedMinimalQuantities": null });
    let spoiled: Vec<Spoiled> = vec![
        ("quantity", json!(-3), "seats is negative: -3"),
        ("quantity", json!(2.5), "seats is a fraction: 2.5"),
        (
            "quantity",
            json!("many"),
            "quantity is not a decimal number: \"many\"",
        ),
        (
            "quantity",
            json!({ "seats": 5 }),
            "quantity is not a decimal number",
        ),
        (
            "quantity",
            json!(5_000_000_000_i64),
            "seats is impossibly large",
        ),
        (
            "purchaseDate",
            json!("1955-11-05T06:00:00"),
            "purchased-at is an impossible date: 1955-11-05",
        ),
        (
            "purchaseDate",
            json!("9999-12-31T23:59:59.9999999"),
            "purchaseDate is not a date",
        ),
        (
            "commitmentTerm",
            commitment("9999-12-31"),
            "commitment-ends-on is an impossible date: 9999-12-31",
        ),
        (
            "commitmentTerm",
            commitment("soon"),
            "termEndDate is not a date: \"soon\"",
        ),
        ("commitmentTerm", json!(["Annual"]), "cannot be read"),
        ("id", Value::Null, "id is missing"),
    ];
    let ids = sherweb.data(|world| by_seat(world, spoiled.len()));
    let before = rig.rows("SELECT id, seats, unit_price FROM license_subscriptions ORDER BY id");
    sherweb.data(|world| {
        for ((field, value, _), (_, id)) in spoiled.iter().zip(&ids) {
            world.set_field(Endpoint::SubscriptionDetails, id, field, value.clone());
        }
    });
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_rejected(&rig, &spoiled, &ids);
    assert_eq!(
        rig.rows("SELECT id, seats, unit_price FROM license_subscriptions ORDER BY id"),
        before
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        0
    );
    let message = rig.rows("SELECT message FROM sync_runs ORDER BY started_at DESC LIMIT 1");
    assert!(
        message[0].contains("subscriptions: 11 rows were rejected, see rejected_rows"),
        "{message:?}"
    );

    // Into an empty database all the others arrive.
    let mut fresh = Rig::new();
    fresh.add_sherweb(&sherweb);
    fresh.sync("sherweb").await;
    assert_eq!(
        fresh.number("SELECT count(*) FROM license_subscriptions"),
        48 - 11
    );

    // What was mended is no longer set apart.
    sherweb.data(World::restore_rows);
    rig.sync("sherweb").await;
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
}

#[tokio::test]
async fn items_of_sherweb_that_are_no_objects_are_set_apart_and_prove_nothing_missing() {
    let sherweb = sherweb(2, 4).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let ids = sherweb.data(|world| {
        let ids: Vec<String> = world.customers[0]
            .subscriptions
            .iter()
            .map(|subscription| subscription.id.clone())
            .collect();
        for (id, garbage) in ids.iter().zip([json!("text"), json!(42), json!([[]])]) {
            world.replace_row(Endpoint::SubscriptionDetails, id, garbage);
        }
        ids
    });
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let rejected = rig.rows("SELECT key, source FROM rejected_rows ORDER BY source");
    assert_eq!(rejected, ["null | \"text\"", "null | 42", "null | [[]]"]);
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NULL"),
        8,
        "{ids:?}"
    );
}

#[tokio::test]
async fn what_sherweb_does_not_say_about_money_is_unknown_and_not_zero() {
    let sherweb = sherweb(3, 16).await;
    let ids = sherweb.data(|world| by_seat(world, 9));
    let fees = |amount: Value, currency: &str| json!({ "recurringFee": amount, "setupFee": 0, "currency": currency });
    let prices = [
        (Some(Value::Null), "null | null"),
        (None, "null | null"),
        (Some(fees(Value::Null, "Usd")), "null | USD"),
        (Some(fees(json!(0), "Usd")), "0.000000 | USD"),
        (Some(fees(json!("10.25"), "Usd")), "10.250000 | USD"),
        (Some(fees(json!(10.25), "Eur")), "10.250000 | EUR"),
        (Some(fees(json!(10.25), "Cad")), "10.250000 | CAD"),
        (Some(fees(json!(10.25), "Undefined")), "null | null"),
    ];
    sherweb.data(|world| {
        for ((fees, _), (_, id)) in prices.iter().zip(&ids) {
            match fees {
                Some(fees) => {
                    world.set_field(Endpoint::SubscriptionPricing, id, "fees", fees.clone())
                }
                None => world.remove_field(Endpoint::SubscriptionPricing, id, "fees"),
            }
        }
        world.set_field(
            Endpoint::SubscriptionPricing,
            &ids[8].1,
            "fees",
            fees(json!(10.25), "Xyz"),
        );
    });
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    for ((fees, expected), (_, id)) in prices.iter().zip(&ids) {
        let found = rig.rows(&format!(
            "SELECT unit_price, currency FROM license_subscriptions WHERE id = '{id}'"
        ));
        assert_eq!(found, [*expected], "{fees:?}");
    }
    assert_eq!(
        rig.rows("SELECT key, reason FROM rejected_rows"),
        [format!("{} | currency \"XYZ\" is unknown", ids[8].1)]
    );
}

#[tokio::test]
async fn charges_of_sherweb_without_amount_are_unknown_and_without_currency_set_apart() {
    let sherweb = sherweb(3, 16).await;
    let ids = sherweb.data(|world| by_seat(world, 6));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    let payable = rig.number("SELECT count(*) FROM charges WHERE direction = 'payable'");
    sherweb.data(|world| {
        let mut set = |place: usize, field: &str, value: Value| {
            world.set_field(Endpoint::PayableCharges, &ids[place].1, field, value)
        };
        set(0, "subTotal", Value::Null);
        set(1, "chargeType", json!("Rebate"));
        set(2, "billingCycleType", json!("Fortnightly"));
        set(3, "currency", json!("XYZ"));
        set(4, "currency", Value::Null);
        set(5, "subTotal", json!(-12.5));
    });
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let number = |condition: &str| {
        rig.number(&format!(
            "SELECT count(*) FROM charges WHERE direction = 'payable' AND {condition}"
        ))
    };
    assert_eq!(number("true"), payable - 2);
    assert_eq!(number("amount IS NULL"), 1);
    assert_eq!(number("kind = 'Rebate'"), 1);
    assert_eq!(
        number("billing_cycle = 'Fortnightly' AND billing_cycle_months IS NULL"),
        1
    );
    assert_eq!(number("amount = -12.5"), 1);
    assert_eq!(
        rig.rows(
            "SELECT reason FROM rejected_rows WHERE dataset = 'payable-charges' ORDER BY reason"
        ),
        [
            "currency \"XYZ\" is unknown",
            "it has amounts and no currency"
        ]
    );
    // Several currencies stand side by side, and no row is without one.
    assert!(rig.number("SELECT count(DISTINCT currency) FROM charges") >= 2);
    assert_eq!(
        rig.number("SELECT count(*) FROM charges WHERE amount IS NOT NULL AND currency IS NULL"),
        0
    );
}

#[tokio::test]
async fn words_of_sherweb_that_nobody_knows_are_kept_as_they_are() {
    let sherweb = sherweb(2, 12).await;
    let ids = sherweb.data(|world| by_seat(world, 2));
    sherweb.data(|world| {
        world.set_field(Endpoint::SubscriptionPricing, &ids[0].1, "billingCycle", json!("Fortnightly"));
        let decade = json!({ "type": "Decennial", "termEndDate": "2030-01-31", "renewalConfiguration": null, "committedMinimalQuantities": null });
        world.set_field(Endpoint::SubscriptionDetails, &ids[1].1, "commitmentTerm", decade);
        world.set_field(Endpoint::SubscriptionDetails, &ids[1].1, "aNewField", json!({ "deep": [1, 2] }));
    });
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    let of = |columns: &str, id: &str| {
        rig.rows(&format!(
            "SELECT {columns} FROM license_subscriptions WHERE id = '{id}'"
        ))
    };
    assert_eq!(
        of("billing_cycle, billing_cycle_months", &ids[0].1),
        ["Fortnightly | null"]
    );
    assert_eq!(
        of("commitment_term, commitment_term_months", &ids[1].1),
        ["Decennial | null"]
    );
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
}

#[tokio::test]
async fn the_last_of_several_rows_with_one_id_counts_at_sherweb() {
    let sherweb = sherweb(2, 3).await;
    let (customer, subscription) = sherweb.data(|world| {
        let customer = world.customers[0].id.clone();
        let subscription = world.customers[0].subscriptions[0].id.clone();
        world.add_row(Endpoint::Customers, "", json!({ "id": customer, "displayName": "Twice", "path": [], "suspendedOn": null }));
        let row = json!({
            "id": subscription, "productName": "Twice", "description": null, "sku": "TWICE", "quantity": 77,
            "renewalSettingsConfigurable": false, "purchaseDate": "2025-01-01T00:00:00", "commitmentTerm": null,
        });
        world.add_row(Endpoint::SubscriptionDetails, &customer, row);
        (customer, subscription)
    });
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    for _ in 0..2 {
        let report = rig.sync("sherweb").await;
        assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
        assert_eq!(
            rig.rows(&format!(
                "SELECT name FROM customers WHERE id = '{customer}'"
            )),
            ["Twice"]
        );
        assert_eq!(
            rig.rows(&format!(
                "SELECT seats FROM license_subscriptions WHERE id = '{subscription}'"
            )),
            ["77"]
        );
        assert_eq!(
            rig.rows("SELECT rows_duplicate FROM sync_runs ORDER BY started_at DESC LIMIT 1"),
            ["2"]
        );
    }
    assert_eq!(
        sherweb.count(Endpoint::SubscriptionDetails),
        4,
        "a customer that is listed twice is asked about once"
    );
}
