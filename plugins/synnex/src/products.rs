//! The price list: one row for every plan of every SKU, and every currency that it is sold in.

use std::collections::BTreeMap;

use seatwise_plugin::types::{Decimal, Product, RejectedRow, Rows as PageRows};
use seatwise_plugin::{Failure, Host, Page, Query, json};
use serde::de::IgnoredAny;

use crate::answer::{Answer, read_list};
use crate::cursor::{OPEN_END, TokenCursor, encode, end_is_open, next_token, probing_size};
use crate::fields::{Field, record};
use crate::part_number::PartNumber;
use crate::requests::{SizedAnswer, fetch_sized, token_page};
use crate::tenant::Tenant;
use crate::terms::term;

/// Rows of one page: a single product of the vendor can have hundreds of plans.
const PAGE_ROWS: usize = 5_000;

record!(ProductRow {
    name: "name",
    kind: "type",
    marketing: "marketing",
    definition: "definition"
});
record!(Marketing {
    display_name: "displayName",
    publisher: "publisherName"
});
record!(Definition {
    skus: "skus",
    billing_mode: "billingMode"
});
record!(SkuRow {
    id: "id",
    display_name: "displayName",
    product_id: "productId",
    plans: "plans",
    disabled: "disabled"
});
record!(PlanRow {
    id: "id",
    display_name: "displayName",
    billing_period: "billingPeriod",
    phases: "phases",
    part_number: "mpnId",
});
record!(Phase {
    kind: "type",
    recurring_price: "recurringPrice"
});

/// Reads one page of products.
pub(crate) fn read(tenant: &Tenant, query: &Query, host: &dyn Host) -> Result<Page, Failure> {
    let cursor = TokenCursor::of(query.cursor.as_deref(), tenant.page_size)?;
    let path = tenant.path(&["products"]);
    let used = cursor.token.as_deref();
    let fetch = |size| fetch_sized(host, size, |size| token_page(&path, size, used));
    let mut page = fetch(cursor.size)?;
    // A page whose rows are handed over in parts was judged with its first part.
    let judged = cursor.skip > 0;
    if !judged && is_open(&page, used)? {
        page = fetch(probing_size(page.size))?;
    }
    let incomplete = is_open(&page, used)?.then(|| OPEN_END.to_owned());
    let answer = Answer::open(&page.request, &page.body)?;
    let read = read_list(
        &page.request,
        answer.products,
        |row: &ProductRow<'_>| row.name.string(),
        about,
        plans,
    )?;
    let rows: Vec<Product> = read.rows.into_iter().flatten().skip(cursor.skip).collect();
    let next = if rows.len() > PAGE_ROWS {
        Some(TokenCursor {
            size: page.size,
            token: cursor.token.clone(),
            skip: cursor.skip + PAGE_ROWS,
        })
    } else {
        next_token(&page.request, &answer, used)?.map(|token| TokenCursor {
            size: page.size,
            token: Some(token),
            skip: 0,
        })
    };
    let rows = rows.into_iter().take(PAGE_ROWS).collect();
    Ok(Page {
        next: next.as_ref().map(encode).transpose()?,
        rejected: read.rejected,
        incomplete,
        ..Page::complete(PageRows::Products(rows))
    })
}

fn is_open(page: &SizedAnswer, used: Option<&str>) -> Result<bool, Failure> {
    let answer = Answer::open(&page.request, &page.body)?;
    let rows = answer.products.nested::<Vec<IgnoredAny>>();
    let next = answer.next_token();
    Ok(end_is_open(
        rows.map_or(0, |rows| rows.len()),
        page.size,
        used,
        next.as_deref(),
    ))
}

fn about(row: &ProductRow<'_>) -> RejectedRow {
    let marketing: Marketing<'_> = row.marketing.nested().unwrap_or_default();
    RejectedRow {
        product_name: marketing.display_name.string(),
        ..RejectedRow::new("", "")
    }
}

