//! Makes clean rows of JSON: a list of objects, an object that has such a list, or one object a line;
//! each object is a row, or has its rows in a list of its own.

use std::{borrow::Cow, collections::BTreeSet};

use serde_json::value::RawValue;

use super::{
    classify::{BLANK, Classifier, REMARK, Verdict},
    encoding::Decoded,
    json_columns::{Columns, scalar},
    json_rows::{Row, each_row},
    layout::{Located, likely},
    writer::{Clean, LONGEST_VALUE, RowWriter},
};
use crate::psa::{
    content::Content,
    error::{ColumnsFault, ReadFault},
    names::folded,
    profile::{Profile, Section},
    report::RowFault,
};

/// So many objects tell what a file holds, when nobody says it. A field may be absent from the first.
const SAMPLE: usize = 200;

/// How deep lists and objects may be nested. What PSAs write is less than ten; serde_json's own limit.
const DEEPEST: usize = 128;

/// Reads JSON. Returns its rows and where its fields are.
pub(in crate::psa) fn read_json(
    decoded: &Decoded,
    profile: &Profile,
    wanted: Option<Content>,
    mut writer: RowWriter,
) -> Result<(Clean, Located, Vec<String>), ReadFault> {
    let text = decoded.text.as_str();
    let values = values(text)?;
    let content = content(&values, profile, wanted);
    let section = profile
        .section(content)
        .ok_or_else(|| no_section(profile, content))?;
    let mut lines = Lines::new(text);
    let mut columns = Columns::new(section, content);
    let mut classifier = Classifier::of_fields(content, section);
    let mut cells = Vec::new();
    each_row(&values, section, &mut |row, start| {
        // Any number of rows may begin in a line.
        let number = writer.number(lines.of(start));
        let fault = |value: &str, rule: String| RowFault {
            line: number,
            row: None,
            column: None,
            value: Some(value.chars().take(80).collect()),
            rule,
        };
        cells.clear();
        match row {
            Row::Object(flat) => {
                if let Err(second) = columns.fill(&flat, &mut cells) {
                    writer.fault(RowFault {
                        column: Some(format!("“{}”", second.name)),
                        ..fault(&second.value, second.rule)
                    });
                    return Ok(());
                }
            }
            Row::WithoutLines(flat) => {
                let names = flat
                    .iter()
                    .filter(|(path, _)| folded(path).ends_with("name"));
                let texts: Vec<String> = names.map(|(_, raw)| scalar(raw)).collect();
                writer.skip(number, "no lines", texts.iter().map(String::as_str));
                return Ok(());
            }
            Row::Other(text, rule) => {
                writer.fault(fault(text, rule.to_owned()));
                return Ok(());
            }
        }
        if let Some(long) = cells.iter().find(|cell| cell.len() > LONGEST_VALUE) {
            writer.fault(fault(long, format!("is {} bytes long", long.len())));
            return Ok(());
        }
        if cells.iter().all(String::is_empty) {
            writer.skip(number, BLANK, std::iter::empty());
            return Ok(());
        }
        let extra = cells.pop().unwrap_or_default();
        let fields: Vec<Cow<'_, str>> = cells.iter().map(Cow::from).collect();
        match classifier.judge(&fields) {
            Verdict::Skip(reason) if reason != REMARK => {
                writer.skip(number, reason, cells.iter().map(String::as_str));
                return Ok(());
            }
            Verdict::Doubt(value, rule) => {
                writer.fault(fault(&value, rule));
                return Ok(());
            }
            // An object names its customer, so there are no headings; what lacks something is a fault.
            _ => {}
        }
        writer
            .row(number, cells.iter().map(String::as_str), &extra)
            .map_err(ReadFault::Scratch)
    })?;
    let clean = writer.finish().map_err(ReadFault::Scratch)?;
    let located = columns.located(profile, clean.rows - clean.faults.len() as u64)?;
    Ok((
        clean,
        located,
        vec![format!("read as JSON in {}", decoded.encoding)],
    ))
}

fn no_section(profile: &Profile, content: Content) -> ReadFault {
    ReadFault::Columns {
        line: None,
        fault: ColumnsFault::NoSection {
            profile: profile.name.clone(),
            content,
        },
    }
}

