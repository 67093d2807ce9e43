//! Every figure of the list of invoice lines is one of the views.

use rust_decimal::Decimal;

use super::{
    invoice_lines::{golden, lines},
    rows,
};
use crate::analysis::tests::fixtures::plain;
use crate::export::LineProfile;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn every_figure_is_that_of_a_view() {
    let place = golden();
    let mut checked = 0;
    for profile in LineProfile::ALL {
        for row in rows(&lines(&place, profile).sheet) {
            let of = |view: &str, figure: &str| {
                let ids = row["Finding ID"].replace(' ', "', '");
                place.value(&format!(
                    "SELECT DISTINCT {figure} FROM {view}(DATE '2026-11-20') AS view
                     JOIN findings ON findings.psa = view.psa AND findings.psa_customer_id = view.psa_customer_id
                         AND findings.product_key = view.product_key
                     WHERE finding_id IN ('{ids}')"
                ))
            };
            let price = place.value(&format!(
                "SELECT unit_price FROM contract_line_money_as_of(DATE '2026-11-20') WHERE line_id = '{}'",
                row[profile.columns()[0].1]
            ));
            let before = &row["Unit Price Before"];
            assert_eq!(plain(before), price);
            if row["Reason"].contains("seats bought") {
                let short = of("leakage_as_of", "view.seats");
                assert!(
                    row["Reason"].starts_with(&format!("{short} seats")),
                    "{row:?}"
                );
                assert_eq!(
                    row["Quantity"],
                    of("license_rollup_as_of", "seats_bought"),
                    "{row:?}"
                );
                checked += 1;
            }
            if !row["Unit Cost"].is_empty() {
                let cost = of("reconciliation_as_of", "unit_cost_low");
                let months = decimal(&row["Months Billed At Once"]);
                assert_eq!(
                    decimal(&row["Unit Cost"]),
                    decimal(&cost) * months,
                    "{row:?}"
                );
                checked += 1;
            }
            if row["Reason"].contains("margin") && !row["Reason"].contains(';') {
                let needed = of("below_margin_as_of", "cents(price_needed + 0.004999)");
                assert_eq!(plain(&row["Unit Price"]), needed, "{row:?}");
                checked += 1;
            }
        }
    }
    assert!(checked > 12, "{checked}");
}
