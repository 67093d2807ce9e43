//! What else the publisher's products are called, and were.
//!
//! Microsoft renamed most of its plans in April 2020, and reused old names for other plans; such a
//! name says nothing sure and stands in the table of ambiguous names.

use std::{collections::HashMap, sync::LazyLock};

use super::name::ProductName;
use crate::matching::tables::{lines, rows};

/// The product that each name means, by the key of the name.
static MEANINGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = rows(include_str!("../tables/product_names.csv"));
    rows.flat_map(|(product, others)| {
        let names = others.split('|').chain([product]);
        names.map(move |name| (ProductName::read(name).key(), product))
    })
    .collect()
});

/// The products that each ambiguous name may mean, by the key of the name.
static AMBIGUOUS: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = lines(include_str!("../tables/ambiguous_product_names.csv")).skip(1);
    let rows = rows.filter_map(|line| line.split_once(','));
    rows.map(|(name, products)| (ProductName::read(name).key(), products.split('|').collect()))
        .collect()
});

/// Returns the product that a name means with certainty.
pub(super) fn meaning(name: &ProductName) -> Option<&'static str> {
    MEANINGS.get(&name.key()).copied()
}

/// Returns the products that an ambiguous name may mean.
pub(super) fn meanings(name: &ProductName) -> Option<&'static [&'static str]> {
    AMBIGUOUS.get(&name.key()).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_products() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (product, others) in rows(include_str!("../tables/product_names.csv")) {
            for name in others.split('|').chain([product]) {
                let key = ProductName::read(name).key();
                let other = seen.insert(key.clone(), product);
                assert!(
                    other.is_none_or(|other| other == product),
                    "{name}: {product} or {other:?}"
                );
                assert!(!AMBIGUOUS.contains_key(&key), "{name} is ambiguous too");
            }
        }
    }

    #[test]
    fn every_meaning_of_an_ambiguous_name_is_a_product_of_the_table() {
        for products in AMBIGUOUS.values() {
            for product in products {
                assert_eq!(meaning(&ProductName::read(product)), Some(*product));
            }
        }
    }
}
