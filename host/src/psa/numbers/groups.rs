//! Digits in groups: `1,234,567`, `1 234 567`, `1'234'567`, `12,34,567`.

/// Whether a character may divide groups of digits, apart from the point and the comma.
pub(super) fn is_divider(character: char) -> bool {
    matches!(
        character,
        // Spaces as they are typed, and as programs write them to keep a number in one line.
        ' ' | '\u{a0}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}'
        // Swiss grouping, typed and typeset.
        | '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}'
    )
}

/// Returns the digits of a whole number without what divides its groups; none where the groups are
/// not such as anybody writes. `mark` is the point or comma that may divide them.
pub(super) fn joined(text: &str, mark: char) -> Option<String> {
    let divider = text.chars().find(|character| !character.is_ascii_digit());
    let Some(divider) = divider else {
        return Some(text.to_owned());
    };
    if divider != mark && !is_divider(divider) {
        return None;
    }
    let groups: Vec<&str> = text.split(divider).collect();
    let whole = groups
        .iter()
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    (whole && (western(&groups) || indian(&groups))).then(|| groups.concat())
}

/// Groups of three; the first may be shorter. No one writes a leading zero before a group.
fn western(groups: &[&str]) -> bool {
    let [first, rest @ ..] = groups else {
        return false;
    };
    first.len() <= 3 && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3)
}

/// A last group of three, groups of two before it.
fn indian(groups: &[&str]) -> bool {
    let [first, middle @ .., last] = groups else {
        return false;
    };
    first.len() <= 2
        && !first.starts_with('0')
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2)
        && last.len() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_people_write_are_joined() {
        for (text, digits) in [
            ("1234", "1234"),
            ("1,234", "1234"),
            ("1,234,567", "1234567"),
            ("12,34,567", "1234567"),
            ("1,23,45,678", "12345678"),
        ] {
            assert_eq!(joined(text, ',').as_deref(), Some(digits), "{text}");
        }
        assert_eq!(joined("1 234 567", ',').as_deref(), Some("1234567"));
        assert_eq!(joined("1\u{202f}234", ',').as_deref(), Some("1234"));
        assert_eq!(joined("1'234", ',').as_deref(), Some("1234"));
        assert_eq!(joined("1’234", '.').as_deref(), Some("1234"));
    }

    #[test]
    fn groups_that_nobody_writes_are_refused() {
        for text in [
            "1,23",
            "1,2345",
            "1234,567",
            "0,123",
            ",123",
            "1,,234",
            "1,234 567",
        ] {
            assert_eq!(joined(text, ','), None, "{text}");
        }
    }
}
