//! Customer × product × count.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    error::ExportError,
    sheet::{Sheet, prepare, select},
};
use crate::store::Store;

type Cell = Option<String>;

type Row = Vec<Cell>;

/// The first columns of the wide form, which name the customer.
const CUSTOMER: [&str; 4] = ["customer_key", "psa", "psa_customer_id", "customer_name"];

/// Counts seats on a day: one row per customer, product and distributor.
///
/// # Errors
///
/// If the database cannot be read.
pub fn counts(store: &Store, day: Date) -> Result<Sheet, ExportError> {
    prepare(store.connection(), day)?;
    select(store.connection(), include_str!("sql/counts.sql"))
}

/// Counts seats on a day over all distributors: customers as rows, products as columns. A cell is empty where a
/// customer has nothing of a product, and where the number is unknown.
///
/// # Errors
///
/// If the database cannot be read.
pub fn counts_wide(store: &Store, day: Date) -> Result<Sheet, ExportError> {
    prepare(store.connection(), day)?;
    let long = select(store.connection(), include_str!("sql/wide.sql"))?;
    Ok(pivoted(long.rows))
}

/// Makes columns of the products. The rows come sorted by customer.
fn pivoted(rows: Vec<Row>) -> Sheet {
    let mut products = BTreeSet::new();
    let mut customers: Vec<(Row, BTreeMap<String, Cell>)> = Vec::new();
    for mut row in rows {
        let mut rest = row.split_off(CUSTOMER.len()).into_iter();
        let key = rest.next().flatten().unwrap_or_default();
        let name = rest.next().flatten().unwrap_or_default();
        let seats = rest.next().flatten();
        products.insert((name, key.clone()));
        if customers
            .last()
            .is_none_or(|(customer, _)| *customer != row)
        {
            customers.push((row, BTreeMap::new()));
        }
        if let Some((_, counts)) = customers.last_mut() {
            counts.insert(key, seats);
        }
    }
    let mut columns = CUSTOMER.map(str::to_owned).to_vec();
    columns.extend(headings(&products));
    let rows = customers.into_iter().map(|(mut cells, mut counts)| {
        cells.extend(products.iter().map(|(_, key)| counts.remove(key).flatten()));
        cells
    });
    Sheet {
        rows: rows.collect(),
        columns,
    }
}

/// Names products by their names, and by their keys too where two have the same name.
fn headings(products: &BTreeSet<(String, String)>) -> impl Iterator<Item = String> {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, key) in products {
        named.entry(name).or_default().insert(key);
    }
    products.iter().map(move |(name, key)| {
        if named[name.as_str()].len() == 1 {
            name.clone()
        } else {
            format!("{name} ({key})")
        }
    })
}
