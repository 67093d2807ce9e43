//! Pax8 answers as its documents say, and refuses the rest.

mod catalog;
mod invoices;
mod lists;
mod refusals;
mod subscriptions;
mod token;
mod usage;

use std::time::Duration;

use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::amounts::decimal;
use crate::{Pax8, Pax8Credentials, Pax8Options, Running, WorldOptions};

/// A client that is logged in, and knows nothing else.
struct Client {
    server: Running<Pax8Credentials>,
    http: reqwest::Client,
    token: String,
}

impl Client {
    async fn new(options: Pax8Options) -> Self {
        // Building a client needs a TLS implementation, though nothing here speaks TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(20))
            .no_proxy()
            .build()
            .unwrap();
        let mut client = Self {
            server: Pax8::start(options).await.unwrap(),
            http,
            token: String::new(),
        };
        let (status, body) = client.login(&client.request_for_token()).await;
        assert_eq!(status, 200, "{body}");
        client.token = body["access_token"].as_str().unwrap().to_owned();
        client
    }

    async fn default() -> Self {
        Self::new(Pax8Options::default()).await
    }

    /// A provider large enough to have everything.
    async fn large() -> Self {
        Self::new(Pax8Options {
            world: large(),
            ..Pax8Options::default()
        })
        .await
    }

    fn request_for_token(&self) -> Value {
        let credentials = self.server.credentials();
        json!({
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "audience": credentials.audience,
            "grant_type": "client_credentials",
        })
    }

    async fn login(&self, body: &Value) -> (u16, Value) {
        let request = self
            .request(Method::POST, "/v1/token")
            .header("content-type", "application/json")
            .body(body.to_string());
        finish(request).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.server.base_url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        finish(self.request(Method::GET, path)).await
    }

    async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// All rows of a list, by pages of 200.
    async fn all(&self, path: &str) -> Vec<Value> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let mut rows = Vec::new();
        for number in 0.. {
            let body = self
                .ok(&format!("{path}{joint}size=200&page={number}"))
                .await;
            rows.extend(content(&body).iter().cloned());
            let pages = body["page"]["totalPages"].as_u64().unwrap();
            if number + 1 >= pages {
                assert_eq!(body["page"]["totalElements"], rows.len());
                break;
            }
        }
        rows
    }
}

async fn finish(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn large() -> WorldOptions {
    WorldOptions {
        customers: 40,
        subscriptions: 12,
        ..WorldOptions::default()
    }
}

fn content(body: &Value) -> &[Value] {
    body["content"].as_array().unwrap()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or("")
}

fn amount(row: &Value, field: &str) -> Decimal {
    decimal(&row[field]).unwrap()
}

fn sum(rows: &[Value], field: &str) -> Decimal {
    rows.iter().map(|row| amount(row, field)).sum()
}
