//! Currencies as people write them.

use crate::base::currency::is_currency;

const DOLLARS: &[&str] = &[
    "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD", "BBD", "BMD",
    "BSD", "JMD", "TTD", "XCD", "FJD", "KYD", "BZD", "NAD",
];
const RUPEES: &[&str] = &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"];
const POUNDS: &[&str] = &["GBP", "EGP", "LBP", "SDG", "SYP"];
const KRONER: &[&str] = &["SEK", "NOK", "DKK", "ISK"];

/// What a sign or an abbreviation can stand for, the usual one first. Abbreviations are in lower case and
/// without the point at their end.
const SIGNS: &[(&str, &[&str])] = &[
    ("$", DOLLARS),
    ("dollar", DOLLARS),
    ("dollars", DOLLARS),
    ("us$", &["USD"]),
    ("u$s", &["USD"]),
    ("ca$", &["CAD"]),
    ("cdn$", &["CAD"]),
    ("can$", &["CAD"]),
    ("c$", &["CAD", "NIO"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("s$", &["SGD"]),
    ("hk$", &["HKD"]),
    ("nt$", &["TWD"]),
    ("mx$", &["MXN"]),
    ("mex$", &["MXN"]),
    ("rd$", &["DOP"]),
    ("r$", &["BRL"]),
    ("j$", &["JMD"]),
    ("tt$", &["TTD"]),
    ("ec$", &["XCD"]),
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("£", &["GBP"]),
    ("pound", POUNDS),
    ("pounds", POUNDS),
    ("e£", &["EGP"]),
    ("ج.م", &["EGP"]),
    ("¥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("元", &["CNY", "TWD"]),
    ("rmb", &["CNY"]),
    ("₹", &["INR"]),
    ("₨", RUPEES),
    ("rs", RUPEES),
    ("re", RUPEES),
    ("kr", KRONER),
    ("dkr", &["DKK"]),
    ("nkr", &["NOK"]),
    ("skr", &["SEK"]),
    ("ikr", &["ISK"]),
    ("fr", &["CHF"]),
    ("frs", &["CHF"]),
    ("sfr", &["CHF"]),
    ("zł", &["PLN"]),
    ("zl", &["PLN"]),
    ("kč", &["CZK"]),
    ("kc", &["CZK"]),
    ("ft", &["HUF"]),
    ("leu", &["RON", "MDL"]),
    ("lei", &["RON", "MDL"]),
    ("лв", &["BGN"]),
    ("lv", &["BGN"]),
    ("дин", &["RSD"]),
    ("din", &["RSD"]),
    ("ден", &["MKD"]),
    ("km", &["BAM"]),
    ("₽", &["RUB"]),
    ("руб", &["RUB"]),
    ("р", &["RUB"]),
    ("₴", &["UAH"]),
    ("грн", &["UAH"]),
    ("r", &["ZAR"]),
    ("ksh", &["KES"]),
    ("kshs", &["KES"]),
    ("tsh", &["TZS"]),
    ("ush", &["UGX"]),
    ("₦", &["NGN"]),
    ("₵", &["GHS"]),
    ("gh₵", &["GHS"]),
    ("fcfa", &["XOF", "XAF"]),
    ("cfa", &["XOF", "XAF"]),
    ("dh", &["AED", "MAD"]),
    ("dhs", &["AED", "MAD"]),
    ("د.إ", &["AED"]),
    ("د.م", &["MAD"]),
    ("sr", &["SAR"]),
    ("ر.س", &["SAR"]),
    ("qr", &["QAR"]),
    ("ر.ق", &["QAR"]),
    ("kd", &["KWD"]),
    ("د.ك", &["KWD"]),
    ("bd", &["BHD"]),
    ("د.ب", &["BHD"]),
    ("ر.ع", &["OMR"]),
    ("﷼", &["IRR", "OMR", "QAR", "SAR", "YER"]),
    ("₺", &["TRY"]),
    ("tl", &["TRY"]),
    ("₪", &["ILS"]),
    ("nis", &["ILS"]),
    ("₾", &["GEL"]),
    ("₸", &["KZT"]),
    ("₼", &["AZN"]),
    ("₩", &["KRW"]),
    ("₱", &["PHP"]),
    ("฿", &["THB"]),
    ("baht", &["THB"]),
    ("₫", &["VND"]),
    ("đ", &["VND"]),
    ("rp", &["IDR"]),
    ("rm", &["MYR"]),
    ("tk", &["BDT"]),
    ("৳", &["BDT"]),
    ("₡", &["CRC"]),
    ("₲", &["PYG"]),
    ("gs", &["PYG"]),
    ("bs", &["BOB", "VES"]),
    ("s/", &["PEN"]),
    ("b/", &["PAB"]),
    ("q", &["GTQ"]),
];

/// Returns the codes that a sign, an abbreviation or a code can stand for, divided by spaces and with
/// one at each end, so that `contains(codes, ' USD ')` tells; none where it is not a currency.
pub(super) fn candidates(text: &str) -> Option<String> {
    let word = folded(text);
    if let Some(codes) = of_sign(&word) {
        return Some(format!(" {} ", codes.join(" ")));
    }
    let code = word.to_uppercase();
    if is_currency(&code) {
        return Some(format!(" {code} "));
    }
    // `USD$`, `$CAD`: a sign beside one of its own codes.
    let bare = code.trim_matches(is_sign);
    let sign = code.replace(bare, "");
    let fits = is_currency(bare) && of_sign(&sign).is_some_and(|codes| codes.contains(&bare));
    fits.then(|| format!(" {bare} "))
}

/// Whether a word is an abbreviation that may end with a point, as in `kr.120`, and no code or sign.
pub(super) fn is_abbreviation(word: &str) -> bool {
    let word = folded(word);
    !word.ends_with(is_sign) && of_sign(&word).is_some()
}

/// Whether a character is a currency's sign.
pub(super) fn is_sign(character: char) -> bool {
    matches!(
        character,
        '$' | '¢' | '£' | '¤' | '¥' | '৳' | '฿' | '\u{20a0}'..='\u{20cf}' | '﷼'
    )
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

/// A word in lower case, without spaces and without the point at its end.
fn folded(text: &str) -> String {
    let word: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    word.trim_end_matches('.').to_lowercase()
}

fn of_sign(word: &str) -> Option<&'static [&'static str]> {
    SIGNS
        .iter()
        .find(|(sign, _)| *sign == word)
        .map(|(_, codes)| *codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_an_unambiguous_sign_are_one_currency() {
        for (text, expected) in [
            ("usd", "USD"),
            ("€", "EUR"),
            ("A$", "AUD"),
            ("US $", "USD"),
            ("CAD$", "CAD"),
            ("Dkr.", "DKK"),
            ("S/.", "PEN"),
            ("د.إ", "AED"),
        ] {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
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
        for text in ["seats", "XXX", "", "EUR$", "."] {
            assert_eq!(candidates(text), None, "{text}");
        }
    }

    #[test]
    fn abbreviations_take_a_point_and_codes_and_signs_do_not() {
        assert!(is_abbreviation("kr") && is_abbreviation("Rs") && is_abbreviation("S/"));
        assert!(!is_abbreviation("USD") && !is_abbreviation("$") && !is_abbreviation("US$"));
    }

    #[test]
    fn every_code_of_the_table_is_a_currency() {
        for (sign, codes) in SIGNS {
            for code in *codes {
                assert!(is_currency(code), "{sign}: {code}");
            }
        }
    }
}
