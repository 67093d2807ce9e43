//! Which product a subscription is of.
//!
//! Ion's own product fields cannot be relied on: in older rows `subscriptionProductId` holds a
//! country code and `subscriptionSkuId` the product. The manufacturer's part number
//! `{product}:{sku}:{term}:{cycle}` is right where it is present, then the offer id.

use seatwise_plugin::types::Term;

use crate::terms::term;

/// What a part number or the product fields say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct PartNumber {
    /// The publisher's product (`CFQ7TTC0LH18`).
    pub(crate) product: Option<String>,
    /// The publisher's SKU within the product (`0001`).
    pub(crate) sku: Option<String>,
    /// The commitment term.
    pub(crate) term: Option<Term>,
    /// The billing cycle.
    pub(crate) cycle: Option<Term>,
}

impl PartNumber {
    /// Reads a manufacturer's part number. One without colons is no Microsoft one and says nothing.
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text
            .split(':')
            .map(str::trim)
            .map(|part| (!part.is_empty()).then_some(part));
        let (product, Some(sku)) = (parts.next().flatten(), parts.next().flatten()) else {
            return Self::default();
        };
        Self {
            product: product.map(str::to_owned),
            sku: Some(sku.to_owned()),
            term: parts.next().flatten().map(term),
            cycle: parts.next().flatten().map(term),
        }
    }

    /// Fills what the part number left open from the other product fields.
    pub(crate) fn or_fields(
        mut self,
        product_id: Option<&str>,
        sku_id: Option<&str>,
        offer_id: Option<&str>,
    ) -> Self {
        let (product, sku) = match (product_id, sku_id) {
            (Some(country), Some(product)) if is_country(country) => (Some(product), None),
            (Some(country), None) if is_country(country) => (None, None),
            fields => fields,
        };
        let (offer_product, offer_sku) = offer_id.map_or((None, None), offer_parts);
        // Taken in pairs: a SKU number means nothing beside another product.
        if self.product.is_none() {
            self.product = product.or(offer_product).map(str::to_owned);
        }
        if self.sku.is_none() {
            let same = offer_product.is_some() && offer_product == self.product.as_deref();
            self.sku = sku.or(offer_sku.filter(|_| same)).map(str::to_owned);
        }
        self
    }
}

/// Whether a product id is really a country code, as in `NL`.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Product and SKU of `CFQ7TTC0LFLZ:0002:CFQ7TTC0RN98` or `NL,CFQ7TTC0LH18,0001`.
fn offer_parts(text: &str) -> (Option<&str>, Option<&str>) {
    let mut parts = text
        .split([':', ','])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let first = parts.next();
    let product = if first.is_some_and(is_country) {
        parts.next()
    } else {
        first
    };
    (product, parts.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(part: &PartNumber) -> (Option<&str>, Option<&str>) {
        (part.product.as_deref(), part.sku.as_deref())
    }

    #[test]
    fn a_part_number_names_product_sku_term_and_cycle() {
        let part = PartNumber::parse("CFQ7TTC0LH18:000D:P1Y:M");
        assert_eq!(names(&part), (Some("CFQ7TTC0LH18"), Some("000D")));
        assert_eq!(
            (part.term, part.cycle),
            (Some(Term::Annual), Some(Term::Monthly))
        );
    }

    #[test]
    fn a_part_number_of_another_publisher_is_not_taken_apart() {
        assert_eq!(PartNumber::parse("65304479CA01A12"), PartNumber::default());
        assert_eq!(PartNumber::parse(""), PartNumber::default());
    }

    #[test]
    fn a_country_code_is_no_product() {
        let part = PartNumber::default().or_fields(
            Some("NL"),
            Some("CFQ7TTC0LH18"),
            Some("NL,CFQ7TTC0LH18,0001"),
        );
        assert_eq!(names(&part), (Some("CFQ7TTC0LH18"), Some("0001")));
        let part = PartNumber::default().or_fields(Some("NL"), None, None);
        assert_eq!(names(&part), (None, None));
    }

    #[test]
    fn the_offer_id_speaks_where_the_product_fields_are_silent() {
        let part =
            PartNumber::default().or_fields(None, None, Some("CFQ7TTC0LFLZ:0002:CFQ7TTC0RN98"));
        assert_eq!(names(&part), (Some("CFQ7TTC0LFLZ"), Some("0002")));
    }
}
