//! How large the numbers of a row may be.
//!
//! What is beyond is a price, an id or a date in the wrong column. Such a row is refused where it is read,
//! with its reason: once stored, its products and sums would not fit the types that the analysis
//! calculates in, and one row would stop the comparison for everybody. Sums over millions of rows at these
//! bounds fit into 38 digits, six of them behind the point.

/// The largest quantity, in absolute value: seats of a subscription, or units of a line.
pub(crate) const MAX_QUANTITY: i64 = 10_000_000;

/// The largest unit price or amount, in absolute value and in any currency.
pub(crate) const MAX_AMOUNT: i64 = 1_000_000_000;

/// The largest product of a quantity and a unit price, in absolute value and in any currency.
pub(crate) const MAX_LINE_TOTAL: i64 = 1_000_000_000_000;
