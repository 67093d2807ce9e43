//! Amounts: Ingram writes each as `{"amount": "20.60", "currency": "EUR"}`.

use seatwise_plugin::json;
use seatwise_plugin::types::Decimal;

use crate::fields::{Field, record};

record!(
    /// An amount as the vendor sends it.
    AmountRow {
        amount: "amount",
        currency: "currency",
        tiers: "priceTiers",
    }
);

/// An amount and its currency.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Money {
    /// The amount.
    pub(crate) amount: Decimal,
    /// Its currency, where it was sent.
    pub(crate) currency: Option<String>,
    /// Whether other quantities have other amounts.
    pub(crate) tiered: bool,
}

/// Reads an amount: an object, or a bare number, which has no currency. None where none was sent, which is not
/// zero.
///
/// # Errors
/// Fails where it is not a number.
pub(crate) fn money(field: Field<'_>, name: &str) -> Result<Option<Money>, String> {
    let (amount, currency, tiered) = match field.nested::<AmountRow<'_>>() {
        Some(row) => {
            let has_tiers = row.tiers.raw().is_some_and(|tiers| tiers != "[]");
            (row.amount.decimal(name)?, row.currency.string(), has_tiers)
        }
        None => (field.decimal(name)?, None, false),
    };
    Ok(amount.map(|amount| Money {
        amount,
        currency: json::currency(currency.as_deref()),
        tiered,
    }))
}

/// The amounts of a row, per unit and billing period, in one currency.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Amounts {
    /// What the reseller pays.
    pub(crate) cost: Option<Decimal>,
    /// What its customer pays.
    pub(crate) price: Option<Decimal>,
    /// Their currency.
    pub(crate) currency: Option<String>,
    /// Whether the two have different currencies, so that the cost was left out.
    pub(crate) currencies_differ: bool,
}

/// Puts a price and a cost into the columns of a row.
///
/// A cost of zero beside a price is unknown: nobody gives away what is sold, but an account that may not see its
/// costs may well be sent such a number.
pub(crate) fn amounts(price: Option<&Money>, cost: Option<&Money>) -> Amounts {
    let is_priced = price.is_some_and(|price| !price.amount.is_zero());
    let cost = cost.filter(|cost| !(is_priced && cost.amount.is_zero()));
    let currency_of = |money: Option<&Money>| money.and_then(|money| money.currency.clone());
    let (of_price, of_cost) = (currency_of(price), currency_of(cost));
    let currencies_differ =
        matches!((&of_price, &of_cost), (Some(one), Some(other)) if one != other);
    Amounts {
        cost: cost.filter(|_| !currencies_differ).map(|cost| cost.amount),
        price: price.map(|price| price.amount),
        currency: of_price.or(of_cost),
        currencies_differ,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Money> {
        money(serde_json::from_str(text).unwrap(), "unitPrice").unwrap()
    }

    fn euros(amount: &str) -> Option<Money> {
        read(&format!(r#"{{"amount":"{amount}","currency":"eur"}}"#))
    }

    #[test]
    fn an_amount_that_was_not_sent_is_not_zero() {
        assert_eq!(read("null"), None);
        assert_eq!(read(r#"{"currency":"EUR"}"#), None);
        assert_eq!(read(r#"{"amount":"","currency":"EUR"}"#), None);
        assert_eq!(euros("0.00").unwrap().amount, Decimal::whole(0));
    }

    #[test]
    fn an_amount_that_is_no_number_is_named() {
        let field = serde_json::from_str(r#"{"amount":"$20.60","currency":"USD"}"#).unwrap();
        assert_eq!(
            money(field, "unitPrice"),
            Err("unitPrice is not a decimal number: \"$20.60\"".to_owned())
        );
    }

    #[test]
    fn a_cost_of_zero_counts_only_where_the_price_is_zero_too() {
        let (price, zero) = (euros("20.60"), euros("0"));
        assert_eq!(amounts(price.as_ref(), zero.as_ref()).cost, None);
        assert_eq!(
            amounts(zero.as_ref(), zero.as_ref()).cost,
            Some(Decimal::whole(0))
        );
    }

    #[test]
    fn two_currencies_are_never_mixed() {
        let dollars = read(r#"{"amount":"19","currency":"USD"}"#);
        let mixed = amounts(euros("20.60").as_ref(), dollars.as_ref());
        assert!(mixed.currencies_differ);
        assert_eq!((mixed.cost, mixed.currency.as_deref()), (None, Some("EUR")));
        let alone = amounts(None, dollars.as_ref());
        assert_eq!(
            (alone.cost, alone.currency.as_deref()),
            (Some(Decimal::whole(19)), Some("USD"))
        );
    }
}
