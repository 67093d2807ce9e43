//! The bare program: the same requests with the same concurrency, the same JSON parsed, the same Arrow
//! batches appended. No plugin, no pace, no retries, no merge.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema};
use futures_util::StreamExt as _;
use serde::Deserialize;

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Customer {
    id: String,
    #[serde(rename = "displayName")]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    id: String,
    product_name: String,
    description: String,
    sku: String,
    quantity: i64,
    purchase_date: String,
    commitment_term: Option<Commitment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Commitment {
    r#type: String,
    term_end_date: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pricing {
    id: String,
    billing_cycle: String,
    fees: Option<Fees>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fees {
    recurring_fee: f64,
    currency: String,
}

struct Row {
    customer: String,
    details: Details,
    pricing: Option<Pricing>,
}

/// `bare BASE_URL ID SECRET KEY IN_FLIGHT DATABASE`.
pub(crate) fn run(arguments: &[String]) {
    let [base, id, secret, key, in_flight, database] = arguments else {
        panic!("bare takes six arguments")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let rows = runtime.block_on(read(
        base,
        id,
        secret,
        key,
        in_flight.parse().expect("a number"),
    ));
    append(&rows, Path::new(database));
}

async fn read(
    base: &str,
    id: &str,
    secret: &str,
    key: &str,
    in_flight: usize,
) -> Vec<(Customer, Vec<Row>)> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .pool_max_idle_per_host(in_flight)
        .no_proxy()
        .build()
        .expect("a client");
    let form = format!(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=service-provider"
    );
    let token: Token = parse(
        &client
            .post(format!("{base}/auth/oidc/connect/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("ocp-apim-subscription-key", key)
            .body(form)
            .send()
            .await
            .expect("an answer")
            .bytes()
            .await
            .expect("a body"),
    );
    let get = |url: String| {
        let request = client
            .get(url)
            .header("ocp-apim-subscription-key", key)
            .header("accept-language", "en")
            .bearer_auth(&token.access_token);
        async move {
            request
                .send()
                .await
                .expect("an answer")
                .bytes()
                .await
                .expect("a body")
        }
    };
    let customers: List<Customer> =
        parse(&get(format!("{base}/service-provider/v1/customers")).await);
    let permits = Arc::new(tokio::sync::Semaphore::new(in_flight));
    futures_util::stream::iter(customers.items)
        .map(|customer| {
            let billing = format!("{base}/service-provider/v1/billing/subscriptions");
            let details = get(format!("{billing}/details?customerId={}", customer.id));
            let pricing = get(format!(
                "{billing}/pricing-information?customerId={}",
                customer.id
            ));
            let permits = Arc::clone(&permits);
            async move {
                let one = async {
                    let _permit = permits.acquire().await;
                    details.await
                };
                let other = async {
                    let _permit = permits.acquire().await;
                    pricing.await
                };
                let (details, pricing) = futures_util::future::join(one, other).await;
                let details: List<Details> = parse(&details);
                let pricing: List<Pricing> = parse(&pricing);
                let mut prices: std::collections::HashMap<String, Pricing> = pricing
                    .items
                    .into_iter()
                    .map(|pricing| (pricing.id.clone(), pricing))
                    .collect();
                let rows = details.items.into_iter().map(|details| Row {
                    customer: customer.id.clone(),
                    pricing: prices.remove(&details.id),
                    details,
                });
                let rows = rows.collect();
                (customer, rows)
            }
        })
        .buffer_unordered(in_flight + 2)
        .collect()
        .await
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> T {
    serde_json::from_slice(body).expect("the expected JSON")
}

fn append(read: &[(Customer, Vec<Row>)], database: &Path) {
    let connection = duckdb::Connection::open(database).expect("a database");
    connection
        .execute_batch(
            "CREATE TABLE customers (id VARCHAR, name VARCHAR);
             CREATE TABLE subscriptions (id VARCHAR, customer_id VARCHAR, product_name VARCHAR, description VARCHAR, sku VARCHAR,
                 seats BIGINT, purchased_at VARCHAR, term VARCHAR, term_end VARCHAR, billing_cycle VARCHAR, fee DECIMAL(18, 6), currency VARCHAR);",
        )
        .expect("tables");
    let customers = batch(vec![
        ("id", text(read, |(customer, _)| Some(&customer.id))),
        ("name", text(read, |(customer, _)| Some(&customer.name))),
    ]);
    let mut appender = connection.appender("customers").expect("an appender");
    appender.append_record_batch(customers).expect("an append");
    drop(appender);
    let mut appender = connection.appender("subscriptions").expect("an appender");
    for (_, rows) in read {
        appender
            .append_record_batch(subscriptions(rows))
            .expect("an append");
    }
}

fn subscriptions(rows: &[Row]) -> RecordBatch {
    let fee = |row: &Row| {
        let fees = row.pricing.as_ref()?.fees.as_ref()?;
        Some((fees.recurring_fee * 1e6).round() as i128)
    };
    let fees: Decimal128Array = rows.iter().map(fee).collect();
    let seats: Int64Array = rows.iter().map(|row| Some(row.details.quantity)).collect();
    batch(vec![
        ("id", text(rows, |row| Some(&row.details.id))),
        ("customer_id", text(rows, |row| Some(&row.customer))),
        (
            "product_name",
            text(rows, |row| Some(&row.details.product_name)),
        ),
        (
            "description",
            text(rows, |row| Some(&row.details.description)),
        ),
        ("sku", text(rows, |row| Some(&row.details.sku))),
        ("seats", Arc::new(seats)),
        (
            "purchased_at",
            text(rows, |row| Some(&row.details.purchase_date)),
        ),
        (
            "term",
            text(rows, |row| {
                row.details
                    .commitment_term
                    .as_ref()
                    .map(|term| &term.r#type)
            }),
        ),
        (
            "term_end",
            text(rows, |row| {
                row.details
                    .commitment_term
                    .as_ref()
                    .map(|term| &term.term_end_date)
            }),
        ),
        (
            "billing_cycle",
            text(rows, |row| {
                row.pricing.as_ref().map(|pricing| &pricing.billing_cycle)
            }),
        ),
        (
            "fee",
            Arc::new(
                fees.with_precision_and_scale(18, 6)
                    .expect("a decimal type"),
            ),
        ),
        (
            "currency",
            text(rows, |row| {
                row.pricing
                    .as_ref()?
                    .fees
                    .as_ref()
                    .map(|fees| &fees.currency)
            }),
        ),
    ])
}

fn text<R>(rows: &[R], cell: impl Fn(&R) -> Option<&String>) -> ArrayRef {
    Arc::new(
        rows.iter()
            .map(|row| cell(row).map(String::as_str))
            .collect::<StringArray>(),
    )
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns.into_iter().map(|(_, column)| column).collect(),
    )
    .expect("columns of one length")
}
