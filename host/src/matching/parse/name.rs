//! The whole of a name.

use super::{
    domain_shaped, pieces,
    variant::{Role, Variant},
};
use crate::matching::fold::{fold, repair, with_umlauts_spelled_out};

/// A name in all its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::matching) struct ParsedName {
    /// The readings; the main one first. There is always one.
    pub(in crate::matching) variants: Vec<Variant>,
    /// Whether it is just as long as systems let names be, so its end may be missing.
    pub(in crate::matching) truncated: bool,
}

/// Lengths at which systems cut names off.
fn is_cut_length(length: usize) -> bool {
    matches!(length, 20 | 24 | 25 | 28..=32 | 35 | 40)
}

/// A longer text is no name; comparing two takes time by the square of their length.
const MOST_LETTERS: usize = 200;

/// Characters that mean nothing at either end.
const EDGES: [char; 8] = ['*', '_', '.', ',', '-', ' ', '\t', '\u{a0}'];

/// Reads a name. The city tells a place in brackets from another name.
pub(in crate::matching) fn parse(raw: &str, city: Option<&str>) -> ParsedName {
    let end = raw
        .char_indices()
        .nth(MOST_LETTERS)
        .map_or(raw.len(), |(end, _)| end);
    let repaired = repair(&raw[..end]);
    let city = city.map(|city| fold(&repair(city))).unwrap_or_default();
    let mut variants = Vec::new();
    let spelled_out = with_umlauts_spelled_out(&repaired);
    for spelling in [Some(repaired), spelled_out].into_iter().flatten() {
        read(fold(&spelling).trim_matches(EDGES), &city, &mut variants);
    }
    if variants.is_empty() {
        // Nothing but punctuation: it is its own only word.
        variants.push(Variant::of_label(raw.trim()));
    }
    ParsedName {
        variants,
        truncated: is_cut_length(raw.chars().count()),
    }
}

fn read(name: &str, city: &str, variants: &mut Vec<Variant>) {
    if let Some(label) = domain_shaped::label(name) {
        add(Some(Variant::of_label(&label)), variants);
        return;
    }
    let pieces = pieces::cut(name, city);
    add(
        Variant::of(&pieces.main, &pieces.qualifiers, Role::Main),
        variants,
    );
    for reading in &pieces.readings {
        add(Variant::of(reading, &[], Role::Main), variants);
    }
    for (alias, role) in &pieces.aliases {
        add(Variant::of(alias, &[], *role), variants);
    }
}

/// Adds a reading unless it has no words or is there already.
fn add(variant: Option<Variant>, variants: &mut Vec<Variant>) {
    if let Some(variant) = variant
        && !variant.words.is_empty()
        && !variants.contains(&variant)
    {
        variants.push(variant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compacts(name: &str) -> Vec<String> {
        let variants = parse(name, Some("Ludlow")).variants;
        variants
            .into_iter()
            .map(|variant| variant.compact)
            .collect()
    }

    #[test]
    fn every_reading_of_a_name_is_kept() {
        assert_eq!(compacts("The Tall Pines Co., LLC (HQ)"), ["tallpines"]);
        assert_eq!(
            compacts("Tall Pines Inc. dba Copper Kettles"),
            ["tallpines", "copperkettles"]
        );
        assert_eq!(
            compacts("Tall Pines (Copper Kettles)"),
            ["tallpines", "copperkettles"]
        );
        assert_eq!(compacts("Tall Pines (Ludlow)"), ["tallpines"]);
        assert_eq!(
            compacts("Tall Pines - Ohio"),
            ["tallpines", "tallpinesohio"]
        );
        assert_eq!(compacts("Müller"), ["muller", "mueller"]);
        assert_eq!(compacts("www.tall-pines.co.uk"), ["tallpines"]);
    }

    #[test]
    fn what_is_no_name_still_is_something() {
        for name in ["", " - ", "()", "dba", "LLC", "&", "(", "#1234"] {
            let parsed = parse(name, None);
            assert!(!parsed.variants.is_empty(), "{name:?}");
            assert!(
                parsed
                    .variants
                    .iter()
                    .all(|variant| !variant.words.is_empty()),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_name_that_was_cut_off_is_known_by_its_length() {
        assert!(parse("Cumberland Plateau Heating and", None).truncated);
        assert!(!parse("Cumberland Plateau Heating", None).truncated);
    }

    #[test]
    fn a_number_of_an_account_is_no_part_of_a_name() {
        assert_eq!(compacts("Tall Pines #31518"), ["tallpines"]);
        assert_eq!(compacts("Tall Pines #2"), ["tallpines2"]);
    }
}
