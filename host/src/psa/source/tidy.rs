//! Texts without what nobody sees: a name is the same name whatever invisible characters and blanks a
//! program left in it.

use std::borrow::Cow;

use crate::psa::field::{Field, Kind};

/// How the text of a column is tidied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tidying {
    /// Invisible characters are taken out. Numbers and days have rules of their own for blanks.
    #[default]
    Value,
    /// Blanks become one blank too; a line break stays one.
    Text,
    /// A name: line breaks become blanks, and a mark for "nothing" is nothing.
    Name,
    /// An id: as a name, and the words that programs write for "nothing" are nothing.
    Id,
}

/// Fields that tell customers and lines apart.
const IDS: &[&str] = &[
    "id",
    "customer_id",
    "contract_id",
    "product_code",
    "vendor_sku",
    "publisher_subscription_id",
    "tenant_id",
    "tax_id",
];

const NAMES: &[&str] = &["customer_name", "name"];

impl Tidying {
    /// How the text of a field is tidied.
    pub(super) fn of(field: &Field) -> Self {
        if field.kind != Kind::Text {
            Self::Value
        } else if IDS.contains(&field.name) {
            Self::Id
        } else if NAMES.contains(&field.name) {
            Self::Name
        } else {
            Self::Text
        }
    }

    /// Takes out what nobody sees. A control character in an id stays, for the row to be refused: who wrote it may
    /// mean another id than the one that is left without it.
    pub(super) fn visible(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Id => without(text, |one| is_invisible(one) && !one.is_control()),
            Self::Value | Self::Text | Self::Name => without(text, is_invisible),
        }
    }

    /// Tidies a text.
    pub(super) fn tidy(self, text: &str) -> Cow<'_, str> {
        let text = match self.visible(text.trim()) {
            // `visible` took nothing out, so the text is trimmed.
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        if self == Self::Value {
            return text;
        }
        let text = if has_odd_blanks(&text) {
            Cow::Owned(single_blanks(&text, self == Self::Text))
        } else {
            text
        };
        let text = match self {
            Self::Id => unspread(text),
            _ => text,
        };
        let nothing = match self {
            Self::Id => is_no_name(&text) || is_no_id(&text),
            Self::Name => is_no_name(&text),
            Self::Value | Self::Text => false,
        };
        if nothing { Cow::Borrowed("") } else { text }
    }
}

/// Whether a character is never seen: a control character other than blanks, a zero-width character, a
/// soft hyphen, a mark of direction, a byte order mark, a variation selector, a filler.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'..='\u{84}'
            | '\u{86}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The control characters among them for the regular expressions of DuckDB.
pub(in crate::psa) const CONTROLS: &str = r"\x{00}-\x{08}\x{0e}-\x{1f}\x{7f}-\x{84}\x{86}-\x{9f}";

/// The others, for the same.
const INVISIBLE: &str = r"\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff9}-\x{fffb}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}";

/// The blanks of Unicode that are not a line break, for the same.
const BLANKS: &str = r"[\t \x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]";

/// Takes characters out, none of which is a printable one of ASCII.
fn without(text: &str, is_out: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.contains(&is_out) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|one| !is_out(*one)).collect())
}

/// Whether a text has a blank that is not a single space.
fn has_odd_blanks(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).any(|pair| pair == b"  ")
        || bytes.iter().any(|byte| *byte < 0x20 || *byte >= 0x80)
            && text.chars().any(|one| one != ' ' && one.is_whitespace())
}

/// An id without what a spreadsheet and a table of numbers put around it: the apostrophe that keeps its zeros, and a
/// decimal of nothing.
fn unspread(id: Cow<'_, str>) -> Cow<'_, str> {
    let digit = |text: &str| text.starts_with(|one: char| one.is_ascii_digit());
    let bare = id
        .strip_prefix('\'')
        .filter(|rest| digit(rest))
        .unwrap_or(&id);
    let whole = bare
        .strip_suffix(".0")
        .filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()));
    let bare = whole.unwrap_or(bare);
    if bare.len() == id.len() {
        return id;
    }
    Cow::Owned(bare.to_owned())
}

/// Makes one blank of each run of blanks; where lines are kept, one line break of a run that has one.
fn single_blanks(text: &str, keeps_lines: bool) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut run: Option<bool> = None;
    for character in text.chars() {
        if character.is_whitespace() {
            let breaks = matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            run = Some(run.unwrap_or_default() || breaks);
            continue;
        }
        if let Some(breaks) = run.take() {
            tidied.push(if breaks && keeps_lines { '\n' } else { ' ' });
        }
        tidied.push(character);
    }
    tidied
}

