//! The numbers that the analysis chooses on its own.

use crate::store::sql::text;

/// Thresholds of the analysis. No vendor publishes any; the defaults are ours.
///
/// Decimals are text, so that they stay exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Days that a cancelled product may be billed on, and that an absent subscription is given the
    /// benefit of the doubt: a whole billing cycle and a little more.
    pub grace_days: u16,
    /// The least margin, as a fraction of the price, where no rule says otherwise.
    pub minimum_margin: String,
    /// How many days ahead renewals are listed.
    pub renewal_days: u16,
    /// How many days back changes of prices are listed.
    pub price_change_days: u16,
    /// How many days ahead the ends of trials are listed.
    pub trial_days: u16,
    /// For how many days after its period a bill tells the present cost.
    pub bill_days: u16,
    /// A pool of so many seats that cost nothing is nobody's licence.
    pub free_pool_seats: u32,
    /// Money per month from which a finding is of high severity.
    pub high_amount: String,
    /// The share of the customer's licence cost from which leakage is of high severity.
    pub high_share: String,
    /// Days left at which a deadline makes a finding of high severity.
    pub high_days: u16,
    /// Money per month from which a finding is of medium severity.
    pub medium_amount: String,
    /// Days left at which a deadline makes a finding of medium severity.
    pub medium_days: u16,
    /// Less money per month is not a finding.
    pub least_amount: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            grace_days: 35,
            minimum_margin: "0.10".to_owned(),
            renewal_days: 90,
            price_change_days: 90,
            trial_days: 30,
            bill_days: 62,
            free_pool_seats: 10_000,
            high_amount: "100.00".to_owned(),
            high_share: "0.05".to_owned(),
            high_days: 7,
            medium_amount: "20.00".to_owned(),
            medium_days: 30,
            least_amount: "0.01".to_owned(),
        }
    }
}

impl Settings {
    /// Returns the statement that makes them the settings of a database.
    pub(super) fn sql(&self) -> String {
        let Self {
            grace_days,
            minimum_margin,
            renewal_days,
            price_change_days,
            trial_days,
            bill_days,
            free_pool_seats,
            high_amount,
            high_share,
            high_days,
            medium_amount,
            medium_days,
            least_amount,
        } = self;
        let fraction = |value: &str| format!("{}::DECIMAL(9, 6)", text(value));
        let money = |value: &str| format!("{}::DECIMAL(18, 2)", text(value));
        format!(
            "CREATE OR REPLACE MACRO analysis_settings() AS {{
                'grace_days': {grace_days}, 'minimum_margin': {}, 'renewal_days': {renewal_days},
                'price_change_days': {price_change_days}, 'trial_days': {trial_days}, 'bill_days': {bill_days},
                'free_pool_seats': {free_pool_seats}, 'high_amount': {}, 'high_share': {}, 'high_days': {high_days},
                'medium_amount': {}, 'medium_days': {medium_days}, 'least_amount': {}
            }}",
            fraction(minimum_margin),
            money(high_amount),
            fraction(high_share),
            money(medium_amount),
            money(least_amount),
        )
    }
}
