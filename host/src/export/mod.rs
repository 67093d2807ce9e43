//! Lists and tables that other programs read, drawn from the views of the analysis, so that a figure of an
//! export is the figure of the view. Nothing is written to any other system.

mod counts;
mod error;
mod invoice_lines;
mod line_profile;
mod parquet;
mod sheet;
#[cfg(test)]
mod tests;

pub use counts::{counts, counts_wide};
pub use error::ExportError;
pub use invoice_lines::{InvoiceLines, invoice_lines};
pub use line_profile::LineProfile;
pub use parquet::{CONTENTS, ParquetExport, TableExport, parquet};
pub use sheet::Sheet;
