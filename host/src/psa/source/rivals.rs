//! Columns that may each fill a field, where the names are guesses and nobody said which of them counts.

use crate::psa::{
    field::{Field, Kind},
    names::folded,
    profile::Section,
};

/// Says what is wrong with a second value of a field, as words that follow it; none where both say the same, or
/// where a profile says which counts.
pub(super) fn contradiction(
    section: &Section,
    field: &Field,
    first: (&str, &str),
    second: (&str, &str),
) -> Option<String> {
    let (name, value) = first;
    let can_differ = match field.name {
        // An account may be one of the books.
        "customer_name" => [name, second.0]
            .iter()
            .any(|name| folded(name).starts_with("account")),
        // Two texts can both be right: a product has a name and a description.
        _ => field.kind == Kind::Text,
    };
    if can_differ || !section.guessed.contains(field.name) || same(value, second.1) {
        return None;
    }
    Some(format!(
        "contradicts the column “{name}”, which says {value}, and either may be the {}; name the right one in a mapping file, or remove the other",
        field.name
    ))
}

fn same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    folded(one) == folded(other)
        || number(one).is_some_and(|one| number(other).is_some_and(|other| one == other))
}
