//! The settings of a connection, and what its recurring fees mean.

use seatwise_plugin::types::Decimal;
use seatwise_plugin::{Context, Failure, FailureKind};

/// How many digits behind the point a fee keeps when it is divided by the seats, at least.
const DIVIDED_SCALE: u8 = 6;

/// What the operator chose for a connection.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    /// Sent as `Accept-Language` with every request: Sherweb translates product names.
    pub(crate) language: &'a str,
    /// What `fees.recurringFee` means for this account.
    pub(crate) fee: RecurringFee,
}

impl<'a> Settings<'a> {
    /// Reads the settings, with the manifest's defaults where the operator set nothing.
    ///
    /// # Errors
    /// Fails as `settings` where a value is not one of those permitted.
    pub(crate) fn read(context: &'a Context) -> Result<Self, Failure> {
        let language = context.setting("language").unwrap_or("en");
        if !language
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ')
        {
            return Err(wrong(
                "language",
                language,
                "a language tag such as `en` or `fr-CA`",
            ));
        }
        Ok(Self {
            language,
            fee: RecurringFee::read(context)?,
        })
    }
}

/// Whose amount a fee is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The MSP's customer pays it.
    Price,
    /// The MSP pays it.
    Cost,
}

/// What `fees.recurringFee` means. Sherweb's documents name neither the payer nor the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecurringFee {
    /// An amount for one seat.
    PerSeat(Side),
    /// An amount for all seats together.
    PerSubscription(Side),
    /// Nothing that can be relied on.
    Ignore,
}

impl RecurringFee {
    fn read(context: &Context) -> Result<Self, Failure> {
        match context.setting("recurring_fee").unwrap_or("price-per-seat") {
            "price-per-seat" => Ok(Self::PerSeat(Side::Price)),
            "price-per-subscription" => Ok(Self::PerSubscription(Side::Price)),
            "cost-per-seat" => Ok(Self::PerSeat(Side::Cost)),
            "cost-per-subscription" => Ok(Self::PerSubscription(Side::Cost)),
            "ignore" => Ok(Self::Ignore),
            other => Err(wrong(
                "recurring_fee",
                other,
                "price-per-seat, price-per-subscription, cost-per-seat, cost-per-subscription or ignore",
            )),
        }
    }

    /// Whether a column holds the fee as it was sent.
    pub(crate) fn is_kept(self) -> bool {
        matches!(self, Self::PerSeat(_))
    }

    /// Unit cost and unit price of a subscription with so many seats.
    pub(crate) fn of_seats(
        self,
        fee: Option<Decimal>,
        seats: Option<Decimal>,
    ) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::PerSeat(side) => side.place(fee),
            Self::PerSubscription(side) => {
                side.place(fee.zip(seats).and_then(|(fee, seats)| divide(fee, seats)))
            }
            Self::Ignore => (None, None),
        }
    }

    /// Unit cost and unit price of a catalog item, whose fee is always for one.
    pub(crate) fn of_one(self, fee: Option<Decimal>) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::PerSeat(side) | Self::PerSubscription(side) => side.place(fee),
            Self::Ignore => (None, None),
        }
    }
}

impl Side {
    fn place(self, amount: Option<Decimal>) -> (Option<Decimal>, Option<Decimal>) {
        match self {
            Self::Cost => (amount, None),
            Self::Price => (None, amount),
        }
    }
}

/// Divides an amount by a positive number, rounding half away from zero; none for zero and below.
fn divide(amount: Decimal, by: Decimal) -> Option<Decimal> {
    if by.units <= 0 {
        return None;
    }
    let mut scale = amount.scale.max(DIVIDED_SCALE);
    let shift = u32::from(scale - amount.scale) + u32::from(by.scale);
    let numerator = i128::from(amount.units).checked_mul(10_i128.checked_pow(shift)?)?;
    let divisor = i128::from(by.units);
    let magnitude = (numerator.abs() + divisor / 2) / divisor;
    let mut units = if numerator < 0 { -magnitude } else { magnitude };
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    Some(Decimal {
        units: i64::try_from(units).ok()?,
        scale,
    })
}

fn wrong(name: &str, value: &str, expected: &str) -> Failure {
    Failure::new(
        FailureKind::Settings,
        format!("the setting `{name}` is {value:?}; it must be {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(amount: (i64, u8), by: (i64, u8)) -> Option<(i64, u8)> {
        let decimal = |(units, scale)| Decimal { units, scale };
        divide(decimal(amount), decimal(by)).map(|result| (result.units, result.scale))
    }

    #[test]
    fn a_fee_for_all_seats_is_divided_exactly_where_that_is_possible() {
        assert_eq!(quotient((550, 0), (25, 0)), Some((22, 0)));
        assert_eq!(quotient((10, 0), (4, 0)), Some((25, 1)));
        assert_eq!(quotient((10, 0), (25, 1)), Some((4, 0)));
    }

    #[test]
    fn a_fee_that_does_not_divide_is_rounded_half_away_from_zero_at_six_digits() {
        assert_eq!(quotient((100, 0), (3, 0)), Some((33_333_333, 6)));
        assert_eq!(quotient((-200, 0), (3, 0)), Some((-66_666_667, 6)));
    }

    #[test]
    fn a_fee_for_no_seats_has_no_unit_amount() {
        assert_eq!(quotient((100, 0), (0, 0)), None);
        assert_eq!(quotient((100, 0), (-1, 0)), None);
    }
}
