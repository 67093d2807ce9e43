//! The fields beside the name, brought into forms that can be compared.

use super::{domain::Domain, fold::fold, parse::canonical, parse::tokens, record::Record, tables};

/// Digits of a phone number that are compared: the rest is written or left out at will.
const PHONE_DIGITS: usize = 7;

/// What is known of a record beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contact {
    /// The domain; that of the mail address where there is no other.
    pub(super) domain: Option<Domain>,
    /// The last seven digits of the phone number.
    pub(super) phone: Option<String>,
    /// The postal code without spaces; of an American one the first five digits.
    pub(super) postal: Option<String>,
    /// The words of the city, in canonical form.
    pub(super) city: Vec<String>,
    /// The ISO code of the country, or its name where that is not known.
    pub(super) country: Option<String>,
    /// The street.
    pub(super) street: Option<Street>,
}

/// A street with a house number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Street {
    /// The house number; the first of a range.
    pub(super) number: String,
    /// Its words that few streets share.
    pub(super) words: Vec<String>,
}

impl Contact {
    /// Reads the fields of a record.
    pub(super) fn of(record: &Record) -> Self {
        let domain = record.domain.as_deref().and_then(Domain::read);
        let mail = || record.email.as_deref().and_then(Domain::read);
        Self {
            domain: domain.or_else(mail),
            phone: record.phone.as_deref().and_then(phone),
            postal: record.postal_code.as_deref().and_then(postal),
            city: record.city.as_deref().map(city).unwrap_or_default(),
            country: record.country.as_deref().and_then(country),
            street: record.street.as_deref().and_then(street),
        }
    }
}

fn phone(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let without_extension = text.split('x').next().unwrap_or_default();
    let digits: Vec<_> = without_extension
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let start = digits.len().checked_sub(PHONE_DIGITS)?;
    let last = &digits[start..];
    // 000 0000 is what people type into a field that must not be empty.
    let invented = last.windows(2).all(|pair| pair[0] == pair[1]);
    (!invented).then(|| last.iter().collect())
}

fn postal(text: &str) -> Option<String> {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    let code: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match code.len() {
        0..3 => None,
        9 if digits => Some(code[..5].to_owned()),
        _ => Some(code),
    }
}

fn city(text: &str) -> Vec<String> {
    let words = tokens(&fold(text));
    words.iter().map(|word| canonical(word)).collect()
}

fn country(text: &str) -> Option<String> {
    let name = tokens(&fold(text)).join(" ");
    let code = tables::COUNTRIES.get(name.as_str()).copied();
    Some(code.map_or(name, str::to_owned)).filter(|name| !name.is_empty())
}

fn street(text: &str) -> Option<Street> {
    let words = tokens(&fold(text));
    let starts_with_digit =
        |word: &String| word.starts_with(|letter: char| letter.is_ascii_digit());
    let beside = [
        "box", "suite", "ste", "unit", "floor", "fl", "apt", "room", "rm",
    ];
    let place = words.iter().enumerate().position(|(place, word)| {
        let before = place.checked_sub(1).and_then(|before| words.get(before));
        starts_with_digit(word) && before.is_none_or(|before| !beside.contains(&before.as_str()))
    })?;
    let telling = |word: &&String| {
        word.chars().count() > 1 && !tables::STREET.contains(word.as_str()) && !is_digits(word)
    };
    let others = words
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place);
    Some(Street {
        number: words[place].clone(),
        words: others
            .map(|(_, word)| word)
            .filter(telling)
            .cloned()
            .collect(),
    })
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_compared_by_their_last_seven_digits() {
        for text in ["+1 (202) 555-0143", "2025550143", "555.0143 ext. 12"] {
            assert_eq!(phone(text).as_deref(), Some("5550143"), "{text}");
        }
        assert_eq!(phone("000 000 0000"), None);
        assert_eq!(phone("12345"), None);
    }

    #[test]
    fn postal_codes_lose_spaces_and_the_second_part() {
        assert_eq!(postal("20707-1234").as_deref(), Some("20707"));
        assert_eq!(postal("SW1A 1AA").as_deref(), Some("sw1a1aa"));
        assert_eq!(postal("-"), None);
    }

    #[test]
    fn countries_have_one_code() {
        for text in ["US", "usa", "United States", "U.S.A."] {
            assert_eq!(country(text).as_deref(), Some("us"), "{text}");
        }
        assert_eq!(country("Atlantis").as_deref(), Some("atlantis"));
        assert_eq!(country(" "), None);
    }

    #[test]
    fn a_street_has_a_number_and_words_of_its_own() {
        let read = |text| street(text).map(|street| (street.number, street.words.join(" ")));
        assert_eq!(
            read("1939-1941 W North Ave, Suite 4"),
            Some(("1939".into(), String::new()))
        );
        assert_eq!(
            read("Suite 4, 12 Fleet Street"),
            Some(("12".into(), "fleet".into()))
        );
        assert_eq!(
            read("Lindenstraße 12a"),
            Some(("12a".into(), "lindenstrasse".into()))
        );
        assert_eq!(read("P. O. Box 1765"), None);
        assert_eq!(read("Harbour House"), None);
    }
}
