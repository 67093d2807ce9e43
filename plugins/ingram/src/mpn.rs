//! The publisher's ids inside a manufacturer part number.

/// What a part number names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PublisherIds {
    /// The publisher's product (`CFQ7TTC0LH18`), or its old offer.
    pub(crate) product: Option<String>,
    /// The publisher's SKU within it (`0001`).
    pub(crate) sku: Option<String>,
}

/// Characters of Microsoft's product ids.
const PRODUCT_LENGTH: usize = 12;
/// Characters of Microsoft's SKUs.
const SKU_LENGTH: usize = 4;

impl PublisherIds {
    /// Reads what is known of Microsoft's: `CFQ7TTC0LH18:0001` with or without a term behind it, and the GUID of
    /// an old offer with a term (`…_ANNUAL`). Other texts name nothing.
    pub(crate) fn parse(mpn: &str) -> Self {
        let mpn = mpn.trim();
        if let Some((product, rest)) = mpn.split_once(':') {
            return Self::catalog(product, rest).unwrap_or_default();
        }
        let offer = mpn.split_once('_').map_or(mpn, |(offer, _)| offer);
        Self {
            product: is_guid(offer).then(|| offer.to_ascii_lowercase()),
            sku: None,
        }
    }

    fn catalog(product: &str, rest: &str) -> Option<Self> {
        let is_code = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let sku = rest.split(['_', ':']).next().unwrap_or_default();
        let named = product.len() == PRODUCT_LENGTH
            && is_code(product)
            && product.starts_with(|c: char| c.is_ascii_alphabetic())
            && (1..=SKU_LENGTH).contains(&sku.len())
            && is_code(sku);
        named.then(|| Self {
            product: Some(product.to_ascii_uppercase()),
            // The numbers among them lose their zeros on the way at times.
            sku: Some(format!("{:0>SKU_LENGTH$}", sku.to_ascii_uppercase())),
        })
    }
}

/// Whether a text is a GUID other than that of zeros.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        && text.bytes().any(|byte| byte != b'-' && byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(product: &str, sku: Option<&str>) -> PublisherIds {
        PublisherIds {
            product: Some(product.to_owned()),
            sku: sku.map(str::to_owned),
        }
    }

    #[test]
    fn a_term_behind_the_ids_belongs_to_neither() {
        for text in [
            "CFQ7TTC0LH18:0001",
            "CFQ7TTC0LH18:0001_P1Y:M",
            "CFQ7TTC0LH18:0001:P1Y:Annual",
            "cfq7ttc0lh18:1",
        ] {
            assert_eq!(
                PublisherIds::parse(text),
                ids("CFQ7TTC0LH18", Some("0001")),
                "{text}"
            );
        }
        assert_eq!(
            PublisherIds::parse("D903A2DB-bf6f-4434-83f1-21ba44017813_ANNUAL"),
            ids("d903a2db-bf6f-4434-83f1-21ba44017813", None)
        );
    }

    #[test]
    fn other_texts_name_nothing() {
        for text in [
            "",
            "65297913BA01A12",
            "ACR-1:0001",
            "CFQ7TTC0LH18:",
            "CFQ7TTC0LH18:00001",
            "00000000-0000-0000-0000-000000000000_ANNUAL",
        ] {
            assert_eq!(PublisherIds::parse(text), PublisherIds::default(), "{text}");
        }
    }
}
