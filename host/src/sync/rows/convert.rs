//! Pages of the contract as Arrow batches of the store's schema.
//!
//! Columns are the fields of the WIT record in their order; the schema in [`crate::store`] is their one
//! definition, and a difference is an error that every test would meet.

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;

use super::about::{about, about_of_source};
use crate::contract::Page;
use crate::records::{Record, of_rows};
use crate::store::schema::arrow_schema;
use crate::store::{Dataset, RejectedRow};

/// How much of a row that breaks a rule is kept, in bytes.
const SOURCE_BYTES: usize = 4096;

/// A page, ready for staging.
#[derive(Debug)]
pub(crate) struct Converted {
    /// The rows that can be believed.
    pub(crate) rows: RecordBatch,
    /// The others, with those that the plugin could not read.
    pub(crate) rejected: Vec<RejectedRow>,
}

/// Checks the rows of a page and lays them out in columns.
///
/// # Errors
/// Fails when the columns do not fit the store's schema, which is a fault of this program.
pub(crate) fn convert(dataset: Dataset, page: Page) -> Result<Converted, arrow::error::ArrowError> {
    let mut rejected: Vec<RejectedRow> = page
        .rejected
        .into_iter()
        .map(|row| (about_of_rejected(&row), row))
        .map(|(about, row)| RejectedRow {
            key: row.key,
            reason: row.reason,
            source: row.source,
            about,
        })
        .collect();
    let columns = of_rows!(page.rows, rows => columns(rows, &mut rejected));
    let rows = RecordBatch::try_new(arrow_schema(dataset), columns)?;
    Ok(Converted { rows, rejected })
}

/// Whom and what a row names that the plugin could not read: what the plugin says, else what the row's own
/// members seem to say.
fn about_of_rejected(row: &crate::contract::RejectedRow) -> Option<String> {
    let said = [
        ("customer_id", &row.customer_id),
        ("customer_name", &row.customer_name),
        ("subscription_id", &row.subscription_id),
        ("publisher_product_id", &row.publisher_product_id),
        ("publisher_sku_id", &row.publisher_sku_id),
        ("sku", &row.sku),
        ("product_name", &row.product_name),
    ];
    let known: serde_json::Map<_, _> = said
        .into_iter()
        .filter_map(|(name, text)| Some((name, text.as_deref()?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| (name.to_owned(), text.into()))
        .collect();
    if known.is_empty() {
        return about_of_source(&row.source);
    }
    Some(serde_json::Value::Object(known).to_string())
}

/// The columns of the rows that can be believed.
fn columns<R: Record>(rows: Vec<R>, rejected: &mut Vec<RejectedRow>) -> Vec<ArrayRef> {
    R::columns(&believable(rows, rejected))
}

/// Sets the rows apart that break a rule.
fn believable<R: Record>(rows: Vec<R>, rejected: &mut Vec<RejectedRow>) -> Vec<R> {
    let mut believed = Vec::with_capacity(rows.len());
    for row in rows {
        match row.verdict() {
            Ok(()) => believed.push(row),
            Err(reason) => {
                let named = row.named();
                let mut source = format!("{row:?}");
                source.truncate(source.floor_char_boundary(SOURCE_BYTES));
                rejected.push(RejectedRow {
                    key: named.key.map(str::to_owned),
                    reason,
                    source,
                    about: Some(about(&named)),
                });
            }
        }
    }
    believed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{self, Charge, ChargeDirection, ChargeKind, Decimal, Rows};

    fn charge(quantity: i64) -> Charge {
        Charge {
            direction: ChargeDirection::Payable,
            customer_id: Some("c1".to_owned()),
            customer_name: None,
            subscription_id: None,
            charge_id: None,
            product_id: None,
            sku: Some("SKU-1".to_owned()),
            product_name: None,
            charge_name: None,
            kind: ChargeKind::Recurring,
            billing_cycle: None,
            billing_period_from: None,
            billing_period_to: None,
            charge_from: None,
            charge_to: None,
            quantity: Some(Decimal {
                units: quantity,
                scale: 0,
            }),
            list_price: None,
            unit_price: Some(Decimal {
                units: 999_999_999,
                scale: 0,
            }),
            prorated_unit_price: None,
            amount: None,
            currency: Some("USD".to_owned()),
            billed: None,
            invoice_number: None,
            invoice_date: None,
            extra: None,
        }
    }

    fn unread(customer: Option<&str>, source: &str) -> contract::RejectedRow {
        contract::RejectedRow {
            key: None,
            reason: "odd".to_owned(),
            source: source.to_owned(),
            customer_id: customer.map(str::to_owned),
            customer_name: None,
            subscription_id: None,
            publisher_product_id: None,
            publisher_sku_id: Some("0001".to_owned()).filter(|_| customer.is_some()),
            sku: None,
            product_name: None,
        }
    }

    #[test]
    fn a_row_beyond_reason_is_set_apart_with_what_it_names() {
        let page = Page {
            rows: Rows::Charges(vec![charge(5), charge(1_001), charge(602_003_004_005)]),
            next: None,
            total: None,
            rejected: vec![
                unread(Some("c7"), "{}"),
                unread(None, r#"{"customerId":"c8"}"#),
                unread(None, "[]"),
            ],
            unavailable: Vec::new(),
            incomplete: None,
        };
        let converted = convert(Dataset::PayableCharges, page).unwrap();
        assert_eq!(converted.rows.num_rows(), 1);
        let rejected: Vec<_> = converted
            .rejected
            .iter()
            .map(|row| (row.reason.as_str(), row.about.as_deref().unwrap_or("")))
            .collect();
        let own = r#"{"customer_id":"c1","sku":"SKU-1"}"#;
        assert_eq!(
            rejected,
            [
                ("odd", r#"{"customer_id":"c7","publisher_sku_id":"0001"}"#),
                ("odd", r#"{"customer_id":"c8"}"#),
                ("odd", ""),
                (
                    "quantity times unit-price is impossibly large: 1001 times 999999999",
                    own
                ),
                ("quantity is impossibly large: 602003004005", own),
            ]
        );
    }
}
