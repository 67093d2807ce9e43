//! How servers write one character as several: in JSON and scripts, in URLs and forms, in HTML.

/// What an escape stands for.
pub(super) enum Meaning {
    Byte(u8),
    Character(char),
}

/// The most digits of a number, behind any number of zeros that lead it.
const DIGITS: usize = 10;

/// The most bytes of a name in HTML that is known here.
const NAME: usize = 8;

/// Kinds of escapes: those of JSON and scripts, those of URLs, those of HTML.
#[derive(Clone, Copy)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(0b111);

    fn of(sign: u8) -> Self {
        match sign {
            b'\\' => Self(0b001),
            b'%' => Self(0b010),
            b'&' => Self(0b100),
            _ => Self::NONE,
        }
    }

    /// Tells whether an escape of these kinds can begin with a byte.
    pub(super) fn begin(self, byte: u8) -> bool {
        self.0 & Self::of(byte).0 != 0
    }

    /// Adds the kind whose escapes begin with a byte.
    pub(super) fn add(&mut self, sign: Option<&u8>) {
        self.0 |= sign.map_or(0, |sign| Self::of(*sign).0);
    }

    /// The kinds one by one.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let bits = [0b001, 0b010, 0b100].into_iter();
        bits.filter(move |bit| self.0 & bit != 0).map(Self)
    }
}

/// Reads the escape that a text begins with, and tells how many bytes it has.
pub(super) fn read(text: &[u8]) -> Option<(Meaning, usize)> {
    let character = |(character, length)| (Meaning::Character(character), length);
    match text {
        [b'%', b'u', ..] => utf16(text).map(character),
        [b'%', digits @ ..] => {
            let byte = number(digits.get(..2)?, 16)?;
            Some((Meaning::Byte(u8::try_from(byte).ok()?), 3))
        }
        [b'\\', rest @ ..] => backslash(text, rest).map(character),
        [b'&', rest @ ..] => entity(rest).map(character),
        _ => None,
    }
}

fn backslash(text: &[u8], rest: &[u8]) -> Option<(char, usize)> {
    let short = match rest.first()? {
        sign @ (b'"' | b'\'' | b'\\' | b'/') => char::from(*sign),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'x' => {
            let code = number(rest.get(1..3)?, 16)?;
            return Some((char::from_u32(code)?, 4));
        }
        b'u' if rest.get(1) == Some(&b'{') => return braced(rest.get(2..)?),
        b'u' => return utf16(text),
        _ => return None,
    };
    Some((short, 2))
}

/// Reads `1f600}`, which follows `\u{`.
fn braced(rest: &[u8]) -> Option<(char, usize)> {
    let (code, digits) = leading(rest, 16)?;
    (rest.get(digits) == Some(&b'}')).then_some(())?;
    Some((char::from_u32(code)?, digits + 4))
}

/// Reads `\u002B` or `%u002B`, or two of them that are one character.
fn utf16(text: &[u8]) -> Option<(char, usize)> {
    let sign = text.get(..2)?;
    let unit = |text: &[u8]| u16::try_from(number(text.get(..4)?, 16)?).ok();
    let first = unit(text.get(2..)?)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, 6));
    }
    let second = unit(text.get(6..)?.strip_prefix(sign)?)?;
    let pair = char::decode_utf16([first, second]).next()?.ok()?;
    Some((pair, 12))
}

/// Reads `#43;`, `#x2B;` or `plus;`, which follows an ampersand. Browsers also read numbers and the oldest names without the
/// semicolon (HTML, 13.2.5.73 and 13.2.5.80).
fn entity(rest: &[u8]) -> Option<(char, usize)> {
    let (meant, length) = match rest {
        [b'#', b'x' | b'X', digits @ ..] => {
            let (code, length) = leading(digits, 16)?;
            (char::from_u32(code)?, length + 2)
        }
        [b'#', digits @ ..] => {
            let (code, length) = leading(digits, 10)?;
            (char::from_u32(code)?, length + 1)
        }
        _ => {
            let end = rest
                .iter()
                .take(NAME + 1)
                .position(|byte| !byte.is_ascii_alphanumeric())
                .unwrap_or(rest.len().min(NAME + 1));
            let name = rest.get(..end)?;
            let closed = rest.get(end) == Some(&b';');
            named(name)
                .filter(|_| closed)
                .map(|character| (character, name.len()))
                .or_else(|| oldest(name))?
        }
    };
    let semicolon = usize::from(rest.get(length) == Some(&b';'));
    Some((meant, 1 + length + semicolon))
}

/// How many of [`SIGNS`] need no semicolon; they come first.
const OLDEST: usize = 8;

fn oldest(text: &[u8]) -> Option<(char, usize)> {
    let mut oldest = SIGNS.iter().take(OLDEST);
    let (known, character) = oldest.find(|(known, _)| text.starts_with(known))?;
    Some((*character, known.len()))
}

