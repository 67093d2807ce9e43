//! The columns of datasets as Arrow has them. The sync builds its batches from them, and the staging tables have the
//! same; the tables that people query have the same names, with more columns around them.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};

use super::dataset::Dataset;
pub use super::dataset::{Column, ColumnType};

/// Digits of a decimal column.
pub const DECIMAL_DIGITS: u8 = 18;

/// Digits behind the point of a decimal column: vendors state unit prices with up to six.
pub const DECIMAL_SCALE: i8 = 6;

impl ColumnType {
    /// Returns the Arrow type.
    pub fn arrow(self) -> DataType {
        match self {
            Self::Text | Self::Term | Self::Json => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Decimal => DataType::Decimal128(DECIMAL_DIGITS, DECIMAL_SCALE),
            Self::Count => DataType::Int64,
            Self::Flag => DataType::Boolean,
        }
    }
}

/// Returns the columns of a dataset, in the order in which its batches have them.
pub fn columns(dataset: Dataset) -> &'static [Column] {
    dataset.definition().columns
}

/// Returns the Arrow schema of a dataset's batches.
pub fn arrow_schema(dataset: Dataset) -> Arc<Schema> {
    let fields: Vec<Field> = columns(dataset)
        .iter()
        .map(|column| Field::new(column.name, column.column_type.arrow(), !column.required))
        .collect();
    Arc::new(Schema::new(fields))
}
