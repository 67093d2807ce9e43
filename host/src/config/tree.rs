//! The parsed file, in which every value knows its path and its place.
//!
//! The tree is walked by hand rather than deserialised, so that a run reports every fault of the
//! file at once, each with its line, and so that no message quotes a value that may be a secret.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::names::join_path;
use crate::base::suggest;

/// Collects the faults of one file.
pub(crate) struct Problems<'t> {
    text: &'t str,
    found: Vec<(usize, Problem)>,
}

impl<'t> Problems<'t> {
    /// Starts with no faults in `text`.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    /// Adds a fault at a byte offset of the text.
    pub(crate) fn report(&mut self, offset: usize, key: &str, message: impl Into<String>) {
        let (line, _) = place(self.text, offset);
        let problem = Problem {
            line,
            key: key.to_owned(),
            message: message.into(),
        };
        self.found.push((offset, problem));
    }

    /// Returns the faults in the order of the file.
    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|(offset, _)| *offset);
        self.found.into_iter().map(|(_, problem)| problem).collect()
    }
}

/// Returns line and column of a byte offset, both counted from 1.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

/// A value with its path and place.
pub(crate) struct Node<'t> {
    /// The path of its key.
    pub(crate) path: String,
    /// Where its key stands.
    pub(crate) offset: usize,
    value: &'t DeValue<'t>,
}

impl<'t> Node<'t> {
    /// Returns the file's outermost table.
    pub(crate) fn root(value: &'t DeValue<'t>) -> Self {
        Self {
            path: String::new(),
            offset: 0,
            value,
        }
    }

    /// Reports a fault of this value.
    pub(crate) fn fault(&self, problems: &mut Problems<'_>, message: impl Into<String>) {
        problems.report(self.offset, &self.path, message);
    }

    /// Returns whether the value is a text.
    pub(crate) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// Returns a text that is not empty.
    pub(crate) fn text(&self, problems: &mut Problems<'_>) -> Option<String> {
        match self.value.as_str() {
            Some("") => {
                self.fault(problems, "expected a string, found an empty string");
                None
            }
            Some(text) => Some(text.to_owned()),
            None => self.unexpected(problems, "a string"),
        }
    }

