//! JSON.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::value::RawValue;

use super::grid::{Column, Kind, Row};

/// Writes a list of objects, one a line. Numbers keep all their digits; a number that JSON does
/// not know (NaN, Infinity) becomes a text. Of columns with the same name the later ones get a
/// number at their end.
///
/// # Errors
///
/// Those of the writer.
pub fn write_json(
    columns: &[Column],
    rows: impl Iterator<Item = Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let names = unique_names(columns);
    out.write_all(b"[")?;
    let mut separator = "\n";
    for row in rows {
        write!(out, "{separator}  {}", object(columns, &names, row)?)?;
        separator = ",\n";
    }
    out.write_all(if separator == "\n" { b"]\n" } else { b"\n]\n" })
}

fn object(columns: &[Column], names: &[String], row: Row) -> io::Result<String> {
    let mut fields = Vec::with_capacity(names.len());
    for ((column, name), cell) in columns.iter().zip(names).zip(row) {
        fields.push(format!(
            "{}: {}",
            serde_json::to_string(name)?,
            literal(column.kind, cell)?
        ));
    }
    Ok(format!("{{{}}}", fields.join(", ")))
}

fn literal(kind: Kind, cell: Option<String>) -> io::Result<String> {
    match (kind, cell) {
        (_, None) => Ok("null".to_owned()),
        (Kind::Text, Some(text)) => Ok(serde_json::to_string(&text)?),
        // What is not valid JSON after all becomes a text rather than a broken document.
        (_, Some(text)) => match serde_json::from_str::<&RawValue>(&text) {
            Ok(_) => Ok(text),
            Err(_) => Ok(serde_json::to_string(&text)?),
        },
    }
}

fn unique_names(columns: &[Column]) -> Vec<String> {
    let mut taken: BTreeSet<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut unique = |name: &String| {
        if seen.insert(name.clone()) {
            return name.clone();
        }
        let mut number = 2_u64;
        while !taken.insert(format!("{name}_{number}")) {
            number += 1;
        }
        format!("{name}_{number}")
    };
    columns.iter().map(|column| unique(&column.name)).collect()
}
