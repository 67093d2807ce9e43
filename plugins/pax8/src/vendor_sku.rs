//! The publisher's ids inside `vendorSku`.

use seatwise_plugin::json;

use crate::fields::record;

record!(Parts {
    product: "productId",
    sku: "skuId"
});

/// What a `vendorSku` names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct VendorSku {
    /// The publisher's product (`CFQ7TTC0LH18`).
    pub(crate) product: Option<String>,
    /// The publisher's SKU within it (`0001`).
    pub(crate) sku: Option<String>,
}

impl VendorSku {
    /// Reads what clients met for Microsoft: a JSON text with both ids, or `productId:skuId`. Other texts name nothing.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.starts_with('{') {
            let parts: Parts<'_> = serde_json::from_str(text).unwrap_or_default();
            return Self {
                product: parts.product.string(),
                sku: parts.sku.string().map(padded),
            };
        }
        match text.split_once(':') {
            Some((product, sku)) if !product.is_empty() && !sku.is_empty() => Self {
                product: json::text(Some(product)),
                sku: json::text(Some(sku)).map(padded),
            },
            _ => Self::default(),
        }
    }
}

/// `1` is `0001`: the ids were met as numbers, which have no zeros in front.
fn padded(sku: String) -> String {
    if sku.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{sku:0>4}")
    } else {
        sku
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_same_ids() {
        let expected = VendorSku {
            product: Some("CFQ7TTC0LH18".to_owned()),
            sku: Some("0001".to_owned()),
        };
        for text in [
            r#"{"productId":"CFQ7TTC0LH18","skuId":1,"segment":"Commercial"}"#,
            r#"{"productId":"CFQ7TTC0LH18","skuId":"0001"}"#,
            "CFQ7TTC0LH18:0001",
            "CFQ7TTC0LH18:1",
        ] {
            assert_eq!(VendorSku::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_name_nothing() {
        for text in ["12345-AA-XYZ", "", "{", "{\"a\":1}", ":1", "a:"] {
            assert_eq!(VendorSku::parse(text), VendorSku::default(), "{text}");
        }
    }
}