    /// Returns text, an integer or a boolean as text: the value of a setting.
    pub(crate) fn scalar(&self, problems: &mut Problems<'_>) -> Option<String> {
        match self.value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(value) => Some(value.to_string()),
            DeValue::Integer(value) if value.radix() == 10 => Some(value.as_str().to_owned()),
            _ => self.unexpected(problems, "a string, a decimal integer or true/false"),
        }
    }

    /// Returns true or false.
    pub(crate) fn boolean(&self, problems: &mut Problems<'_>) -> Option<bool> {
        match self.value.as_bool() {
            Some(value) => Some(value),
            None => self.unexpected(problems, "true or false"),
        }
    }

    /// Returns an integer inside `range`.
    pub(crate) fn integer(
        &self,
        problems: &mut Problems<'_>,
        range: RangeInclusive<u32>,
    ) -> Option<u32> {
        let expected = format!("an integer from {} to {}", range.start(), range.end());
        let Some(value) = self.value.as_integer() else {
            return self.unexpected(problems, &expected);
        };
        let parsed = i64::from_str_radix(value.as_str(), value.radix()).ok();
        match parsed
            .and_then(|value| u32::try_from(value).ok())
            .filter(|value| range.contains(value))
        {
            Some(value) => Some(value),
            None => {
                self.fault(
                    problems,
                    format!("expected {expected}, found {}", value.as_str()),
                );
                None
            }
        }
    }

    /// Returns a number, integer or not, inside `range`.
    pub(crate) fn number(
        &self,
        problems: &mut Problems<'_>,
        range: RangeInclusive<f64>,
    ) -> Option<f64> {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let literal = match self.value {
            DeValue::Integer(value) if value.radix() == 10 => value.as_str(),
            DeValue::Float(value) => value.as_str(),
            _ => return self.unexpected(problems, &expected),
        };
        match literal
            .parse::<f64>()
            .ok()
            .filter(|value| range.contains(value))
        {
            Some(value) => Some(value),
            None => {
                self.fault(problems, format!("expected {expected}, found {literal}"));
                None
            }
        }
    }

    /// Returns the digits of a decimal that is not negative, exactly as they are written; it may stand
    /// in quotes. `whole` and `fraction` are the most digits before and after the point.
    pub(crate) fn decimal(
        &self,
        problems: &mut Problems<'_>,
        whole: usize,
        fraction: usize,
    ) -> Option<String> {
        let expected = format!(
            "a decimal of at least 0 with at most {whole} digits before and {fraction} after the point"
        );
        let literal = match self.value {
            DeValue::Integer(value) if value.radix() == 10 => value.as_str(),
            DeValue::Float(value) => value.as_str(),
            DeValue::String(text) => text.as_ref(),
            _ => return self.unexpected(problems, &expected),
        };
        let (before, after) = literal.split_once('.').unwrap_or((literal, ""));
        let fits = |digits: &str, most: usize| {
            digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        if before.is_empty() || !fits(before, whole) || !fits(after, fraction) {
            self.fault(problems, format!("expected {expected}"));
            return None;
        }
        Some(literal.to_owned())
    }

    /// Returns a list of texts that is not empty.
    pub(crate) fn texts(&self, problems: &mut Problems<'_>) -> Option<Vec<String>> {
        let items = self.value.as_array().map(|array| {
            array
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        });
        match items {
            Some(Some(items)) if !items.is_empty() => Some(items),
            Some(Some(_)) => {
                self.fault(problems, "expected a list of strings, found an empty list");
                None
            }
            Some(None) => {
                self.fault(
                    problems,
                    "expected a list of strings, found a list with something else in it",
                );
                None
            }
            None => self.unexpected(problems, "a list of strings"),
        }
    }

    /// Returns the entries of a table whose keys are free, in the order of their names.
    pub(crate) fn entries(&self, problems: &mut Problems<'_>) -> Option<Vec<(String, Node<'t>)>> {
        match self.value {
            DeValue::Table(table) => Some(self.children(table).collect()),
            _ => self.unexpected(problems, "a table"),
        }
    }

    /// Returns the fields of a table whose keys are `known`; reports all others.
    pub(crate) fn fields(&self, problems: &mut Problems<'_>, known: &[&str]) -> Option<Fields<'t>> {
        let entries = self.entries(problems)?;
        let mut fields = BTreeMap::new();
        for (name, node) in entries {
            if known.contains(&name.as_str()) {
                fields.insert(name, node);
            } else {
                node.fault(problems, unknown_key(&name, known));
            }
        }
        Some(Fields { fields })
    }

    fn children(&self, table: &'t DeTable<'t>) -> impl Iterator<Item = (String, Node<'t>)> {
        table.iter().map(|(key, value)| {
            let name = key.get_ref().to_string();
            let node = Node {
                path: join_path(&self.path, &name),
                offset: key.span().start,
                value: value.get_ref(),
            };
            (name, node)
        })
    }

    fn unexpected<T>(&self, problems: &mut Problems<'_>, expected: &str) -> Option<T> {
        self.fault(
            problems,
            format!("expected {expected}, found {}", kind(self.value)),
        );
        None
    }
}

/// The fields of a table with known keys.
pub(crate) struct Fields<'t> {
    fields: BTreeMap<String, Node<'t>>,
}

impl<'t> Fields<'t> {
    /// Returns the field, if the file has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'t>> {
        self.fields.get(name)
    }

    /// Returns the names of the fields that the file has.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.fields.keys().map(String::as_str).collect()
    }
}

fn unknown_key(name: &str, known: &[&str]) -> String {
    match suggest(name, known.iter().copied()) {
        Some(suggestion) => format!("unknown key; did you mean {suggestion}?"),
        None => format!("unknown key; expected one of {}", known.join(", ")),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
