//! The table of typed rows: each text beside what it means.

use crate::psa::{
    field::{Kind, fields},
    source::Located,
};

use super::texts::sql_type;

/// Returns the statements that make `typed` of `cells` and the tables of what their texts mean.
/// `understood` tells of which fields there is such a table.
///
/// Only what the file has is written down, in `typed_rows`; the view `typed` has all fields. A million
/// rows of all hundred columns took four times as long.
pub(super) fn typed(located: &Located, understood: impl Fn(&str) -> bool) -> String {
    let mut written = vec!["cells.line".to_owned(), "cells.extra".to_owned()];
    let mut joins = Vec::new();
    let mut absent = Vec::new();
    for (field, places) in fields(located.content).iter().zip(&located.places) {
        let name = field.name;
        let text = if field.kind == Kind::Text {
            name.to_owned()
        } else {
            format!("{name}_text")
        };
        if places.is_empty() {
            absent.push(format!("NULL::VARCHAR AS {text}"));
        } else {
            written.push(format!("cells.{name} AS {text}"));
        }
        if field.kind == Kind::Text {
            continue;
        }
        if understood(name) {
            let table = format!("understood_{name}");
            joins.push(format!("LEFT JOIN {table} ON {table}.text = cells.{name}"));
            written.push(format!("{} AS {name}", value(field.kind, &table)));
            written.push(format!("{table}.currencies AS {name}_currencies"));
        } else {
            absent.push(format!("NULL::{} AS {name}", result_type(field.kind)));
            absent.push(format!("NULL::VARCHAR AS {name}_currencies"));
        }
    }
    let absent: String = absent.iter().map(|column| format!(", {column}")).collect();
    format!(
        "CREATE TABLE typed_rows AS SELECT {} FROM cells {};
         DROP TABLE cells;
         CREATE VIEW typed AS SELECT *{absent} FROM typed_rows;",
        written.join(", "),
        joins.join(" ")
    )
}

fn value(kind: Kind, table: &str) -> String {
    match kind {
        Kind::Flag => format!("{table}.value = 'true'"),
        Kind::Status => format!("{table}.value = 'active'"),
        _ => format!("{table}.value"),
    }
}

fn result_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag | Kind::Status => "BOOLEAN",
        other => sql_type(other),
    }
}
