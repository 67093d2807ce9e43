//! The whole of a name.

use super::{
    domain_shaped, pieces,
    variant::{Role, Variant},
    word::Word,
};
use crate::matching::{
    alphabets::{transliterated, unmixed},
    fold::{fold, repair, with_umlauts_spelled_out},
};

/// A name in all its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::matching) struct ParsedName {
    /// The readings; the main one first. There is always one.
    pub(in crate::matching) variants: Vec<Variant>,
    /// Whether it is just as long as systems let names be, so its end may be missing.
    pub(in crate::matching) truncated: bool,
    /// Numbers of accounts that stood beside the name, in order: no part of it, but they tell it from
    /// another of the same words.
    pub(in crate::matching) accounts: Vec<String>,
}

impl ParsedName {
    /// Returns the numbers without which the main reading is the same: accounts, and those of
    /// qualifiers.
    pub(in crate::matching) fn set_apart(&self) -> Vec<String> {
        let main = self.variants.iter().take(1);
        let optional = main
            .flat_map(|variant| &variant.words)
            .filter(|word| word.optional);
        let mut numbers: Vec<_> = optional.flat_map(Word::numbers).collect();
        numbers.extend(self.accounts.iter().cloned());
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Lengths at which systems cut names off.
fn is_cut_length(length: usize) -> bool {
    matches!(length, 20 | 24 | 25 | 28..=32 | 35 | 40)
}

/// A longer text is not a name; comparing two takes time by the square of their length.
const MOST_LETTERS: usize = 200;

/// Characters that mean nothing at either end.
const EDGES: [char; 8] = ['*', '_', '.', ',', '-', ' ', '\t', '\u{a0}'];

/// Reads a name. The city tells a place in brackets from another name.
pub(in crate::matching) fn parse(raw: &str, city: Option<&str>) -> ParsedName {
    let end = raw
        .char_indices()
        .nth(MOST_LETTERS)
        .map_or(raw.len(), |(end, _)| end);
    let repaired = unmixed(&repair(&raw[..end]));
    let city = city.map(|city| fold(&repair(city))).unwrap_or_default();
    let mut variants = Vec::new();
    let mut accounts = Vec::new();
    let spelled_out = with_umlauts_spelled_out(&repaired).map(|name| fold(&name));
    let folded = fold(&repaired);
    let latin = transliterated(&folded);
    for spelling in [Some(folded), spelled_out, latin].into_iter().flatten() {
        let found = read(spelling.trim_matches(EDGES), &city, &mut variants);
        accounts.extend(found);
    }
    accounts.sort_unstable();
    accounts.dedup();
    if variants.is_empty() {
        // Nothing but punctuation: it is its own only word.
        variants.push(Variant::of_label(raw.trim()));
    }
    ParsedName {
        variants,
        truncated: is_cut_length(raw.chars().count()),
        accounts,
    }
}

/// Adds the readings of a spelling, and returns the accounts that stood beside it.
fn read(name: &str, city: &str, variants: &mut Vec<Variant>) -> Vec<String> {
    if let Some(label) = domain_shaped::label(name) {
        add(Some(Variant::of_label(&label)), variants);
        let without_and = domain_shaped::without_and(&label);
        add(without_and.map(|label| Variant::of_label(&label)), variants);
        return Vec::new();
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
    pieces.accounts
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

    #[test]
    fn numbers_beside_a_name_are_kept_to_tell_it_from_another() {
        for (name, numbers) in [
            ("Tall Pines #31518", &["31518"][..]),
            ("Tall Pines [K041093]", &["41093"]),
            ("Tall Pines (M365)", &[]),
            ("31518 - Tall Pines (Store 12)", &["12", "31518"]),
            ("Tall Pines 12", &[]),
        ] {
            assert_eq!(parse(name, None).set_apart(), numbers, "{name}");
        }
    }

    #[test]
    fn a_domain_with_and_in_it_has_a_reading_without() {
        assert_eq!(
            compacts("hartleyandsons.com"),
            ["hartleyandsons", "hartleysons"]
        );
        assert_eq!(compacts("brandon.com"), ["brandon"]);
    }

    #[test]
    fn another_alphabet_has_a_reading_in_latin_letters() {
        assert_eq!(compacts("Ёлка"), ["елка", "elka"]);
        assert_eq!(compacts("\u{410}cme Kiln"), ["acmekiln"]);
    }
}
