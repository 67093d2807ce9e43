//! Whether names have changed so much that a decision no longer speaks of them.

use crate::matching::parse::parse;

/// Names less alike than this (Jaro-Winkler of the glued words) are of another customer.
const RENAMED: f64 = 0.9;

/// Returns whether a record was renamed rather than respelled.
pub(super) fn is_renamed(before: &str, now: &str) -> bool {
    if before == now {
        return false;
    }
    let core = |name: &str| {
        let first = parse(name, None).variants.into_iter().next();
        first.map(|variant| variant.compact).unwrap_or_default()
    };
    strsim::jaro_winkler(&core(before), &core(now)) < RENAMED
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
}
