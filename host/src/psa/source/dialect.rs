//! Finds the delimiter and the header of a text.

use std::borrow::Cow;

use super::records::Records;
use crate::psa::{content::Content, names::folded, profile::Profile};

/// What may divide the columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reports have a title, a date and a filter above their header; none has more lines than this.
const HEADER_WITHIN: usize = 40;

/// How a text is divided, and where its header is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// How many records stand above the header.
    pub(super) above: usize,
}

impl Dialect {
    /// Returns the delimiter for a person.
    pub(super) fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b'\t' => "tab",
            b';' => "semicolon",
            b'|' => "vertical bar",
            _ => "comma",
        }
    }
}

/// Finds the delimiter and the header: those by which most columns have a name that the profile knows.
/// A first line `sep=;`, as Excel writes it, names the delimiter.
pub(super) fn find(text: &str, profile: &Profile, wanted: Option<Content>) -> Dialect {
    let known: Vec<String> = Content::ALL
        .into_iter()
        .filter(|content| wanted.is_none_or(|wanted| wanted == *content))
        .filter_map(|content| profile.section(content))
        .flat_map(|section| section.columns.values().flatten())
        .map(|name| folded(name))
        .collect();
    let named = named_delimiter(text);
    let delimiters = named.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let mut best = None;
    for delimiter in delimiters {
        let (above, score) = header(text, delimiter, &known, usize::from(named.is_some()));
        if best.as_ref().is_none_or(|(_, known)| score > *known) {
            best = Some((Dialect { delimiter, above }, score));
        }
    }
    best.map_or(
        Dialect {
            delimiter: b',',
            above: 0,
        },
        |(dialect, _)| dialect,
    )
}

fn named_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim().trim_matches('"');
    let rest = line
        .strip_prefix("sep=")
        .or_else(|| line.strip_prefix("SEP="))?;
    match rest.as_bytes() {
        [delimiter] if delimiter.is_ascii() => Some(*delimiter),
        // The tab was trimmed away.
        [] => Some(b'\t'),
        _ => None,
    }
}

/// Returns how many records stand above the likeliest header, and how likely it is: known names, then
/// columns.
fn header(text: &str, delimiter: u8, known: &[String], from: usize) -> (usize, (usize, usize)) {
    let mut records = Records::new(text, delimiter);
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    let mut best = (from, (0, 0));
    for above in 0..HEADER_WITHIN {
        // A fault is told when the text is read; here it only ends the search.
        let Ok(Some(_)) = records.next(&mut fields) else {
            break;
        };
        if above < from {
            continue;
        }
        let score = (
            fields
                .iter()
                .filter(|field| known.contains(&folded(field)))
                .count(),
            fields
                .iter()
                .filter(|field| !field.trim().is_empty())
                .count(),
        );
        let better = score.0 > best.1.0 || (best.1.0 == 0 && best.1.1 < 2 && score.1 > best.1.1);
        if better {
            best = (above, score);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (char, usize) {
        let dialect = find(text, &Profile::load("generic").unwrap(), None);
        (char::from(dialect.delimiter), dialect.above)
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_known_names() {
        assert_eq!(found("Client;Product;Qty;Price\nA, B;C;1;2,5\n"), (';', 0));
        assert_eq!(found("Client\tProduct\tQty\tPrice\n"), ('\t', 0));
        assert_eq!(found("Client|Product|Qty|Price\n"), ('|', 0));
        assert_eq!(found("Client,Product,Qty,Price\n"), (',', 0));
    }

    #[test]
    fn a_title_above_the_header_is_passed_over() {
        assert_eq!(
            found("Agreements, November 2026\n\nClient,Product,Qty,Price\nA,B,1,2\n"),
            (',', 2)
        );
        assert_eq!(found("sep=;\nClient;Product;Qty;Price\n"), (';', 1));
    }

    #[test]
    fn a_text_without_any_known_name_begins_with_its_header() {
        assert_eq!(found("Kunde;Artikel\nA;B\n"), (';', 0));
    }
}
