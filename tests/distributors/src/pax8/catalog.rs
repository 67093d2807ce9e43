//! The products of the marketplace.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::ids::{commitment_id, hash, id_of, product_id};
use super::lists::Row;
use super::subscriptions::commitment_term;
use super::{Pax8, Pax8Options, VendorSku};
use crate::world::PRODUCTS;
use crate::{Model, Product, Term, World};

/// Whether a product is sold with a commitment.
pub(super) fn is_committed(product: &Product) -> bool {
    product.model == Model::Seats && matches!(product.publisher, "Microsoft" | "Adobe")
}

fn vendor_sku(product: &Product, spelling: VendorSku) -> Option<String> {
    let (id, sku) = product.ids;
    if product.publisher != "Microsoft" {
        // As the document's example; some vendors have none.
        let bare = format!("{}-V", product.sku);
        return (!hash(product.sku).is_multiple_of(4)).then_some(bare);
    }
    Some(match (spelling, hash(product.sku) % 5) {
        (VendorSku::Json, 0 | 3) | (VendorSku::Mixed, 0) => {
            // A number has lost its leading zeros; what is no number stays text.
            let sku = sku
                .parse::<u32>()
                .map_or_else(|_| Value::from(sku), Value::from);
            json!({ "productId": id, "skuId": sku, "segment": "Commercial" }).to_string()
        }
        (VendorSku::Json, _) | (VendorSku::Mixed, 1) => {
            json!({ "productId": id, "skuId": sku, "segmentName": "Commercial" }).to_string()
        }
        (VendorSku::Guid, _) | (VendorSku::Mixed, 2) => {
            id_of("vendor-sku", product.sku).to_uppercase()
        }
        (VendorSku::Pair | VendorSku::Mixed, _) => format!("{id}:{sku}"),
    })
}

fn row(product: &Product, options: &Pax8Options, alone: bool) -> Value {
    let mut row = Map::new();
    let mut put = |name: &str, value: String| row.insert(name.to_owned(), value.into());
    put("id", product_id(product.sku));
    put("name", product.name.to_owned());
    put("vendorName", product.publisher.to_owned());
    put("sku", product.sku.to_owned());
    put("shortDescription", format!("{} for teams", product.name));
    if let Some(sku) = vendor_sku(product, options.vendor_sku) {
        put("vendorSku", sku);
    }
    if product.publisher == "Microsoft" && hash(product.sku).is_multiple_of(3) {
        put("altVendorSku", id_of("alt-sku", product.sku));
    }
    if alone {
        put("description", format!("{} in all detail.", product.name));
    }
    row.insert(
        "requiresCommitment".to_owned(),
        is_committed(product).into(),
    );
    Value::Object(row)
}

/// The whole catalogue.
pub(super) fn rows(options: &Pax8Options) -> Vec<Row> {
    PRODUCTS
        .iter()
        .map(|product| Row::new(row(product, options, false)))
        .collect()
}

/// The product of an id.
pub(super) fn find(id: &str) -> Option<&'static Product> {
    PRODUCTS
        .iter()
        .find(|product| product_id(product.sku) == id)
}

/// One product, with a description.
pub(super) fn one(world: &World, options: &Pax8Options, product: &Product) -> Bytes {
    let id = product_id(product.sku);
    world.single(Pax8::PRODUCT, &id, &row(product, options, true))
}

/// What a product is committed to, and what it needs.
pub(super) fn dependencies(world: &World, options: &Pax8Options, product: &Product) -> Bytes {
    let terms: &[Term] = match is_committed(product) {
        true => &[Term::Monthly, Term::Annual, Term::Biennial, Term::Triennial],
        false => &[],
    };
    let commitments: Vec<Value> = terms
        .iter()
        .filter_map(|term| commitment_term(options, *term))
        .map(|term| {
            json!({
                "id": commitment_id(product.sku, term),
                "term": term,
                "autoRenew": term != "3-Year",
                "renewalWindowDaysBeforeTermEnd": 30,
                "renewalWindowDaysAfterTermEnd": 0,
                "allowForQuantityIncrease": true,
                "allowForQuantityDecrease": false,
                "allowForEarlyCancellation": term == "Monthly",
                "cancellationFeeApplied": term != "Monthly",
                "isTransferable": true,
            })
        })
        .collect();
    let body = json!({ "commitmentDependencies": commitments, "productDependencies": [] });
    world.single(Pax8::DEPENDENCIES, &product_id(product.sku), &body)
}
