//! Takes off what stands around the digits of a number.

use super::fault::NumberFault;
use crate::psa::currency;

/// No number of a file has more zeros to add than this.
const LARGEST_EXPONENT: i32 = 20;

/// Characters of an unknown word that a message shows.
const LONGEST_WORD: usize = 40;

/// Words beside an amount that say on which side of an account it stands.
const SIDES: [&str; 5] = ["cr", "dr", "db", "credit", "debit"];

/// The decimal mark of Arabic and Persian. It is a decimal mark whatever the rest of the column has.
pub(super) const ARABIC_DECIMAL: char = '\u{66b}';

/// What divides groups of digits there.
pub(super) const ARABIC_GROUPS: char = '\u{66c}';

/// A number without all that stands around its digits.
#[derive(Debug)]
pub(super) struct Bare<'t> {
    pub(super) digits: &'t str,
    /// The decimal mark of `120,-` and `12.–`, where a dash stands for no cents.
    pub(super) whole_by: Option<char>,
    pub(super) negative: bool,
    pub(super) percent: bool,
    pub(super) exponent: i32,
    pub(super) currencies: Option<String>,
}

impl<'t> Bare<'t> {
    /// Takes off signs, parentheses, currencies and exponent. The text has plain characters; see
    /// [`crate::psa::plain`].
    pub(super) fn strip(text: &'t str) -> Result<Self, NumberFault> {
        let mut bare = Self {
            digits: text.trim_matches(char::is_whitespace),
            whole_by: None,
            negative: false,
            percent: false,
            exponent: 0,
            currencies: None,
        };
        if let Some(fault) = no_number(bare.digits) {
            return Err(fault);
        }
        if !bare.digits.contains(|c: char| c.is_ascii_digit()) {
            bare.accounting_zero()?;
            return Ok(bare);
        }
        bare.exponent()?;
        loop {
            let before = bare.digits;
            bare.parentheses()?;
            bare.no_cents();
            bare.signs()?;
            bare.percent_sign();
            bare.word_before()?;
            bare.word_after()?;
            bare.digits = bare.digits.trim_matches(char::is_whitespace);
            if bare.digits == before {
                break;
            }
        }
        let begins_well = bare
            .digits
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ARABIC_DECIMAL));
        if begins_well {
            Ok(bare)
        } else {
            Err(NumberFault::Misplaced)
        }
    }

    /// `$ -`: a currency and one dash are zero in Excel's accounting format. A dash alone can be an empty
    /// value too.
    fn accounting_zero(&mut self) -> Result<(), NumberFault> {
        let dashes = self.digits.matches('-').count();
        let word: String = self
            .digits
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if dashes == 0 {
            return Err(NumberFault::NoNumber);
        }
        if word.chars().all(|c| matches!(c, '.' | ',')) {
            return Err(NumberFault::Dash);
        }
        if dashes > 1 || currency::candidates(&word).is_none() {
            return Err(NumberFault::NoNumber);
        }
        self.note(&word)?;
        self.digits = "0";
        Ok(())
    }

    /// `1.5E-3`, as programs write small numbers. A currency cannot be meant by an E between digits.
    fn exponent(&mut self) -> Result<(), NumberFault> {
        if let Some((digits, exponent)) = self.digits.split_once(['e', 'E'])
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && exponent.ends_with(|c: char| c.is_ascii_digit())
            && let Some(first) = exponent.chars().next()
            && (first.is_ascii_digit() || matches!(first, '+' | '-'))
        {
            let exponent: i32 = exponent.parse().map_err(|_| NumberFault::TooLarge)?;
            if !(-LARGEST_EXPONENT..=LARGEST_EXPONENT).contains(&exponent) {
                return Err(NumberFault::TooLarge);
            }
            (self.digits, self.exponent) = (digits, exponent);
        }
        Ok(())
    }

    fn negate(&mut self) -> Result<(), NumberFault> {
        // Twice negative is a slip, not a positive number.
        if std::mem::replace(&mut self.negative, true) {
            return Err(NumberFault::TwiceNegative);
        }
        Ok(())
    }

    fn parentheses(&mut self) -> Result<(), NumberFault> {
        let inner = self
            .digits
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        if let Some(inner) = inner {
            self.digits = inner.trim_matches(char::is_whitespace);
            self.negate()?;
        }
        Ok(())
    }

    /// `120,-`, `12.--` and `250/-` are whole amounts, and not negative.
    fn no_cents(&mut self) {
        if let Some(whole) = self.digits.strip_suffix("/-") {
            self.digits = whole;
            return;
        }
        let rest = self.digits.trim_end_matches('-');
        let dashes = self.digits.len() - rest.len();
        if !(1..=2).contains(&dashes) {
            return;
        }
        for mark in ['.', ','] {
            if let Some(whole) = rest.strip_suffix(mark)
                && whole.ends_with(|c: char| c.is_ascii_digit())
            {
                (self.digits, self.whole_by) = (whole, Some(mark));
                return;
            }
        }
    }

    fn signs(&mut self) -> Result<(), NumberFault> {
        if let Some(rest) = self.digits.strip_prefix('-') {
            self.digits = rest;
            self.negate()?;
        } else if let Some(rest) = self.digits.strip_suffix('-') {
            self.digits = rest;
            self.negate()?;
        } else if let Some(rest) = self.digits.strip_prefix('+') {
            self.digits = rest;
        }
        Ok(())
    }

    fn percent_sign(&mut self) {
        let bare = self
            .digits
            .strip_suffix('%')
            .or_else(|| self.digits.strip_prefix('%'));
        if let Some(rest) = bare {
            self.digits = rest;
            self.percent = true;
        }
    }

    /// A currency before the digits. In `kr.120` and `Rs.250` the point belongs to the abbreviation, in
    /// `$.50` it is a decimal one; after a code such as `USD.50` it can be either.
    fn word_before(&mut self) -> Result<(), NumberFault> {
        let end = self
            .digits
            .find(|c: char| {
                c.is_ascii_digit()
                    || matches!(c, '(' | ')' | '-' | '+' | '%' | ',' | ARABIC_DECIMAL)
            })
            .unwrap_or(self.digits.len());
        let (before, rest) = self.digits.split_at(end);
        let (word, with_point) = match before.strip_suffix('.') {
            Some(word) => (word, true),
            None => (before, false),
        };
        if word.trim().is_empty() {
            return Ok(());
        }
        let by_sign = word.trim_end().ends_with(currency::is_sign);
        let before_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let before_mark = rest.starts_with([',', ARABIC_DECIMAL]);
        if before_mark && !by_sign {
            return Err(two_ways(word));
        }
        if !with_point || !before_digit {
            self.note(word)?;
            self.digits = rest;
        } else if by_sign {
            self.note(word)?;
            self.digits = self.digits.get(end - 1..).unwrap_or(rest);
        } else if currency::is_abbreviation(word) && !word.ends_with(char::is_whitespace) {
            self.note(word)?;
            self.digits = rest;
        } else {
            return Err(two_ways(word));
        }
        Ok(())
    }

    /// A currency after the digits: `12 €`, `120 kr.`.
    fn word_after(&mut self) -> Result<(), NumberFault> {
        let end = self
            .digits
            .rfind(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '+' | '%'))
            .map_or(0, |last| last + 1);
        let (rest, after) = self.digits.split_at(end);
        let word = after.trim_start_matches(['.', ',']);
        if word.trim().is_empty() || rest.is_empty() {
            return Ok(());
        }
        self.note(word)?;
        let kept = self.digits.len() - word.len();
        self.digits = self.digits.get(..kept).unwrap_or(rest);
        Ok(())
    }

    /// Notes a currency; two of them must be able to mean the same (`$12 USD`).
    fn note(&mut self, word: &str) -> Result<(), NumberFault> {
        let word = word.trim();
        let side = word.trim_end_matches('.').to_lowercase();
        if SIDES.contains(&side.as_str()) {
            return Err(NumberFault::CreditOrDebit);
        }
        let Some(found) = currency::candidates(word) else {
            return Err(unknown(word));
        };
        let common = match &self.currencies {
            None => found,
            Some(known) => {
                let codes: Vec<&str> = known
                    .split_whitespace()
                    .filter(|code| found.contains(&format!(" {code} ")))
                    .collect();
                if codes.is_empty() {
                    return Err(NumberFault::TwoCurrencies);
                }
                format!(" {} ", codes.join(" "))
            }
        };
        self.currencies = Some(common);
        Ok(())
    }
}

/// What spreadsheets write that is not a value.
fn no_number(text: &str) -> Option<NumberFault> {
    if text.starts_with('=') {
        return Some(NumberFault::Formula);
    }
    let error = text
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase() || c == '#'));
    error.then_some(NumberFault::FormulaError)
}

fn two_ways(word: &str) -> NumberFault {
    let word = word.trim();
    if currency::candidates(word).is_some() {
        NumberFault::MarkAfterWord(word.to_owned())
    } else {
        unknown(word)
    }
}

/// Something beside the digits that is not a currency.
fn unknown(word: &str) -> NumberFault {
    if word.chars().any(char::is_alphabetic) {
        NumberFault::Word(word.chars().take(LONGEST_WORD).collect())
    } else {
        NumberFault::Misplaced
    }
}
