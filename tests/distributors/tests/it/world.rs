//! The data: reproducible, changeable, and as bad as a test wants it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rust_decimal::Decimal;
use seatwise_distributors::{
    Distributor, Endpoint, PsaExport, ServerOptions, SherwebOptions, Status, Subscription, World,
    WorldOptions,
};
use serde_json::{Value, json};

use crate::client::{SherwebClient, StreamOneClient};

const API: &str = "/service-provider/v1";

#[tokio::test]
async fn the_same_seed_makes_the_same_bytes_and_another_one_others() {
    let world = |seed| WorldOptions {
        seed,
        ..WorldOptions::default()
    };
    let (first, second, other) = (
        SherwebClient::of(world(5)).await,
        SherwebClient::of(world(5)).await,
        SherwebClient::of(world(6)).await,
    );
    let path = format!("{API}/customers");
    let bytes = first.get(&path).await.body;
    assert_eq!(bytes, second.get(&path).await.body);
    assert_ne!(bytes, other.get(&path).await.body);
    let customer = first.customers().remove(1);
    let path = format!("{API}/billing/subscriptions?customerId={customer}");
    assert_eq!(first.get(&path).await.body, second.get(&path).await.body);
}

#[tokio::test]
async fn an_empty_account_has_no_rows() {
    let empty = WorldOptions {
        customers: 0,
        ..WorldOptions::default()
    };
    let client = SherwebClient::of(empty.clone()).await;
    assert_eq!(
        client.get(&format!("{API}/customers")).await.json(),
        json!({ "items": null })
    );
    let client = StreamOneClient::of(empty).await;
    let page = client.get("/subscriptions").await.json();
    assert_eq!(
        page,
        json!({ "items": [], "paginationResponse": { "totalSize": 0 } })
    );
}

#[tokio::test]
async fn the_next_answer_shows_what_changed_between_two_syncs() {
    let client = SherwebClient::of(WorldOptions::exactly(2, 2)).await;
    let customer = client.customers().remove(0);
    let path = format!("{API}/billing/subscriptions/details?customerId={customer}");
    let before = client.get(&path).await.json();
    let id = before["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(client.server.data(|world| world.set_seats(&id, 777)));
    assert_eq!(client.get(&path).await.json()["items"][0]["quantity"], 777);
    assert!(client.server.data(|world| world.remove_subscription(&id)));
    assert_eq!(
        client.get(&path).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(client.server.data(|world| world.remove_customer(&customer)));
    assert_eq!(client.get(&path).await.status, 404);
    let prices = || {
        client
            .server
            .data(|world| world.customers[0].subscriptions[0].price)
    };
    let price = prices();
    client.server.data(|world| world.raise_prices(100));
    assert_eq!(prices(), price + price);
}

#[tokio::test]
async fn rows_can_be_replaced_by_any_value() {
    let client = SherwebClient::of(WorldOptions::exactly(3, 3)).await;
    let customer = client.customers().remove(0);
    let ids: Vec<String> = client.server.data(|world| {
        world.customers[0]
            .subscriptions
            .iter()
            .map(|subscription| subscription.id.clone())
            .collect()
    });
    let details = Endpoint::SubscriptionDetails;
    let fraction: Value = serde_json::from_str("2.50").unwrap();
    client.server.data(|world| {
        world.set_field(details, &ids[0], "quantity", fraction);
        world.remove_field(details, &ids[0], "sku");
        world.replace_row(details, &ids[1], json!("no object"));
        world.add_row(details, &customer, json!({ "id": ids[2], "quantity": -1 }));
        world.set_field(
            Endpoint::Customers,
            &customer,
            "displayName",
            json!("\u{202e}\u{0007}"),
        );
    });
    let body = client
        .get(&format!(
            "{API}/billing/subscriptions/details?customerId={customer}"
        ))
        .await;
    assert!(body.body.contains("\"quantity\":2.50"), "{}", body.body);
    let items = body.json()["items"].clone();
    assert!(items[0].get("sku").is_none());
    assert_eq!(items[1], "no object");
    assert_eq!(
        (&items[2]["id"], &items[3]["id"]),
        (&json!(ids[2]), &json!(ids[2]))
    );
    let names = client.get(&format!("{API}/customers")).await.json();
    assert_eq!(names["items"][0]["displayName"], "\u{202e}\u{0007}");
    client
        .server
        .data(|world| world.replace_answer(details, &customer, json!({ "items": null })));
    let body = client
        .get(&format!(
            "{API}/billing/subscriptions/details?customerId={customer}"
        ))
        .await;
    assert_eq!(body.json(), json!({ "items": null }));
}

#[tokio::test]
async fn a_row_of_streamone_can_be_replaced_and_doubled() {
    let client = StreamOneClient::of(WorldOptions::exactly(1, 3)).await;
    let id = client
        .server
        .data(|world| world.customers[0].subscriptions[0].id.clone());
    client.server.data(|world| {
        world.set_field(Endpoint::Subscriptions, &id, "cost", Value::Null);
        world.add_row(Endpoint::Subscriptions, "", json!({ "id": id }));
    });
    let page = client.get("/subscriptions?pagination.limit=2").await.json();
    assert_eq!(
        (
            &page["items"][0]["cost"],
            &page["paginationResponse"]["totalSize"]
        ),
        (&Value::Null, &json!(4))
    );
    let page = client
        .get("/subscriptions?pagination.limit=2&pagination.offset=2")
        .await
        .json();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert_eq!(page["items"][1], json!({ "id": id }));
}

#[test]
fn a_regular_world_has_exactly_the_sizes_that_were_asked_for() {
    for distributor in [Distributor::Sherweb, Distributor::StreamOne] {
        let world = World::generate(distributor, &WorldOptions::exactly(100, 20));
        assert_eq!(
            (world.customers.len(), world.subscription_count()),
            (100, 2_000)
        );
        let mut ids: Vec<_> = world
            .customers
            .iter()
            .map(|customer| &customer.id)
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 100);
    }
}

#[tokio::test]
async fn requests_in_flight_and_connections_are_counted() {
    let server = ServerOptions {
        latency: Duration::from_millis(30),
        ..ServerOptions::default()
    };
    let client = SherwebClient::new(SherwebOptions {
        server,
        ..SherwebOptions::default()
    })
    .await;
    client.server.forget();
    let path = format!("{API}/customers");
    let (first, second, third) =
        tokio::join!(client.get(&path), client.get(&path), client.get(&path));
    assert_eq!((first.status, second.status, third.status), (200, 200, 200));
    assert_eq!(
        (
            client.server.most_in_flight(),
            client.server.requests().len()
        ),
        (3, 3)
    );
    assert_eq!(client.server.connections(), 3);
}

#[tokio::test]
async fn dropping_the_handle_closes_the_port() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    let (http, url) = (client.http.clone(), client.server.base_url());
    drop(client);
    assert!(http.get(url).send().await.is_err());
}

