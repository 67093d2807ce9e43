//! The catalog of the account.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::paging::Page;
use super::subscriptions::{cycle_name, plan_id, product_id};
use crate::random::Random;
use crate::server::Call;
use crate::world::{Amount, List, PRODUCTS, prices};
use crate::{Cycle, Endpoint, Model, Product, Term, World};

const CURRENCIES: &[&str] = &["USD", "EUR", "SEK"];

/// A page of the products.
pub(super) fn list(world: &World, account: &str, call: &Call, page: &Page) -> Bytes {
    let found: Vec<&Product> = PRODUCTS
        .iter()
        .filter(|product| {
            call.parameter("filter.skuDisplayName")
                .is_none_or(|name| name == product.name)
                && call
                    .parameter("filter.name")
                    .is_none_or(|name| product.name.contains(name))
        })
        .collect();
    let mut list = List::open(world, Endpoint::Products, "{\"products\":");
    for product in found.iter().skip(page.offset).take(page.size) {
        list.push(
            &product_id(product.sku),
            &body(account, product, true, true),
        );
    }
    let tail = page.tail(found.len());
    let list = if tail == "}" { list.added("") } else { list };
    list.close(&tail)
}

/// One product; none where there is no such id.
pub(super) fn one(world: &World, account: &str, id: &str, call: &Call) -> Option<Bytes> {
    let product = PRODUCTS
        .iter()
        .find(|product| product_id(product.sku) == id)?;
    // The vendor's own client leaves everything out unless it is told not to.
    let included = |part: &str| call.parameter(part) == Some("false");
    let pricing = included("excludeFilter.excludePricing");
    let definition = pricing || included("excludeFilter.excludeDefinition");
    Some(world.single(
        Endpoint::Product,
        id,
        &body(account, product, definition, pricing),
    ))
}

fn body(account: &str, product: &Product, definition: bool, pricing: bool) -> Value {
    let id = product_id(product.sku);
    let mut value = json!({
        "name": format!("accounts/{account}/products/{id}"),
        "type": "SUBSCRIPTION_PRODUCT",
        "categories": [format!("accounts/{account}/categories/{}", product.publisher)],
        "hasPublishedVersions": true,
        "marketing": { "displayName": product.name, "description": product.name, "caption": product.publisher },
        "isSharedProduct": true,
        "etag": "\"1\"",
        "createTime": "2024-01-01T00:00:00Z",
        "updateTime": "2025-01-01T00:00:00Z",
    });
    if let (true, Value::Object(members)) = (definition, &mut value) {
        members.insert(
            "definition".to_owned(),
            definition_of(account, product, pricing),
        );
    }
    value
}

fn definition_of(account: &str, product: &Product, pricing: bool) -> Value {
    let terms: &[(Term, Cycle)] = match product.model {
        Model::Seats if product.publisher == "Microsoft" => &[
            (Term::Monthly, Cycle::Monthly),
            (Term::Annual, Cycle::Monthly),
            (Term::Annual, Cycle::Yearly),
        ],
        Model::Once => &[(Term::None, Cycle::Once)],
        _ => &[(Term::None, Cycle::Monthly)],
    };
    let plans: Vec<Value> = terms
        .iter()
        .map(|(term, cycle)| plan(product, *term, *cycle, pricing))
        .collect();
    json!({
        "supportedCurrencies": CURRENCIES,
        "billingMode": "POSTPAY",
        "features": [],
        "skus": [{
            "id": product.sku,
            "displayName": product.name,
            "description": if product.model == Model::Usage { "Based on Usage" } else { product.name },
            "cancelTiming": "END_OF_TERM",
            "productId": product.ids.0,
            "plans": plans,
            "productCloudProviderName": format!("accounts/{account}/cloudProviders/30"),
            "disabled": false,
        }],
        "customFields": [],
    })
}

fn plan(product: &Product, term: Term, cycle: Cycle, pricing: bool) -> Value {
    let mut recurring = Map::new();
    for currency in CURRENCIES {
        let mut random = Random::new(1, &[7, product.sku.len() as u64]);
        let (_, _, price) = prices(product, term, cycle, currency, &mut random);
        recurring.insert(
            (*currency).to_owned(),
            serde_json::to_value(Amount::plain(price)).unwrap_or_default(),
        );
    }
    let phases = if pricing {
        json!([{ "type": "UNLIMITED_PHASE", "recurringPrice": recurring }])
    } else {
        json!([])
    };
    let letter = if cycle == Cycle::Yearly { "A" } else { "M" };
    json!({
        "id": plan_id(term, cycle),
        "displayName": product.name,
        "billingPeriod": cycle_name(cycle).to_ascii_uppercase(),
        "phases": phases,
        "mpnId": format!("{}:{}:{}:{letter}", product.ids.0, product.ids.1, if term == Term::Annual { "P1Y" } else { "P1M" }),
        "priceDisplay": "PRICE_DISPLAY_SHOW_PLAN",
    })
}
