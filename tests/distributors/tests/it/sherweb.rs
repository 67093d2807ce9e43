//! Sherweb answers as its documents say, and refuses the rest.

use std::time::Duration;

use reqwest::Method;
use seatwise_distributors::{
    Availability, Endpoint, ManualClock, ServerOptions, SherwebFeatures, SherwebOptions,
    WorldOptions,
};
use serde_json::{Value, json};

use crate::client::{SherwebClient, finish, form};

const API: &str = "/service-provider/v1";

fn rows<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

#[tokio::test]
async fn every_read_of_a_sync_answers() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    let customers = client.get(&format!("{API}/customers")).await.json();
    assert_eq!(rows(&customers, "items").len(), 12);
    for customer in client.customers() {
        let query = format!("customerId={customer}");
        for path in ["details", "pricing-information"] {
            let answer = client
                .get(&format!("{API}/billing/subscriptions/{path}?{query}"))
                .await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        }
        let answer = client
            .get(&format!("{API}/billing/subscriptions?{query}"))
            .await;
        assert_eq!(answer.status, 200);
        let answer = client
            .get(&format!(
                "{API}/billing/receivable-charges?{query}&date=2026-02-10"
            ))
            .await;
        assert_eq!(answer.json()["periodFrom"], "2026-02-01");
        let platforms = client
            .get(&format!(
                "{API}/customers/{customer}/platforms-configurations"
            ))
            .await
            .json();
        for platform in rows(&platforms, "configuredPlatforms") {
            let platform = platform["id"].as_str().unwrap();
            for path in ["meter-usages", "details"] {
                let path = format!("{API}/customers/{customer}/platforms/{platform}/{path}");
                assert_eq!(client.get(&path).await.status, 200);
            }
            let path = format!("{API}/billing/subscriptions/meters?{query}&platformId={platform}");
            assert_eq!(client.get(&path).await.status, 200);
        }
        assert_eq!(
            client
                .get(&format!("{API}/customer-catalogs/{customer}"))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        rows(
            &client.get(&format!("{API}/platforms")).await.json(),
            "platforms"
        )
        .len(),
        8
    );
    assert_eq!(client.server.violations(), []);
    assert_eq!(client.server.count(Endpoint::SubscriptionDetails), 12);
}

#[tokio::test]
async fn details_and_pricing_together_say_what_the_deprecated_list_says() {
    let client = SherwebClient::of(WorldOptions::exactly(1, 30)).await;
    let customer = client.customers().remove(0);
    let get = async |path: &str| {
        client
            .get(&format!(
                "{API}/billing/subscriptions{path}?customerId={customer}"
            ))
            .await
            .json()
    };
    let (details, pricing, combined) = (
        get("/details").await,
        get("/pricing-information").await,
        get("").await,
    );
    assert_eq!(rows(&details, "items").len(), 30);
    for ((detail, price), both) in rows(&details, "items")
        .iter()
        .zip(rows(&pricing, "items"))
        .zip(rows(&combined, "items"))
    {
        assert_eq!(detail["id"], both["id"]);
        assert_eq!(detail["quantity"], both["quantity"]);
        assert_eq!(price["fees"], both["fees"]);
        let purchased = detail["purchaseDate"].as_str().unwrap();
        assert_eq!(purchased.split_once('.').unwrap().1.len(), 7, "{purchased}");
    }
}

#[tokio::test]
async fn a_line_of_the_bill_adds_up_and_names_the_customer_by_a_tag_only() {
    let mut client = SherwebClient::of(WorldOptions::default()).await;
    client.token = client.login("distributor").await;
    let answer = client
        .get("/distributor/v1/billing/payable-charges?date=2026-02-01")
        .await;
    let bill = answer.json();
    assert_eq!(
        (&bill["periodFrom"], &bill["periodTo"]),
        (&json!("2026-02-01"), &json!("2026-02-28"))
    );
    let charges = rows(&bill, "charges");
    assert!(charges.len() > 10);
    let decimal = |value: &Value| value.to_string().parse::<rust_decimal::Decimal>().unwrap();
    for charge in charges {
        let product = decimal(&charge["quantity"]) * decimal(&charge["netPriceProrated"]);
        assert_eq!(
            product.round_dp(4),
            decimal(&charge["subTotal"]).round_dp(4),
            "{charge}"
        );
        assert_eq!(charge["tags"][0]["name"], "CustomerDisplayName");
        assert!(charge.get("customerId").is_none());
        assert_eq!(charge["isBilled"], true);
    }
}

#[tokio::test]
async fn receivables_without_a_date_are_those_of_the_last_invoiced_period() {
    let mut client = SherwebClient::of(WorldOptions::default()).await;
    let customer = client.customers().remove(0);
    let answer = client
        .get(&format!(
            "{API}/billing/receivable-charges?customerId={customer}"
        ))
        .await;
    assert_eq!(answer.json()["periodFrom"], "2026-02-01");
    client.token = client.login("distributor").await;
    let answer = client.get("/distributor/v1/billing/payable-charges").await;
    assert_eq!(answer.json()["periodFrom"], "2026-03-01");
}

