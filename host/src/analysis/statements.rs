//! The SQL of the room, in the order in which it is run.

use super::classes;
use crate::base::filled;

/// A file of statements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statements {
    /// What it makes or does.
    pub(super) name: &'static str,
    /// Its text, which may name parts.
    text: &'static str,
}

impl Statements {
    /// Returns the text with its parts and the classes of findings in place.
    pub(super) fn sql(&self) -> String {
        // Every command asks which views are installed; most of their texts take nothing.
        if !self.text.contains('{') {
            return self.text.to_owned();
        }
        classes::fill(&filled(self.text, &PARTS))
    }
}

macro_rules! statements {
    ($($name:literal),+ $(,)?) => {
        &[$(Statements { name: $name, text: include_str!(concat!("sql/", $name, ".sql")) }),+]
    };
}

/// Common table expressions that several statements share: one statement can compute them once, and a
/// macro that calls a macro would compute them for each call.
const PARTS: [(&str, &str); 6] = [
    ("parts/used", include_str!("sql/parts/used.sql")),
    ("parts/bills", include_str!("sql/parts/bills.sql")),
    ("parts/bought", include_str!("sql/parts/bought.sql")),
    ("parts/billed", include_str!("sql/parts/billed.sql")),
    ("parts/compared", include_str!("sql/parts/compared.sql")),
    ("parts/costs", include_str!("sql/parts/costs.sql")),
];

/// The macros and views: a file for each, named after it, in the folder of its layer. A layer needs those before it alone.
/// The order in which they are made follows from what each of them names; see `order.rs`.
pub(super) const OBJECTS: &[Statements] = statements![
    "base/analysis_day",
    "base/analysis_settings",
    "base/cents",
    "base/charge_product_key",
    "base/condition_order",
    "base/converted",
    "base/cycle_begun_on",
    "base/cycle_months",
    "base/distinct_words",
    "base/divide_rounded",
    "base/divided",
    "base/end_of_day",
    "base/evidence_name",
    "base/evidence_rank",
    "base/findings",
    "base/found_families",
    "base/from_millionths",
    "base/in_percent",
    "base/is_about_lines",
    "base/is_about_margin",
    "base/is_always_high",
    "base/is_compared",
    "base/is_in_effect",
    "base/is_in_suspense",
    "base/is_leakage",
    "base/is_open",
    "base/is_over_billing",
    "base/is_severe_by_deadline",
    "base/is_small",
    "base/is_whole_cycle",
    "base/kind_of_money",
    "base/line_cycle_months",
    "base/line_key",
    "base/millionths",
    "base/monthly",
    "base/outlives_subscriptions",
    "base/paid_months",
    "base/plain_name",
    "base/product_families",
    "base/product_key",
    "base/rates",
    "base/small_millionths",
    "base/takes_the_place",
    "base/times",
    "base/unit_total",
    "base/units",
    "base/vendor_label",
    "base/vendor_name",
    "base/without_zeros",
    "staging/assigned_charges",
    "staging/bill_lines",
    "staging/contract_line_money",
    "staging/customer_freshness",
    "staging/customer_owners",
    "staging/doubted",
    "staging/doubts",
    "staging/exclusions_by_family",
    "staging/found_bill_lines",
    "staging/fresh_parts",
    "staging/last_charges",
    "staging/listed_products",
    "staging/looked_up_charges",
    "staging/margin_rules_by_family",
    "staging/month_charges",
    "staging/named_charges",
    "staging/reductions",
    "staging/refused_rows",
    "staging/subscription_money",
    "staging/unread_connections",
    "staging/usage_charges",
    "staging/usage_from",
    "staging/usage_to",
    "compared/assigned_seats",
    "compared/contract_gap",
    "compared/leak_parts",
    "compared/license_money",
    "compared/reconciliation",
    "marts/below_margin",
    "marts/cancelled_but_billed",
    "marts/cautions",
    "marts/contract_drift",
    "marts/customer_margin",
    "marts/duplicate_subscriptions",
    "marts/leakage",
    "marts/license_rollup",
    "marts/margin",
    "marts/price_changes",
    "marts/renewals",
    "marts/seat_drift",
    "marts/seat_weeks",
    "marts/suspended_but_charged",
    "marts/unmatched",
    "marts/week_cautions",
];

/// What finds the findings and brings the stored ones up to date, where there are both sides.
pub(super) const FINDINGS: &[Statements] = statements![
    "findings/words",
    "findings/setup",
    "findings/sides",
    "findings/leakage",
    "findings/suspended",
    "findings/margin",
    "findings/unmatched",
    "findings/duplicates",
    "findings/dates",
    "findings/finish",
    "findings/renamed",
    "findings/compare",
    "findings/uncompared",
    "findings/record",
];

/// The same before anything of a PSA was imported: what compares both sides can find nothing then, and takes long to
/// say so.
pub(super) const FINDINGS_OF_ONE_SIDE: &[Statements] = statements![
    "findings/words",
    "findings/setup",
    "findings/one_side",
    "findings/suspended",
    "findings/duplicates",
    "findings/dates",
    "findings/finish",
    "findings/renamed",
    "findings/compare",
    "findings/uncompared",
    "findings/record",
];
