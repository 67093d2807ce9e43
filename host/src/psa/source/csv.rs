//! Makes clean rows of a text with delimiters.

use std::borrow::Cow;

use super::{
    classify::{Classifier, REMARK, Verdict},
    copies::Copies,
    dialect::{self, Dialect},
    encoding::Decoded,
    groups::Groups,
    layout::{Located, locate},
    records::{CutFault, Records},
    rivals::contradiction,
    summary::TOTAL,
    sums::Sums,
    tidy::Tidying,
    writer::{Clean, LONGEST_VALUE, RowWriter},
};
use crate::base::spreadsheet::restored;
use crate::psa::{
    content::Content,
    error::ReadFault,
    field::{Field, fields as fields_of, needed, position},
    profile::{Profile, Section},
    report::RowFault,
};

/// The fields that say whom and what a row is about.
const ABOUT: [&str; 9] = [
    "id",
    "name",
    "customer_id",
    "customer_name",
    "contract_id",
    "contract_name",
    "product_code",
    "product_name",
    "vendor_sku",
];

/// A value of a narrower table may well have as many delimiters as a row.
const NARROWEST_TO_SWALLOW: usize = 4;

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
        .map(|field| clean(field, Tidying::Text).into_owned())
        .collect();
    let located = locate(profile, wanted, &header).map_err(|fault| ReadFault::Columns {
        line: Some(header_line),
        fault,
    })?;
    let empty = Section::default();
    let section = profile.section(located.content).unwrap_or(&empty);
    let tidyings = tidyings(&located, header.len());
    let mut rows = Rows {
        header: &header,
        classifier: Classifier::new(&header, &located, section),
        groups: Groups::default(),
        copies: Copies::default(),
        sums: Sums::new(&located),
        required: required(&located),
        rivals: fields_of(located.content)
            .iter()
            .zip(located.places.iter().map(Vec::as_slice))
            .filter(|(_, places)| places.len() > 1)
            .collect(),
        about: ABOUT
            .iter()
            .filter_map(|name| position(located.content, name))
            .collect(),
        located: &located,
        section,
        delimiter: dialect.delimiter,
    };
    while let Some(line) = records.next(&mut fields).map_err(cut)? {
        if let Some(fault) = rows.swallowed(line, &fields) {
            writer.fault(fault);
            continue;
        }
        for (place, field) in fields.iter_mut().enumerate() {
            let tidying = tidyings.get(place).copied().unwrap_or_default();
            *field = clean_cow(std::mem::take(field), tidying);
        }
        rows.read(line, &fields, &mut writer)?;
    }
    if let Some(copy) = rows.copies.fault() {
        writer.fault_of_rows(copy);
    }
    let mut notes = notes(decoded, &dialect, header_line);
    notes.extend(rows.groups.note());
    Ok((writer.finish().map_err(ReadFault::Scratch)?, located, notes))
}

/// How the columns are tidied; where a column fills several fields, as the strictest of them.
fn tidyings(located: &Located, columns: usize) -> Vec<Tidying> {
    let mut tidyings = vec![Tidying::default(); columns];
    for (field, places) in fields_of(located.content).iter().zip(&located.places) {
        for place in places {
            if let Some(tidying) = tidyings.get_mut(*place) {
                *tidying = Tidying::of(field).max(*tidying);
            }
        }
    }
    tidyings
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

/// The places without which a row is not a row; see [`needed`].
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
    groups: Groups,
    copies: Copies,
    sums: Sums,
    /// A row with fewer fields is cut off.
    required: usize,
    located: &'h Located,
    section: &'h Section,
    /// The fields that say whom and what a row is about.
    about: Vec<usize>,
    /// The fields that several columns may fill, with the places of those.
    rivals: Vec<(&'static Field, &'h [usize])>,
    delimiter: u8,
}

