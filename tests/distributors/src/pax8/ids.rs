//! Ids of Pax8's form for things of the world.

use crate::world::uuid_of;

/// A number that always stands for a text (FNV-1a).
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The UUID of a thing of some kind: no other distributor has the same for it.
pub(super) fn id_of(kind: &str, key: &str) -> String {
    uuid_of(&format!("pax8-{kind}"), hash(key))
}

/// The id of a company.
pub(super) fn company_id(customer: &str) -> String {
    id_of("company", customer)
}

/// The id of a subscription.
pub(super) fn subscription_id(subscription: &str) -> String {
    id_of("subscription", subscription)
}

/// The id of a product.
pub(super) fn product_id(sku: &str) -> String {
    id_of("product", sku)
}

/// The id of a commitment: a subscription's is the one that its product's dependencies name.
pub(super) fn commitment_id(sku: &str, term: &str) -> String {
    id_of("commitment", &format!("{sku}/{term}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_has_the_same_id_and_another_kind_another() {
        assert_eq!(company_id("300001"), company_id("300001"));
        assert_ne!(company_id("300001"), company_id("300002"));
        assert_ne!(company_id("300001"), subscription_id("300001"));
        assert_eq!(company_id("300001").len(), 36);
    }
}
