//! Numbers in names: digits, words and Roman numerals.

/// Returns the number that a token states, without leading zeros. A Roman numeral counts only where
/// `roman` is set: a name seldom begins with one.
pub(super) fn number(token: &str, roman: bool) -> Option<String> {
    if token.bytes().all(|byte| byte.is_ascii_digit()) && !token.is_empty() {
        let digits = token.trim_start_matches('0');
        return Some(if digits.is_empty() { "0" } else { digits }.to_owned());
    }
    let value = match token {
        "one" | "first" | "1st" => 1,
        "two" | "second" | "2nd" => 2,
        "three" | "third" | "3rd" => 3,
        "four" | "fourth" | "4th" => 4,
        "five" | "fifth" | "5th" => 5,
        "six" | "sixth" | "6th" => 6,
        "seven" | "seventh" | "7th" => 7,
        "eight" | "eighth" | "8th" => 8,
        "nine" | "ninth" | "9th" => 9,
        "ten" | "tenth" | "10th" => 10,
        "eleven" | "eleventh" | "11th" => 11,
        "twelve" | "twelfth" | "12th" => 12,
        "ii" if roman => 2,
        "iii" if roman => 3,
        "iv" if roman => 4,
        "v" if roman => 5,
        "vi" if roman => 6,
        "vii" if roman => 7,
        "viii" if roman => 8,
        "ix" if roman => 9,
        "x" if roman => 10,
        "xi" if roman => 11,
        "xii" if roman => 12,
        "xiii" if roman => 13,
        "xiv" if roman => 14,
        "xv" if roman => 15,
        "xvi" if roman => 16,
        "xvii" if roman => 17,
        "xviii" if roman => 18,
        "xix" if roman => 19,
        "xx" if roman => 20,
        _ => return None,
    };
    Some(value.to_string())
}

/// Returns the numbers that a text has in digits, without leading zeros, in order.
pub(super) fn in_digits(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|run| number(run, false))
}

#[cfg(test)]
mod tests {
    use super::{in_digits, number};

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for token in ["3", "003", "three", "third", "iii"] {
            assert_eq!(number(token, true).as_deref(), Some("3"), "{token}");
        }
        assert_eq!(number("000", true).as_deref(), Some("0"));
    }

    #[test]
    fn digits_within_a_word_are_numbers_too() {
        assert_eq!(in_digits("k041-7b").collect::<Vec<_>>(), ["41", "7"]);
        assert_eq!(in_digits("none").count(), 0);
    }

    #[test]
    fn a_roman_numeral_in_first_place_is_a_word() {
        assert_eq!(number("vi", false), None);
        assert_eq!(number("i", true), None);
    }
}
