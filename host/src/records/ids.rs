//! What an id must be.

use super::rules::Verdict;
use crate::base::safe_text::harmful_in;

/// The most characters of an id: longer ones are data in the wrong place.
const LONGEST_ID: usize = 512;

/// An id that a row must have.
pub(super) fn id(name: &str, value: &str) -> Verdict {
    if value.trim().is_empty() {
        return Err(format!("{name} is empty"));
    }
    if value.chars().count() > LONGEST_ID {
        return Err(format!("{name} has more than {LONGEST_ID} characters"));
    }
    visible([(name, Some(value))])
}

/// Ids, by which rows find each other and which people copy: one with a control character, or another one that nobody
/// sees, is not what it looks like. Names may have them, and are made harmless where they are shown.
pub(super) fn visible<const N: usize>(ids: [(&str, Option<&str>); N]) -> Verdict {
    for (name, value) in ids {
        let hidden = value.and_then(|value| harmful_in(value).next());
        if let Some(character) = hidden {
            return Err(format!(
                "{name} has a control character or an invisible one: U+{:04X}",
                u32::from(character)
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Record as _;
    use super::*;
    use crate::contract::{Charge, ChargeDirection, ChargeKind};

    #[test]
    fn an_id_with_a_control_character_is_refused_and_an_odd_one_is_not() {
        for (hostile, character) in [
            ("a\u{1b}]0;x\u{7}", "U+001B"),
            ("\u{9b}31m", "U+009B"),
            ("a\u{202e}b", "U+202E"),
            ("a\tb", "U+0009"),
            ("a\u{ad}", "U+00AD"),
            ("a\u{3164}", "U+3164"),
        ] {
            let reason = Err(format!(
                "sku has a control character or an invisible one: {character}"
            ));
            assert_eq!(visible([("id", None), ("sku", Some(hostile))]), reason);
            assert_eq!(id("sku", hostile), reason);
        }
        assert_eq!(id("id", "Ä/7 (東京)"), Ok(()));
        assert_eq!(id("id", "می\u{200c}خواهم"), Ok(()));
    }

    #[test]
    fn every_id_of_every_row_is_looked_at() {
        // A row that gets a further id is looked at here too: its fields are those of the contract.
        const HOSTILE: &str = "7\u{1b}[2J";
        let hostile = || Some(HOSTILE.to_owned());
        let charge = Charge {
            direction: ChargeDirection::Payable,
            customer_id: None,
            customer_name: hostile(),
            subscription_id: None,
            charge_id: None,
            product_id: None,
            sku: None,
            product_name: hostile(),
            charge_name: hostile(),
            kind: ChargeKind::Recurring,
            billing_cycle: None,
            billing_period_from: None,
            billing_period_to: None,
            charge_from: None,
            charge_to: None,
            quantity: None,
            list_price: None,
            unit_price: None,
            prorated_unit_price: None,
            amount: None,
            currency: None,
            billed: None,
            invoice_number: None,
            invoice_date: None,
            extra: None,
        };
        // A name may be anything.
        assert_eq!(charge.verdict(), Ok(()));
        type Spoil = fn(&mut Charge, Option<String>);
        let spoils: [(&str, Spoil); 5] = [
            ("customer-id", |row, id| row.customer_id = id),
            ("subscription-id", |row, id| row.subscription_id = id),
            ("charge-id", |row, id| row.charge_id = id),
            ("product-id", |row, id| row.product_id = id),
            ("sku", |row, id| row.sku = id),
        ];
        for (name, spoil) in spoils {
            let mut row = charge.clone();
            spoil(&mut row, hostile());
            let reason = row.verdict().unwrap_err();
            assert!(reason.starts_with(name), "{name}: {reason}");
        }
    }
}
