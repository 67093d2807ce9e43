//! Brings text into one spelling: repaired, without accents, in lower case.

use super::tables::LETTERS;

/// Returns the text in lower case, in plain letters where they have a plain form, without marks.
/// Letters of other alphabets stay; only their accents go.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii() {
            folded.push(if letter == '`' { '\'' } else { letter });
        } else if let Some(plain) = LETTERS.get(&letter) {
            folded.push_str(plain);
        } else if !is_mark(letter) {
            folded.push(letter);
        }
    }
    folded
}

/// Returns the text with ä, ö and ü written out, as Germans do without them; none if it has none.
pub(super) fn with_umlauts_spelled_out(text: &str) -> Option<String> {
    let umlaut = |letter: char| "äöüÄÖÜ".contains(letter);
    if !text.contains(umlaut) {
        return None;
    }
    let spelled = |letter: char| match letter {
        'ä' | 'Ä' => "ae".to_owned(),
        'ö' | 'Ö' => "oe".to_owned(),
        'ü' | 'Ü' => "ue".to_owned(),
        other => other.to_string(),
    };
    Some(text.chars().map(spelled).collect())
}

/// Undoes UTF-8 that was read as Windows-1252 (“SchÃ¤fer”); other text stays as it is.
pub(super) fn repair(text: &str) -> String {
    if !text.contains(['Ã', 'Â']) && !text.contains("â€") {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| text.to_owned())
}

/// Combining marks of Latin, Greek and Cyrillic.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The byte of a letter in Windows-1252, as the Encoding Standard defines it (unassigned bytes are
/// the control characters of the same number).
fn windows_1252(letter: char) -> Option<u8> {
    const UPPER: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u32::from(letter) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => {
            let place = UPPER.chars().position(|upper| upper == letter)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_ligatures_and_quotes_become_plain() {
        assert_eq!(fold("Ærø Łódź’s “Café”"), "aero lodz's \"cafe\"");
        assert_eq!(fold("Ｗｉｄｅ ﬁne Straße"), "wide fine strasse");
        assert_eq!(fold("cafe\u{301}"), "cafe");
    }

    #[test]
    fn other_alphabets_keep_their_letters() {
        assert_eq!(fold("Ёлка Άλφα 株式会社"), "елка αλφα 株式会社");
    }

    #[test]
    fn misread_utf8_is_repaired_and_everything_else_kept() {
        assert_eq!(repair("SchÃ¤fer â€œFineâ€\u{9d}"), "Schäfer “Fine”");
        assert_eq!(repair("BrÃÃ¢ds"), "BrÃÃ¢ds");
        assert_eq!(repair("São Paulo Ãgua"), "São Paulo Ãgua");
        assert_eq!(repair("日本"), "日本");
    }

    #[test]
    fn umlauts_have_a_second_spelling() {
        let spelled = with_umlauts_spelled_out("Müller Öl");
        assert_eq!(spelled.as_deref(), Some("Mueller oel"));
        assert_eq!(with_umlauts_spelled_out("Moller"), None);
    }
}
