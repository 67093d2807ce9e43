//! Which of the things that the documents leave open came with a page of subscriptions.

use seatwise_plugin::Host;
use seatwise_plugin::types::{Level, Subscription, Term};

use crate::subscription_row::SubscriptionRow;

/// Counts over one page.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    subscriptions: u32,
    billing_period: u32,
    products: u32,
    costs: u32,
    currencies_differ: u32,
    two_periods: u32,
}

impl Seen {
    /// Counts a subscription that has details.
    pub(crate) fn note(&mut self, row: &SubscriptionRow<'_>, common: &Subscription) {
        self.subscriptions += 1;
        self.billing_period += u32::from(row.billing_period.raw().is_some());
        let word = row.billing_model.string().unwrap_or_default();
        let is_prepaid = word.eq_ignore_ascii_case("chargeBeforeSubscriptionPeriod");
        let known = |term: &Option<Term>| term.is_some();
        let differ = known(&common.billing_cycle)
            && known(&common.commitment_term)
            && common.billing_cycle != common.commitment_term;
        self.two_periods += u32::from(is_prepaid && differ);
    }

    /// Counts a product of it.
    pub(crate) fn note_product(&mut self, has_cost: bool, currencies_differ: bool) {
        self.products += 1;
        self.costs += u32::from(has_cost);
        self.currencies_differ += u32::from(currencies_differ);
    }

    /// Tells the operator what is in doubt, and the plugin's author what came.
    pub(crate) fn log(&self, host: &dyn Host) {
        host.log(
            Level::Debug,
            "how many subscriptions and products of the page have a field that is not promised",
            &[
                ("subscriptions", &self.subscriptions.to_string()),
                ("billingPeriod", &self.billing_period.to_string()),
                ("products", &self.products.to_string()),
                ("unitCost", &self.costs.to_string()),
            ],
        );
        if self.currencies_differ > 0 {
            host.log(
                Level::Warn,
                "products have a price in one currency and a cost in another; their cost is only in `extra`",
                &[("products", &self.currencies_differ.to_string())],
            );
        }
        if self.two_periods > 0 {
            host.log(
                Level::Warn,
                "subscriptions are charged before their subscription period and name another billing period; their prices are taken to be for a billing period, so compare one with your bill",
                &[("subscriptions", &self.two_periods.to_string())],
            );
        }
    }
}
