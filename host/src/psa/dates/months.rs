//! The names of the months in the languages of the file's writer.

/// The beginnings by which a month is known: English, German, French, Spanish, Italian, Dutch,
/// Portuguese, and the Scandinavian languages. The longest that fits counts.
const BEGINNINGS: &[(&str, i8)] = &[
    ("jan", 1),
    ("gen", 1),
    ("ene", 1),
    ("jän", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("mei", 5),
    ("maj", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("aug", 8),
    ("août", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("des", 12),
];

/// Returns the month that a word names.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    BEGINNINGS
        .iter()
        .filter(|(beginning, _)| word.starts_with(beginning))
        .max_by_key(|(beginning, _)| beginning.len())
        .map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_several_languages() {
        for (word, number) in [
            ("Nov", 11),
            ("November", 11),
            ("März", 3),
            ("juillet", 7),
            ("juin", 6),
            ("Dez.", 12),
            ("agosto", 8),
            ("août", 8),
            ("Mei", 5),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        assert_eq!(month("Wednesday"), None);
        assert_eq!(month("am"), None);
    }
}
