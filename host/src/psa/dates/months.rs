//! The names of the months in the languages of the file's writer.

/// The names by which a month is known: English, German, French, Spanish, Italian, Dutch, Portuguese, and
/// the Scandinavian languages. A word is a month whose name begins with it, or one of its short forms.
const NAMES: [&[&str]; 12] = [
    &[
        "january", "januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro",
    ],
    &[
        "february",
        "februar",
        "février",
        "fevrier",
        "febrero",
        "febbraio",
        "februari",
        "fevereiro",
    ],
    &[
        "march", "märz", "maerz", "mrz", "mars", "marzo", "maart", "mrt", "março", "marco", "marts",
    ],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "mei", "maio", "maj"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "août", "aout", "agosto", "augustus", "augusti"],
    &[
        "september",
        "septembre",
        "septiembre",
        "setiembre",
        "settembre",
        "setembro",
    ],
    &[
        "october", "oktober", "octobre", "octubre", "ottobre", "outubro",
    ],
    &["november", "novembre", "noviembre", "novembro"],
    &[
        "december",
        "dezember",
        "décembre",
        "decembre",
        "diciembre",
        "dicembre",
        "dezembro",
        "desember",
    ],
];

/// Returns the month that a word names; none where it could be several.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let mut months = NAMES
        .iter()
        .zip(1_i8..)
        .filter(|(names, _)| names.iter().any(|name| name.starts_with(&word)));
    let (_, month) = months.next()?;
    months.next().is_none().then_some(month)
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
            ("mrt", 3),
            ("juillet", 7),
            ("juin", 6),
            ("Dez.", 12),
            ("Sept.", 9),
            ("agosto", 8),
            ("août", 8),
            ("Mei", 5),
            ("maj", 5),
            ("gen", 1),
            ("ene", 1),
            ("déc", 12),
            ("Jän", 1),
            ("out", 10),
            ("set", 9),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
    }

    #[test]
    fn a_word_that_only_begins_like_a_month_is_none() {
        for word in ["Wednesday", "am", "marketing", "Juneau", "decimal", "jui"] {
            assert_eq!(month(word), None, "{word}");
        }
    }
}