/// The values of a file: usually one, or one a line.
fn values(text: &str) -> Result<Vec<&RawValue>, ReadFault> {
    if let Some(place) = too_deep(text) {
        let what = format!("lists and objects are nested more than {DEEPEST} levels deep here");
        return Err(fault_at(text, place, what));
    }
    if let Some(place) = half_a_character(text) {
        let escape = text.get(place..place + 6).unwrap_or_default();
        let what = format!(
            "“{escape}” is one half of a character, and the other half is missing; a program cut the text there: correct it in the PSA, and export the file again"
        );
        return Err(fault_at(text, place, what));
    }
    serde_json::Deserializer::from_str(text)
        .into_iter::<&RawValue>()
        .collect::<Result<_, _>>()
        .map_err(|error| {
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or(&message);
            ReadFault::Text {
                line: error.line() as u64,
                column: error.column(),
                what: format!("this is not JSON: {what}"),
            }
        })
}

/// A fault at a place of the text, in bytes.
fn fault_at(text: &str, place: usize, what: String) -> ReadFault {
    let before = text.get(..place).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    ReadFault::Text {
        line: before.matches('\n').count() as u64 + 1,
        column: line.chars().count() + 1,
        what,
    }
}

/// Where lists and objects are nested deeper than is read: each level takes room on the stack.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(place);
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Where a text escapes one of the two halves of a character without the other one. No text can have it, and a value that is
/// left out because of it would count as one that nobody stated.
fn half_a_character(text: &str) -> Option<usize> {
    let unit = |place: usize| {
        let digits = text.get(place..place + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut place = 0;
    while let Some(found) = text.get(place..)?.find('\\') {
        place += found;
        place += match unit(place) {
            Some(0xd800..=0xdbff) if matches!(unit(place + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => return Some(place),
            Some(_) => 6,
            // The backslash, and what it escapes: another backslash begins nothing.
            None => {
                1 + text
                    .get(place + 1..)?
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8)
            }
        };
    }
    None
}

/// What is wanted, else the content that the first objects speak for.
fn content(values: &[&RawValue], profile: &Profile, wanted: Option<Content>) -> Content {
    if let Some(content) = wanted {
        return content;
    }
    // Lines may lie deeper than customers, so the names are those that lines would have.
    let names = match profile.section(Content::ContractLines) {
        Some(section) => sample(values, section),
        None => return Content::Customers,
    };
    likely(profile, &names)
}

fn sample(values: &[&RawValue], section: &Section) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut seen = 0;
    // The only error is the one that ends the sample.
    let _ = each_row(values, section, &mut |row, _| {
        if let Row::Object(flat) = row {
            names.extend(flat.into_iter().map(|(name, _)| name));
        }
        seen += 1;
        if seen < SAMPLE { Ok(()) } else { Err(enough()) }
    });
    names.into_iter().collect()
}

/// Ends the sample; nobody sees it.
fn enough() -> ReadFault {
    ReadFault::Text {
        line: 0,
        column: 0,
        what: String::new(),
    }
}

/// Counts lines up to places that only go forward.
struct Lines<'t> {
    text: &'t str,
    place: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            place: 0,
            line: 1,
        }
    }

    /// The line in which a part of the text begins.
    fn of(&mut self, part: &'t str) -> u64 {
        let place = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self
            .text
            .as_bytes()
            .get(self.place..place)
            .unwrap_or_default();
        self.line += between.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.place = self.place.max(place);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::half_a_character;

    #[test]
    fn a_half_of_a_character_is_found_and_a_whole_one_is_none() {
        for (text, place) in [
            (r#"{"a": "\ud83d\ude00 ok"}"#, None),
            (r#"{"a": "\\ud83d"}"#, None),
            (r#"{"a": "é\u00e9"}"#, None),
            (r#"{"a": "x\ud83d"}"#, Some(8)),
            (r#"{"a": "\ud83dx\ude00"}"#, Some(7)),
            (r#"{"\udc00": 1}"#, Some(2)),
            (r#"{"a": "\ud83d\ud83d\ude00"}"#, Some(7)),
            ("\\", None),
        ] {
            assert_eq!(half_a_character(text), place, "{text}");
        }
    }
}