/// Reads the number that a text begins with, and tells how many digits it has. Any number of zeros may lead it.
fn leading(text: &[u8], radix: u32) -> Option<(u32, usize)> {
    let zeros = text.iter().take_while(|byte| **byte == b'0').count();
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let rest = text.get(zeros..)?;
    let digits = rest.iter().take(DIGITS + 1).take_while(is_digit).count();
    if digits == 0 {
        return (zeros > 0).then_some((0, zeros));
    }
    Some((number(rest.get(..digits)?, radix)?, zeros + digits))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > DIGITS {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}

/// The names of the signs of ASCII; those that browsers know without a semicolon first.
const SIGNS: [(&[u8], char); 42] = [
    (b"amp", '&'),
    (b"AMP", '&'),
    (b"lt", '<'),
    (b"LT", '<'),
    (b"gt", '>'),
    (b"GT", '>'),
    (b"quot", '"'),
    (b"QUOT", '"'),
    (b"apos", '\''),
    (b"plus", '+'),
    (b"sol", '/'),
    (b"bsol", '\\'),
    (b"percnt", '%'),
    (b"equals", '='),
    (b"num", '#'),
    (b"excl", '!'),
    (b"dollar", '$'),
    (b"lpar", '('),
    (b"rpar", ')'),
    (b"ast", '*'),
    (b"midast", '*'),
    (b"comma", ','),
    (b"period", '.'),
    (b"colon", ':'),
    (b"semi", ';'),
    (b"quest", '?'),
    (b"commat", '@'),
    (b"lsqb", '['),
    (b"lbrack", '['),
    (b"rsqb", ']'),
    (b"rbrack", ']'),
    (b"Hat", '^'),
    (b"lowbar", '_'),
    (b"grave", '`'),
    (b"lcub", '{'),
    (b"lbrace", '{'),
    (b"verbar", '|'),
    (b"vert", '|'),
    (b"rcub", '}'),
    (b"rbrace", '}'),
    (b"Tab", '\t'),
    (b"NewLine", '\n'),
];

/// The names of the characters from U+00A0 to U+00FF, in their order.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

fn named(name: &[u8]) -> Option<char> {
    if name.len() > NAME {
        return None;
    }
    if let Some((_, character)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some(*character);
    }
    let place = LATIN.iter().position(|known| known.as_bytes() == name)?;
    char::from_u32(0xa0 + u32::try_from(place).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an escape stands for, as the bytes of a text.
    fn meant(text: &str) -> Option<(Vec<u8>, usize)> {
        read(text.as_bytes()).map(|(meaning, length)| match meaning {
            Meaning::Byte(byte) => (vec![byte], length),
            Meaning::Character(character) => (character.to_string().into_bytes(), length),
        })
    }

    #[test]
    fn every_escape_is_read_to_its_end_and_no_further() {
        for (escape, meaning) in [
            (r"\u002B", "+"),
            (r"\u002b", "+"),
            (r"\u00E9", "é"),
            (r"\ud83d\uDE00", "😀"),
            (r"\u{1f600}", "😀"),
            (r"\x2b", "+"),
            (r"\/", "/"),
            (r#"\""#, "\""),
            (r"\\", "\\"),
            (r"\n", "\n"),
            ("%2b", "+"),
            ("%u00e9", "é"),
            ("&amp;", "&"),
            ("&plus;", "+"),
            ("&#43;", "+"),
            ("&#0039;", "'"),
            ("&#x27;", "'"),
            ("&#x00000000000000000000000000002B;", "+"),
            ("&#000000000000000000000000000043;", "+"),
            (r"\u{00000000000000000000002b}", "+"),
            ("&#X1F600;", "😀"),
            ("&eacute;", "é"),
            ("&yuml;", "ÿ"),
            ("&szlig;", "ß"),
        ] {
            let expected = (meaning.as_bytes().to_vec(), escape.len());
            assert_eq!(meant(escape), Some(expected.clone()), "{escape}");
            assert_eq!(meant(&format!("{escape}41;")), Some(expected), "{escape}");
        }
    }

    #[test]
    fn browsers_need_no_semicolon_behind_numbers_and_the_oldest_names() {
        for (text, meaning, length) in [
            ("&#43", "+", 4),
            ("&#43 x", "+", 4),
            ("&#43xyz", "+", 4),
            ("&#x2b", "+", 5),
            ("&#x2b-", "+", 5),
            ("&amp", "&", 4),
            ("&ampx;y", "&", 4),
            ("&lt=", "<", 3),
            ("&am p;", "", 0),
        ] {
            let expected = (length > 0).then(|| (meaning.as_bytes().to_vec(), length));
            assert_eq!(meant(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_is_not_read_as_one() {
        for text in [
            "",
            "a",
            "%",
            "%2",
            "%2g",
            "%u12",
            "\\",
            "\\q",
            "\\u12",
            "\\u{}",
            "\\u{1234567}",
            r"\ud83d",
            r"\ud83d\u0041",
            r"\ud83d%ude00",
            r"\ude00",
            "&",
            "&;",
            "&#;",
            "&#x;",
            "&#xg;",
            "&#99999999999;",
            "&nothing;",
            "&#xd800;",
            "&am p;",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
