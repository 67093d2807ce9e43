//! Ids, SKUs and codes in one spelling.

use super::product::{ContractProduct, DistributedProduct};

/// A shorter code is equal to another by accident.
const SHORTEST: usize = 4;

/// Parts of a SKU that state the term: it says how the product is paid, not what it is.
const TERMS: [&str; 8] = [
    "p1m",
    "p1y",
    "p3y",
    "monthly",
    "annual",
    "triennial",
    "month",
    "year",
];

/// Returns an id in letters and digits, without the parts that state the term; none if it is too short
/// to tell anything.
pub(super) fn read(id: &str) -> Option<String> {
    let parts = id.split(|letter: char| !letter.is_alphanumeric());
    let lower = parts
        .map(str::to_lowercase)
        .filter(|part| !TERMS.contains(&part.as_str()));
    let joined: String = lower.collect();
    (joined.chars().count() >= SHORTEST).then_some(joined)
}

/// Returns all ids of a distributed product.
pub(super) fn ids_of(product: &DistributedProduct) -> Vec<String> {
    let publisher = product.publisher_product_id.iter().map(|id| {
        format!(
            "{id}:{}",
            product.publisher_sku_id.as_deref().unwrap_or_default()
        )
    });
    let vendorless = product.key.split_once(':').map(|(_, rest)| rest.to_owned());
    let all = product.skus.iter().chain(&product.aliases).cloned();
    let mut ids: Vec<_> = all
        .chain(publisher)
        .chain([product.key.clone()])
        // A bare name behind the vendor is not an id.
        .chain(vendorless.filter(|rest| {
            rest.contains(|letter: char| letter.is_ascii_digit()) && !rest.contains(' ')
        }))
        .filter_map(|id| read(&id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns the ids of a contract's product and what each is called.
pub(super) fn ids_in(product: &ContractProduct) -> Vec<(&'static str, &str, String)> {
    let sku = product.vendor_sku.as_deref().map(|id| ("Vendor SKU", id));
    let code = product.code.as_deref().map(|id| ("Product code", id));
    let all = sku.into_iter().chain(code);
    all.filter_map(|(kind, id)| Some((kind, id, read(id)?)))
        .collect()
}
