//! What the host has to know of the records of the contract, a file for each: their texts, so that sizes are measured and
//! secrets masked in one place; whom and what they name; what a row must fulfil to be believed; and its columns, in the
//! order of the definition of its dataset.
//!
//! Records are destructured: a new field of the contract is a compile error here, not a hole in the
//! limits or in the masking.

mod activity;
mod cells;
mod charge;
mod customer;
mod ids;
mod product;
mod rules;
mod subscription;
mod usage;

use std::fmt::Debug;

use arrow::array::ArrayRef;

use crate::contract::{DatasetName, Page, RejectedRow, Rows, Term, UnavailableFeature};
use rules::Verdict;

pub(crate) type Visit<'a> = &'a mut dyn FnMut(&mut String);

/// A record of the contract.
pub(crate) trait Record: Debug + Sized {
    /// What several of them are called in messages.
    const NAME: &'static str;
    /// Calls `visit` with every text.
    fn visit(&mut self, visit: Visit<'_>);
    /// The key, and whom and what it names.
    fn named(&self) -> Named<'_>;
    /// Whether the row can be believed.
    fn verdict(&self) -> Verdict;
    /// The columns of such rows.
    fn columns(rows: &[Self]) -> Vec<ArrayRef>;
}

/// The key of a row, and whom and what it names.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Named<'a> {
    /// The key that the store keeps the row by; none where rows have no key.
    pub(crate) key: Option<&'a str>,
    /// What tells equal keys apart; none where a key is unique.
    pub(crate) owner: Option<&'a str>,
    pub(crate) customer_id: Option<&'a str>,
    pub(crate) customer_name: Option<&'a str>,
    pub(crate) subscription_id: Option<&'a str>,
    pub(crate) publisher_product_id: Option<&'a str>,
    pub(crate) publisher_sku_id: Option<&'a str>,
    pub(crate) sku: Option<&'a str>,
    pub(crate) product_name: Option<&'a str>,
}

/// Does the same with the rows of a page, of whichever record they are.
macro_rules! of_rows {
    ($rows:expr, $bound:ident => $body:expr) => {
        match $rows {
            $crate::contract::Rows::Customers($bound) => $body,
            $crate::contract::Rows::Subscriptions($bound) => $body,
            $crate::contract::Rows::Usage($bound) => $body,
            $crate::contract::Rows::Charges($bound) => $body,
            $crate::contract::Rows::Products($bound) => $body,
            $crate::contract::Rows::Activities($bound) => $body,
        }
    };
}
pub(crate) use of_rows;

/// Calls `visit` with every text of the page except its cursor.
pub(crate) fn visit_cells(page: &mut Page, visit: Visit<'_>) {
    let Page {
        rows,
        next: _,
        total: _,
        rejected,
        unavailable,
        incomplete,
    } = page;
    of_rows!(rows, rows => rows.iter_mut().for_each(|row| row.visit(visit)));
    texts([incomplete], visit);
    for RejectedRow {
        key,
        reason,
        source,
        customer_id,
        customer_name,
        subscription_id,
        publisher_product_id,
        publisher_sku_id,
        sku,
        product_name,
    } in rejected
    {
        texts([key, customer_id, customer_name, subscription_id], visit);
        texts(
            [publisher_product_id, publisher_sku_id, sku, product_name],
            visit,
        );
        visit(reason);
        visit(source);
    }
    for UnavailableFeature { name, reason } in unavailable {
        visit(name);
        visit(reason);
    }
}

fn texts<const N: usize>(cells: [&mut Option<String>; N], visit: Visit<'_>) {
    cells.into_iter().flatten().for_each(visit);
}

fn visit_term(term: Option<&mut Term>, visit: Visit<'_>) {
    if let Some(Term::Other(word)) = term {
        visit(word);
    }
}

/// What the rows of a page are called, and how many there are.
pub(crate) fn describe(rows: &Rows) -> (&'static str, usize) {
    of_rows!(rows, rows => (name(rows), rows.len()))
}

fn name<R: Record>(_: &[R]) -> &'static str {
    R::NAME
}

pub(crate) fn asked(dataset: DatasetName) -> &'static str {
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

/// Whether rows are of a dataset.
pub(crate) fn belongs(dataset: DatasetName, rows: &Rows) -> bool {
    use crate::contract::ChargeDirection::{Payable, Receivable};
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
