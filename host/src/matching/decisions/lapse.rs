//! Whether names have changed so much that a decision no longer speaks of them.

use crate::matching::parse::{Word, parse};

/// Names less alike than this (Jaro-Winkler of the glued words) are of another customer.
const RENAMED: f64 = 0.9;

/// Returns whether a record was renamed rather than respelled.
pub(super) fn is_renamed(before: &str, now: &str) -> bool {
    if before == now {
        return false;
    }
    let read = |name: &str| {
        let parsed = parse(name, None);
        let apart = parsed.set_apart();
        let main = parsed.variants.into_iter().next();
        let (core, words) = main.map_or_else(Default::default, |main| (main.compact, main.words));
        let numbers = words
            .iter()
            .filter(|word| !word.optional)
            .flat_map(Word::numbers);
        (core, numbers.chain(apart).collect::<Vec<_>>())
    };
    let ((core, numbers), (other, others)) = (read(before), read(now));
    let renumbered = !numbers.is_empty() && !others.is_empty() && numbers != others;
    renumbered || strsim::jaro_winkler(&core, &other) < RENAMED
}

#[cfg(test)]
mod tests {
    use super::is_renamed;

    #[test]
    fn a_new_spelling_is_no_new_name() {
        assert!(!is_renamed("Brewton Dental", "BREWTON DENTAL, LLC"));
        assert!(!is_renamed("Brewton Dental", "Brewtno Dental"));
        assert!(is_renamed("Brewton Dental", "Harbor Smiles"));
    }

    #[test]
    fn another_number_is_another_name() {
        assert!(is_renamed("Tall Pines #1042", "Tall Pines #1043"));
        assert!(is_renamed("Tall Pines Store 12", "Tall Pines Store 13"));
        assert!(!is_renamed("Tall Pines", "Tall Pines #1043"));
    }
}
