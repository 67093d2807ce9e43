//! Columns that may each fill a field, where the names are guesses and nobody said which of them counts.

use crate::psa::{
    field::{Field, Kind},
    profile::Section,
};

/// Says what is wrong with a second value of a field, as words that follow it; none where both say the same, or
/// where a profile says which counts.
pub(super) fn contradiction(
    section: &Section,
    field: &Field,
    first: (&str, &str),
    second: &str,
) -> Option<String> {
    let (name, value) = first;
    // Two texts can both be right: a product has a name and a description.
    if field.kind == Kind::Text || !section.guessed.contains(field.name) || same(value, second) {
        return None;
    }
    Some(format!(
        "contradicts the column “{name}”, which says {value}, and either may be the {}; name the one that counts in a mapping file, or take the other out",
        field.name
    ))
}

fn same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    one.eq_ignore_ascii_case(other)
        || number(one).is_some_and(|one| number(other).is_some_and(|other| one == other))
}
