//! A row of StreamOne that cannot be believed is set apart with its reason and its source; all others
//! arrive, and what is not known never becomes zero.

use seatwise::sync::ConnectionStatus;
use seatwise_distributors::Endpoint;
use serde_json::{Value, json};

use crate::rig::{Rig, streamone};
use crate::spoiled::{Spoiled, assert_rejected, by_seat, names, stored_names};

#[tokio::test]
async fn names_in_every_script_and_of_every_length_arrive_as_they_were_sent() {
    let names = names();
    let streamone = streamone(names.len(), 1).await;
    let mut expected = streamone.data(|world| {
        let ids: Vec<String> = world
            .customers
            .iter()
            .map(|customer| customer.id.clone())
            .collect();
        for (id, name) in ids.iter().zip(&names) {
            world.set_field(Endpoint::Customers, id, "customerOrganization", json!(name));
        }
        ids.iter()
            .zip(&names)
            .map(|(id, name)| format!("{id} | {name}"))
            .collect::<Vec<_>>()
    });
    expected.sort();
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(stored_names(&rig), expected);
}

#[tokio::test]
async fn streamones_impossible_subscriptions_are_set_apart_and_their_last_good_rows_stay() {
    let streamone = streamone(3, 16).await;
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    rig.sync("synnex").await;
    let spoiled: Vec<Spoiled> = vec![
        (
            "subscriptionTotalLicenses",
            json!("-3"),
            "seats is negative: -3",
        ),
        (
            "subscriptionTotalLicenses",
            json!("2.5"),
            "seats is a fraction: 2.5",
        ),
        (
            "subscriptionTotalLicenses",
            json!("many"),
            "subscriptionTotalLicenses is not a decimal number: \"many\"",
        ),
        (
            "subscriptionPurchasedDate",
            json!("1955-11-05T06:00:00.000Z"),
            "purchased-at is an impossible date: 1955-11-05",
        ),
        (
            "cancellationAllowedUntilDate",
            json!("9999-12-31T23:59:59Z"),
            "cancellable-until is an impossible date: 9999-12-31",
        ),
        (
            "renewalDate",
            json!("soon"),
            "renewalDate is not a date: \"soon\"",
        ),
        (
            "price",
            json!("free"),
            "price is not a decimal number: \"free\"",
        ),
        ("cost", json!(1e30), "cost is not a decimal number"),
        ("currency", json!("XYZ"), "currency \"XYZ\" is unknown"),
        ("customerId", Value::Null, "the row has no customerId"),
        ("id", Value::Null, "the row has no id"),
    ];
    let ids = streamone.data(|world| by_seat(world, spoiled.len()));
    let before =
        rig.rows("SELECT id, seats, unit_cost, unit_price FROM license_subscriptions ORDER BY id");
    streamone.data(|world| {
        for ((field, value, _), (_, id)) in spoiled.iter().zip(&ids) {
            world.set_field(Endpoint::Subscriptions, id, field, value.clone());
        }
    });
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_rejected(&rig, &spoiled, &ids);
    assert_eq!(
        rig.rows("SELECT id, seats, unit_cost, unit_price FROM license_subscriptions ORDER BY id"),
        before
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NOT NULL"),
        0
    );
    let mut fresh = Rig::new();
    fresh.add_synnex(&streamone);
    fresh.sync("synnex").await;
    assert_eq!(
        fresh.number("SELECT count(*) FROM license_subscriptions"),
        48 - 11
    );
}

#[tokio::test]
async fn what_streamone_does_not_say_is_unknown_and_words_that_nobody_knows_are_kept() {
    let streamone = streamone(3, 16).await;
    let ids = streamone.data(|world| by_seat(world, 6));
    streamone.data(|world| {
        let mut set = |place: usize, field: &str, value: Value| {
            world.set_field(Endpoint::Subscriptions, &ids[place].1, field, value)
        };
        set(0, "price", Value::Null);
        set(0, "cost", Value::Null);
        set(1, "subscriptionStatus", json!("zombie"));
        set(1, "subscriptionTotalLicenses", Value::Null);
        set(2, "mfgPartNumber", Value::Null);
        set(2, "subscriptionBillingTerm", json!("P5Y"));
        set(2, "subscriptionBillingCycle", json!("fortnightly"));
        for (place, currency) in [(3, "USD"), (4, "EUR"), (5, "SEK")] {
            set(place, "currency", json!(currency));
            set(place, "price", json!(10.25));
        }
        world.remove_field(Endpoint::Subscriptions, &ids[0].1, "msrp");
    });
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let report = rig.sync("synnex").await;
    assert_eq!(report.status, ConnectionStatus::Complete, "{report:#?}");
    assert_eq!(rig.rows("SELECT * FROM rejected_rows"), [""; 0]);
    let of = |columns: &str, place: usize| {
        rig.rows(&format!(
            "SELECT {columns} FROM license_subscriptions WHERE id = '{}'",
            ids[place].1
        ))
    };
    assert_eq!(
        of("unit_price, unit_cost, list_price, charge_model", 0),
        ["null | null | null | seats"]
    );
    assert_eq!(of("status, seats", 1), ["zombie | null"]);
    assert_eq!(
        of("commitment_term, commitment_term_months, billing_cycle", 2),
        ["P5Y | null | fortnightly"]
    );
    for (place, currency) in [(3, "USD"), (4, "EUR"), (5, "SEK")] {
        assert_eq!(
            of("unit_price, currency", place),
            [format!("10.250000 | {currency}")]
        );
    }
}

#[tokio::test]
async fn the_last_of_several_rows_with_one_id_counts() {
    let streamone = streamone(2, 3).await;
    let subscription = streamone.data(|world| {
        let customer = world.customers[0].id.clone();
        let subscription = world.customers[0].subscriptions[0].id.clone();
        let row = json!({
            "id": subscription, "customerId": customer, "subscriptionTotalLicenses": "77", "subscriptionStatus": "active",
            "price": 3, "cost": 2, "currency": "USD",
        });
        world.add_row(Endpoint::Subscriptions, "", row);
        subscription
    });
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let report = rig.sync("synnex").await;
    // The list has fewer different rows than it says: one may be absent.
    assert_eq!(report.status, ConnectionStatus::Incomplete, "{report:#?}");
    assert_eq!(
        rig.rows(&format!(
            "SELECT seats FROM license_subscriptions WHERE id = '{subscription}'"
        )),
        ["77"]
    );
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 6);
    assert!(rig.number("SELECT rows_duplicate FROM sync_runs") >= 1);
}
