//! The vendor's spellings of terms and cycles.

use seatwise_plugin::types::Term;

/// Reads a term: an ISO 8601 period (`P1Y`), a word (`annually`), or the letter of a part number (`A`).
pub(crate) fn term(text: &str) -> Term {
    let text = text.trim();
    let word: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    match word.as_str() {
        "none" => Term::None,
        "onetime" | "once" => Term::OneTime,
        "daily" | "day" => Term::Daily,
        "weekly" | "week" => Term::Weekly,
        "monthly" | "month" | "m" => Term::Monthly,
        "quarterly" | "quarter" | "q" => Term::Quarterly,
        "semiannual" | "semiannually" | "halfyearly" => Term::Semiannual,
        "annual" | "annually" | "yearly" | "year" | "a" | "y" => Term::Annual,
        "biennial" | "biennially" => Term::Biennial,
        "triennial" | "triennially" | "t" => Term::Triennial,
        period => iso_period(period).unwrap_or_else(|| Term::Other(text.to_owned())),
    }
}

/// How far a term reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Whole days.
    Days(i32),
    /// Calendar months.
    Months(i32),
}

/// The length of a recurring term; none where it does not recur or is unknown.
pub(crate) fn length(term: &Term) -> Option<Length> {
    match term {
        Term::Daily => Some(Length::Days(1)),
        Term::Weekly => Some(Length::Days(7)),
        Term::Monthly => Some(Length::Months(1)),
        Term::Quarterly => Some(Length::Months(3)),
        Term::Semiannual => Some(Length::Months(6)),
        Term::Annual => Some(Length::Months(12)),
        Term::Biennial => Some(Length::Months(24)),
        Term::Triennial => Some(Length::Months(36)),
        Term::None | Term::OneTime | Term::Other(_) => None,
    }
}

fn iso_period(text: &str) -> Option<Term> {
    let digits = text
        .strip_prefix('p')?
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let count: u32 = digits.parse().ok()?;
    match (count, &text[1 + digits.len()..]) {
        (1, "d") => Some(Term::Daily),
        (1, "w") | (7, "d") => Some(Term::Weekly),
        (1, "m") => Some(Term::Monthly),
        (3, "m") => Some(Term::Quarterly),
        (6, "m") => Some(Term::Semiannual),
        (12, "m") | (1, "y") => Some(Term::Annual),
        (24, "m") | (2, "y") => Some(Term::Biennial),
        (36, "m") | (3, "y") => Some(Term::Triennial),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_term_has_many_spellings() {
        for text in ["P1Y", "p12m", "Annual", "annually", "YEARLY", "A"] {
            assert_eq!(term(text), Term::Annual, "{text}");
        }
        assert_eq!(term("P3Y"), Term::Triennial);
        assert_eq!(term("one_time"), Term::OneTime);
    }

    #[test]
    fn an_unknown_term_keeps_the_vendors_word() {
        for text in ["P5Y", "P", "PxM", "fortnightly"] {
            assert_eq!(term(text), Term::Other(text.to_owned()), "{text}");
        }
    }
}
