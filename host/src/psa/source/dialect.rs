//! Finds the delimiter and the header of a text.

use std::{borrow::Cow, collections::HashSet};

use super::records::Records;
use crate::psa::{content::Content, field::needed, names::folded, profile::Profile};

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

/// Finds the delimiter and the header: the first line that is surely a header, else that by which most
/// columns have a name that the profile knows. A first line `sep=;`, as Excel writes it, names the
/// delimiter.
pub(super) fn find(text: &str, profile: &Profile, wanted: Option<Content>) -> Dialect {
    let known = Known::of(profile, wanted);
    let named = named_delimiter(text);
    let delimiters = named.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let mut best: Option<(Dialect, Score)> = None;
    for delimiter in delimiters {
        let (above, score) = header(text, delimiter, &known, usize::from(named.is_some()));
        let is_better = match &best {
            None => true,
            // Two reports in one file may have different delimiters: the first header is the file's.
            Some((dialect, known)) if score.is_sure && known.is_sure => {
                (std::cmp::Reverse(above), score) > (std::cmp::Reverse(dialect.above), *known)
            }
            Some((_, known)) => score > *known,
        };
        if is_better {
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

/// How likely a record is the header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Whether it has all columns that are needed, and is not a filter of a report such as
    /// `Client,All`.
    is_sure: bool,
    known: usize,
    filled: usize,
}

/// The names that columns can have.
struct Known {
    names: HashSet<String>,
    /// Of each content, the groups of names of which a header has one each.
    needed: Vec<Vec<HashSet<String>>>,
}

impl Known {
    fn of(profile: &Profile, wanted: Option<Content>) -> Self {
        let sections = Content::ALL
            .into_iter()
            .filter(|content| wanted.is_none_or(|wanted| wanted == *content))
            .filter_map(|content| Some((content, profile.section(content)?)));
        let mut known = Self {
            names: HashSet::new(),
            needed: Vec::new(),
        };
        for (content, section) in sections {
            let names = section.columns.values().flatten();
            known.names.extend(names.map(|name| folded(name)));
            let groups = needed(content).iter().map(|group| {
                let names = group.iter().filter_map(|field| section.columns.get(field));
                names.flatten().map(|name| folded(name)).collect()
            });
            known.needed.push(groups.collect());
        }
        known
    }

    fn score(&self, fields: &[Cow<'_, str>]) -> Score {
        let names: Vec<String> = fields.iter().map(|field| folded(field)).collect();
        let known = names
            .iter()
            .filter(|name| self.names.contains(*name))
            .count();
        let filled = fields
            .iter()
            .filter(|field| !field.trim().is_empty())
            .count();
        let is_complete = |groups: &Vec<HashSet<String>>| {
            let has = |group: &HashSet<String>| names.iter().any(|name| group.contains(name));
            // A list of customers needs a name and no more, and `Client,All,Status,Active` has one.
            let is_plain = groups.len() > 1 || known >= 2 && known * 4 > filled * 3;
            is_plain && groups.iter().all(has)
        };
        Score {
            is_sure: self.needed.iter().any(is_complete),
            known,
            filled,
        }
    }
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

/// Returns how many records stand above the likeliest header, and how likely it is.
fn header(text: &str, delimiter: u8, known: &Known, from: usize) -> (usize, Score) {
    let mut records = Records::new(text, delimiter);
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    let mut best = (from, Score::default());
    for above in 0..HEADER_WITHIN {
        // A fault is reported when the text is read; here it only ends the search.
        let Ok(Some(_)) = records.next(&mut fields) else {
            break;
        };
        if above < from {
            continue;
        }
        let score = known.score(&fields);
        // What stands below the first header is its data, and may be another report.
        if score.is_sure {
            return (above, score);
        }
        let (found, widest) = (best.1.known, best.1.filled);
        if score.known > found || (found == 0 && widest < 2 && score.filled > widest) {
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
    fn a_filter_above_the_header_is_none() {
        for filter in ["Client,All", "Client,All,Status,Active"] {
            let text = format!("{filter}\nClient,Product,Qty,Price\nA,B,1,2\n");
            assert_eq!(found(&text), (',', 1), "{filter}");
        }
    }

    #[test]
    fn the_header_of_a_second_report_is_not_that_of_the_file() {
        let first = "Client,Product,Qty,Price\nA,B,1,2\n";
        for second in [
            "Client ID,Client,Product,SKU,Qty,Price\n",
            "Client ID;Client;Product;SKU;Qty;Price\n",
        ] {
            assert_eq!(found(&format!("{first}{second}")), (',', 0), "{second}");
        }
    }

    #[test]
    fn a_text_without_any_known_name_begins_with_its_header() {
        assert_eq!(found("Kunde;Artikel\nA;B\n"), (';', 0));
    }
}
