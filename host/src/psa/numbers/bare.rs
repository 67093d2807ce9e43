//! Takes off what stands around the digits of a number.

use crate::psa::currency;

/// No number of a file has more zeros to add than this.
const LARGEST_EXPONENT: i32 = 20;

/// A number without all that stands around its digits.
pub(super) struct Bare<'t> {
    pub(super) digits: &'t str,
    pub(super) negative: bool,
    pub(super) percent: bool,
    pub(super) exponent: i32,
    pub(super) currencies: Option<String>,
}

impl<'t> Bare<'t> {
    /// Takes off signs, parentheses, currencies and exponent; none where something else is left.
    pub(super) fn strip(text: &'t str) -> Option<Self> {
        let mut bare = Self {
            digits: text.trim_matches(is_space),
            negative: false,
            percent: false,
            exponent: 0,
            currencies: None,
        };
        bare.exponent()?;
        loop {
            let before = bare.digits;
            bare.parentheses()?;
            bare.signs()?;
            bare.percent_sign()?;
            bare.currency_before()?;
            bare.currency_after()?;
            bare.digits = bare.digits.trim_matches(is_space);
            if bare.digits == before {
                break;
            }
        }
        let starts_well = bare
            .digits
            .starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        starts_well.then_some(bare)
    }

    /// `1.5E-3`, as programs write small numbers. A currency cannot be meant by an E between digits.
    fn exponent(&mut self) -> Option<()> {
        if let Some((digits, exponent)) = self.digits.split_once(['e', 'E'])
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && exponent.ends_with(|c: char| c.is_ascii_digit())
        {
            let exponent: i32 = exponent.parse().ok()?;
            if !(-LARGEST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent) {
                return None;
            }
            (self.digits, self.exponent) = (digits, exponent);
        }
        Some(())
    }

    fn negate(&mut self) -> Option<()> {
        // Twice negative is a slip, not a positive number.
        (!std::mem::replace(&mut self.negative, true)).then_some(())
    }

    fn parentheses(&mut self) -> Option<()> {
        let inner = self
            .digits
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner {
            self.digits = inner;
            self.negate()?;
        }
        Some(())
    }

    fn signs(&mut self) -> Option<()> {
        let is_minus = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2013}');
        if let Some(rest) = self.digits.strip_prefix(is_minus) {
            self.digits = rest;
            self.negate()?;
        } else if let Some(rest) = self.digits.strip_suffix(is_minus) {
            self.digits = rest;
            self.negate()?;
        } else if let Some(rest) = self.digits.strip_prefix('+') {
            self.digits = rest;
        }
        Some(())
    }

    fn percent_sign(&mut self) -> Option<()> {
        if let Some(rest) = self.digits.strip_suffix('%') {
            self.digits = rest;
            self.percent = true;
        }
        Some(())
    }

    fn currency_before(&mut self) -> Option<()> {
        let end = self
            .digits
            .find(|c: char| !is_currency_letter(c))
            .unwrap_or(self.digits.len());
        let (word, rest) = self.digits.split_at_checked(end)?;
        if !word.is_empty() {
            // The point of `Rs. 100` and `Fr. 100`.
            self.digits = rest.strip_prefix(". ").unwrap_or(rest);
            self.note(word)?;
        }
        Some(())
    }

    fn currency_after(&mut self) -> Option<()> {
        let start = self.digits.trim_end_matches(is_currency_letter).len();
        let (rest, word) = self.digits.split_at_checked(start)?;
        if !word.is_empty() {
            self.digits = rest;
            self.note(word)?;
        }
        Some(())
    }

    /// Notes a currency; two of them must be able to mean the same (`$12 USD`).
    fn note(&mut self, word: &str) -> Option<()> {
        let found = currency::candidates(word)?;
        let common = match &self.currencies {
            None => found,
            Some(known) => {
                let codes: Vec<&str> = known
                    .split_whitespace()
                    .filter(|code| found.contains(&format!(" {code} ")))
                    .collect();
                if codes.is_empty() {
                    return None;
                }
                format!(" {} ", codes.join(" "))
            }
        };
        self.currencies = Some(common);
        Some(())
    }
}

fn is_space(character: char) -> bool {
    character.is_whitespace()
}

fn is_currency_letter(character: char) -> bool {
    character.is_alphabetic()
        || matches!(
            character,
            '$' | '€' | '£' | '¥' | '₹' | '₺' | '₪' | '₩' | '₱' | '฿' | '₫' | '₴'
        )
}
