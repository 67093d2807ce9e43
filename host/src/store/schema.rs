//! The columns in which rows travel: those of the contract's records, in the same order.
//!
//! This is the one definition. The sync builds its Arrow batches from it, and the staging tables are
//! made from it; the tables that people query have the same names, with more columns around them.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};

use super::dataset::Dataset;

/// Digits of a decimal column.
pub const DECIMAL_DIGITS: u8 = 18;

/// Digits behind the point of a decimal column: vendors state unit prices with up to six.
pub const DECIMAL_SCALE: i8 = 6;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text. A variant of the contract is its word, or the vendor's.
    Text,
    /// JSON, as text.
    Json,
    /// A day.
    Date,
    /// A moment in UTC, in microseconds.
    Timestamp,
    /// An exact decimal number with [`DECIMAL_SCALE`] digits behind the point.
    Decimal,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
}

impl ColumnType {
    /// Returns the Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text | Self::Json => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Decimal => DataType::Decimal128(DECIMAL_DIGITS, DECIMAL_SCALE),
            Self::Count => DataType::Int64,
            Self::Flag => DataType::Boolean,
        }
    }

    /// Returns the type in a staging table. JSON is checked when it is merged, not before.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::Text | Self::Json => "VARCHAR",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
            Self::Decimal => "DECIMAL(18, 6)",
            Self::Count => "BIGINT",
            Self::Flag => "BOOLEAN",
        }
    }
}

/// A column of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name: that of the contract's field in snake case.
    pub name: &'static str,
    /// What it holds.
    pub column_type: ColumnType,
    /// Whether every row has it.
    pub required: bool,
}

const fn required(name: &'static str, column_type: ColumnType) -> Column {
    Column {
        name,
        column_type,
        required: true,
    }
}

const fn optional(name: &'static str, column_type: ColumnType) -> Column {
    Column {
        name,
        column_type,
        required: false,
    }
}

/// Returns the columns of a dataset, in the order in which its batches have them.
pub fn columns(dataset: Dataset) -> &'static [Column] {
    match dataset {
        Dataset::Customers => &CUSTOMERS,
        Dataset::Subscriptions => &SUBSCRIPTIONS,
        Dataset::Usage => &USAGE,
        Dataset::PayableCharges | Dataset::ReceivableCharges => &CHARGES,
        Dataset::Products => &PRODUCTS,
        Dataset::Activities => &ACTIVITIES,
    }
}

/// Returns the Arrow schema of a dataset's batches.
pub fn arrow_schema(dataset: Dataset) -> Arc<Schema> {
    let fields: Vec<Field> = columns(dataset)
        .iter()
        .map(|column| Field::new(column.name, column.column_type.arrow(), !column.required))
        .collect();
    Arc::new(Schema::new(fields))
}

use ColumnType::{Count, Date, Decimal, Flag, Json, Text, Timestamp};

const CUSTOMERS: [Column; 18] = [
    required("id", Text),
    required("name", Text),
    required("path", Json),
    required("status", Text),
    optional("suspended_at", Timestamp),
    optional("contact_name", Text),
    optional("email", Text),
    optional("phone", Text),
    optional("domain", Text),
    optional("tenant_id", Text),
    optional("address_street", Text),
    optional("address_city", Text),
    optional("address_region", Text),
    optional("address_postal_code", Text),
    optional("address_country", Text),
    optional("created_at", Timestamp),
    optional("updated_at", Timestamp),
    optional("extra", Json),
];

const SUBSCRIPTIONS: [Column; 30] = [
    required("id", Text),
    required("customer_id", Text),
    optional("publisher_subscription_id", Text),
    optional("sku", Text),
    optional("publisher_product_id", Text),
    optional("publisher_sku_id", Text),
    optional("product_name", Text),
    optional("friendly_name", Text),
    required("status", Text),
    required("charge_model", Text),
    required("trial", Flag),
    optional("seats", Count),
    optional("renewal_seats", Count),
    optional("billing_cycle", Text),
    optional("commitment_term", Text),
    optional("purchased_at", Timestamp),
    optional("starts_on", Date),
    optional("commitment_ends_on", Date),
    optional("renews_on", Date),
    required("renewal_computed", Flag),
    optional("auto_renew", Flag),
    optional("cancellable_until", Timestamp),
    required("committed", Json),
    optional("unit_cost", Decimal),
    optional("unit_price", Decimal),
    optional("list_price", Decimal),
    optional("currency", Text),
    required("priced", Flag),
    optional("updated_at", Timestamp),
    optional("extra", Json),
];

const USAGE: [Column; 11] = [
    required("id", Text),
    required("customer_id", Text),
    optional("subscription_id", Text),
    optional("platform_id", Text),
    required("meter_id", Text),
    optional("meter_name", Text),
    optional("unit", Text),
    optional("total", Decimal),
    optional("used", Decimal),
    optional("available", Decimal),
    optional("extra", Json),
];

const CHARGES: [Column; 25] = [
    required("direction", Text),
    optional("customer_id", Text),
    optional("customer_name", Text),
    optional("subscription_id", Text),
    optional("charge_id", Text),
    optional("product_id", Text),
    optional("sku", Text),
    optional("product_name", Text),
    optional("charge_name", Text),
    required("kind", Text),
    optional("billing_cycle", Text),
    optional("billing_period_from", Date),
    optional("billing_period_to", Date),
    optional("charge_from", Date),
    optional("charge_to", Date),
    optional("quantity", Decimal),
    optional("list_price", Decimal),
    optional("unit_price", Decimal),
    optional("prorated_unit_price", Decimal),
    optional("amount", Decimal),
    optional("currency", Text),
    optional("billed", Flag),
    optional("invoice_number", Text),
    optional("invoice_date", Date),
    optional("extra", Json),
];

const PRODUCTS: [Column; 12] = [
    required("id", Text),
    optional("customer_id", Text),
    optional("sku", Text),
    optional("name", Text),
    optional("publisher", Text),
    optional("billing_cycle", Text),
    optional("commitment_term", Text),
    optional("unit_cost", Decimal),
    optional("unit_price", Decimal),
    optional("list_price", Decimal),
    optional("currency", Text),
    optional("extra", Json),
];

const ACTIVITIES: [Column; 9] = [
    required("id", Text),
    required("subscription_id", Text),
    required("customer_id", Text),
    optional("happened_at", Timestamp),
    required("action", Text),
    optional("outcome", Text),
    optional("seats", Count),
    optional("details", Text),
    optional("extra", Json),
];
