//! Products on either side, and what becomes of them.

use serde::Serialize;

/// A product that a distributor delivers. What several distributors or terms call the same thing may
/// be one of these with several names and SKUs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DistributedProduct {
    /// The key by which links name it.
    pub key: String,
    /// The distributors' and the publisher's SKUs.
    pub skus: Vec<String>,
    /// The publisher's id of the product: `CFQ7TTC0LH18`.
    pub publisher_product_id: Option<String>,
    /// The publisher's id of the SKU within the product: `0001`.
    pub publisher_sku_id: Option<String>,
    /// Its names.
    pub names: Vec<String>,
    /// Names, codes and SKUs that a person gave it.
    pub aliases: Vec<String>,
}

/// A product as the PSA's contracts name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractProduct {
    /// The key by which links name it.
    pub key: String,
    /// The PSA's code.
    pub code: Option<String>,
    /// The name or description.
    pub name: String,
    /// The vendor's SKU where the PSA keeps it.
    pub vendor_sku: Option<String>,
}

/// How sure a pair of products is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProductBand {
    /// An id, a SKU or a code is equal.
    Exact,
    /// The names mean the same.
    Inferred,
    /// A person decides.
    Review,
}

/// What becomes of a product of the contracts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductOutcome {
    /// [`ContractProduct::key`].
    pub key: String,
    /// The distributed products that it is or may be, the surest first. All that are exact or inferred
    /// are linked: they are one product under several keys. None means that nothing is like it.
    pub candidates: Vec<ProductCandidate>,
}

/// A distributed product that it is or may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductCandidate {
    /// [`DistributedProduct::key`].
    pub key: String,
    /// How sure it is.
    pub band: ProductBand,
    /// The similarity of the names, 0 to 1; none where an id decided.
    pub score: Option<f64>,
    /// Why, in a sentence.
    pub explanation: String,
}
