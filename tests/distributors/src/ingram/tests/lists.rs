//! Pages and filters.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Client, data, large, text};
use crate::{
    EmptyLists, Ingram, IngramOptions, ListOrder, OverLimit, Paging, Totals, WorldOptions,
};

#[tokio::test]
async fn a_page_has_10_rows_where_none_are_asked_for_and_says_where_it_is() {
    let client = Client::new(IngramOptions {
        world: WorldOptions::exactly(23, 1),
        ..IngramOptions::default()
    })
    .await;
    let first = client.ok("/customers").await;
    assert_eq!(data(&first).len(), 10);
    let place = |offset, limit| json!({ "offset": offset, "limit": limit, "total": 23 });
    assert_eq!(first["pagination"], place(0, 10));
    let last = client.ok("/customers?offset=20&limit=15").await;
    assert_eq!(data(&last).len(), 3);
    assert_eq!(last["pagination"], place(20, 15));
    let beyond = client.ok("/customers?offset=23").await;
    assert_eq!(data(&beyond).len(), 0);
    let ids: BTreeSet<_> = client
        .all("/customers")
        .await
        .iter()
        .map(|row| text(row, "id").to_owned())
        .collect();
    assert_eq!(ids.len(), 23);
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn no_most_rows_of_a_page_are_documented_and_one_is_an_option() {
    let client = Client::new(large()).await;
    let body = client.ok("/subscriptions?limit=100000").await;
    assert_eq!(body["pagination"]["total"], data(&body).len());
    assert_eq!(client.get("/subscriptions?limit=0").await.0, 400);
    assert_eq!(client.server.violations().len(), 1);
    let options = IngramOptions {
        most_rows: Some(20),
        ..large()
    };
    let client = Client::new(options.clone()).await;
    let body = client.ok("/subscriptions?limit=100").await;
    assert_eq!(
        (data(&body).len(), &body["pagination"]["limit"]),
        (20, &json!(20))
    );
    let client = Client::new(IngramOptions {
        over_limit: OverLimit::Refused,
        ..options
    })
    .await;
    assert_eq!(client.get("/subscriptions?limit=21").await.0, 400);
    client.ok("/subscriptions?limit=20").await;
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn unknown_parameters_and_wrong_values_are_refused() {
    let client = Client::default().await;
    for path in [
        "/subscriptions?page=2",
        "/subscriptions?lastModifiedFrom=2026-01-01",
        "/subscriptions?status=suspended",
        "/subscriptions?creationDateFrom=2026-1-1",
        "/subscriptions?offset=-1",
        "/orders?creationTimeFrom=2026-01-01",
        "/orders?status=CP",
        "/reports?format=pdf",
        "/customers?id=1",
        "/customers/1?expand=all",
    ] {
        let (status, body) = client.get(path).await;
        assert_eq!((status, &body["status"]), (400, &json!(400)), "{path}");
    }
    assert_eq!(client.server.violations().len(), 10);
}

#[tokio::test]
async fn which_lists_state_their_totals_is_an_option() {
    for (totals, customers, subscriptions) in [
        (Totals::Everywhere, true, true),
        (Totals::CustomersAndProducts, true, false),
        (Totals::Nowhere, false, false),
    ] {
        let client = Client::new(IngramOptions {
            totals,
            ..IngramOptions::default()
        })
        .await;
        for (path, expected) in [
            ("/customers", customers),
            ("/products", customers),
            ("/subscriptions", subscriptions),
            ("/orders", subscriptions),
            ("/reports", subscriptions),
        ] {
            let body = client.ok(path).await;
            assert_eq!(body.get("pagination").is_some(), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn an_empty_list_can_be_absent() {
    for (empty_lists, expected) in [(EmptyLists::Written, true), (EmptyLists::Absent, false)] {
        let client = Client::new(IngramOptions {
            empty_lists,
            ..large()
        })
        .await;
        let body = client.ok("/subscriptions?customerId=1").await;
        assert_eq!(body.get("data").is_some(), expected);
        let customers = client.all("/customers").await;
        let all = customers
            .iter()
            .all(|row| row.get("contactPersons").is_some());
        assert_eq!(all, expected);
    }
}

#[tokio::test]
async fn the_newest_come_first_unless_the_version_is_older() {
    let dates = async |order| {
        let client = Client::new(IngramOptions { order, ..large() }).await;
        let rows = client.all("/subscriptions").await;
        let dates = rows.iter().map(|row| text(row, "creationDate").to_owned());
        Vec::from_iter(dates.filter(|date| !date.is_empty()))
    };
    let newest = dates(ListOrder::NewestFirst).await;
    assert!(newest.iter().rev().is_sorted());
    assert!(dates(ListOrder::OldestFirst).await.is_sorted());
}

#[tokio::test]
async fn filters_let_through_what_they_name() {
    let client = Client::large().await;
    let all = client.all("/subscriptions").await;
    for (field, value) in [
        ("status", "active"),
        ("status", "terminated"),
        ("customerId", text(&all[0], "customerId")),
    ] {
        let found = client.all(&format!("/subscriptions?{field}={value}")).await;
        let expected = all.iter().filter(|row| text(row, field) == value).count();
        assert!(!found.is_empty(), "{field}");
        assert_eq!(found.len(), expected, "{field}");
    }
    let (from, to) = ("2025-01-01", "2025-06-30");
    let path = format!("/subscriptions?creationDateFrom={from}&creationDateTo={to}");
    let found = client.all(&path).await;
    assert!(!found.is_empty() && found.len() < all.len());
    for row in &found {
        let date = text(row, "creationDate");
        assert!(date.is_empty() || (from..=to).contains(&date));
    }
    let customers = client.all("/customers").await;
    let part = text(&customers[0], "name").split(' ').next().unwrap();
    let query: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
    let found = client.all(&format!("/customers?name={query}")).await;
    assert!(found.iter().any(|row| row["id"] == customers[0]["id"]));
    let with = |row: &&serde_json::Value| !row["contactPersons"].as_array().unwrap().is_empty();
    let customer = customers.iter().find(with).unwrap();
    let email = customer["contactPersons"][0]["email"].as_str().unwrap();
    let query: String = url::form_urlencoded::byte_serialize(email.as_bytes()).collect();
    let found = client.all(&format!("/customers?email={query}")).await;
    assert!(found.iter().any(|row| row["id"] == customer["id"]));
}

#[tokio::test]
async fn the_named_days_can_be_left_out() {
    let rows = async |exclusive_filters| {
        let client = Client::new(IngramOptions {
            exclusive_filters,
            ..large()
        })
        .await;
        let all = client.all("/subscriptions").await;
        let date = text(&all[all.len() / 2], "creationDate").to_owned();
        let path = format!("/subscriptions?creationDateFrom={date}&creationDateTo={date}");
        client.all(&path).await.len()
    };
    assert!(rows(false).await > 0);
    assert_eq!(rows(true).await, 0);
}

#[tokio::test]
async fn a_list_can_move_under_its_reader() {
    let client = Client::large().await;
    let ids = async || {
        let mut ids = BTreeSet::new();
        for page in 0..3 {
            let path = format!("/subscriptions?limit=50&offset={}", page * 50);
            for row in data(&client.ok(&path).await) {
                ids.insert(text(row, "id").to_owned());
            }
        }
        ids.len()
    };
    assert_eq!(ids().await, 150);
    for (paging, expected) in [(Paging::Moving, 148), (Paging::FirstPageOnly, 50)] {
        client.server.data(|world| world.paging = paging);
        assert_eq!(ids().await, expected);
    }
}

#[tokio::test]
async fn a_row_can_be_changed_and_added_by_a_test() {
    let client = Client::default().await;
    let before = client.all("/subscriptions").await;
    let id = text(&before[0], "id").to_owned();
    client.server.data(|world| {
        world.set_field(Ingram::SUBSCRIPTIONS, &id, "status", "odd".into());
        world.set_field(Ingram::SUBSCRIPTION, &id, "products", json!([]));
        world.add_row(Ingram::SUBSCRIPTIONS, "", json!({ "id": 7 }));
    });
    let rows = client.all("/subscriptions").await;
    assert_eq!(rows.len(), before.len() + 1);
    assert_eq!(rows[0]["status"], "odd");
    let alone = client.ok(&format!("/subscriptions/{id}")).await;
    assert_eq!(alone["products"], json!([]));
}
