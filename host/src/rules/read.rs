//! Reads a file of rules.

use std::path::Path;

use jiff::{Timestamp, civil::Date};

use super::{
    error::RuleError,
    kind::{RuleColumn, RuleKind, Take},
};
use crate::base::{files::open_regular, spreadsheet::restored};

/// A row, as texts that the database takes: one for each column, none for no value.
pub(super) type Row = Vec<Option<String>>;

/// Who imports, and when.
pub(super) struct Importer<'a> {
    pub(super) by: &'a str,
    pub(super) now: Timestamp,
}

/// Reads all rows, or says what is wrong with the first that is not understood.
pub(super) fn read(
    kind: RuleKind,
    path: &Path,
    importer: &Importer<'_>,
) -> Result<Vec<Row>, RuleError> {
    let failed = |source| RuleError::File {
        verb: "read",
        path: path.to_owned(),
        source,
    };
    let mut file = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(open_regular(path).map_err(|error| failed(error.into()))?);
    let heading = file.headers().map_err(failed)?.clone();
    let places = places(kind, path, &heading)?;
    let mut rows = Vec::new();
    for record in file.records() {
        let record = record.map_err(failed)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = kind.columns().iter().zip(&places).map(|(column, place)| {
            let text = place
                .and_then(|place| record.get(place))
                .map(restored)
                .unwrap_or_default();
            cell(*column, &text, importer).map_err(|problem| RuleError::Value {
                path: path.to_owned(),
                line,
                column: column.name,
                value: text.clone().into_owned(),
                problem,
            })
        });
        rows.push(cells.collect::<Result<Row, _>>()?);
    }
    Ok(rows)
}

/// Finds each column in the heading.
fn places(
    kind: RuleKind,
    path: &Path,
    heading: &csv::StringRecord,
) -> Result<Vec<Option<usize>>, RuleError> {
    let columns = kind.columns();
    let fault = |problem| RuleError::Heading {
        path: path.to_owned(),
        problem,
        columns: columns
            .iter()
            .map(|column| column.name)
            .collect::<Vec<_>>()
            .join(", "),
    };
    // A byte-order mark belongs to the file, not to the first name.
    let names: Vec<_> = heading
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_lowercase())
        .collect();
    for (place, name) in names.iter().enumerate() {
        if !columns.iter().any(|column| column.name == name) {
            return Err(fault(format!(
                "it has a column \"{name}\", which this kind of rule does not have"
            )));
        }
        if names.iter().skip(place + 1).any(|other| other == name) {
            return Err(fault(format!("it has the column {name} twice")));
        }
    }
    columns
        .iter()
        .map(|column| {
            let place = names.iter().position(|name| name == column.name);
            if place.is_none() && column.required {
                return Err(fault(format!("it has no column {}", column.name)));
            }
            Ok(place)
        })
        .collect()
}

fn cell(column: RuleColumn, text: &str, importer: &Importer<'_>) -> Result<Option<String>, String> {
    if text.is_empty() {
        return match column.take {
            Take::Person => Ok(Some(importer.by.to_owned())),
            Take::Moment => Ok(Some(database_moment(importer.now))),
            _ if column.required => Err("is empty, but every row must have it".to_owned()),
            _ => Ok(None),
        };
    }
    let text = match column.take {
        Take::Text | Take::Person => text.to_owned(),
        Take::Word(words) => word(words, text)?,
        Take::Positive { whole, fraction } => positive(text, whole, fraction)?,
        Take::Share => share(text)?,
        Take::Currency => currency(text)?,
        Take::Day => text
            .parse::<Date>()
            .map(|day| day.to_string())
            .map_err(|_| "is not a day such as 2026-11-20".to_owned())?,
        Take::Moment => text
            .parse::<Timestamp>()
            .map(database_moment)
            .map_err(|_| "is not a timestamp such as 2026-11-20T09:00:00Z".to_owned())?,
    };
    Ok(Some(text))
}

/// The database keeps moments in UTC without saying so.
fn database_moment(moment: Timestamp) -> String {
    moment
        .to_zoned(jiff::tz::TimeZone::UTC)
        .datetime()
        .to_string()
}

fn word(words: &[&str], text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if words.contains(&lower.as_str()) {
        return Ok(lower);
    }
    Err(format!("is not one of {}", words.join(", ")))
}

fn currency(text: &str) -> Result<String, String> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(text.to_owned());
    }
    Err("is not an ISO 4217 code such as USD".to_owned())
}

fn positive(text: &str, whole: usize, fraction: usize) -> Result<String, String> {
    let (before, after) = parts(text)?;
    if before.len() > whole || after.len() > fraction {
        return Err(format!(
            "has more than {whole} digits before or {fraction} after the point"
        ));
    }
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        return Err("must be above 0".to_owned());
    }
    Ok(text.to_owned())
}

fn share(text: &str) -> Result<String, String> {
    let (before, after) = parts(text)?;
    if after.len() > 6 {
        return Err("has more than 6 digits after the point".to_owned());
    }
    if before.bytes().any(|byte| byte != b'0') {
        return Err("must be at least 0 and under 1: 15 % is 0.15".to_owned());
    }
    Ok(text.to_owned())
}

/// The digits before and after the point.
fn parts(text: &str) -> Result<(&str, &str), String> {
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if before.is_empty() || !digits(before) || !digits(after) {
        return Err("is not a decimal such as 1.5".to_owned());
    }
    Ok((before, after))
}
