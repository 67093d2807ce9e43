//! The SQL of the reports: rows for a person, and totals per currency.
//!
//! Certain money (exact and confirmed links), inferred money and estimates are never added to each other.

use jiff::civil::Date;

use super::filter::{ReportFilter, VendorColumn};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKind {
    /// What is earned with each product of each customer.
    Margin,
    /// What is bought and not billed, and billed and not bought.
    Leakage,
    /// Seats that were added and removed in a week.
    Drift,
    /// Commitments and trials that end soon.
    Renewals,
    /// Customers, products and charges without a counterpart.
    Unmatched,
}

/// The SQL of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportStatements {
    /// Its rows.
    pub rows: String,
    /// Its totals.
    pub totals: String,
}

/// Adds up money: certain, inferred and estimated apart, and counts what is unknown.
fn sums(money: &str) -> String {
    let sum = |kind| {
        format!(
            "coalesce(sum(cents(amount)) FILTER (kind_of_money(estimated, confidence) = '{kind}'), 0.00) AS {kind}"
        )
    };
    format!(
        "SELECT money, coalesce(currency, 'unknown') AS currency, count(*) AS rows, {}, {}, {},
             count(*) FILTER (amount IS NULL) AS rows_unknown
         FROM ({money})
         GROUP BY place, money, currency
         ORDER BY place, money, currency",
        sum("certain"),
        sum("inferred"),
        sum("estimated")
    )
}

/// Returns the SQL of a report as of the end of a day.
pub fn statements(kind: ReportKind, filter: &ReportFilter, day: Date) -> ReportStatements {
    let (view, rows, totals, order, vendor) = match kind {
        ReportKind::Margin => (
            "margin_as_of",
            MARGIN,
            MARGIN_TOTALS,
            MARGIN_ORDER,
            VendorColumn::List,
        ),
        ReportKind::Leakage => (
            "leakage_as_of",
            LEAKAGE,
            LEAKAGE_TOTALS,
            LEAKAGE_ORDER,
            VendorColumn::List,
        ),
        ReportKind::Drift => (
            "seat_drift_as_of",
            DRIFT,
            DRIFT_TOTALS,
            DRIFT_ORDER,
            VendorColumn::List,
        ),
        ReportKind::Renewals => (
            "renewals_as_of",
            RENEWALS,
            RENEWALS_TOTALS,
            RENEWALS_ORDER,
            VendorColumn::Id,
        ),
        ReportKind::Unmatched => (
            "unmatched_as_of",
            UNMATCHED,
            UNMATCHED_TOTALS,
            UNMATCHED_ORDER,
            VendorColumn::List,
        ),
    };
    let source = format!(
        "SELECT * FROM {view}(DATE '{day}') WHERE {}",
        filter.condition(vendor)
    );
    ReportStatements {
        rows: format!("WITH report AS ({source}) SELECT {rows} FROM report ORDER BY {order}"),
        totals: match kind {
            ReportKind::Leakage | ReportKind::Renewals | ReportKind::Unmatched => {
                format!("WITH report AS ({source}) {}", sums(totals))
            }
            ReportKind::Margin | ReportKind::Drift => {
                format!("WITH report AS ({source}) {totals}")
            }
        },
    }
}

const MARGIN: &str = "customer_name AS customer, product_name AS product, vendor,
    CASE WHEN seats_bought > 0 OR (fresh AND seats_unknown = 0) THEN seats_bought END AS bought,
    seats_contracted AS contracted, cents(monthly_cost) AS cost, cents(monthly_revenue) AS revenue,
    cents(monthly_profit) AS profit, currency, in_percent(monthly_margin) AS margin_percent,
    in_percent(margin) AS unit_margin_percent, in_percent(markup) AS unit_markup_percent,
    confidence, estimated, unknown_because AS unknown";
const MARGIN_ORDER: &str = "customer_name, product_name, product_key, charge_model";
const MARGIN_TOTALS: &str = "SELECT
        coalesce(currency, 'unknown') AS currency,
        count(*) FILTER (monthly_profit IS NOT NULL) AS products,
        cents(sum(monthly_revenue)) AS revenue,
        cents(sum(monthly_cost)) AS cost,
        cents(sum(monthly_profit)) AS profit,
        in_percent(divided(sum(monthly_profit), sum(monthly_revenue))) AS margin_percent,
        cents(sum(monthly_profit) FILTER (estimated)) AS profit_estimated,
        count(*) FILTER (monthly_profit IS NULL) AS products_unknown
    FROM report
    GROUP BY ALL
    ORDER BY currency";

const LEAKAGE: &str = "customer_name AS customer, product_name AS product, vendor, class, seats,
    cents(cost_leak) AS cost_leak, cost_currency, cents(revenue_gap) AS revenue_gap, gap_currency,
    cents(over_billed) AS over_billed, over_billed_currency, confidence,
    coalesce(cost_estimated, false) OR coalesce(gap_estimated, false)
        OR coalesce(over_billed_estimated, false) OR NOT fresh AS estimated";
const LEAKAGE_ORDER: &str = "cost_leak DESC NULLS LAST, over_billed DESC NULLS LAST, customer_name, product_name, product_key";
const LEAKAGE_TOTALS: &str = "
        SELECT 1 AS place, 'cost leak' AS money, cost_currency AS currency, cost_leak AS amount, cost_estimated OR NOT fresh AS estimated, confidence
        FROM report WHERE class <> 'over_billed'
        UNION ALL
        SELECT 2, 'revenue gap', gap_currency, revenue_gap, gap_estimated OR NOT fresh, confidence FROM report WHERE class <> 'over_billed'
        UNION ALL
        SELECT 3, 'over-billed', over_billed_currency, over_billed, over_billed_estimated OR NOT fresh, confidence FROM report WHERE class = 'over_billed'";
const DRIFT: &str = "customer_name AS customer, product_name AS product, vendor, previous_week, iso_week AS week,
    seats_before, seats_now, seats_added AS added, seats_removed AS removed, seats_term_changed AS term_changed";
const DRIFT_ORDER: &str =
    "abs(seats_now - seats_before) DESC, customer_name, product_name, product_key";
const DRIFT_TOTALS: &str =
    "SELECT iso_week AS week, count(*) AS products, sum(seats_added) AS added,
        sum(seats_removed) AS removed, sum(seats_term_changed) AS term_changed
    FROM report GROUP BY ALL ORDER BY week";

const RENEWALS: &str = "customer_name AS customer, product_name AS product, vendor, kind, ends_on, days_left,
    auto_renew, seats, reducible_now, reducible_until, reducible_from, cents(monthly_cost) AS monthly_cost,
    currency, estimated, extended_term_risk";
const RENEWALS_ORDER: &str = "ends_on NULLS LAST, customer_name, product_name, subscription_id";
const RENEWALS_TOTALS: &str = "
        SELECT 1 AS place, kind AS money, currency, monthly_cost AS amount, estimated, confidence FROM report";

const UNMATCHED: &str =
    "kind, customer_name AS customer, product_name AS product, vendor, decision, products, seats,
    cents(monthly_cost) AS monthly_cost, currency, costs_unknown, estimated";
const UNMATCHED_ORDER: &str =
    "monthly_cost DESC NULLS LAST, kind, customer_name, product_name, product_key, currency";
const UNMATCHED_TOTALS: &str = "
        SELECT 1 AS place, kind AS money, currency, monthly_cost AS amount, estimated, 'inferred' AS confidence FROM report";
