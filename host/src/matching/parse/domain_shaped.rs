//! Names that are domains: “acme-dental.co.uk”, “acmedental.onmicrosoft.com”.

use crate::matching::domain::Domain;

/// Returns the label of a name that is a domain, without punctuation.
pub(super) fn label(name: &str) -> Option<String> {
    let name = name.trim();
    if name.contains(char::is_whitespace) || name.contains('@') || !name.contains('.') {
        return None;
    }
    Domain::read(name)
        .map(|domain| domain.label)
        .filter(|label| label.len() > 1)
}

/// Letters before and behind an “and” that is a word: `hartleyandsons`, but not `brandon`.
const LETTERS_BESIDE_AND: usize = 3;

/// Returns a label without the “and” between two words of it: names drop it, domains keep it.
pub(super) fn without_and(label: &str) -> Option<String> {
    let inner = |place: &usize| {
        let (before, behind) = (*place, label.len() - place - "and".len());
        before >= LETTERS_BESIDE_AND && behind >= LETTERS_BESIDE_AND
    };
    let place = label
        .match_indices("and")
        .map(|(place, _)| place)
        .find(inner)?;
    Some(format!("{}{}", &label[..place], &label[place + 3..]))
}
