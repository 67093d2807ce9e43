//! Ids of Ingram's form for things of the world: digits.

use crate::world::uuid_of;

/// What lies between the world's numbers and Ingram's.
const CUSTOMER: u64 = 700_000;
const SUBSCRIPTION: u64 = 1_000_000;

/// The account of the reseller itself.
pub(super) const RESELLER: &str = "1000001";

/// A number that always stands for a text (FNV-1a).
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The number of an id of the world; ids that a test made up need not be digits.
fn number(id: &str) -> u64 {
    id.parse()
        .unwrap_or_else(|_| 5_000_000_000 + hash(id) % 1_000_000_000)
}

/// The id of a customer.
pub(super) fn customer_id(customer: &str) -> String {
    (number(customer) + CUSTOMER).to_string()
}

/// The id of a subscription, from that of the first one in it.
pub(super) fn subscription_id(first: &str) -> String {
    (number(first) + SUBSCRIPTION).to_string()
}

/// The world's id for one of Ingram's, where it can be told.
pub(super) fn world_id(subscription: &str) -> Option<String> {
    let number: u64 = subscription.parse().ok()?;
    Some(number.checked_sub(SUBSCRIPTION)?.to_string())
}

/// The place of a subscription in turns: its customer's place and its own.
pub(super) fn turn(id: &str) -> u64 {
    let number = number(id);
    number / 10_000 * 5 + number % 10_000
}

/// The id of a product with its term and billing period in months.
pub(super) fn product_id(sku: &str, term: i32, billing: i32) -> String {
    let hash = hash(&format!("product/{sku}/{term}/{billing}"));
    (100_000_000 + hash % 900_000_000).to_string()
}

/// The id of a plan of a publisher.
pub(super) fn plan_id(publisher: &str, term: i32, billing: i32, trial: bool) -> u64 {
    let hash = hash(&format!("plan/{publisher}/{term}/{billing}/{trial}"));
    10_000 + hash % 900_000_000
}

/// The UUID of a thing of some kind: no other distributor has the same for it.
pub(super) fn uuid(kind: &str, key: &str) -> String {
    uuid_of(&format!("ingram-{kind}"), hash(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_digits_and_lead_back_to_the_world() {
        assert_eq!(customer_id("300027"), "1000027");
        let id = subscription_id("2210003");
        assert_eq!(world_id(&id).as_deref(), Some("2210003"));
        assert!(subscription_id("made-up").parse::<u64>().is_ok());
        assert_ne!(product_id("A", 12, 1), product_id("A", 12, 12));
    }
}
