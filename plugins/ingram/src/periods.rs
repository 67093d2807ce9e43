//! The vendor's lengths of time: `{"type": "month", "duration": 1}`.

use seatwise_plugin::types::Term;

use crate::fields::{Field, record};

record!(
    /// A billing period or a subscription period as the vendor sends it.
    PeriodRow {
        unit: "type",
        duration: "duration"
    }
);

/// Reads a period; none where the vendor sent none. What this contract does not name keeps the vendor's words.
pub(crate) fn period(field: Field<'_>) -> Option<Term> {
    let Some(row) = field.nested::<PeriodRow<'_>>() else {
        // A bare word would be new; it is kept.
        return field.string().map(Term::Other);
    };
    let unit = row.unit.string();
    let duration = row.duration.decimal("").ok().flatten();
    let duration = duration.filter(|duration| duration.scale == 0);
    let words = || match (&unit, row.duration.string()) {
        (None, None) => None,
        (unit, duration) => {
            let parts = [duration, unit.clone()];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Some(Term::Other(parts.join(" ")))
        }
    };
    let Some(duration) = duration else {
        return words();
    };
    let plain = unit.as_deref().unwrap_or_default().to_ascii_lowercase();
    let named = match plain.as_str() {
        "day" => days(duration.units),
        // Charged on the day of the account's statement, which comes every month.
        "month" | "statement_day" => months(Some(duration.units)),
        "year" => months(duration.units.checked_mul(12)),
        _ => None,
    };
    named.or_else(words)
}

fn days(count: i64) -> Option<Term> {
    match count {
        1 => Some(Term::Daily),
        7 => Some(Term::Weekly),
        _ => None,
    }
}

fn months(count: Option<i64>) -> Option<Term> {
    match count? {
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

    fn read(text: &str) -> Option<Term> {
        period(serde_json::from_str(text).unwrap())
    }

    #[test]
    fn one_length_has_several_spellings() {
        for (text, expected) in [
            (r#"{"type":"month","duration":1}"#, Term::Monthly),
            (r#"{"type":"month","duration":12}"#, Term::Annual),
            (r#"{"type":"year","duration":"1"}"#, Term::Annual),
            (r#"{"type":"YEAR","duration":3.0}"#, Term::Triennial),
            (r#"{"type":"statement_day","duration":1}"#, Term::Monthly),
            (r#"{"type":"day","duration":1}"#, Term::Daily),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_unknown_length_keeps_the_vendors_words_and_none_sent_is_none() {
        for (text, expected) in [
            (r#"{"type":"month","duration":5}"#, "5 month"),
            (r#"{"type":"unknown","duration":1}"#, "1 unknown"),
            (r#"{"type":"month"}"#, "month"),
            (r#""P1Y""#, "P1Y"),
        ] {
            assert_eq!(read(text), Some(Term::Other(expected.to_owned())), "{text}");
        }
        assert_eq!(read("null"), None);
        assert_eq!(read("{}"), None);
    }
}