#[tokio::test]
async fn prices_of_catalog_items_are_read_by_a_post() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    let customer = client.customers().remove(0);
    let path = format!("{API}/customer-catalogs/{customer}/catalog-items-pricing");
    let answer = client
        .post(&path, r#"{"skus":["M365-E3-Y-M","NO-SUCH"]}"#)
        .await;
    assert_eq!(rows(&answer.json(), "catalogItems").len(), 1);
    assert_eq!(client.post(&path, r#"["M365-E3-Y-M"]"#).await.status, 400);
    let path = format!("{API}/platforms/platforms-for-skus");
    let answer = client.post(&path, r#"{"skus":["M365-E3-Y-M"]}"#).await;
    assert_eq!(rows(&answer.json(), "skusPlatforms").len(), 1);
    assert_eq!(client.server.violations().len(), 1);
}

#[tokio::test]
async fn what_the_real_interface_does_not_have_is_refused_and_noted() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    let customer = client.customers().remove(0);
    let cases = [
        (Method::GET, format!("{API}/customers/{customer}"), 404),
        (Method::GET, format!("{API}/customers/"), 404),
        (
            Method::GET,
            format!("{API}/customers?page=1&pageSize=100"),
            400,
        ),
        (
            Method::GET,
            format!("{API}/billing/subscriptions/details"),
            400,
        ),
        (
            Method::GET,
            format!("{API}/billing/subscriptions/details?customerId=42"),
            400,
        ),
        (
            Method::GET,
            format!("{API}/billing/receivable-charges?customerId={customer}&date=2026-2-1"),
            400,
        ),
        (
            Method::GET,
            format!("{API}/billing/subscriptions/meters?customerId={customer}"),
            400,
        ),
        (
            Method::POST,
            format!("{API}/billing/subscriptions/amendments?customerId={customer}"),
            405,
        ),
        (Method::DELETE, format!("{API}/customers"), 405),
        (Method::HEAD, format!("{API}/customers"), 405),
    ];
    for (method, path, status) in cases.clone() {
        let answer = finish(client.request(method.clone(), &path)).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        assert_eq!(answer.body.is_empty(), status != 400, "{method} {path}");
    }
    assert_eq!(client.server.violations().len(), cases.len());
    let writes: Vec<_> = client.server.take_writes();
    let methods: Vec<_> = writes.iter().map(|write| write.method.as_str()).collect();
    assert_eq!(methods, ["POST", "DELETE"]);
    let unknown = "00000000-0000-4000-8000-000000000000";
    let answer = client
        .get(&format!(
            "{API}/billing/subscriptions/details?customerId={unknown}"
        ))
        .await;
    assert_eq!(
        (answer.status, client.server.violations().len()),
        (404, cases.len())
    );
}

#[tokio::test]
async fn a_request_needs_the_key_and_a_token_of_its_scope() {
    let mut client = SherwebClient::of(WorldOptions::default()).await;
    let url = format!("{}{API}/customers", client.server.base_url());
    let no_key = finish(client.http.get(&url).bearer_auth(&client.token))
        .await
        .unwrap();
    assert_eq!(no_key.status, 401);
    assert!(
        no_key.json()["message"]
            .as_str()
            .unwrap()
            .contains("missing subscription key")
    );
    let key = client.server.credentials().subscription_key.clone();
    let no_token = finish(
        client
            .http
            .get(&url)
            .header("ocp-apim-subscription-key", &key),
    )
    .await
    .unwrap();
    assert_eq!(no_token.status, 401);
    let in_query = finish(
        client
            .http
            .get(format!("{url}?subscription-key={key}"))
            .bearer_auth(&client.token),
    )
    .await;
    assert_eq!(in_query.unwrap().status, 200);
    client.token = client.login("distributor").await;
    assert_eq!(client.get(&format!("{API}/customers")).await.status, 403);
    assert_eq!(client.server.violations().len(), 3);
}

#[tokio::test]
async fn a_token_has_one_scope_and_right_credentials_and_comes_from_a_form() {
    let client = SherwebClient::of(WorldOptions::default()).await;
    let secret = client.server.credentials().client_secret.clone();
    let both = client
        .exchange("distributor service-provider", &secret)
        .await;
    assert_eq!(
        (both.status, &both.json()["error"]),
        (400, &json!("invalid_scope"))
    );
    let wrong = client.exchange("distributor", "wrong").await;
    assert_eq!(
        (wrong.status, &wrong.json()["error"]),
        (400, &json!("invalid_client"))
    );
    let body = form(&[("grant_type", "client_credentials")]);
    let request = client
        .request(Method::POST, "/auth/oidc/connect/token")
        .body(body);
    assert_eq!(
        finish(request).await.unwrap().json()["error"],
        "invalid_request"
    );
}

#[tokio::test]
async fn a_token_ends_with_its_life() {
    let clock = ManualClock::at("2026-03-17T08:00:00Z".parse().unwrap());
    let server = ServerOptions {
        clock: std::sync::Arc::new(clock.clone()),
        ..ServerOptions::default()
    };
    let client = SherwebClient::new(SherwebOptions {
        server,
        ..SherwebOptions::default()
    })
    .await;
    clock.advance(Duration::from_secs(3_599));
    assert_eq!(client.get(&format!("{API}/customers")).await.status, 200);
    clock.advance(Duration::from_secs(1));
    let answer = client.get(&format!("{API}/customers")).await;
    assert_eq!(answer.status, 401);
    assert_eq!(client.server.violations(), []);
}

#[tokio::test]
async fn a_feature_that_the_account_lacks_is_refused_and_the_others_work() {
    let features = SherwebFeatures {
        details: Availability::Refused(410),
        receivables: Availability::Refused(403),
        ..SherwebFeatures::default()
    };
    let client = SherwebClient::new(SherwebOptions {
        features,
        ..SherwebOptions::default()
    })
    .await;
    let customer = client.customers().remove(0);
    let status = async |path: &str| {
        client
            .get(&format!("{API}/billing/{path}?customerId={customer}"))
            .await
            .status
    };
    assert_eq!(status("subscriptions/details").await, 410);
    assert_eq!(status("receivable-charges").await, 403);
    assert_eq!(status("subscriptions").await, 200);
    assert_eq!(status("subscriptions/pricing-information").await, 200);
    assert_eq!(client.server.violations(), []);
}
