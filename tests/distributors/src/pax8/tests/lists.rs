//! Pages, filters and orders.

use std::collections::BTreeSet;

use super::{Client, content, large, text};
use crate::{Oversize, Paging, Pax8, Pax8Options, WorldOptions};

#[tokio::test]
async fn pages_count_from_0_and_have_10_rows_where_none_are_asked_for() {
    let client = Client::new(Pax8Options {
        world: WorldOptions::exactly(23, 1),
        ..Pax8Options::default()
    })
    .await;
    let first = client.ok("/v1/companies").await;
    assert_eq!(content(&first).len(), 10);
    let page = |number| serde_json::json!({ "size": 10, "totalElements": 23, "totalPages": 3, "number": number });
    assert_eq!(first["page"], page(0));
    assert!(first.get("totalPages").is_none());
    let last = client.ok("/v1/companies?page=2").await;
    assert_eq!((content(&last).len(), &last["page"]), (3, &page(2)));
    let beyond = client.ok("/v1/companies?page=3").await;
    assert_eq!((content(&beyond).len(), &beyond["page"]), (0, &page(3)));
    let ids: BTreeSet<_> = client
        .all("/v1/companies")
        .await
        .iter()
        .map(|row| text(row, "id").to_owned())
        .collect();
    assert_eq!(ids.len(), 23);
}

#[tokio::test]
async fn a_page_has_at_most_200_rows() {
    let options = Pax8Options {
        world: WorldOptions::exactly(1, 230),
        ..Pax8Options::default()
    };
    let client = Client::new(options.clone()).await;
    let path = "/v1/subscriptions?size=";
    assert_eq!(content(&client.ok(&format!("{path}200")).await).len(), 200);
    assert_eq!(client.get(&format!("{path}201")).await.0, 400);
    assert_eq!(client.get(&format!("{path}0")).await.0, 400);
    assert_eq!(client.server.violations().len(), 2);
    let client = Client::new(Pax8Options {
        oversize: Oversize::Clamped,
        max_page: 50,
        ..options
    })
    .await;
    let body = client.ok(&format!("{path}1000")).await;
    assert_eq!(content(&body).len(), 50);
    assert_eq!(body["page"]["size"], 50);
    assert_eq!(body["page"]["totalPages"], 5);
}

#[tokio::test]
async fn unknown_query_parameters_are_ignored_and_wrong_values_are_not() {
    let client = Client::default().await;
    let plain = client.ok("/v1/subscriptions?size=5").await;
    let more = client
        .ok("/v1/subscriptions?size=5&customer=7&cursor=x")
        .await;
    assert_eq!(plain, more);
    for path in [
        "/v1/subscriptions?status=Suspended",
        "/v1/subscriptions?billingTerm=Yearly",
        "/v1/subscriptions?sort=createdDate",
        "/v1/subscriptions?sort=updatedDate,asc",
        "/v1/subscriptions?page=-1",
        "/v1/companies?status=active",
        "/v1/invoices?invoiceDate=2026-3-1",
        "/v1/invoices?status=Open&x=1",
    ] {
        let (status, body) = client.get(path).await;
        assert_eq!(
            (status, &body["type"]),
            (400, &"BAD_REQUEST".into()),
            "{path}"
        );
    }
    assert_eq!(client.server.violations().len(), 8);
}

#[tokio::test]
async fn filters_let_through_what_they_name() {
    let client = Client::large().await;
    let all = client.all("/v1/subscriptions").await;
    for (field, value) in [
        ("status", "Active"),
        ("billingTerm", "3-Year"),
        ("companyId", text(&all[0], "companyId")),
        ("productId", text(&all[0], "productId")),
    ] {
        let found = client
            .all(&format!("/v1/subscriptions?{field}={value}"))
            .await;
        let expected = all.iter().filter(|row| text(row, field) == value).count();
        assert!(!found.is_empty(), "{field}");
        assert_eq!(found.len(), expected, "{field}");
    }
    let companies = client.all("/v1/companies").await;
    let city = companies[0]["address"]["city"].as_str().unwrap();
    let found = client.all("/v1/companies?billOnBehalfOfEnabled=true").await;
    assert!(!found.is_empty() && found.len() < companies.len());
    let query: String = url::form_urlencoded::byte_serialize(city.as_bytes()).collect();
    let found = client.all(&format!("/v1/companies?city={query}")).await;
    assert!(found.iter().all(|row| row["address"]["city"] == city));
    let found = client.all("/v1/products?search=e3").await;
    assert!(found.len() > 1);
    let found = client.all("/v1/products?vendorName=Google").await;
    assert!(found.iter().all(|row| text(row, "vendorName") == "Google"));
}

#[tokio::test]
async fn an_order_is_kept_through_all_pages_whatever_the_spelling_of_its_dates() {
    let client = Client::large().await;
    let path = "/v1/subscriptions?sort=createdDate";
    let up = client.all(&format!("{path},asc")).await;
    let moments: Vec<_> = up
        .iter()
        .map(|row| super::super::dates::moment_of(text(row, "createdDate")).unwrap())
        .collect();
    assert!(moments.is_sorted());
    let names = client.all("/v1/companies?sort=name,desc").await;
    let names: Vec<_> = names
        .iter()
        .map(|row| text(row, "name").to_lowercase())
        .collect();
    assert!(names.iter().rev().is_sorted());
}

#[tokio::test]
async fn a_list_can_move_under_its_reader() {
    let client = Client::new(Pax8Options {
        world: large(),
        unsorted_moves: true,
        ..Pax8Options::default()
    })
    .await;
    let ids = async |sort: &str| {
        let mut ids = BTreeSet::new();
        for page in 0..3 {
            let path = format!("/v1/subscriptions?size=50&page={page}{sort}");
            for row in content(&client.ok(&path).await) {
                ids.insert(text(row, "id").to_owned());
            }
        }
        ids.len()
    };
    assert!(ids("").await < 150);
    assert_eq!(ids("&sort=createdDate,asc").await, 150);
    client
        .server
        .data(|world| world.paging = Paging::FirstPageOnly);
    assert_eq!(ids("&sort=createdDate,asc").await, 50);
}

#[tokio::test]
async fn a_row_can_be_changed_and_added_by_a_test() {
    let client = Client::default().await;
    let id = client.server.data(|world| {
        world
            .customers
            .iter()
            .find_map(|customer| customer.subscriptions.first())
            .map(|subscription| Pax8::subscription_id(&subscription.id))
            .unwrap()
    });
    let before = client.all("/v1/subscriptions").await.len();
    client.server.data(|world| {
        world.set_field(Pax8::SUBSCRIPTIONS, &id, "status", "Suspended".into());
        world.add_row(Pax8::SUBSCRIPTIONS, "", serde_json::json!({ "id": 7 }));
    });
    let rows = client.all("/v1/subscriptions").await;
    assert_eq!(rows.len(), before + 1);
    let row = rows.iter().find(|row| text(row, "id") == id).unwrap();
    assert_eq!(row["status"], "Suspended");
}
