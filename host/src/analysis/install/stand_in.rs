//! Makes macros without binding each of them again for all that call it.
//!
//! To make a macro or a view, DuckDB binds its text with that of every macro that it calls, and of those that they
//! call: most of the time goes into binding the same few texts again and again. So each table macro that is made is
//! replaced by a stand-in, an empty table with its columns, until all statements have run; then the macros take their
//! places again, those that call others first.

use duckdb::Connection;

use crate::store::sql::identifier;

/// Parameters that a day is given for. A macro with others has no stand-in.
const DAYS: [&str; 2] = ["on_day", "since"];

/// The table macros whose places stand-ins have.
#[derive(Debug, Default)]
pub(super) struct StandIns(Vec<Replaced>);

/// A macro that takes its place again at the end.
#[derive(Debug)]
struct Replaced {
    name: String,
    /// What makes it, then what documents it.
    statements: Vec<String>,
}

impl StandIns {
    /// Runs the statements of a file.
    pub(super) fn run(&mut self, connection: &Connection, sql: &str) -> duckdb::Result<()> {
        for statement in statements(sql) {
            let text = without_comments(statement);
            if let Some((name, parameters)) = table_macro_of_days(&text) {
                connection.execute_batch(statement)?;
                connection.execute_batch(&stand_in(connection, name, &parameters)?)?;
                self.0.push(Replaced {
                    name: name.to_owned(),
                    statements: vec![statement.to_owned()],
                });
            } else if let Some(replaced) = self.documented_by(&text) {
                replaced.statements.push(statement.to_owned());
            } else {
                connection.execute_batch(statement)?;
            }
        }
        Ok(())
    }

    /// Puts the macros in their places.
    pub(super) fn leave(self, connection: &Connection) -> duckdb::Result<()> {
        for replaced in self.0.iter().rev() {
            connection.execute_batch(&replaced.statements.join("\n"))?;
        }
        Ok(())
    }

    fn documented_by(&mut self, text: &str) -> Option<&mut Replaced> {
        let name = text
            .strip_prefix("COMMENT ON MACRO TABLE ")?
            .split_whitespace()
            .next()?;
        self.0.iter_mut().find(|replaced| replaced.name == name)
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
        "CREATE OR REPLACE MACRO {name}({}) AS TABLE SELECT {columns} WHERE false",
        parameters.join(", ")
    ))
}
