//! Products: what a customer may buy, and at which price.

use std::collections::{BTreeMap, BTreeSet};

use seatwise_plugin::types::{
    CustomerRef, Decimal, Product, RejectedRow, Request, Rows, UnavailableFeature,
};
use seatwise_plugin::{Failure, Host, Page, api};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Whole, text_of};
use crate::extra::Extra;
use crate::fields::{self, Text};
use crate::paging::Window;
use crate::requests::{self, Requests};
use crate::settings::{RecurringFee, Settings};

/// The list in both answers.
const LIST: &str = "catalogItems";

/// How many SKUs are priced by one request. Sherweb publishes no limit; this keeps the body below 16 kB.
const SKUS: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    #[serde(borrow)]
    sku: Option<Text<'a>>,
    #[serde(borrow)]
    name: Option<Vec<Translation<'a>>>,
    #[serde(borrow)]
    description: Option<Vec<Translation<'a>>>,
    #[serde(borrow)]
    billing_cycle: Option<Text<'a>>,
    #[serde(borrow)]
    commitment_term: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Translation<'a> {
    #[serde(borrow)]
    culture: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Priced<'a> {
    #[serde(borrow)]
    sku: Option<Text<'a>>,
    #[serde(borrow)]
    pricing_information: Option<Pricing<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pricing<'a> {
    #[serde(borrow)]
    recurring_fee: Option<&'a RawValue>,
    #[serde(borrow)]
    setup_fee: Option<&'a RawValue>,
    #[serde(borrow)]
    currency: Option<Text<'a>>,
    #[serde(borrow)]
    billing_cycle: Option<Text<'a>>,
}

/// Reads a page of a customer's catalog, then the prices of its SKUs.
pub(crate) fn read(
    requests: &Requests<'_>,
    settings: &Settings<'_>,
    customer: &CustomerRef,
    cursor: Option<&str>,
    host: &dyn Host,
) -> Result<Page, Failure> {
    let window = Window::read(cursor)?;
    let request = requests.catalog(&customer.id);
    let body = api::fetch(host, &request)?;
    let mut listing = Answer::new(&request, &body)?.list(
        LIST,
        &window,
        |row| about(row, &customer.id),
        |source| row(source, &customer.id, settings.language),
    )?;
    let asked = price_requests(requests, &customer.id, &listing.rows);
    let mut page = Page::complete(Rows::Products(Vec::new()));
    for (request, outcome) in asked.iter().zip(requests::send_together(&asked, host)) {
        match outcome {
            Ok(body) => {
                let answer = Answer::new(request, &body)?;
                let mut rejected =
                    put_prices(&answer, settings.fee, &customer.id, &mut listing.rows)?;
                page.rejected.append(&mut rejected);
            }
            Err(failure) if requests::is_withheld(&failure) => {
                if page.unavailable.is_empty() {
                    page.unavailable.push(UnavailableFeature {
                        name: "pricing".to_owned(),
                        reason: failure.message,
                    });
                }
            }
            Err(failure) => return Err(failure),
        }
    }
    page.rejected.append(&mut listing.rejected);
    Ok(Page {
        rows: Rows::Products(listing.rows),
        next: listing.next,
        incomplete: listing.more,
        ..page
    })
}

fn about(row: &str, customer: &str) -> RejectedRow {
    let sku = text_of(row, "sku");
    RejectedRow {
        key: sku.clone(),
        customer_id: Some(customer.to_owned()),
        sku,
        ..RejectedRow::new("", "")
    }
}

fn row(source: Source<'_>, customer: &str, language: &str) -> Result<Product, String> {
    let id = fields::sku(source.sku).ok_or("sku is missing")?;
    let mut extra = Extra::default();
    extra.text(
        "description",
        translation(source.description, language).as_deref(),
    );
    Ok(Product {
        sku: Some(id.clone()),
        id,
        customer_id: Some(customer.to_owned()),
        name: translation(source.name, language),
        publisher: None,
        billing_cycle: fields::term(source.billing_cycle.as_ref()),
        commitment_term: fields::term(source.commitment_term.as_ref()),
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: None,
        extra: extra.finish(),
    })
}

/// The text in the connection's language, else in no language (`iv`), else in English, else the first.
fn translation(texts: Option<Vec<Translation<'_>>>, language: &str) -> Option<String> {
    let texts = texts.unwrap_or_default();
    let in_language = |wanted: &str| {
        texts.iter().position(|text| {
            let culture = text.culture.as_ref().map_or("", Text::as_str);
            primary(culture).eq_ignore_ascii_case(primary(wanted))
        })
    };
    let best = in_language(language)
        .or_else(|| in_language("iv"))
        .or_else(|| in_language("en"));
    texts
        .into_iter()
        .nth(best.unwrap_or_default())
        .and_then(|text| fields::kept(text.value))
}

/// `fr` of `fr-CA;q=0.7`.
fn primary(language: &str) -> &str {
    language
        .split(['-', '_', ',', ';'])
        .next()
        .unwrap_or_default()
        .trim()
}

fn price_requests(requests: &Requests<'_>, customer: &str, rows: &[Product]) -> Vec<Request> {
    let skus: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let skus: Vec<&str> = skus.into_iter().collect();
    skus.chunks(SKUS)
        .map(|skus| requests.catalog_prices(customer, skus))
        .collect()
}

/// What the vendor says about the price of a SKU.
struct Price<'a> {
    fee: Option<Decimal>,
    source: Pricing<'a>,
}

fn put_prices(
    answer: &Answer<'_>,
    fee: RecurringFee,
    customer: &str,
    rows: &mut [Product],
) -> Result<Vec<RejectedRow>, Failure> {
    let Whole {
        rows: prices,
        mut rejected,
        ..
    } = answer.whole(
        LIST,
        |row| about(row, customer),
        |source: Priced<'_>| {
            let sku = fields::sku(source.sku).ok_or("sku is missing")?;
            let Some(source) = source.pricing_information else {
                return Ok((sku, None));
            };
            let fee = fields::raw_decimal("recurringFee", source.recurring_fee)?;
            Ok((sku, Some(Price { fee, source })))
        },
    )?;
    for row in &mut rejected {
        row.reason.insert_str(0, "in the price list, ");
    }
    let prices: BTreeMap<String, Option<Price<'_>>> = prices.into_iter().collect();
    for row in rows {
        if let Some(Some(price)) = prices.get(&row.id) {
            put_price(price, fee, row);
        }
    }
    Ok(rejected)
}

fn put_price(price: &Price<'_>, fee: RecurringFee, row: &mut Product) {
    (row.unit_cost, row.unit_price) = fee.of_one(price.fee);
    row.currency = fields::currency(price.source.currency.as_ref());
    if row.billing_cycle.is_none() {
        row.billing_cycle = fields::term(price.source.billing_cycle.as_ref());
    }
    let mut extra = Extra::from(row.extra.take());
    extra.raw("setupFee", price.source.setup_fee);
    if fee == RecurringFee::Ignore {
        extra.raw("recurringFee", price.source.recurring_fee);
    }
    row.extra = extra.finish();
}
