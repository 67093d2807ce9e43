//! Whom and what a row names that is not believed. It limits what is in doubt: the row of one customer
//! says nothing about the others.

use serde_json::{Map, Value};

use crate::records::Named;

/// The names that are looked for in a row that a plugin could not read, as the answer's own spelling without
/// case and punctuation, and as they are stored.
const NAMES: [(&str, &str); 6] = [
    ("customerid", "customer_id"),
    ("customername", "customer_name"),
    ("subscriptionid", "subscription_id"),
    ("sku", "sku"),
    ("productname", "product_name"),
    ("productdisplayname", "product_name"),
];

/// Whom and what a row names, as a JSON object; members that are unknown are left out.
pub(super) fn about(named: &Named<'_>) -> String {
    let members = [
        ("customer_id", named.customer_id),
        ("customer_name", named.customer_name),
        ("subscription_id", named.subscription_id),
        ("publisher_product_id", named.publisher_product_id),
        ("publisher_sku_id", named.publisher_sku_id),
        ("sku", named.sku),
        ("product_name", named.product_name),
    ];
    let known = members.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.trim().is_empty())?;
        Some((name.to_owned(), Value::from(value)))
    });
    Value::Object(known.collect::<Map<_, _>>()).to_string()
}

/// Finds whom and what a row names that a plugin could not read, by the usual names of such members at the
/// top of the row. None where it names nothing, or is not an object any more because it was cut.
///
/// Only texts count: a number in their place may be what is wrong with the row.
pub(super) fn about_of_source(source: &str) -> Option<String> {
    let Value::Object(members) = serde_json::from_str::<Value>(source).ok()? else {
        return None;
    };
    let mut found = Map::new();
    for (name, value) in &members {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let known = NAMES.iter().find(|(spelling, _)| *spelling == plain);
        let (Some((_, stored)), Some(text)) = (known, value.as_str()) else {
            continue;
        };
        if !text.trim().is_empty() {
            found.insert((*stored).to_owned(), Value::from(text));
        }
    }
    (!found.is_empty()).then(|| Value::Object(found).to_string())
}

#[cfg(test)]
mod tests {
    use super::about_of_source;

    #[test]
    fn a_row_that_could_not_be_read_still_says_whose_it_is() {
        let source = r#"{"id": "s9", "customerId": "c7", "quantity": "twelve", "SKU": "AB-1"}"#;
        assert_eq!(
            about_of_source(source).as_deref(),
            Some(r#"{"customer_id":"c7","sku":"AB-1"}"#)
        );
    }

    #[test]
    fn what_is_cut_or_names_nobody_says_nothing() {
        for source in [
            r#"{"customerId": "c7", "na"#,
            r#"{"quantity": 5}"#,
            "42",
            "",
            r#"{"customerId": 5}"#,
        ] {
            assert_eq!(about_of_source(source), None, "{source}");
        }
    }
}