/// The worlds of a provider as there are many, as large as the demo.
fn typical() -> [World; 2] {
    let options = WorldOptions {
        seed: 2026,
        customers: 40,
        subscriptions: 6,
        typical: true,
        ..WorldOptions::default()
    };
    [Distributor::Sherweb, Distributor::StreamOne]
        .map(|distributor| World::generate(distributor, &options))
}

#[test]
fn a_typical_provider_has_two_currencies_and_earns_something_with_everything() {
    let worlds = typical();
    let customers = || worlds.iter().flat_map(|world| &world.customers);
    let currencies: BTreeSet<_> = customers().map(|customer| customer.currency).collect();
    assert_eq!(currencies, BTreeSet::from(["CAD", "USD"]));
    for customer in customers() {
        for one in &customer.subscriptions {
            assert!((3..=90).contains(&one.seats), "{one:?}");
            assert!(
                one.cost * Decimal::from(9) < one.price * Decimal::from(8),
                "{one:?}"
            );
        }
        let products: BTreeSet<_> = customer
            .subscriptions
            .iter()
            .map(|one| one.product.sku)
            .collect();
        assert_eq!(
            products.len(),
            customer.subscriptions.len(),
            "{}",
            customer.name
        );
    }
}

#[test]
fn a_firm_that_both_distributors_serve_is_one_firm_in_one_place() {
    let [sherweb, streamone] = typical();
    let domains = |world: &World| -> BTreeMap<String, (String, &'static str, &'static str)> {
        let customers = world.customers.iter();
        customers
            .map(|one| (one.domain.clone(), (one.id.clone(), one.city, one.currency)))
            .collect()
    };
    let (first, second) = (domains(&sherweb), domains(&streamone));
    let shared: Vec<_> = first
        .keys()
        .filter(|domain| second.contains_key(*domain))
        .collect();
    assert!((10..25).contains(&shared.len()), "{}", shared.len());
    for domain in shared {
        assert_eq!(first[domain].1, second[domain].1);
        assert_eq!(first[domain].2, second[domain].2);
    }
}

#[test]
fn everything_that_can_be_wrong_is_wrong_somewhere_at_a_typical_provider() {
    let worlds = typical();
    let export = PsaExport::of(&worlds.each_ref());
    let planted: BTreeSet<_> = export.planted.iter().map(|leak| leak.condition).collect();
    assert_eq!(
        planted,
        BTreeSet::from([
            "below_margin",
            "cancelled_but_billed",
            "negative_margin",
            "over_billed",
            "unbilled",
            "under_billed",
            "unmatched_customer",
            "unmatched_product",
        ])
    );
    let [_, streamone] = &worlds;
    let has = |wanted: fn(&Subscription) -> bool| {
        let mut all = streamone
            .customers
            .iter()
            .flat_map(|one| &one.subscriptions);
        all.any(wanted)
    };
    assert!(has(|one| one.trial));
    assert!(has(|one| one.status == Status::Suspended));
    // Most of what is billed is right.
    assert!(export.planted.len() < 30, "{}", export.planted.len());
}
