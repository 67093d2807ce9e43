//! Ingram answers as its documents say, and refuses the rest.

mod catalog;
mod choices;
mod customers;
mod lists;
mod orders;
mod refusals;
mod reports;
mod subscriptions;
mod token;
mod versions;

use std::time::Duration;

use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{Ingram, IngramCredentials, IngramOptions, Running, WorldOptions};

/// A client that is logged in, and knows nothing else.
struct Client {
    server: Running<IngramCredentials>,
    http: reqwest::Client,
    token: String,
}

impl Client {
    async fn new(options: IngramOptions) -> Self {
        // Building a client needs a TLS implementation, though nothing here speaks TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .no_proxy()
            .build()
            .unwrap();
        let mut client = Self {
            server: Ingram::start(options).await.unwrap(),
            http,
            token: String::new(),
        };
        let (status, body) = client.login(&client.request_for_token()).await;
        assert_eq!(status, 200, "{body}");
        client.token = body["token"].as_str().unwrap().to_owned();
        client
    }

    async fn default() -> Self {
        Self::new(IngramOptions::default()).await
    }

    /// A provider large enough to have everything.
    async fn large() -> Self {
        Self::new(large()).await
    }

    fn request_for_token(&self) -> Value {
        json!({ "marketplace": self.server.credentials().marketplace })
    }

    async fn login(&self, body: &Value) -> (u16, Value) {
        let request = self
            .bare_login()
            .header("content-type", "application/json")
            .body(body.to_string());
        finish(request).await
    }

    /// A token request without a body.
    fn bare_login(&self) -> reqwest::RequestBuilder {
        let credentials = self.server.credentials();
        self.http
            .post(self.url("/token"))
            .header("x-subscription-key", &credentials.subscription_key)
            .basic_auth(&credentials.username, Some(&credentials.password))
    }

    fn url(&self, path: &str) -> String {
        let credentials = self.server.credentials();
        format!("{}{}{path}", self.server.base_url(), credentials.base_path)
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let key = &self.server.credentials().subscription_key;
        self.http
            .request(method, self.url(path))
            .header("x-subscription-key", key)
            .bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        finish(self.request(Method::GET, path)).await
    }

    async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// All rows of a list, by pages of 100.
    async fn all(&self, path: &str) -> Vec<Value> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut rows = Vec::new();
        loop {
            let offset = rows.len();
            let body = self
                .ok(&format!("{path}{joint}limit=100&offset={offset}"))
                .await;
            let page = data(&body);
            rows.extend(page.iter().cloned());
            if page.len() < 100 {
                return rows;
            }
        }
    }

    /// All subscriptions, one by one.
    async fn details(&self) -> Vec<Value> {
        let mut details = Vec::new();
        for row in self.all("/subscriptions").await {
            let id = text(&row, "id");
            details.push(self.ok(&format!("/subscriptions/{id}")).await);
        }
        details
    }
}

async fn finish(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    assert!(response.headers().contains_key("x-correlation-id"));
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn large() -> IngramOptions {
    IngramOptions {
        world: WorldOptions {
            customers: 40,
            subscriptions: 12,
            ..WorldOptions::default()
        },
        ..IngramOptions::default()
    }
}

fn data(body: &Value) -> &[Value] {
    body["data"].as_array().unwrap()
}

/// The products of a subscription.
fn products(row: &Value) -> &[Value] {
    row["products"].as_array().unwrap()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or("")
}

/// The amount of `{amount, currency}`.
fn amount(row: &Value, field: &str) -> Decimal {
    row[field]["amount"].as_str().unwrap().parse().unwrap()
}

fn quantity(row: &Value) -> i64 {
    let number = row["quantity"].to_string();
    let whole: Decimal = number.parse().unwrap();
    whole.try_into().unwrap()
}
