//! The rows of JSON values: objects by the paths of their values, with those of the object around them.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::psa::{error::ReadFault, profile::Section};

/// The names of the fields around the lines of an object begin with this.
const HEADER: &str = "header.";

type Object<'t> = BTreeMap<String, &'t RawValue>;

/// A row of the file.
pub(super) enum Row<'t> {
    /// Its values by their paths.
    Object(Vec<(String, &'t str)>),
    /// Something else, as it stands there.
    Other(&'t str),
}

/// Calls `each` for every row, with the place where it begins.
pub(super) fn each_row<'t>(
    values: &[&'t RawValue],
    section: &Section,
    each: &mut dyn FnMut(Row<'t>, &'t str) -> Result<(), ReadFault>,
) -> Result<(), ReadFault> {
    for value in values {
        for item in unwrapped(value, section) {
            let Some(object) = object(item) else {
                each(Row::Other(item.get()), item.get())?;
                continue;
            };
            let nested = section.lines.iter().find_map(|name| {
                let (name, list) = object.get_key_value(name)?;
                // No lines are none, not one line without anything.
                let lines = if list.get() == "null" {
                    Some(Vec::new())
                } else {
                    list_of(list)
                };
                Some((name.clone(), lines?))
            });
            let Some((name, lines)) = nested else {
                each(Row::Object(flat(&object, "", None)), item.get())?;
                continue;
            };
            let header = flat(&object, HEADER, Some(&name));
            for line in lines {
                match self::object(line) {
                    Some(object) => {
                        let mut row = flat(&object, "", None);
                        row.extend(header.iter().cloned());
                        each(Row::Object(row), line.get())?;
                    }
                    None => each(Row::Other(line.get()), line.get())?,
                }
            }
        }
    }
    Ok(())
}

/// The objects of a value: its elements, those of the list that it wraps, or itself.
fn unwrapped<'t>(value: &'t RawValue, section: &Section) -> Vec<&'t RawValue> {
    if let Some(items) = list_of(value) {
        return items;
    }
    let wrapped = object(value).and_then(|object| {
        let mut names = section
            .list
            .iter()
            .map(String::as_str)
            .chain(["items", "data", "value", "results"]);
        names.find_map(|name| list_of(object.get(name)?))
    });
    wrapped.unwrap_or_else(|| vec![value])
}

fn list_of(value: &RawValue) -> Option<Vec<&RawValue>> {
    value
        .get()
        .starts_with('[')
        .then(|| serde_json::from_str(value.get()).ok())?
}

fn object(value: &RawValue) -> Option<Object<'_>> {
    value
        .get()
        .starts_with('{')
        .then(|| serde_json::from_str(value.get()).ok())?
}

/// The values of an object by their paths: `company.name`, `tenants.0.id`. Nulls are left out.
fn flat<'t>(object: &Object<'t>, prefix: &str, without: Option<&str>) -> Vec<(String, &'t str)> {
    let mut values = Vec::new();
    for (name, value) in object {
        if without != Some(name) {
            flatten(format!("{prefix}{name}"), value, &mut values);
        }
    }
    values
}

fn flatten<'t>(path: String, value: &'t RawValue, values: &mut Vec<(String, &'t str)>) {
    if let Some(object) = object(value) {
        for (name, value) in object {
            flatten(format!("{path}.{name}"), value, values);
        }
    } else if let Some(items) = list_of(value) {
        for (number, value) in items.into_iter().enumerate() {
            flatten(format!("{path}.{number}"), value, values);
        }
    } else if value.get() != "null" {
        values.push((path, value.get()));
    }
}