impl Rows<'_> {
    fn read(
        &mut self,
        line: u64,
        fields: &[Cow<'_, str>],
        writer: &mut RowWriter,
    ) -> Result<(), ReadFault> {
        let texts = || fields.iter().map(AsRef::as_ref);
        match self.classifier.judge(fields) {
            Verdict::Data => self.data(line, fields, writer),
            Verdict::Skip(reason) => {
                if reason == TOTAL {
                    self.sums.next_group();
                }
                if reason == TOTAL && self.names_customer(fields) {
                    self.groups.end();
                }
                writer.skip(line, reason, texts());
                Ok(())
            }
            Verdict::Again => {
                writer.skip(line, "repeated header", texts());
                if let Some(copy) = self.copies.next_page() {
                    writer.fault_of_rows(copy);
                }
                Ok(())
            }
            Verdict::Heading { name, id } => {
                self.sums.next_group();
                self.groups.begin(name, id, line);
                writer.skip(line, REMARK, texts());
                Ok(())
            }
            Verdict::Doubt(value, rule) => {
                writer.fault(RowFault {
                    line,
                    row: None,
                    column: None,
                    value: Some(shown(&value)),
                    rule,
                });
                Ok(())
            }
        }
    }

    fn data(
        &mut self,
        line: u64,
        fields: &[Cow<'_, str>],
        writer: &mut RowWriter,
    ) -> Result<(), ReadFault> {
        if let Some(fault) = self.misfit(line, fields) {
            writer.fault(fault);
            return Ok(());
        }
        if self.sums.is_total(fields) {
            let first = fields.iter().find(|field| !field.is_empty());
            writer.fault(RowFault {
                line,
                row: None,
                column: None,
                value: first.map(|field| shown(field)),
                rule: "has the combined quantity and amount of the rows above it, so it reads like a total; remove the row, or move it up if it is a separate line"
                    .to_owned(),
            });
            return Ok(());
        }
        if let Some(fault) = self.contradiction(line, fields) {
            writer.fault(fault);
            return Ok(());
        }
        let mut values: Vec<&str> = self
            .located
            .places
            .iter()
            .map(|places| {
                places
                    .iter()
                    .filter_map(|place| fields.get(*place))
                    .find(|field| !field.is_empty())
                    .map_or("", AsRef::as_ref)
            })
            .collect();
        let extra = self.extra(fields);
        if self.located.content == Content::ContractLines
            && let Err(rule) = fill_customer(&mut self.groups, &mut values)
        {
            writer.fault(RowFault {
                line,
                row: None,
                column: None,
                value: None,
                rule,
            });
            return Ok(());
        }
        let about: Vec<&str> = self
            .about
            .iter()
            .map(|place| values.get(*place).copied().unwrap_or_default())
            .collect();
        self.copies.row(line, fields, &about);
        writer
            .row(line, values.into_iter(), &extra)
            .map_err(ReadFault::Scratch)
    }

    fn names_customer(&self, fields: &[Cow<'_, str>]) -> bool {
        ["customer_name", "customer_id"]
            .iter()
            .filter_map(|name| position(self.located.content, name))
            .filter_map(|field| self.located.places.get(field))
            .flatten()
            .any(|place| fields.get(*place).is_some_and(|field| !field.is_empty()))
    }

    /// Says what is wrong with a row that has other fields than the header.
    fn misfit(&self, line: u64, fields: &[Cow<'_, str>]) -> Option<RowFault> {
        let columns = self.header.len();
        let beyond = fields.iter().skip(columns).find(|field| !field.is_empty());
        let fault = |field: Option<String>, value: &str, rule: String| RowFault {
            line,
            row: None,
            column: field,
            value: Some(shown(value)),
            rule,
        };
        if let Some(value) = beyond {
            return Some(fault(
                None,
                value,
                format!(
                    "is after the last column: the row has {} fields and the header {columns}; is there an extra delimiter, or is a quote missing?",
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
        Some(fault(
            self.column(long),
            value,
            format!("is {} bytes long; is a quote missing?", value.len()),
        ))
    }

    /// A column for a message.
    fn column(&self, place: usize) -> Option<String> {
        let name = self.header.get(place)?;
        Some(format!("{} “{name}”", place + 1))
    }

    /// Says what is wrong with a row of which one value holds whole rows: after a quote that opens nothing, all rows
    /// up to the next quote are one value. The fields are as they stand in the file.
    fn swallowed(&self, line: u64, fields: &[Cow<'_, str>]) -> Option<RowFault> {
        let columns = self.header.len();
        if columns < 2 {
            return None;
        }
        let (place, value) = fields.iter().enumerate().find(|(_, field)| {
            // An address on several lines has a space behind its commas.
            let divided = |text: &str| {
                let bytes = text.as_bytes().windows(2);
                let marks = bytes.filter(|pair| pair[0] == self.delimiter && pair[1] != b' ');
                marks.count()
            };
            if columns >= NARROWEST_TO_SWALLOW {
                return field.contains('\n') && divided(field) >= columns - 1;
            }
            // In a narrow table a text may well have as many marks as a row, but hardly in a whole line of its own.
            let lines: Vec<&str> = field.lines().collect();
            let inner = lines
                .get(1..lines.len().saturating_sub(1))
                .unwrap_or_default();
            inner.iter().any(|line| divided(line) == columns - 1)
        })?;
        Some(RowFault {
            line,
            row: None,
            column: self.column(place),
            value: Some(shown(value)),
            rule: format!(
                "is one value over {} lines and contains rows; is a quote missing, or is there an extra one?",
                value.lines().count()
            ),
        })
    }

    /// Says what is wrong with a row of which two columns contradict each other.
    fn contradiction(&self, line: u64, fields: &[Cow<'_, str>]) -> Option<RowFault> {
        self.rivals.iter().find_map(|(field, places)| {
            let mut filled = places.iter().filter_map(|place| {
                let value = fields.get(*place)?;
                (!value.is_empty()).then_some((*place, value.as_ref()))
            });
            let (first, value) = filled.next()?;
            let first = (self.header.get(first)?.as_str(), value);
            filled.find_map(|(place, value)| {
                Some(RowFault {
                    line,
                    row: None,
                    column: self.column(place),
                    value: Some(shown(value)),
                    rule: contradiction(
                        self.section,
                        field,
                        first,
                        (self.header.get(place)?, value),
                    )?,
                })
            })
        })
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

/// Gives a line that lacks its customer that of the heading above it.
fn fill_customer<'v>(groups: &'v mut Groups, values: &mut [&'v str]) -> Result<(), String> {
    let place = |name| position(Content::ContractLines, name).unwrap_or_default();
    let (name, id) = (place("customer_name"), place("customer_id"));
    let own = [name, id]
        .iter()
        .filter_map(|place| values.get(*place))
        .find(|value| !value.is_empty());
    if let Some(own) = own {
        groups.named(own);
        return Ok(());
    }
    if let Some(heading) = groups.customer()? {
        for (place, value) in [(name, &heading.name), (id, &heading.id)] {
            if let Some(cell) = values.get_mut(place) {
                *cell = value;
            }
        }
    }
    Ok(())
}

fn shown(value: &str) -> String {
    value.chars().take(80).collect()
}

fn clean_cow(field: Cow<'_, str>, tidying: Tidying) -> Cow<'_, str> {
    match field {
        Cow::Borrowed(text) => clean(text, tidying),
        Cow::Owned(text) => Cow::Owned(clean(&text, tidying).into_owned()),
    }
}

/// Takes off what is not to be seen of a value, the apostrophe that keeps a spreadsheet from running a text, and what Excel puts around a text that looks like a number
/// (`="007"`). `NULL` is what database tools write for no value.
fn clean(text: &str, tidying: Tidying) -> Cow<'_, str> {
    match tidying.visible(text.trim()) {
        Cow::Borrowed(text) => match restored(text) {
            Cow::Borrowed(text) => tidying.tidy(bare(text)),
            Cow::Owned(text) => Cow::Owned(tidying.tidy(bare(&text)).into_owned()),
        },
        Cow::Owned(text) => Cow::Owned(tidying.tidy(bare(&restored(text.trim()))).into_owned()),
    }
}

fn bare(text: &str) -> &str {
    let bare = text
        .strip_prefix("=\"")
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    if bare == "NULL" { "" } else { bare }
}