/// Marks for "nothing" where a name is expected.
fn is_no_name(text: &str) -> bool {
    // What a spreadsheet shows of a column that is too narrow was a name.
    let is_too_narrow = text.len() > 2 && text.bytes().all(|byte| byte == b'#');
    !text.contains(char::is_alphanumeric) && !is_too_narrow
        || ["n/a", "#n/a", "(blank)", "(null)"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// Words for "nothing" where an id is expected.
fn is_no_id(text: &str) -> bool {
    ["null", "none", "nil", "nan", "<na>", "undefined"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// An expression of SQL that tidies another one as [`Tidying::tidy`] does.
pub(in crate::psa) fn tidied_in_sql(field: &Field, expression: &str) -> String {
    let tidying = Tidying::of(field);
    let controls = match tidying {
        Tidying::Id => "",
        Tidying::Value | Tidying::Text | Tidying::Name => CONTROLS,
    };
    let mut text = format!("regexp_replace({expression}, '[{controls}{INVISIBLE}]+', '', 'g')");
    if tidying > Tidying::Value {
        if tidying == Tidying::Text {
            text = format!(
                r"regexp_replace({text}, '{BLANKS}*[\n\r\x{{0b}}\x{{0c}}\x{{85}}\x{{2028}}\x{{2029}}][\s\x{{85}}\x{{2028}}\x{{2029}}]*{BLANKS}*', chr(10), 'g')"
            );
            text = format!("regexp_replace({text}, '{BLANKS}+', ' ', 'g')");
        } else {
            text = format!(
                r"regexp_replace({text}, '(?:[\s\x{{0b}}\x{{85}}\x{{2028}}\x{{2029}}]|{BLANKS})+', ' ', 'g')"
            );
        }
    }
    text = format!("trim({text}, chr(32) || chr(9) || chr(10) || chr(13) || chr(160))");
    if tidying == Tidying::Id {
        text = format!(
            r"regexp_replace(regexp_replace({text}, '^''([0-9])', '\1'), '^([0-9]+)\.0$', '\1')"
        );
    }
    let nothing = match tidying {
        Tidying::Id => r"[^\pL\pN]*|n/a|#n/a|\(blank\)|\(null\)|null|none|nil|nan|<na>|undefined",
        Tidying::Name => r"[^\pL\pN]*|n/a|#n/a|\(blank\)|\(null\)",
        Tidying::Value | Tidying::Text => "",
    };
    if nothing.is_empty() {
        return text;
    }
    format!(
        "CASE WHEN NOT regexp_full_match({text}, '(?i:{nothing})') OR regexp_full_match({text}, '###+') THEN {text} END"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::psa::{content::Content, field::fields};

    const ODD: &[(&str, &str)] = &[
        ("Harrow Glass\u{200b}", "Harrow Glass"),
        ("\u{feff}Harrow Glass", "Harrow Glass"),
        ("Harrow\u{a0}Glass", "Harrow Glass"),
        ("Harrow  Glass", "Harrow Glass"),
        ("Harrow\u{202f} \u{3000}Glass", "Harrow Glass"),
        ("Har\u{ad}row Glass", "Harrow Glass"),
        ("\u{200e}Harrow\u{2060} Glass\u{200f}", "Harrow Glass"),
        ("\u{202a}Harrow Glass\u{202c}", "Harrow Glass"),
        ("Harrow\tGlass \u{200b} ", "Harrow Glass"),
        ("Harrow\r\nGlass", "Harrow Glass"),
        (" \u{200b} ", ""),
        ("- -", ""),
        ("####", "####"),
        ("#", ""),
        ("N/A", ""),
        ("Näh & Söhne", "Näh & Söhne"),
        ("商店 東京", "商店 東京"),
    ];

    /// Control characters: in an id, and in a name.
    const HOSTILE: &[(&str, &str, &str)] = &[
        ("7\u{1b}[2J", "7\u{1b}[2J", "7[2J"),
        ("7\u{9b}\u{202e}1", "7\u{9b}1", "71"),
        ("\u{7f}7 ", "\u{7f}7", "7"),
    ];

    #[test]
    fn an_id_is_without_what_a_spreadsheet_puts_around_it() {
        for (text, id) in [
            ("'000124", "000124"),
            ("101.0", "101"),
            ("101.00", "101.00"),
            ("A.0", "A.0"),
            (".0", ".0"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("'7.0", "7"),
        ] {
            assert_eq!(Tidying::Id.tidy(text), id, "{text:?}");
        }
        assert_eq!(Tidying::Name.tidy("'000124"), "'000124");
    }

    #[test]
    fn what_nobody_sees_is_taken_out_of_a_name() {
        for (text, name) in ODD {
            assert_eq!(Tidying::Name.tidy(text), *name, "{text:?}");
        }
    }

    #[test]
    fn a_control_character_stays_in_an_id_and_nowhere_else() {
        for (text, id, name) in HOSTILE {
            assert_eq!(Tidying::Id.tidy(text), *id, "{text:?}");
            assert_eq!(Tidying::Name.tidy(text), *name, "{text:?}");
        }
    }

    #[test]
    fn a_plain_text_is_not_copied() {
        assert!(matches!(
            Tidying::Name.tidy(" Harrow Glass "),
            Cow::Borrowed("Harrow Glass")
        ));
    }

    #[test]
    fn lines_of_a_text_and_blanks_of_a_number_stay() {
        assert_eq!(Tidying::Text.tidy("E3  \r\n  annual"), "E3\nannual");
        assert_eq!(Tidying::Value.tidy("\u{200e}1\u{a0}200 "), "1\u{a0}200");
    }

    #[test]
    fn words_for_nothing_are_no_ids_and_may_be_names() {
        assert_eq!(Tidying::Id.tidy("NaN"), "");
        assert_eq!(Tidying::Id.tidy("—"), "");
        assert_eq!(Tidying::Name.tidy("None"), "None");
    }

    #[test]
    fn sql_tidies_as_the_program_does() {
        let database = duckdb::Connection::open_in_memory().unwrap();
        for field in fields(Content::ContractLines) {
            let sql = format!(
                "SELECT coalesce({}, '')",
                tidied_in_sql(field, "?::VARCHAR")
            );
            // The expression may use its text twice.
            let sql = sql.replace("?::VARCHAR", "$1::VARCHAR");
            let ids = ["'000124", "101.0", "101.00", "A.0", ".0", "'7.0"];
            let hostile = HOSTILE.iter().map(|(text, _, _)| *text);
            for text in ODD.iter().map(|(text, _)| *text).chain(ids).chain(hostile) {
                let found: String = database.query_row(&sql, [text], |row| row.get(0)).unwrap();
                assert_eq!(
                    found,
                    Tidying::of(field).tidy(text),
                    "{} {text:?}",
                    field.name
                );
            }
        }
    }
}
