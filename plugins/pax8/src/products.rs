//! The catalogue, with the prices of those products that customers have.

use std::collections::BTreeSet;

use seatwise_plugin::types::{Level, Product, RejectedRow, Request, Rows};
use seatwise_plugin::{Failure, FailureKind, Host, Page, api, fingerprint};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, fetch_all};
use crate::fields::record;
use crate::paging::{OPEN_END, Step, decode, encode, step};
use crate::plans::plans;
use crate::requests;
use crate::subscription_row::product_id;
use crate::vendor_sku::VendorSku;

/// So many products in use fit a cursor, with 21 characters for each; of further ones no prices are read.
const MOST_IN_USE: usize = 2_500;
/// More pages of subscriptions than any account has; a list that goes on does not end.
const MOST_PAGES: u32 = 5_000;

record!(
    /// A product as the vendor sends it.
    ProductRow {
        id: "id",
        name: "name",
        publisher: "vendorName",
        sku: "sku",
        vendor_sku: "vendorSku",
    }
);

/// Where the catalogue goes on.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    /// The page.
    page: u32,
    /// How many rows were handed over, and how many products were read: a product with prices is several rows.
    rows: u64,
    products: u64,
    /// Fingerprints of the ids of the products in use.
    in_use: BTreeSet<u64>,
}

/// Reads one page of the catalogue.
pub(crate) fn read(cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let mut cursor: Cursor = match cursor {
        Some(cursor) => decode(cursor)?,
        None => Cursor {
            page: 0,
            rows: 0,
            products: 0,
            in_use: in_use(host)?,
        },
    };
    let request = requests::products(cursor.page);
    let body = api::fetch(host, &request)?;
    let answer = Answer::open(&request, &body)?;
    let read = answer.read(about, product);
    let rows = with_plans(read.rows, &cursor.in_use, host)?;
    cursor.rows += (rows.len() + read.rejected.len()) as u64;
    cursor.products += answer.len() as u64;
    let missing = answer
        .total
        .map(|total| total.saturating_sub(cursor.products));
    let total = missing.map(|missing| cursor.rows + missing);
    let (next, open_end) = match step(cursor.page, &answer) {
        Step::Next(page) => {
            cursor.page = page;
            (Some(encode(&cursor)?), false)
        }
        Step::Done { open_end } => (None, open_end),
    };
    Ok(Page {
        // The sum of rows is known with the last page: before it, products stand for their plans.
        total: total.filter(|_| next.is_none()),
        next,
        rejected: read.rejected,
        incomplete: open_end.then(|| OPEN_END.to_owned()),
        ..Page::complete(Rows::Products(rows))
    })
}

/// The products of all subscriptions.
fn in_use(host: &dyn Host) -> Result<BTreeSet<u64>, Failure> {
    let (mut page, mut products) = (0, BTreeSet::new());
    loop {
        let request = requests::subscriptions(page);
        let body = api::fetch(host, &request)?;
        let answer = Answer::open(&request, &body)?;
        let ids = answer.read(|_| RejectedRow::new("", ""), |row| Ok(product_id(row)));
        products.extend(ids.rows.into_iter().flatten().map(|id| mark(&id)));
        match step(page, &answer) {
            Step::Next(next) if next < MOST_PAGES => page = next,
            Step::Next(_) => return Err(answer.unusable("page after page without an end")),
            Step::Done { .. } => break,
        }
    }
    if products.len() > MOST_IN_USE {
        host.log(
            Level::Warn,
            "customers have more products than prices can be read for; those of the rest are unknown",
            &[("products", &products.len().to_string())],
        );
        products = products.into_iter().take(MOST_IN_USE).collect();
    }
    Ok(products)
}

fn mark(id: &str) -> u64 {
    fingerprint(id.as_bytes())
}

/// Puts the plans of products in use in their place: one request for each.
fn with_plans(
    products: Vec<Product>,
    in_use: &BTreeSet<u64>,
    host: &dyn Host,
) -> Result<Vec<Product>, Failure> {
    let is_used = |product: &&Product| in_use.contains(&mark(&product.id));
    let asked: Vec<Request> = products
        .iter()
        .filter(is_used)
        .map(|product| requests::pricing(&product.id))
        .collect();
    let mut bodies = asked.iter().zip(fetch_all(host, &asked));
    let mut rows = Vec::with_capacity(products.len());
    for product in &products {
        let priced = is_used(&product).then(|| bodies.next()).flatten();
        match priced {
            None => rows.push(product.clone()),
            Some((request, Ok(body))) => {
                rows.extend(plans(product, &Answer::open(request, &body)?));
            }
            // A product that is no longer sold has no prices, and the rest goes on.
            Some((_, Err(failure))) if is_without_prices(&failure) => {
                host.log(Level::Info, &failure.message, &[("product", &product.id)]);
                rows.push(product.clone());
            }
            Some((_, Err(failure))) => return Err(failure),
        }
    }
    Ok(rows)
}

fn is_without_prices(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::NotFound | FailureKind::Forbidden)
        || failure.status == Some(422)
}

fn about(row: &ProductRow<'_>) -> RejectedRow {
    RejectedRow {
        key: row.id.string(),
        sku: row.sku.string(),
        product_name: row.name.string(),
        ..RejectedRow::new("", "")
    }
}

fn product(row: &mut ProductRow<'_>) -> Result<Product, String> {
    let vendor_sku = VendorSku::parse(&row.vendor_sku.string().unwrap_or_default());
    let extra = &mut row.extra;
    extra.push("vendorSku", row.vendor_sku);
    extra.push_text("publisherProductId", vendor_sku.product.as_deref());
    extra.push_text("publisherSkuId", vendor_sku.sku.as_deref());
    Ok(Product {
        id: row.id.required("id")?,
        customer_id: None,
        sku: row.sku.string(),
        name: row.name.string(),
        publisher: row.publisher.string(),
        billing_cycle: None,
        commitment_term: None,
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: None,
        extra: row.extra.take(),
    })
}
