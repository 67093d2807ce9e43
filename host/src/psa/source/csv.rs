//! Makes clean rows of a text with delimiters.

use std::borrow::Cow;

use super::{
    classify::Classifier,
    dialect::{self, Dialect},
    encoding::Decoded,
    layout::{Located, locate},
    records::{CutFault, Records},
    writer::{Clean, LONGEST_VALUE, RowWriter},
};
use crate::psa::{
    content::Content,
    error::ReadFault,
    field::{needed, position},
    profile::Profile,
    report::RowFault,
};

/// Reads a text with delimiters. Returns its rows, where its fields are, and how it was understood.
pub(in crate::psa) fn read_csv(
    decoded: &Decoded,
    profile: &Profile,
    wanted: Option<Content>,
    mut writer: RowWriter,
) -> Result<(Clean, Located, Vec<String>), ReadFault> {
    let dialect = dialect::find(&decoded.text, profile, wanted);
    let mut records = Records::new(&decoded.text, dialect.delimiter);
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    for _ in 0..dialect.above {
        if let Some(line) = records.next(&mut fields).map_err(cut)? {
            writer.skip(
                line,
                "above the header",
                fields.iter().map(|field| field.trim()),
            );
        }
    }
    let header_line = records.next(&mut fields).map_err(cut)?.unwrap_or(1);
    let header: Vec<String> = fields
        .iter()
        .map(|field| clean(field).into_owned())
        .collect();
    let located = locate(profile, wanted, &header).map_err(|fault| ReadFault::Columns {
        line: Some(header_line),
        fault,
    })?;
    let rows = Rows {
        header: &header,
        classifier: Classifier::new(&header, &located),
        required: required(&located),
        located: &located,
    };
    while let Some(line) = records.next(&mut fields).map_err(cut)? {
        for field in &mut fields {
            *field = clean_cow(std::mem::take(field));
        }
        rows.read(line, &fields, &mut writer)?;
    }
    let notes = notes(decoded, &dialect, header_line);
    Ok((writer.finish().map_err(ReadFault::Scratch)?, located, notes))
}

fn notes(decoded: &Decoded, dialect: &Dialect, header_line: u64) -> Vec<String> {
    vec![format!(
        "read as {}, divided by {}, with its header in line {header_line}",
        decoded.encoding,
        dialect.delimiter_name()
    )]
}

fn cut(fault: CutFault) -> ReadFault {
    ReadFault::Text {
        line: fault.line,
        column: fault.column,
        what: fault.what.to_owned(),
    }
}

/// The places without which a row is no row; see [`needed`].
fn required(located: &Located) -> usize {
    let last = |name: &&str| {
        let field = position(located.content, name)?;
        located.places.get(field)?.first().copied()
    };
    needed(located.content)
        .iter()
        .filter_map(|group| group.iter().filter_map(last).min())
        .max()
        .map_or(0, |place| place + 1)
}

/// The rows below a header.
struct Rows<'h> {
    header: &'h [String],
    classifier: Classifier,
    /// A row with fewer fields is cut off.
    required: usize,
    located: &'h Located,
}

impl Rows<'_> {
    fn read(
        &self,
        line: u64,
        fields: &[Cow<'_, str>],
        writer: &mut RowWriter,
    ) -> Result<(), ReadFault> {
        let texts = || fields.iter().map(AsRef::as_ref);
        if let Some(reason) = self.classifier.skip(fields) {
            writer.skip(line, reason, texts());
            return Ok(());
        }
        if let Some(fault) = self.misfit(line, fields) {
            writer.fault(fault);
            return Ok(());
        }
        let extra = self.extra(fields);
        let values = self.located.places.iter().map(|places| {
            places
                .iter()
                .filter_map(|place| fields.get(*place))
                .find(|field| !field.is_empty())
                .map_or("", AsRef::as_ref)
        });
        writer.row(line, values, &extra).map_err(ReadFault::Scratch)
    }

    /// Says what is wrong with a row that has other fields than the header.
    fn misfit(&self, line: u64, fields: &[Cow<'_, str>]) -> Option<RowFault> {
        let columns = self.header.len();
        let beyond = fields.iter().skip(columns).find(|field| !field.is_empty());
        let fault = |field: Option<String>, value: &str, rule: String| RowFault {
            line,
            column: field,
            value: Some(value.chars().take(80).collect()),
            rule,
        };
        if let Some(value) = beyond {
            return Some(fault(
                None,
                value,
                format!(
                    "stands behind the last column: the row has {} fields and the header {columns}; is there a delimiter too many, or a quote missing?",
                    fields.len()
                ),
            ));
        }
        if fields.len() < self.required {
            let last = fields.last().map_or("", AsRef::as_ref);
            return Some(fault(
                None,
                last,
                format!(
                    "is the end of the row: it has {} fields and the header {columns}; is it cut off?",
                    fields.len()
                ),
            ));
        }
        let long = fields
            .iter()
            .position(|field| field.len() > LONGEST_VALUE)?;
        let value = fields.get(long).map_or("", AsRef::as_ref);
        let name = self
            .header
            .get(long)
            .map(|name| format!("{} “{name}”", long + 1));
        Some(fault(
            name,
            value,
            format!("goes on for {} bytes; is a quote missing?", value.len()),
        ))
    }

    fn extra(&self, fields: &[Cow<'_, str>]) -> String {
        let mut object = serde_json::Map::new();
        for (place, name) in &self.located.rest {
            if let Some(value) = fields.get(*place).filter(|value| !value.is_empty()) {
                object.insert(name.clone(), serde_json::Value::String(value.to_string()));
            }
        }
        if object.is_empty() {
            return String::new();
        }
        serde_json::Value::Object(object).to_string()
    }
}

fn clean_cow(field: Cow<'_, str>) -> Cow<'_, str> {
    match field {
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    }
}

/// Takes off the space around a value, and what Excel puts around a text that looks like a number
/// (`="007"`). `NULL` is what database tools write for no value.
fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let bare = text
        .strip_prefix("=\"")
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    Cow::Borrowed(if bare == "NULL" { "" } else { bare.trim() })
}
