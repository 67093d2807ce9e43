//! What a customer may buy, and for how much.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::errors::failure;
use super::subscriptions::{currency_name, sku_of};
use crate::random::Random;
use crate::server::{Answer, Call, Refusal};
use crate::world::{Amount, List, PRODUCTS, platform_id, prices};
use crate::{Cycle, Endpoint, Model, Product, Term, World};

#[derive(Serialize)]
struct Translation<'a> {
    culture: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    sku: String,
    name: [Translation<'a>; 2],
    description: [Translation<'a>; 1],
    billing_cycle: &'static str,
    commitment_term: &'static str,
}

/// A product with a term and a cycle in which it is offered.
struct Offer {
    product: &'static Product,
    term: Term,
    cycle: Cycle,
}

fn offers() -> impl Iterator<Item = Offer> {
    const COMMITTED: &[(Term, Cycle)] = &[
        (Term::Monthly, Cycle::Monthly),
        (Term::Annual, Cycle::Monthly),
        (Term::Annual, Cycle::Yearly),
        (Term::Biennial, Cycle::Yearly),
        (Term::Triennial, Cycle::Monthly),
    ];
    PRODUCTS.iter().flat_map(|product| {
        let terms = match (product.model, product.publisher) {
            (Model::Once, _) => &[(Term::None, Cycle::Once)][..],
            (Model::Seats, "Microsoft" | "Adobe") => COMMITTED,
            _ => &[(Term::None, Cycle::Monthly)][..],
        };
        terms.iter().map(move |(term, cycle)| Offer {
            product,
            term: *term,
            cycle: *cycle,
        })
    })
}

/// The catalog of a customer.
pub(super) fn catalog(world: &World, customer: &str) -> Bytes {
    let head = format!("{{\"customerId\":\"{customer}\",\"catalogItems\":");
    let mut list = List::open(world, Endpoint::Catalog, head);
    for offer in offers() {
        let sku = sku_of(offer.product.sku, offer.term, offer.cycle);
        let name = offer.product.name;
        let item = Item {
            sku: sku.clone(),
            name: [
                Translation {
                    culture: "en",
                    value: name,
                },
                Translation {
                    culture: "fr",
                    value: name,
                },
            ],
            description: [Translation {
                culture: "iv",
                value: name,
            }],
            billing_cycle: cycle_name(offer.cycle),
            commitment_term: term_name(offer.term),
        };
        list.push(&sku, &item);
    }
    list.added(customer).close("}")
}

fn cycle_name(cycle: Cycle) -> &'static str {
    match cycle {
        Cycle::Monthly => "monthly",
        Cycle::Yearly => "yearly",
        Cycle::Once => "once",
    }
}

/// The spelling of catalogs differs from the one of subscriptions: `yearly`, not `Annual`.
fn term_name(term: Term) -> &'static str {
    match term {
        Term::None => "open",
        Term::Monthly => "monthly",
        Term::Annual => "yearly",
        Term::Biennial => "biennial",
        Term::Triennial => "triennial",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Skus {
    skus: Vec<String>,
}

fn skus(call: &Call) -> Result<Vec<String>, Refusal> {
    match serde_json::from_slice::<Skus>(&call.body) {
        Ok(body) => Ok(body.skus),
        Err(error) => {
            let reason = format!("the body is not {{\"skus\": [...]}}: {error}");
            Err(Refusal::violation(failure(400, &reason), reason.clone()))
        }
    }
}

/// Prices of catalog items; SKUs that are not in the catalog are left out.
pub(super) fn pricing(world: &World, customer: &str, call: &Call) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Pricing {
        recurring_fee: Amount,
        setup_fee: Amount,
        currency: &'static str,
        billing_cycle: &'static str,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Row<'a> {
        sku: &'a str,
        pricing_information: Pricing,
    }
    let wanted = skus(call)?;
    let currency = world
        .customer(customer)
        .map_or("USD", |found| found.currency);
    let head = format!("{{\"customerId\":\"{customer}\",\"catalogItems\":");
    let mut list = List::open(world, Endpoint::CatalogPricing, head);
    for offer in offers() {
        let sku = sku_of(offer.product.sku, offer.term, offer.cycle);
        if !wanted.contains(&sku) {
            continue;
        }
        let mut random = Random::new(1, &[6, sku.len() as u64]);
        let (_, _, price) = prices(
            offer.product,
            offer.term,
            offer.cycle,
            currency,
            &mut random,
        );
        let pricing_information = Pricing {
            recurring_fee: Amount::double(price),
            setup_fee: Amount::double(0.into()),
            currency: currency_name(currency),
            billing_cycle: cycle_name(offer.cycle),
        };
        list.push(
            &sku,
            &Row {
                sku: &sku,
                pricing_information,
            },
        );
    }
    Ok(Answer::json(200, list.close("}")))
}

/// The platforms that SKUs belong to.
pub(super) fn platforms_for_skus(world: &World, call: &Call) -> Result<Answer, Refusal> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Row<'a> {
        sku: &'a str,
        platform_ids: [String; 1],
    }
    let wanted = skus(call)?;
    let mut list = List::open(world, Endpoint::PlatformsForSkus, "{\"skusPlatforms\":");
    for offer in offers() {
        let sku = sku_of(offer.product.sku, offer.term, offer.cycle);
        if wanted.contains(&sku) {
            let platform_ids = [platform_id(offer.product.platform)];
            list.push(
                &sku,
                &Row {
                    sku: &sku,
                    platform_ids,
                },
            );
        }
    }
    Ok(Answer::json(200, list.close("}")))
}
