//! The settings of a connection: what the price of a subscription means.

use seatwise_plugin::types::Decimal;
use seatwise_plugin::{Context, Failure, FailureKind};

/// Whose money `price` of a subscription is. The published description says the customer's; other software of
/// Pax8 shows it as the partner's cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PriceMeaning {
    /// The MSP's customer pays it.
    Customer,
    /// The MSP pays it.
    Cost,
    /// Nothing that can be relied on.
    Ignore,
}

impl PriceMeaning {
    /// Reads the setting `price`.
    ///
    /// # Errors
    /// Fails as `settings` where the value is not one of those permitted.
    pub(crate) fn read(context: &Context) -> Result<Self, Failure> {
        match context.setting("price").unwrap_or("customer") {
            "customer" => Ok(Self::Customer),
            "cost" => Ok(Self::Cost),
            "ignore" => Ok(Self::Ignore),
            other => Err(Failure::new(
                FailureKind::Settings,
                format!("the setting `price` is {other:?}; it must be customer, cost or ignore"),
            )),
        }
    }

    /// Sorts the two amounts of a subscription into the columns.
    ///
    /// A price of zero stands for "by use" and for "included elsewhere" as often as for "free", so it is unknown, and
    /// so is a cost of zero where no price says more.
    pub(crate) fn place(self, price: Option<Decimal>, partner_cost: Option<Decimal>) -> Amounts {
        let price = price.filter(|price| !price.is_zero());
        let partner_cost = partner_cost.filter(|cost| !cost.is_zero() || price.is_some());
        match self {
            Self::Customer => Amounts {
                cost: partner_cost,
                price,
                shows_price: price.is_some(),
                shows_cost: partner_cost.is_some(),
            },
            Self::Cost => Amounts {
                cost: partner_cost.or(price),
                price: None,
                shows_price: partner_cost.is_none() && price.is_some(),
                shows_cost: partner_cost.is_some(),
            },
            Self::Ignore => Amounts {
                cost: partner_cost,
                price: None,
                shows_price: false,
                shows_cost: partner_cost.is_some(),
            },
        }
    }
}

/// The amounts of a subscription, per seat and billing term.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Amounts {
    /// What the MSP pays.
    pub(crate) cost: Option<Decimal>,
    /// What its customer pays.
    pub(crate) price: Option<Decimal>,
    /// Whether one of the two is the vendor's `price`.
    pub(crate) shows_price: bool,
    /// Whether the cost is the vendor's `partnerCost`.
    pub(crate) shows_cost: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICE: Option<Decimal> = Some(Decimal {
        units: 206,
        scale: 1,
    });
    const COST: Option<Decimal> = Some(Decimal {
        units: 1751,
        scale: 2,
    });
    const ZERO: Option<Decimal> = Some(Decimal { units: 0, scale: 0 });

    #[test]
    fn a_partner_cost_is_the_cost_whatever_the_price_means() {
        for meaning in [
            PriceMeaning::Customer,
            PriceMeaning::Cost,
            PriceMeaning::Ignore,
        ] {
            assert_eq!(meaning.place(PRICE, COST).cost, COST, "{meaning:?}");
        }
        assert_eq!(PriceMeaning::Customer.place(PRICE, COST).price, PRICE);
        assert_eq!(PriceMeaning::Cost.place(PRICE, COST).price, None);
    }

    #[test]
    fn a_price_is_a_cost_only_where_the_operator_says_so() {
        assert_eq!(PriceMeaning::Customer.place(PRICE, None).cost, None);
        assert_eq!(PriceMeaning::Cost.place(PRICE, None).cost, PRICE);
        assert_eq!(PriceMeaning::Ignore.place(PRICE, None), Amounts::default());
    }

    #[test]
    fn a_price_of_zero_is_unknown_and_a_cost_of_zero_beside_a_price_is_not() {
        assert_eq!(PriceMeaning::Customer.place(ZERO, ZERO), Amounts::default());
        assert_eq!(PriceMeaning::Customer.place(PRICE, ZERO).cost, ZERO);
    }
}
