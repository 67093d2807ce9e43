//! Makes macros without binding each of them again for all that call it.
//!
//! To make a macro or a view, DuckDB binds its text with that of every macro that it calls, and of those that they
//! call: most of the time goes into binding the same few texts again and again. So each table macro that is made is
//! hidden by a stand-in until all statements have run: a temporary macro of its name, which is an empty table with its
//! columns.

use duckdb::Connection;

use crate::store::sql::identifier;

/// Parameters that a day is given for. A macro with others has no stand-in.
const DAYS: [&str; 2] = ["on_day", "since"];

/// The table macros that stand-ins hide.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    hidden: Vec<String>,
    /// What documents them. While a stand-in is there, it would be documented in their place.
    comments: Vec<String>,
}

impl StandIns {
    /// Runs the statements of a file.
    pub(super) fn run(&mut self, connection: &Connection, sql: &str) -> duckdb::Result<()> {
        for statement in statements(sql) {
            let text = without_comments(statement);
            if text.starts_with("COMMENT ON MACRO TABLE ") {
                self.comments.push(text);
                continue;
            }
            connection.execute_batch(statement)?;
            if let Some((name, parameters)) = table_macro_of_days(&text) {
                connection.execute_batch(&stand_in(connection, name, &parameters)?)?;
                self.hidden.push(name.to_owned());
            }
        }
        Ok(())
    }

    /// Takes the stand-ins away.
    pub(super) fn leave(self, connection: &Connection) -> duckdb::Result<()> {
        for name in &self.hidden {
            connection.execute_batch(&format!("DROP MACRO TABLE temp.main.{name}"))?;
        }
        connection.execute_batch(&self.comments.join("\n"))
    }
}

/// Splits a file of this room: a statement ends with a line that ends with a semicolon.
fn statements(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for line in sql.split_inclusive('\n') {
        end += line.len();
        if line.trim_end().ends_with(';') && !line.trim_start().starts_with("--") {
            found.push(&sql[begin..end]);
            begin = end;
        }
    }
    if !sql[begin..].trim().is_empty() {
        found.push(&sql[begin..]);
    }
    found
}

/// A statement without the comments in front of it.
fn without_comments(statement: &str) -> String {
    let lines = statement.lines().skip_while(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with("--")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The name and the parameters of a table macro that has a stand-in.
fn table_macro_of_days(text: &str) -> Option<(&str, Vec<&str>)> {
    let (name, rest) = text
        .strip_prefix("CREATE OR REPLACE MACRO ")?
        .split_once('(')?;
    let (parameters, body) = rest.split_once(')')?;
    body.strip_prefix(" AS TABLE")?;
    let parameters: Vec<_> = parameters
        .split(',')
        .map(str::trim)
        .filter(|parameter| !parameter.is_empty())
        .collect();
    parameters
        .iter()
        .all(|parameter| DAYS.contains(parameter))
        .then_some((name, parameters))
}

/// What makes the stand-in of a macro that is there.
fn stand_in(connection: &Connection, name: &str, parameters: &[&str]) -> duckdb::Result<String> {
    let days = vec!["DATE '2026-01-01'"; parameters.len()].join(", ");
    let mut described = connection.prepare(&format!(
        "SELECT column_name, column_type FROM (DESCRIBE FROM {name}({days}))"
    ))?;
    let columns = described.query_map([], |row| {
        let (column, kind): (String, String) = (row.get("column_name")?, row.get("column_type")?);
        // A column of nothing but nulls has no type.
        let kind = if kind == "\"NULL\"" {
            String::new()
        } else {
            format!("::{kind}")
        };
        Ok(format!("NULL{kind} AS {}", identifier(&column)))
    })?;
    let columns = columns.collect::<duckdb::Result<Vec<_>>>()?.join(", ");
    Ok(format!(
        "CREATE TEMP MACRO {name}({}) AS TABLE SELECT {columns} WHERE false",
        parameters.join(", ")
    ))
}
