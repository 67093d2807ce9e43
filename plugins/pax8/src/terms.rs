//! The vendor's spellings of terms: subscriptions, commitments, prices and bills each have their own.

use seatwise_plugin::types::Term;

/// Reads a term: `Monthly`, `Annual`, `2-Year`, `3 Year`, `1-Year`, `24-Month`, `One-Time`, `Activation`, `Trial`.
pub(crate) fn term(text: &str) -> Term {
    let text = text.trim();
    let word = plain(text);
    match word.as_str() {
        // A trial and a rebate do not recur.
        "trial" | "rebate" | "none" => Term::None,
        "onetime" | "activation" => Term::OneTime,
        "daily" => Term::Daily,
        "weekly" => Term::Weekly,
        "monthly" | "month" => Term::Monthly,
        "quarterly" => Term::Quarterly,
        "semiannual" | "semiannually" => Term::Semiannual,
        "annual" | "annually" | "yearly" | "year" => Term::Annual,
        "biennial" => Term::Biennial,
        "triennial" => Term::Triennial,
        period => counted(period).unwrap_or_else(|| Term::Other(text.to_owned())),
    }
}

/// Whether a term says that something is charged by use, afterwards.
pub(crate) fn is_arrears(text: &str) -> bool {
    plain(text) == "arrears"
}

/// Whether a term says that something is a trial.
pub(crate) fn is_trial(text: &str) -> bool {
    plain(text) == "trial"
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// `3year`, `24months`.
fn counted(word: &str) -> Option<Term> {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let count: u32 = word[..word.len() - unit.len()].parse().ok()?;
    let months = match unit {
        "month" | "months" => count,
        "year" | "years" => count.checked_mul(12)?,
        _ => return None,
    };
    match months {
        1 => Some(Term::Monthly),
        3 => Some(Term::Quarterly),
        6 => Some(Term::Semiannual),
        12 => Some(Term::Annual),
        24 => Some(Term::Biennial),
        36 => Some(Term::Triennial),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_term_has_many_spellings() {
        for (spellings, expected) in [
            (["Annual", "1-Year", "12-Month"], Term::Annual),
            (["2-Year", "2 Year", "24-Month"], Term::Biennial),
            (["3-Year", "3 Year", "36 Months"], Term::Triennial),
            (["One-Time", "One-time", "Activation"], Term::OneTime),
            (["Monthly", "1-Month", "monthly"], Term::Monthly),
        ] {
            for text in spellings {
                assert_eq!(term(text), expected, "{text}");
            }
        }
        assert_eq!(term("Trial"), Term::None);
    }

    #[test]
    fn an_unknown_term_keeps_the_vendors_word() {
        for text in [
            "5-Year",
            "Arrears",
            "Years",
            "99999999999-Year",
            "Évergreen",
        ] {
            assert_eq!(term(text), Term::Other(text.to_owned()), "{text}");
        }
    }
}
