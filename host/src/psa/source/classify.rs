//! Tells rows that are no data: blank ones, headings, repeated headers and totals.

use std::borrow::Cow;

use super::layout::Located;
use crate::psa::{content::Content, field::position};

/// In a table of fewer columns a row with one value may well be data.
const NARROWEST_WITH_HEADINGS: usize = 3;

/// Tells the rows of one file that are no data.
#[derive(Debug)]
pub(super) struct Classifier {
    header: Vec<String>,
    content: Content,
    /// Fields of which each data row has one of each group.
    identity: Vec<Vec<usize>>,
}

impl Classifier {
    pub(super) fn new(header: &[String], located: &Located) -> Self {
        let places = |names: &[&str]| {
            names
                .iter()
                .filter_map(|name| position(located.content, name))
                .filter_map(|field| located.places.get(field))
                .flatten()
                .copied()
                .collect()
        };
        let identity = match located.content {
            Content::ContractLines => vec![
                places(&["customer_name", "customer_id"]),
                places(&["product_name", "product_code"]),
            ],
            Content::Customers => vec![places(&["name"])],
        };
        Self {
            header: header.to_vec(),
            content: located.content,
            identity,
        }
    }

    /// Returns why a row is no data; none where it is. The fields are trimmed.
    pub(super) fn skip(&self, fields: &[Cow<'_, str>]) -> Option<&'static str> {
        let mut filled = fields.iter().filter(|field| !field.is_empty());
        let first = match (filled.next(), filled.next()) {
            (None, _) => return Some("blank"),
            (Some(_), None) if self.header.len() >= NARROWEST_WITH_HEADINGS => {
                return Some("heading or remark");
            }
            (Some(first), _) => first,
        };
        if fields.len() == self.header.len()
            && fields
                .iter()
                .zip(&self.header)
                .all(|(field, name)| field == name)
        {
            return Some("repeated header");
        }
        self.is_total(fields, first).then_some("total")
    }

    /// A total lacks the customer or the product, or has the word for it in their place.
    fn is_total(&self, fields: &[Cow<'_, str>], first: &str) -> bool {
        let value = |places: &Vec<usize>| {
            places
                .iter()
                .filter_map(|place| fields.get(*place))
                .find(|field| !field.is_empty())
        };
        let values: Vec<&str> = self
            .identity
            .iter()
            .filter_map(value)
            .map(AsRef::as_ref)
            .collect();
        let lacks = values.len() < self.identity.len();
        match self.content {
            Content::ContractLines => {
                lacks && (is_total_word(first) || values.iter().any(|value| is_total_word(value)))
            }
            // A company may end in Total; a list of customers has no totals by customer.
            Content::Customers => is_bare_total(first),
        }
    }
}

const WORDS: &[&str] = &[
    "total",
    "totals",
    "subtotal",
    "subtotals",
    "sub total",
    "sub-total",
    "grand total",
    "grand totals",
    "report total",
    "overall total",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "total général",
    "totaal",
    "totale",
];

fn is_bare_total(text: &str) -> bool {
    let text = text.trim_end_matches([':', ' ']).to_lowercase();
    WORDS.contains(&text.as_str())
}

/// `Total`, `Grand Total:`, `Total for Contoso`, `Contoso Total`
fn is_total_word(text: &str) -> bool {
    let lower = text.trim_end_matches([':', ' ']).to_lowercase();
    is_bare_total(&lower)
        || [
            "total ",
            "totals ",
            "total:",
            "subtotal ",
            "summe ",
            "grand total ",
        ]
        .iter()
        .any(|beginning| lower.starts_with(beginning))
        || [" total", " totals", " subtotal", " summe"]
            .iter()
            .any(|ending| lower.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::super::layout::locate;
    use super::*;
    use crate::psa::profile::Profile;

    fn skip(fields: &[&str]) -> Option<&'static str> {
        let header = ["Client", "Product", "Qty", "Price"].map(str::to_owned);
        let located = locate(&Profile::load("generic").unwrap(), None, &header).unwrap();
        let fields: Vec<Cow<'_, str>> = fields.iter().map(|field| Cow::Borrowed(*field)).collect();
        Classifier::new(&header, &located).skip(&fields)
    }

    #[test]
    fn totals_in_every_place_are_known() {
        for row in [
            ["Total", "", "45", "900.00"],
            ["Grand Total:", "", "45", ""],
            ["Contoso Total", "", "45", ""],
            ["", "Total for Contoso", "45", ""],
            ["Summe", "", "45", ""],
        ] {
            assert_eq!(skip(&row), Some("total"), "{row:?}");
        }
    }

    #[test]
    fn a_company_or_product_with_total_in_its_name_is_data() {
        assert_eq!(skip(&["Total Energies", "E3", "5", "20"]), None);
        assert_eq!(skip(&["Contoso", "Total Care", "5", "20"]), None);
    }

    #[test]
    fn blank_rows_headings_and_repeated_headers_are_known() {
        assert_eq!(skip(&["", "", "", ""]), Some("blank"));
        assert_eq!(
            skip(&["Contoso Ltd", "", "", ""]),
            Some("heading or remark")
        );
        assert_eq!(
            skip(&["Client", "Product", "Qty", "Price"]),
            Some("repeated header")
        );
    }

    #[test]
    fn a_row_that_lacks_something_is_no_total() {
        assert_eq!(skip(&["Contoso", "", "5", "20"]), None);
        assert_eq!(skip(&["", "E3", "5", "20"]), None);
    }
}
