//! The catalogue, with its prices and costs.

use seatwise_plugin::types::{Product, RejectedRow, Rows};
use seatwise_plugin::{Failure, Host, Page};

use crate::answer::{Answer, fetch};
use crate::fields::{Field, record};
use crate::money::{Money, amounts, money};
use crate::mpn::PublisherIds;
use crate::paging::Walk;
use crate::periods::period;
use crate::settings::Region;

record!(
    /// A product as the vendor sends it.
    ProductRow {
        id: "id",
        mpn: "mpn",
        name: "name",
        vendor: "vendor",
        prices: "prices",
        costs: "costs",
        billing_period: "billingPeriod",
        subscription_period: "subscriptionPeriod",
    }
);

record!(
    /// One of its prices, or one of its costs.
    RateRow {
        kind: "type",
        lower_limit: "lowerLimit"
    }
);

/// Reads one page of the catalogue.
pub(crate) fn read(region: Region, cursor: Option<&str>, host: &dyn Host) -> Result<Page, Failure> {
    let mut walk = Walk::resume(cursor)?;
    let request = region.products(walk.offset);
    let body = fetch(host, &request)?;
    let mut answer = Answer::open(&request, &body)?;
    let step = walk.take(&mut answer)?;
    let read = answer.read(about, |row, _| product(row));
    let count = read.rows.len();
    walk.page(step, Rows::Products(read.rows), count, read.rejected)
}

fn about(row: &ProductRow<'_>) -> RejectedRow {
    let mpn = row.mpn.string();
    let publisher = PublisherIds::parse(mpn.as_deref().unwrap_or_default());
    RejectedRow {
        key: row.id.string(),
        publisher_product_id: publisher.product,
        publisher_sku_id: publisher.sku,
        sku: mpn,
        product_name: row.name.string(),
        ..RejectedRow::new("", "")
    }
}

fn product(row: &mut ProductRow<'_>) -> Result<Product, String> {
    let mpn = row.mpn.string();
    let publisher = PublisherIds::parse(mpn.as_deref().unwrap_or_default());
    let price = recurring(row.prices, "prices")?;
    let cost = recurring(row.costs, "costs")?;
    let amounts = amounts(price.as_ref(), cost.as_ref());
    let extra = &mut row.extra;
    extra.push_text("publisherProductId", publisher.product.as_deref());
    extra.push_text("publisherSkuId", publisher.sku.as_deref());
    // With setup and overuse, and the amounts of other quantities.
    extra.push("prices", row.prices);
    extra.push("costs", row.costs);
    Ok(Product {
        // An older description has no id. A part number may stand for several products.
        id: row.id.or(row.mpn).required("id")?,
        customer_id: None,
        sku: mpn,
        name: row.name.string(),
        publisher: row.vendor.string(),
        billing_cycle: period(row.billing_period),
        commitment_term: period(row.subscription_period),
        unit_cost: amounts.cost,
        unit_price: amounts.price,
        list_price: None,
        currency: amounts.currency,
        extra: row.extra.take(),
    })
}

/// The recurring amount for one unit. Without one, a product is charged once or by use.
fn recurring(rates: Field<'_>, name: &str) -> Result<Option<Money>, String> {
    let rates: Vec<Field<'_>> = rates.nested().unwrap_or_default();
    let for_one_unit = rates.into_iter().find(|rate| {
        rate.nested::<RateRow<'_>>().is_some_and(|row| {
            let kind = row.kind.string();
            let limit = row.lower_limit.decimal("").ok().flatten();
            let begins_with_one =
                limit.is_none_or(|limit| limit.round(0).units <= 1 && limit.units >= 0);
            // A price without a kind would be the only one.
            let is_recurring = kind.is_none_or(|kind| kind.eq_ignore_ascii_case("recurring"));
            is_recurring && begins_with_one
        })
    });
    for_one_unit.map_or(Ok(None), |rate| money(rate, name))
}
