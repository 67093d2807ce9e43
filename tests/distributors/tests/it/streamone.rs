//! StreamOne Ion answers as its documents say, and refuses the rest.

use std::collections::HashSet;

use reqwest::Method;
use seatwise_distributors::{DetailsId, Report, StreamOneFeatures, StreamOneOptions, WorldOptions};
use serde_json::{Value, json};

use crate::client::{StreamOneClient, finish};

fn rows<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

async fn all_customers(client: &StreamOneClient, size: usize) -> (Vec<Value>, usize) {
    let (mut all, mut pages, mut token) = (Vec::new(), 0, String::new());
    loop {
        let page = client
            .get(&format!("/customers?pageSize={size}&pageToken={token}"))
            .await
            .json();
        all.extend_from_slice(rows(&page, "customers"));
        pages += 1;
        match page["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => return (all, pages),
        }
    }
}

#[tokio::test]
async fn customers_are_paged_by_token_even_when_pages_are_short() {
    let world = WorldOptions {
        customers: 95,
        ..WorldOptions::default()
    };
    let client = StreamOneClient::of(world.clone()).await;
    let (customers, pages) = all_customers(&client, 20).await;
    assert_eq!((customers.len(), pages), (95, 5));
    let options = StreamOneOptions {
        world,
        short_pages: true,
        ..StreamOneOptions::default()
    };
    let client = StreamOneClient::new(options).await;
    let (short, pages) = all_customers(&client, 20).await;
    assert!(pages > 5);
    let names = |rows: &[Value]| {
        rows.iter()
            .map(|row| row["name"].to_string())
            .collect::<HashSet<_>>()
    };
    assert_eq!((short.len(), names(&short)), (95, names(&customers)));
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn subscriptions_are_paged_by_offset_and_say_how_many_there_are() {
    let client = StreamOneClient::of(WorldOptions::exactly(21, 10)).await;
    let mut ids = HashSet::new();
    for offset in [0, 100, 200] {
        let page = client
            .get(&format!(
                "/subscriptions?pagination.limit=100&pagination.offset={offset}"
            ))
            .await
            .json();
        assert_eq!(page["paginationResponse"]["totalSize"], 210);
        ids.extend(rows(&page, "items").iter().map(|row| row["id"].to_string()));
    }
    assert_eq!(ids.len(), 210);
    let beyond = client
        .get("/subscriptions?pagination.limit=100&pagination.offset=300")
        .await
        .json();
    assert!(rows(&beyond, "items").is_empty());
    let customer = client.server.data(|world| world.customers[3].id.clone());
    let own = client
        .get(&format!(
            "/subscriptions?customerId={customer}&subscriptionStatus=ACTIVE"
        ))
        .await
        .json();
    assert_eq!(rows(&own, "items").len(), 10);
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn a_page_that_is_too_large_can_be_refused() {
    let options = StreamOneOptions {
        refuse_pages_over: Some(50),
        ..StreamOneOptions::default()
    };
    let client = StreamOneClient::new(options).await;
    assert_eq!(
        client
            .get("/subscriptions?pagination.limit=200")
            .await
            .status,
        400
    );
    assert_eq!(
        client
            .get("/subscriptions?pagination.limit=50")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_row_has_its_counts_as_text_and_its_money_as_numbers() {
    let world = WorldOptions {
        customers: 60,
        subscriptions: 8,
        ..WorldOptions::default()
    };
    let client = StreamOneClient::of(world).await;
    let page = client
        .get("/subscriptions?pagination.limit=1000")
        .await
        .json();
    let all = rows(&page, "items");
    let count = |wanted: &dyn Fn(&&Value) -> bool| all.iter().filter(wanted).count();
    assert_eq!(
        count(&|row| row["subscriptionTotalLicenses"].is_string()),
        all.len()
    );
    assert_eq!(
        count(&|row| row["price"].is_number() && row["cost"].is_number()),
        all.len()
    );
    // What real data has must be in it, or nobody is tested against it.
    assert!(count(&|row| row["subscriptionStatus"] == "deleted") > 0);
    assert!(count(&|row| row["isTrial"] == true) > 0);
    assert!(count(&|row| row["subscriptionProductId"] == "NL") > 0);
    assert!(count(&|row| row["total"].to_string().contains("00000009")) > 0);
    let azure = count(&|row| row["subscriptionProductId"] == "DZH318Z0BPS6");
    assert!(azure > 0);
    let unpriced = |row: &&Value| {
        row["price"] == 0
            && row.get("mfgPartNumber").is_none()
            && row["renewalDate"] == row["subscriptionStartDate"]
    };
    assert_eq!(count(&unpriced), azure);
    let stale = |row: &&Value| {
        row["autoRenew"] == true
            && row["renewalDate"].as_str() < Some("2026-03-17")
            && row["price"] != 0
    };
    assert!(count(&stale) > 0);
}

#[tokio::test]
async fn details_are_found_by_the_id_that_the_account_wants_and_tell_the_activity() {
    for (rule, by_guid, by_number) in [
        (DetailsId::Publisher, 200, 404),
        (DetailsId::Numeric, 404, 200),
        (DetailsId::Either, 200, 200),
    ] {
        let features = StreamOneFeatures {
            details_id: rule,
            ..StreamOneFeatures::default()
        };
        let world = WorldOptions::exactly(1, 30);
        let client = StreamOneClient::new(StreamOneOptions {
            world,
            features,
            ..StreamOneOptions::default()
        })
        .await;
        let (customer, subscriptions) = client.server.data(|world| {
            let customer = &world.customers[0];
            (customer.id.clone(), customer.subscriptions.clone())
        });
        let path = |id: &str| format!("/customers/{customer}/subscriptions/{id}?refresh=true");
        let found = client.get(&path(&subscriptions[0].publisher_id)).await;
        assert_eq!(found.status, by_guid);
        assert_eq!(
            client.get(&path(&subscriptions[0].id)).await.status,
            by_number
        );
        if by_number == 200 {
            let mut activities = 0;
            for subscription in &subscriptions {
                let logs = client.get(&path(&subscription.id)).await.json()["activityLogs"].clone();
                assert!(
                    logs == json!({}) || logs["totalCount"].is_string(),
                    "{logs}"
                );
                activities += rows(&logs, "items").len();
            }
            assert!(activities > 30);
        }
        assert_eq!(client.server.violations(), []);
    }
}

#[tokio::test]
async fn a_report_is_csv_text_inside_json_with_the_currency_in_its_headings() {
    let features = StreamOneFeatures {
        reports: vec![Report::azure_plan_billing("SEK")],
        ..StreamOneFeatures::default()
    };
    let client = StreamOneClient::new(StreamOneOptions {
        features,
        ..StreamOneOptions::default()
    })
    .await;
    let reports = client
        .get("/reports?module=REPORTS_REPORTS_MODULE")
        .await
        .json();
    let report = rows(&reports, "reports")[0].clone();
    let id = report["reportId"].as_str().unwrap();
    let definition = client.get(&format!("/reports/{id}")).await.json();
    let columns = definition["specs"]["allColumns"].clone();
    let body = |columns: Value, key: &str| {
        json!({
            key: id, "report_module": report["reportModule"], "category": report["category"],
            "specs": { "date_range_option": { "selected_range": { "fixed_date_range": {
                "start_date": "2026-02-01T00:00:00Z", "end_date": "2026-02-28T23:59:59Z" } } },
                "selectedColumns": columns },
        })
    };
    let path = format!("/reports/{id}/reportDataCsv");
    let answer = client
        .post(&path, &body(columns.clone(), "report_id"))
        .await;
    let text = answer.json()["results"].as_str().unwrap().to_owned();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heading = reader.headers().unwrap().clone();
    assert_eq!(heading.len(), columns.as_array().unwrap().len());
    assert!(heading.iter().any(|name| name == "Seller Cost (SEK)"));
    assert!(reader.records().map(Result::unwrap).count() > 5);
    let own = client
        .post(&path, &body(json!([]), "reportId"))
        .await
        .json();
    assert!(
        own["results"]
            .as_str()
            .unwrap()
            .starts_with("Customer ID,Customer Name,Subscription ID,")
    );
    assert_eq!(client.server.violations(), []);
    let wrong = json!({ "report_id": id, "columns": [] });
    assert_eq!(client.post(&path, &wrong).await.status, 400);
    assert_eq!(client.server.violations().len(), 1);
}

#[tokio::test]
async fn an_account_without_reports_says_so_and_a_refused_one_too() {
    let features = StreamOneFeatures {
        reports: Vec::new(),
        ..StreamOneFeatures::default()
    };
    let client = StreamOneClient::new(StreamOneOptions {
        features,
        ..StreamOneOptions::default()
    })
    .await;
    assert_eq!(client.get("/reports").await.json(), json!({}));
    let features = StreamOneFeatures {
        reports_refused: Some(403),
        ..StreamOneFeatures::default()
    };
    let client = StreamOneClient::new(StreamOneOptions {
        features,
        ..StreamOneOptions::default()
    })
    .await;
    assert_eq!(client.get("/reports").await.status, 403);
}

#[tokio::test]
async fn products_have_plans_and_prices() {
    let client = StreamOneClient::of(WorldOptions::default()).await;
    let page = client.get("/products?pageSize=1000").await.json();
    assert!(rows(&page, "products").len() > 30);
    let id = page["products"][0]["name"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let one = client
        .get(&format!(
            "/products/{id}?excludeFilter.excludePricing=false&clientRole=OWNER"
        ))
        .await
        .json();
    let price = &one["definition"]["skus"][0]["plans"][0]["phases"][0]["recurringPrice"]["USD"];
    assert!(price.is_number(), "{one}");
}

#[tokio::test]
async fn what_the_real_interface_does_not_have_is_refused_and_noted() {
    let client = StreamOneClient::of(WorldOptions::default()).await;
    let customer = client.server.data(|world| world.customers[0].id.clone());
    let cases = [
        (
            Method::GET,
            format!("/customers/{customer}/subscriptions"),
            404,
            5,
        ),
        (Method::GET, "/reports/49038/data".to_owned(), 404, 5),
        (Method::GET, "/customers?page=2".to_owned(), 400, 3),
        (Method::GET, "/customers?pageToken=20".to_owned(), 400, 3),
        (
            Method::GET,
            "/subscriptions?pagination.limit=ten".to_owned(),
            400,
            3,
        ),
        (
            Method::POST,
            format!("/customers/{customer}/orders"),
            405,
            12,
        ),
        (Method::PUT, "/subscriptions".to_owned(), 405, 12),
    ];
    for (method, path, status, code) in cases.clone() {
        let answer = finish(client.request(method.clone(), &path)).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (status, &json!(code)),
            "{method} {path}"
        );
    }
    assert_eq!(client.server.violations().len(), cases.len());
    let writes: Vec<_> = client.server.take_writes();
    let methods: Vec<_> = writes.iter().map(|write| write.method.as_str()).collect();
    assert_eq!(methods, ["POST", "PUT"]);
    let other = format!("{}/api/v3/accounts/1/customers", client.server.base_url());
    assert_eq!(
        finish(client.http.get(other).bearer_auth(&client.token))
            .await
            .unwrap()
            .status,
        403
    );
}
