//! Pages of the contract as Arrow batches of the store's schema.
//!
//! Columns are the fields of the WIT record in their order; the schema in [`crate::store`] is their one
//! definition, and a difference is an error that every test would meet.

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;

use super::about::{About, about_of_source};
use super::cells::{count, date, decimal, flag, maybe_text, moment, owned_text, term, text};
use super::rules::Row;
use crate::plugin::types::{
    Activity, Charge, ChargeDirection, ChargeKind, ChargeModel, CommittedQuantity, Customer,
    CustomerStatus, Page, Product, Rows, Subscription, SubscriptionStatus, Usage,
};
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
    let columns = match page.rows {
        Rows::Customers(rows) => customers(&believable(rows, &mut rejected)),
        Rows::Subscriptions(rows) => subscriptions(&believable(rows, &mut rejected)),
        Rows::Usage(rows) => usage(&believable(rows, &mut rejected)),
        Rows::Charges(rows) => charges(&believable(rows, &mut rejected)),
        Rows::Products(rows) => products(&believable(rows, &mut rejected)),
        Rows::Activities(rows) => activities(&believable(rows, &mut rejected)),
    };
    let rows = RecordBatch::try_new(arrow_schema(dataset), columns)?;
    Ok(Converted { rows, rejected })
}

/// Whom and what a row names that the plugin could not read: what the plugin says, else what the row's own
/// members seem to say.
fn about_of_rejected(row: &crate::plugin::types::RejectedRow) -> Option<String> {
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

/// Sets the rows apart that break a rule.
fn believable<R: Row + About>(rows: Vec<R>, rejected: &mut Vec<RejectedRow>) -> Vec<R> {
    let mut believed = Vec::with_capacity(rows.len());
    for row in rows {
        match row.verdict() {
            Ok(()) => believed.push(row),
            Err(reason) => {
                let mut source = format!("{row:?}");
                source.truncate(source.floor_char_boundary(SOURCE_BYTES));
                rejected.push(RejectedRow {
                    key: row.key().map(str::to_owned),
                    reason,
                    source,
                    about: Some(row.about()),
                });
            }
        }
    }
    believed
}

fn customers(rows: &[Customer]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| &row.id),
        text(rows, |row| &row.name),
        owned_text(rows, |row| Some(json_texts(&row.path))),
        text(rows, |row| customer_status(&row.status)),
        moment(rows, |row| row.suspended_at),
        maybe_text(rows, |row| row.contact_name.as_deref()),
        maybe_text(rows, |row| row.email.as_deref()),
        maybe_text(rows, |row| row.phone.as_deref()),
        maybe_text(rows, |row| row.domain.as_deref()),
        maybe_text(rows, |row| row.tenant_id.as_deref()),
        maybe_text(rows, |row| row.address.as_ref()?.street.as_deref()),
        maybe_text(rows, |row| row.address.as_ref()?.city.as_deref()),
        maybe_text(rows, |row| row.address.as_ref()?.region.as_deref()),
        maybe_text(rows, |row| row.address.as_ref()?.postal_code.as_deref()),
        maybe_text(rows, |row| row.address.as_ref()?.country.as_deref()),
        moment(rows, |row| row.created_at),
        moment(rows, |row| row.updated_at),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

fn subscriptions(rows: &[Subscription]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| &row.id),
        text(rows, |row| &row.customer_id),
        maybe_text(rows, |row| row.publisher_subscription_id.as_deref()),
        maybe_text(rows, |row| row.sku.as_deref()),
        maybe_text(rows, |row| row.publisher_product_id.as_deref()),
        maybe_text(rows, |row| row.publisher_sku_id.as_deref()),
        maybe_text(rows, |row| row.product_name.as_deref()),
        maybe_text(rows, |row| row.friendly_name.as_deref()),
        text(rows, |row| subscription_status(&row.status)),
        text(rows, |row| charge_model(row.charge_model)),
        flag(rows, |row| Some(row.trial)),
        count(rows, |row| row.seats),
        count(rows, |row| row.renewal_seats),
        maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
        maybe_text(rows, |row| term(row.commitment_term.as_ref())),
        moment(rows, |row| row.purchased_at),
        date(rows, |row| row.starts_on),
        date(rows, |row| row.commitment_ends_on),
        date(rows, |row| row.renews_on),
        flag(rows, |row| Some(row.renewal_computed)),
        flag(rows, |row| row.auto_renew),
        moment(rows, |row| row.cancellable_until),
        owned_text(rows, |row| Some(committed(&row.committed))),
        decimal(rows, |row| row.unit_cost.filter(|_| row.currency.is_some())),
        decimal(rows, |row| {
            row.unit_price.filter(|_| row.currency.is_some())
        }),
        decimal(rows, |row| {
            row.list_price.filter(|_| row.currency.is_some())
        }),
        maybe_text(rows, |row| row.currency.as_deref()),
        flag(rows, |row| Some(row.priced)),
        moment(rows, |row| row.updated_at),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

fn usage(rows: &[Usage]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| &row.id),
        text(rows, |row| &row.customer_id),
        maybe_text(rows, |row| row.subscription_id.as_deref()),
        maybe_text(rows, |row| row.platform_id.as_deref()),
        text(rows, |row| &row.meter_id),
        maybe_text(rows, |row| row.meter_name.as_deref()),
        maybe_text(rows, |row| row.unit.as_deref()),
        decimal(rows, |row| row.total),
        decimal(rows, |row| row.used),
        decimal(rows, |row| row.available),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

fn charges(rows: &[Charge]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| charge_direction(row.direction)),
        maybe_text(rows, |row| row.customer_id.as_deref()),
        maybe_text(rows, |row| row.customer_name.as_deref()),
        maybe_text(rows, |row| row.subscription_id.as_deref()),
        maybe_text(rows, |row| row.charge_id.as_deref()),
        maybe_text(rows, |row| row.product_id.as_deref()),
        maybe_text(rows, |row| row.sku.as_deref()),
        maybe_text(rows, |row| row.product_name.as_deref()),
        maybe_text(rows, |row| row.charge_name.as_deref()),
        text(rows, |row| charge_kind(&row.kind)),
        maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
        date(rows, |row| row.billing_period_from),
        date(rows, |row| row.billing_period_to),
        date(rows, |row| row.charge_from),
        date(rows, |row| row.charge_to),
        decimal(rows, |row| row.quantity),
        decimal(rows, |row| row.list_price),
        decimal(rows, |row| row.unit_price),
        decimal(rows, |row| row.prorated_unit_price),
        decimal(rows, |row| row.amount),
        maybe_text(rows, |row| row.currency.as_deref()),
        flag(rows, |row| row.billed),
        maybe_text(rows, |row| row.invoice_number.as_deref()),
        date(rows, |row| row.invoice_date),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

fn products(rows: &[Product]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| &row.id),
        maybe_text(rows, |row| row.customer_id.as_deref()),
        maybe_text(rows, |row| row.sku.as_deref()),
        maybe_text(rows, |row| row.name.as_deref()),
        maybe_text(rows, |row| row.publisher.as_deref()),
        maybe_text(rows, |row| term(row.billing_cycle.as_ref())),
        maybe_text(rows, |row| term(row.commitment_term.as_ref())),
        decimal(rows, |row| row.unit_cost.filter(|_| row.currency.is_some())),
        decimal(rows, |row| {
            row.unit_price.filter(|_| row.currency.is_some())
        }),
        decimal(rows, |row| {
            row.list_price.filter(|_| row.currency.is_some())
        }),
        maybe_text(rows, |row| row.currency.as_deref()),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

fn activities(rows: &[Activity]) -> Vec<ArrayRef> {
    vec![
        text(rows, |row| &row.id),
        text(rows, |row| &row.subscription_id),
        text(rows, |row| &row.customer_id),
        moment(rows, |row| row.happened_at),
        text(rows, |row| &row.action),
        maybe_text(rows, |row| row.outcome.as_deref()),
        count(rows, |row| row.seats),
        maybe_text(rows, |row| row.details.as_deref()),
        maybe_text(rows, |row| row.extra.as_deref()),
    ]
}

/// A JSON array of texts.
fn json_texts(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

/// A JSON array of `{"until": "2026-01-31", "quantity": 25}`.
fn committed(quantities: &[CommittedQuantity]) -> String {
    let entry = |committed: &CommittedQuantity| {
        let until = jiff::civil::date(1970, 1, 1)
            .checked_add(jiff::Span::new().try_days(committed.until).ok()?)
            .ok()?;
        let quantity = super::cells::whole(committed.quantity)?;
        Some(serde_json::json!({ "until": until.to_string(), "quantity": quantity }))
    };
    let entries: Vec<_> = quantities.iter().filter_map(entry).collect();
    serde_json::Value::from(entries).to_string()
}

fn customer_status(status: &CustomerStatus) -> &str {
    match status {
        CustomerStatus::Active => "active",
        CustomerStatus::Suspended => "suspended",
        CustomerStatus::Inactive => "inactive",
        CustomerStatus::Other(word) => word,
    }
}

fn subscription_status(status: &SubscriptionStatus) -> &str {
    match status {
        SubscriptionStatus::Active => "active",
        SubscriptionStatus::Pending => "pending",
        SubscriptionStatus::Suspended => "suspended",
        SubscriptionStatus::Cancelled => "cancelled",
        SubscriptionStatus::Expired => "expired",
        SubscriptionStatus::Other(word) => word,
    }
}

fn charge_model(model: ChargeModel) -> &'static str {
    match model {
        ChargeModel::Seats => "seats",
        ChargeModel::Usage => "usage",
        ChargeModel::OneTime => "one-time",
    }
}

fn charge_direction(direction: ChargeDirection) -> &'static str {
    match direction {
        ChargeDirection::Payable => "payable",
        ChargeDirection::Receivable => "receivable",
    }
}

fn charge_kind(kind: &ChargeKind) -> &str {
    match kind {
        ChargeKind::Setup => "setup",
        ChargeKind::Recurring => "recurring",
        ChargeKind::Usage => "usage",
        ChargeKind::Credit => "credit",
        ChargeKind::Other(word) => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::types::{self, Decimal};

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

    fn unread(customer: Option<&str>, source: &str) -> types::RejectedRow {
        types::RejectedRow {
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
