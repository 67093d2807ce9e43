//! What a billing line is for.

use seatwise_plugin::types::{ChargeKind, Decimal};

/// Reads the kind from the words of the charge type, then of the usage type.
///
/// Microsoft's words for recurring charges are `new`, `renew`, `cycleCharge`, `addQuantity` and their kin; what
/// they take back (`removeQuantity`, `cancel`) comes with a negative amount.
pub(crate) fn charge_kind(
    charge_type: Option<&str>,
    usage_type: Option<&str>,
    amount: Option<Decimal>,
) -> ChargeKind {
    let words = [charge_type, usage_type];
    let kind = words
        .iter()
        .flatten()
        .find_map(|word| known(word))
        .unwrap_or_else(|| {
            let word = words.iter().flatten().next().unwrap_or(&"unspecified");
            ChargeKind::Other((*word).to_owned())
        });
    let negative = amount.is_some_and(|amount| amount.units < 0);
    if negative && kind == ChargeKind::Recurring {
        ChargeKind::Credit
    } else {
        kind
    }
}

fn known(word: &str) -> Option<ChargeKind> {
    let word: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["credit", "refund"]) {
        Some(ChargeKind::Credit)
    } else if has(&["usage", "consumption", "metered"]) {
        Some(ChargeKind::Usage)
    } else if has(&["setup", "activation", "onetime"]) {
        Some(ChargeKind::Setup)
    } else if has(&[
        "cycle",
        "recurring",
        "new",
        "quantity",
        "cancel",
        "convert",
        "license",
        "licence",
        "prorat",
        "purchase",
        "transfer",
    ]) {
        Some(ChargeKind::Recurring)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microsofts_words_are_known() {
        for (word, kind) in [
            ("cycleCharge", ChargeKind::Recurring),
            ("Renew", ChargeKind::Recurring),
            ("addQuantity", ChargeKind::Recurring),
            ("Usage Charge", ChargeKind::Usage),
            ("customerCredit", ChargeKind::Credit),
        ] {
            assert_eq!(charge_kind(Some(word), None, None), kind, "{word}");
        }
    }

    #[test]
    fn seats_that_are_given_back_are_a_credit() {
        let amount = Some(Decimal::whole(-20));
        assert_eq!(
            charge_kind(Some("removeQuantity"), None, amount),
            ChargeKind::Credit
        );
    }

    #[test]
    fn an_unknown_word_is_kept() {
        let other = |word: &str| ChargeKind::Other(word.to_owned());
        assert_eq!(charge_kind(Some("Tariff 7"), None, None), other("Tariff 7"));
        assert_eq!(charge_kind(None, None, None), other("unspecified"));
    }
}
