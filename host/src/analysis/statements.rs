//! The SQL of the room, in the order in which it is run.

use super::classes;

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
        let text = PARTS
            .iter()
            .fold(self.text.to_owned(), |text, (marker, part)| {
                text.replace(marker, part)
            });
        classes::fill(text)
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
    (
        "-- insert parts/used.sql\n",
        include_str!("sql/parts/used.sql"),
    ),
    (
        "-- insert parts/bills.sql\n",
        include_str!("sql/parts/bills.sql"),
    ),
    (
        "-- insert parts/bought.sql\n",
        include_str!("sql/parts/bought.sql"),
    ),
    (
        "-- insert parts/billed.sql\n",
        include_str!("sql/parts/billed.sql"),
    ),
    (
        "-- insert parts/compared.sql\n",
        include_str!("sql/parts/compared.sql"),
    ),
    (
        "-- insert parts/costs.sql\n",
        include_str!("sql/parts/costs.sql"),
    ),
];

/// The macros and views, each after those that it needs.
pub(super) const VIEWS: &[Statements] = statements![
    "settings",
    "finding_classes",
    "money",
    "keys",
    "margin_rules_by_family",
    "exclusions_by_family",
    "freshness",
    "rates",
    "plain_name",
    "named_charges",
    "charges",
    "whole_cycle",
    "cycle_begun",
    "customer_owners",
    "doubts",
    "subscription_money",
    "contract_line_money",
    "bill_lines",
    "usage_charges",
    "customer_freshness",
    "reconciliation",
    "contract_gap",
    "leak_parts",
    "license_rollup",
    "license_money",
    "leakage",
    "margin",
    "customer_margin",
    "below_margin",
    "cancelled_but_billed",
    "last_charges",
    "suspended_but_charged",
    "seat_drift",
    "seat_weeks",
    "contract_drift",
    "price_changes",
    "renewals",
    "duplicates",
    "unmatched",
    "cautions",
    "week_cautions",
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
