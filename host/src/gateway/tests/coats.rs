//! The encodings of servers, put on at random and taken off again by other code than that which masks.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A generator of Knuth's (MMIX).
pub(super) struct Random(u64);

impl Random {
    /// Begins with `SEATWISE_SEED`, or with 1, and prints it.
    pub(super) fn start() -> Self {
        let given = std::env::var("SEATWISE_SEED").ok();
        let seed = given.and_then(|seed| seed.parse().ok()).unwrap_or(1);
        eprintln!("SEATWISE_SEED={seed}");
        Self(seed)
    }

    pub(super) fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    pub(super) fn is_lucky(&mut self) -> bool {
        self.below(2) == 0
    }

    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Coat {
    Json,
    Percent,
    Form,
    Html,
    Base64,
}

pub(super) const COATS: [Coat; 5] = [
    Coat::Json,
    Coat::Percent,
    Coat::Form,
    Coat::Html,
    Coat::Base64,
];

impl Coat {
    /// Encodes what must be, and of the rest as much as chance will have.
    pub(super) fn put_on(self, text: &str, random: &mut Random) -> String {
        if self == Self::Base64 {
            let (url, padded) = (random.is_lucky(), random.is_lucky());
            return base64(text, url, padded);
        }
        text.chars()
            .map(|character| match self {
                Self::Json => json(character, random),
                Self::Form if character == ' ' && random.is_lucky() => "+".to_owned(),
                Self::Form => percent(character, character == '+', random),
                Self::Html => html(character, random),
                _ => percent(character, false, random),
            })
            .collect()
    }

    /// Decodes as the reader of this one encoding would; base64 wherever it may begin.
    pub(super) fn take_off(self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Json => each(text, b'\\', json_meaning),
            Self::Html => each(text, b'&', html_meaning),
            Self::Percent => each(text, b'%', percent_meaning),
            Self::Form => {
                let spaced: Vec<u8> = text
                    .iter()
                    .map(|byte| if *byte == b'+' { b' ' } else { *byte })
                    .collect();
                each(&spaced, b'%', percent_meaning)
            }
            Self::Base64 => base64_meaning(text),
        }
    }
}

fn hex(number: u32, width: usize, random: &mut Random) -> String {
    let digits = format!("{number:0width$x}");
    let way = random.below(3);
    let mut raise = |digit: char| match way {
        0 => digit,
        1 => digit.to_ascii_uppercase(),
        _ if random.is_lucky() => digit.to_ascii_uppercase(),
        _ => digit,
    };
    digits.chars().map(&mut raise).collect()
}

fn json(character: char, random: &mut Random) -> String {
    let must = character.is_control() || matches!(character, '"' | '\\');
    if !must && random.is_lucky() {
        return character.to_string();
    }
    if matches!(character, '"' | '\\' | '/') && random.is_lucky() {
        return format!("\\{character}");
    }
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units).iter();
    units
        .map(|unit| format!("\\u{}", hex(u32::from(*unit), 4, random)))
        .collect()
}

fn percent(character: char, must: bool, random: &mut Random) -> String {
    if !must && !matches!(character, '%' | '\\') && random.is_lucky() {
        return character.to_string();
    }
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).bytes();
    bytes
        .map(|byte| format!("%{}", hex(u32::from(byte), 2, random)))
        .collect()
}

fn html(character: char, random: &mut Random) -> String {
    if character != '&' && random.is_lucky() {
        return character.to_string();
    }
    let name = match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '"' => "&quot;",
        '\'' => "&apos;",
        '+' => "&plus;",
        '\u{e9}' => "&eacute;",
        _ => "",
    };
    let code = u32::from(character);
    match random.below(3) {
        0 if !name.is_empty() => name.to_owned(),
        1 => format!("&#x{};", hex(code, random.one_of(&[1, 2, 4]), random)),
        _ => format!("&#{code};"),
    }
}

pub(super) fn base64(text: &str, url: bool, padded: bool) -> String {
    let engine = match (url, padded) {
        (false, true) => STANDARD,
        (false, false) => STANDARD_NO_PAD,
        (true, true) => URL_SAFE,
        (true, false) => URL_SAFE_NO_PAD,
    };
    engine.encode(text)
}

/// What the text behind a sign stands for, and how much of it that is.
type Meant = Option<(Vec<u8>, usize)>;

/// Replaces what stands behind each such sign by its meaning.
fn each(text: &[u8], sign: u8, meaning: fn(&[u8]) -> Meant) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < text.len() {
        match meaning(&text[at + 1..]).filter(|_| text[at] == sign) {
            Some((bytes, length)) => {
                out.extend(bytes);
                at += 1 + length;
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

fn digits(text: &[u8], radix: u32) -> Option<u32> {
    let text = str::from_utf8(text).ok()?;
    u32::from_str_radix(text, radix)
        .ok()
        .filter(|_| !text.starts_with('+'))
}

fn utf8(character: char) -> Vec<u8> {
    character.to_string().into_bytes()
}

fn json_meaning(text: &[u8]) -> Meant {
    match text.first()? {
        sign @ (b'"' | b'\\' | b'/') => Some((vec![*sign], 1)),
        b'n' => Some((vec![b'\n'], 1)),
        b'u' => {
            let unit = digits(text.get(1..5)?, 16)?;
            if let Some(character) = char::from_u32(unit) {
                return Some((utf8(character), 5));
            }
            let low = text.get(5..11)?.strip_prefix(b"\\u")?;
            let low = digits(low, 16)?.checked_sub(0xdc00)?;
            let character = char::from_u32(0x1_0000 + ((unit & 0x3ff) << 10) + low)?;
            Some((utf8(character), 11))
        }
        _ => None,
    }
}

fn percent_meaning(text: &[u8]) -> Meant {
    let byte = digits(text.get(..2)?, 16)?;
    Some((vec![u8::try_from(byte).ok()?], 2))
}

fn html_meaning(text: &[u8]) -> Meant {
    let end = text.iter().position(|byte| *byte == b';')?;
    let character = match &text[..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"quot" => '"',
        b"apos" => '\'',
        b"plus" => '+',
        b"eacute" => '\u{e9}',
        [b'#', b'x', code @ ..] => char::from_u32(digits(code, 16)?)?,
        [b'#', code @ ..] => char::from_u32(digits(code, 10)?)?,
        _ => return None,
    };
    Some((utf8(character), end + 1))
}

/// Everything that a reader of base64 could get to see, whatever it takes for the beginning.
fn base64_meaning(text: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let plain: Vec<u8> = text
        .iter()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    let mut out = Vec::new();
    for run in plain.split(|byte| !ALPHABET.contains(byte)) {
        for skipped in 0..run.len().min(4) {
            let bits: Vec<usize> = run[skipped..]
                .iter()
                .map(|byte| ALPHABET.iter().position(|known| known == byte).unwrap())
                .flat_map(|value| (0..6).rev().map(move |bit| value >> bit & 1))
                .collect();
            let bytes = bits.chunks_exact(8).map(|bits| {
                let byte = bits.iter().fold(0, |byte, bit| byte << 1 | bit);
                u8::try_from(byte).unwrap()
            });
            out.extend(bytes);
            out.push(b'\n');
        }
    }
    out
}
