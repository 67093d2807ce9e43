//! Files of reports. Only the names of their columns are known, from a reader of workbooks; that `csv` has them
//! as its first line and `json` as members is a guess. Workbooks and XML are not simulated.

use std::fmt::Write;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::IngramOptions;
use super::charges::{Charge, of_month};
use super::dates::{days_later, month_later};
use crate::World;
use crate::world::rounded;

/// The tax that `_TOTAL` has in it and `_NET_TOTAL` has not, in percent.
const TAX: i64 = 25;

/// The media type and the text of a month's file; none where the format is not simulated.
pub(super) fn text(
    world: &World,
    options: &IngramOptions,
    format: &str,
    month: Date,
) -> Option<(&'static str, String)> {
    let charges = of_month(world, options, month);
    let rows = charges
        .iter()
        .enumerate()
        .map(|(place, charge)| cells(options, charge, month, place));
    match format {
        "csv" => Some(("text/csv", csv(rows))),
        "json" => {
            let rows: Vec<Value> = rows
                .map(|cells| {
                    let members = cells.into_iter().map(|(name, cell)| (name, cell.into()));
                    Value::Object(members.collect::<Map<String, Value>>())
                })
                .collect();
            Some(("application/json", Value::Array(rows).to_string()))
        }
        _ => None,
    }
}

fn cells(
    options: &IngramOptions,
    charge: &Charge,
    month: Date,
    place: usize,
) -> Vec<(String, String)> {
    let invoiced = days_later(month_later(month, 1), 1).to_string();
    let mut cells = Vec::new();
    let mut put = |name: &str, cell: String| cells.push((name.to_owned(), cell));
    put("CUSTOMER_ACCOUNT_ID", charge.customer.clone());
    put("CUSTOMER_NAME", charge.customer_name.clone());
    let subscription = charge.subscription.clone().unwrap_or_default();
    put("SUBSCRIPTION_ID", subscription);
    for (side, unit) in [("RESELLER", charge.cost), ("CUSTOMER", charge.price)] {
        let mut put = |name: &str, cell: String| put(&format!("{side}_{name}"), cell);
        let net = rounded(unit * charge.quantity, 2);
        let total = rounded(net * Decimal::new(100 + TAX, 2), 2);
        let spell = |value| spelled(options, value, place);
        put("RESOURCE_MPN", charge.mpn.clone());
        put("DETAIL_DESCRIPTION", charge.description.clone());
        put("DETAIL_TYPE", charge.kind.to_owned());
        put("DETAIL_QTY", charge.quantity.normalize().to_string());
        put("DETAIL_UNIT_PRICE", spell(unit));
        put("DETAIL_TOTAL", spell(total));
        put("DETAIL_NET_TOTAL", spell(net));
        put("ACTUAL_DETAIL_START_DATE", charge.from.to_string());
        put("ACTUAL_DETAIL_END_DATE", charge.to.to_string());
        put("INVOICE_DATE", invoiced.clone());
    }
    let number = format!("INV-{}", month.strftime("%Y-%m"));
    put("RESELLER_INVOICE_NUMBER", number);
    cells
}

/// An amount as a workbook shows it.
fn spelled(options: &IngramOptions, value: Decimal, place: usize) -> String {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    if !options.dressed_amounts || place.is_multiple_of(3) {
        return value.to_string();
    }
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if place % 3 == 1 { "$" } else { "" };
    match value.is_sign_negative() && !value.is_zero() {
        true => format!("({sign}{grouped}.{fraction})"),
        false => format!("{sign}{grouped}.{fraction}"),
    }
}

fn csv(rows: impl Iterator<Item = Vec<(String, String)>>) -> String {
    let mut out = String::new();
    let mut line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells
            .into_iter()
            .map(|cell| match cell.contains([',', '"', '\n']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell,
            })
            .collect();
        // Writing to a text cannot fail.
        let _ = write!(out, "{}\r\n", quoted.join(","));
    };
    for (place, row) in rows.enumerate() {
        let (names, cells): (Vec<_>, Vec<_>) = row.into_iter().unzip();
        if place == 0 {
            line(names);
        }
        line(cells);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_dressed_by_its_place() {
        let options = IngramOptions::default();
        let text = |value: &str, place| spelled(&options, value.parse().unwrap(), place);
        assert_eq!(text("1234.5", 0), "1234.50");
        assert_eq!(text("1234.5", 1), "$1,234.50");
        assert_eq!(text("-12", 2), "(12.00)");
        assert_eq!(text("-1234567.125", 1), "($1,234,567.125)");
    }
}
