//! Cuts a folded name into its main part, qualifiers, and other names.

use super::{brackets, markers, numbers::in_digits, tails, variant::Role};

/// A folded name in pieces.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The name itself.
    pub(super) main: String,
    /// Texts without which the name is the same.
    pub(super) qualifiers: Vec<String>,
    /// The main part in other readings.
    pub(super) readings: Vec<String>,
    /// Other names of the same customer, and where they stood.
    pub(super) aliases: Vec<(String, Role)>,
    /// Numbers of accounts, which are not part of the name but tell it from another.
    pub(super) accounts: Vec<String>,
}

/// Cuts a folded name. `city` is folded too: what a bracket repeats of it is not another name.
pub(super) fn cut(name: &str, city: &str) -> Pieces {
    let name = without_state_tag(name);
    let bracketed = brackets::take(name, city);
    let mut pieces = Pieces {
        qualifiers: bracketed.qualifiers,
        aliases: bracketed.aliases,
        accounts: bracketed.accounts,
        ..Pieces::default()
    };
    let (main, others) = markers::split(&bracketed.outside);
    pieces
        .aliases
        .extend(others.into_iter().map(|other| (other, Role::Alias)));
    let (main, account) = without_account_number(&main);
    pieces
        .accounts
        .extend(account.into_iter().flat_map(in_digits));
    let tail = tails::take(main);
    pieces.qualifiers.extend(tail.qualifier);
    pieces.readings.extend(tail.reading);
    pieces.main = tail.head;
    pieces
}

/// Drops the tag of a state of incorporation that the SEC adds: “Acme Corp /DE/”.
fn without_state_tag(name: &str) -> &str {
    let cut = name.trim_end().trim_end_matches('/');
    match cut.rsplit_once('/') {
        Some((rest, tag))
            if is_tag(tag) && (rest.ends_with(' ') || name.trim_end().ends_with('/')) =>
        {
            rest.trim_end()
        }
        _ => name,
    }
}

fn is_tag(tag: &str) -> bool {
    (2..=4).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Takes off an account number of four to six digits that a `#` or a dash sets off at either end.
fn without_account_number(name: &str) -> (&str, Option<&str>) {
    let is_account = |text: &str| {
        (4..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let name = name.trim();
    if let Some((rest, number)) = name.rsplit_once(['#', '-'])
        && is_account(number.trim())
        && rest.ends_with([' ', '#', '-'])
        && !rest.trim().is_empty()
    {
        return (rest.trim_end_matches([' ', '#', '-']), Some(number.trim()));
    }
    let marked = name.strip_prefix('#');
    let text = marked.unwrap_or(name).trim_start();
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let set_off = rest.trim_start().starts_with(['-', '#', ':']) || marked.is_some();
    let rest = rest.trim_start_matches([' ', '-', '#', ':']);
    if is_account(number) && set_off && !rest.is_empty() {
        return (rest, Some(number));
    }
    (name, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_tags_and_account_numbers_go() {
        assert_eq!(without_state_tag("acme corp /de/"), "acme corp");
        assert_eq!(without_state_tag("acme corp /new"), "acme corp");
        assert_eq!(without_state_tag("a/b testing"), "a/b testing");
        for (name, rest, account) in [
            ("otley kilns - 31518", "otley kilns", Some("31518")),
            ("otley #31518", "otley", Some("31518")),
            ("12345 - acme", "acme", Some("12345")),
            ("2100 lounge", "2100 lounge", None),
            ("#2100", "#2100", None),
            ("acme #2", "acme #2", None),
        ] {
            assert_eq!(without_account_number(name), (rest, account));
        }
    }

    #[test]
    fn a_name_falls_into_its_pieces() {
        let pieces = cut("tall pines (hq) [copper kettles] dba the ranch - ohio", "");
        assert_eq!(pieces.main, "tall pines");
        assert_eq!(pieces.qualifiers, ["copper kettles"]);
        let aliases = pieces.aliases;
        assert_eq!(
            aliases[0],
            ("copper kettles".to_owned(), Role::BracketAlias)
        );
        assert_eq!(aliases[1].0, "the ranch - ohio");
    }
}
