//! Currencies as people write them.

use crate::currency::is_currency;

/// What a sign or an abbreviation can stand for, the usual one first.
const SIGNS: &[(&str, &[&str])] = &[
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD", "BBD",
            "BMD", "BSD", "JMD", "TTD", "XCD", "FJD", "KYD", "BZD", "NAD",
        ],
    ),
    ("us$", &["USD"]),
    ("ca$", &["CAD"]),
    ("c$", &["CAD"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("s$", &["SGD"]),
    ("hk$", &["HKD"]),
    ("r$", &["BRL"]),
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("£", &["GBP"]),
    ("¥", &["JPY", "CNY"]),
    ("₹", &["INR"]),
    ("rs", &["INR", "PKR", "LKR", "NPR", "MUR"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("fr", &["CHF"]),
    ("sfr", &["CHF"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON"]),
    ("r", &["ZAR"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("₩", &["KRW"]),
    ("₱", &["PHP"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₴", &["UAH"]),
];

/// Returns the codes that a sign, an abbreviation or a code can stand for, divided by spaces and with
/// one at each end, so that `contains(codes, ' USD ')` tells; none where it is no currency.
pub(super) fn candidates(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    if let Some((_, codes)) = SIGNS.iter().find(|(sign, _)| *sign == text) {
        return Some(format!(" {} ", codes.join(" ")));
    }
    let code = text.to_uppercase();
    is_currency(&code).then(|| format!(" {code} "))
}

/// Returns the one code that a text means; none where it means none or several.
pub(super) fn code(text: &str) -> Option<String> {
    let candidates = candidates(text)?;
    let mut codes = candidates.split_whitespace();
    match (codes.next(), codes.next()) {
        (Some(code), None) => Some(code.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_an_unambiguous_sign_are_one_currency() {
        assert_eq!(code("usd").as_deref(), Some("USD"));
        assert_eq!(code("€").as_deref(), Some("EUR"));
        assert_eq!(code("A$").as_deref(), Some("AUD"));
    }

    #[test]
    fn a_dollar_sign_is_no_currency_by_itself() {
        assert_eq!(code("$"), None);
        let dollars = candidates("$").unwrap();
        assert!(
            dollars.contains(" USD ") && dollars.contains(" CAD "),
            "{dollars}"
        );
        assert!(!dollars.contains(" EUR "), "{dollars}");
    }

    #[test]
    fn a_word_is_no_currency() {
        assert_eq!(candidates("seats"), None);
        assert_eq!(candidates("XXX"), None);
        assert_eq!(candidates(""), None);
    }
}
