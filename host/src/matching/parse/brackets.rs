//! What stands in brackets: another name, a note of the operator, a number, or a qualifier.

use super::{legal::is_form, markers, numbers::in_digits, tokens::tokens, variant::Role};
use crate::matching::tables::NOISE;

/// A name without its brackets, and what they held.
#[derive(Debug, Default)]
pub(super) struct Bracketed {
    /// The text outside.
    pub(super) outside: String,
    /// Texts without which the name is the same.
    pub(super) qualifiers: Vec<String>,
    /// Other names.
    pub(super) aliases: Vec<(String, Role)>,
    /// Numbers of accounts, which are not part of the name.
    pub(super) accounts: Vec<String>,
}

/// A word of this many letters may be another name on its own; a shorter one is a qualifier only.
const LONG_WORD: usize = 6;

/// Takes all brackets out; one that never closes reaches to the end.
pub(super) fn take(name: &str, city: &str) -> Bracketed {
    let (outside, contents) = separate(name);
    let mut bracketed = Bracketed {
        outside,
        ..Bracketed::default()
    };
    for content in contents {
        sort(&content, city, &mut bracketed);
    }
    bracketed
}

/// Returns the text outside of brackets and the contents; a legal form in brackets stays outside.
fn separate(name: &str) -> (String, Vec<String>) {
    let mut outside = String::with_capacity(name.len());
    let mut contents = Vec::new();
    let mut rest = name;
    while let Some(open) = rest.find(['(', '[']) {
        outside.push_str(&rest[..open]);
        outside.push(' ');
        let inside = &rest[open + 1..];
        let close = inside.find([')', ']']);
        let content = &inside[..close.unwrap_or(inside.len())];
        rest = close.map_or("", |close| &inside[close + 1..]);
        if tokens(content).iter().all(|token| is_form(token)) {
            outside.push_str(content);
            outside.push(' ');
        } else {
            contents.push(content.to_owned());
        }
    }
    outside.push_str(rest);
    (outside, contents)
}

fn sort(content: &str, city: &str, bracketed: &mut Bracketed) {
    if let Some(alias) = markers::after_leading_marker(content) {
        bracketed.aliases.push((alias, Role::Alias));
        return;
    }
    let words = tokens(content);
    let telling: Vec<_> = words
        .iter()
        .filter(|word| !NOISE.contains(word.as_str()))
        .collect();
    if telling.is_empty() {
        return;
    }
    if has_digits(content, 3) {
        let numbers = telling.iter().flat_map(|word| in_digits(word));
        bracketed.accounts.extend(numbers);
        return;
    }
    let known = tokens(&format!("{} {city}", bracketed.outside));
    let own = words.iter().any(|word| !known.contains(word));
    let letters = words.iter().map(|word| word.chars().count()).max();
    if own && (words.len() > 1 || letters >= Some(LONG_WORD)) {
        bracketed
            .aliases
            .push((content.to_owned(), Role::BracketAlias));
    }
    bracketed.qualifiers.push(content.to_owned());
}

/// Returns whether the text holds so many digits in a row.
fn has_digits(text: &str, count: usize) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit())
        .any(|run| run.len() >= count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_content_is_told_apart() {
        let all = take(
            "acme (dba zenith) [k41093] (main office) (pty) ltd (dallas) (north",
            "dallas",
        );
        assert_eq!(tokens(&all.outside).join(" "), "acme pty ltd");
        assert_eq!(all.aliases, [("zenith".to_owned(), Role::Alias)]);
        assert_eq!(all.qualifiers, ["dallas", "north"]);
        assert_eq!(all.accounts, ["41093"]);
    }

    #[test]
    fn a_long_or_second_word_may_be_another_name() {
        let aliases = |name| take(name, "").aliases.len();
        assert_eq!(aliases("rrt (rapid tools)"), 1);
        assert_eq!(aliases("rrt (rapidtools)"), 1);
        assert_eq!(aliases("rrt (ohio)"), 0);
        assert_eq!(aliases("rapid tools (rapid tools)"), 0);
    }
}
