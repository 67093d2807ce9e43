//! Distrust of values: what a plugin returns is measured before anything is done with it.

use thiserror::Error;

use super::Limits;
use super::cells::visit_cells;
use super::types::{DatasetName, Page, Query, Rows};

/// Which rule of the contract a page breaks. The plugin is at fault.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PageError {
    /// The rows belong to another dataset.
    #[error("it holds {found} although {asked} were asked for; report this to the plugin's author")]
    WrongDataset {
        /// What was asked for.
        asked: &'static str,
        /// What came.
        found: &'static str,
    },
    /// Too many rows.
    #[error("it has {rows} rows and may have {limit}; the plugin must return smaller pages")]
    TooManyRows {
        /// How many came, rejected ones included.
        rows: usize,
        /// How many may come.
        limit: usize,
    },
    /// Too much text in all.
    #[error("it has {bytes} bytes and may have {limit}; the plugin must return smaller pages")]
    TooManyBytes {
        /// How many came.
        bytes: usize,
        /// How many may come.
        limit: usize,
    },
    /// A cell is too large.
    #[error("a cell has {bytes} bytes and may have {limit}")]
    LargeCell {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The cursor is too large.
    #[error("its cursor has {bytes} bytes and may have {limit}")]
    LargeCursor {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The cursor was there before: the read would never end.
    #[error("its cursor was already used in this read, which would never end; report this to the plugin's author")]
    RepeatedCursor,
    /// More pages than any real read has.
    #[error("the read has more than {limit} pages, which looks endless; report this to the plugin's author")]
    TooManyPages {
        /// How many there may be.
        limit: u64,
    },
}

/// Checks size and kind of a page. Whether its cursor repeats is known only to who keeps the cursors.
pub(super) fn check_page(query: &Query, page: &Page, limits: &Limits) -> Result<(), PageError> {
    let (found, count) = describe(&page.rows);
    if !belongs(query.dataset, &page.rows) {
        return Err(PageError::WrongDataset { asked: asked(query.dataset), found });
    }
    let rows = count.saturating_add(page.rejected.len());
    if rows > limits.page_rows {
        return Err(PageError::TooManyRows { rows, limit: limits.page_rows });
    }
    let cursor = page.next.as_deref().map_or(0, str::len);
    if cursor > limits.cursor_bytes {
        return Err(PageError::LargeCursor { bytes: cursor, limit: limits.cursor_bytes });
    }
    let mut total = 0_usize;
    let mut largest = 0_usize;
    visit_cells(page, &mut |cell| {
        total = total.saturating_add(cell.len());
        largest = largest.max(cell.len());
    });
    if largest > limits.cell_bytes {
        return Err(PageError::LargeCell { bytes: largest, limit: limits.cell_bytes });
    }
    if total > limits.page_bytes {
        return Err(PageError::TooManyBytes { bytes: total, limit: limits.page_bytes });
    }
    Ok(())
}

fn describe(rows: &Rows) -> (&'static str, usize) {
    match rows {
        Rows::Customers(rows) => ("customers", rows.len()),
        Rows::Subscriptions(rows) => ("subscriptions", rows.len()),
        Rows::Usage(rows) => ("usage", rows.len()),
        Rows::Charges(rows) => ("charges", rows.len()),
        Rows::Products(rows) => ("products", rows.len()),
        Rows::Activities(rows) => ("activities", rows.len()),
    }
}

fn asked(dataset: DatasetName) -> &'static str {
    match dataset {
        DatasetName::Customers => "customers",
        DatasetName::Subscriptions => "subscriptions",
        DatasetName::Usage => "usage",
        DatasetName::PayableCharges => "payable charges",
        DatasetName::ReceivableCharges => "receivable charges",
        DatasetName::Products => "products",
        DatasetName::Activities => "activities",
    }
}

fn belongs(dataset: DatasetName, rows: &Rows) -> bool {
    use super::types::ChargeDirection::{Payable, Receivable};
    match (dataset, rows) {
        (DatasetName::Customers, Rows::Customers(_))
        | (DatasetName::Subscriptions, Rows::Subscriptions(_))
        | (DatasetName::Usage, Rows::Usage(_))
        | (DatasetName::Products, Rows::Products(_))
        | (DatasetName::Activities, Rows::Activities(_)) => true,
        (DatasetName::PayableCharges, Rows::Charges(rows)) => {
            rows.iter().all(|charge| charge.direction == Payable)
        }
        (DatasetName::ReceivableCharges, Rows::Charges(rows)) => {
            rows.iter().all(|charge| charge.direction == Receivable)
        }
        _ => false,
    }
}