fn plans(row: &mut ProductRow<'_>) -> Result<Vec<Product>, String> {
    let name = row
        .name
        .string()
        .ok_or("the row has no name to take the id from")?;
    let product_id = name.rsplit('/').next().unwrap_or_default();
    let marketing: Marketing<'_> = row.marketing.nested().unwrap_or_default();
    let definition: Definition<'_> = row.definition.nested().unwrap_or_default();
    let mut rows = Vec::new();
    for sku in list::<SkuRow<'_>>(definition.skus, "skus")? {
        for mut plan in list::<PlanRow<'_>>(sku.plans, "plans")? {
            plan.extra.push("phases", &plan.phases);
            plan.extra.push("disabled", &sku.disabled);
            plan.extra.push("skuId", &sku.id);
            plan.extra.push("planDisplayName", &plan.display_name);
            plan.extra.push("billingMode", &definition.billing_mode);
            plan.extra.push("productType", &row.kind);
            plan.extra.push_text("productId", product_id);
            let template = product(product_id, &marketing, &sku, &mut plan);
            rows.extend(in_each_currency(&template, plan.phases)?);
        }
    }
    Ok(rows)
}

fn product(
    product_id: &str,
    marketing: &Marketing<'_>,
    sku: &SkuRow<'_>,
    plan: &mut PlanRow<'_>,
) -> Product {
    let id = |field: Field<'_>| field.string().unwrap_or_default();
    let part_number = plan.part_number.string();
    let part = PartNumber::parse(part_number.as_deref().unwrap_or_default());
    let cycle = part
        .cycle
        .or_else(|| plan.billing_period.string().map(|text| term(&text)));
    Product {
        id: format!("{product_id}/{}/{}", id(sku.id), id(plan.id)),
        customer_id: None,
        sku: part_number
            .or_else(|| sku.product_id.string())
            .or_else(|| sku.id.string()),
        name: sku
            .display_name
            .string()
            .or_else(|| plan.display_name.string())
            .or_else(|| marketing.display_name.string()),
        publisher: marketing.publisher.string(),
        billing_cycle: cycle,
        commitment_term: part.term,
        unit_cost: None,
        unit_price: None,
        list_price: None,
        currency: None,
        extra: plan.extra.take(),
    }
}

/// One row for each currency; one without price where the plan states none. A price of 0 stands for
/// "by use" as often as for "free", so it is unknown; the phases are kept as they were sent.
fn in_each_currency(template: &Product, phases: Field<'_>) -> Result<Vec<Product>, String> {
    let prices = standing_prices(phases)?;
    if prices.is_empty() {
        return Ok(vec![template.clone()]);
    }
    let row = |(currency, price): (String, Option<Decimal>)| Product {
        id: format!("{}/{currency}", template.id),
        unit_price: price.filter(|price| !price.is_zero()),
        currency: json::currency(Some(&currency)),
        ..template.clone()
    };
    Ok(prices.into_iter().map(row).collect())
}

/// The prices of the phase without end; introductory phases come before it.
fn standing_prices(phases: Field<'_>) -> Result<Vec<(String, Option<Decimal>)>, String> {
    let mut phases = list::<Phase<'_>>(phases, "phases")?;
    let unlimited = |phase: &Phase<'_>| {
        phase
            .kind
            .string()
            .is_some_and(|kind| kind.contains("UNLIMITED"))
    };
    let standing = match phases.iter().position(unlimited) {
        Some(index) => Some(phases.swap_remove(index)),
        None => phases.pop(),
    };
    let prices: BTreeMap<String, Field<'_>> = standing
        .and_then(|phase| phase.recurring_price.nested())
        .unwrap_or_default();
    prices
        .into_iter()
        .map(|(currency, price)| Ok((currency, price.decimal("recurringPrice")?)))
        .collect()
}

/// A nested list of objects; empty where absent.
fn list<'a, T: serde::Deserialize<'a>>(field: Field<'a>, name: &str) -> Result<Vec<T>, String> {
    if field.raw().is_none() {
        return Ok(Vec::new());
    }
    field
        .nested()
        .ok_or_else(|| format!("{name} is not a list of objects"))
}
