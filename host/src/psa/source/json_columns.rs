//! Fills the fields of JSON rows.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::{
    layout::{Located, locate},
    rivals::contradiction,
    tidy::Tidying,
};
use crate::psa::{
    content::Content,
    error::ReadFault,
    field::{Field, fields},
    names::folded,
    profile::{Profile, Section},
};

/// What is wrong with two spellings of one name.
const TWICE: &str = "is a second value for one column; an object may have each name only once, however it is spelled";

/// A value of a field that has another one already.
pub(super) struct Second {
    /// Its name in the object.
    pub(super) name: String,
    /// The value.
    pub(super) value: String,
    /// What is wrong with it, as words that follow it.
    pub(super) rule: String,
}

/// Fills the fields of rows whose columns show only as they come.
pub(super) struct Columns<'s> {
    content: Content,
    /// By folded name: the fields that it fills, and its rank among their columns.
    known: HashMap<String, Vec<(usize, usize)>>,
    /// What the names that came are: by name, its place and what it fills.
    seen: HashMap<String, Vec<(usize, usize)>>,
    names: Vec<String>,
    section: &'s Section,
}

impl<'s> Columns<'s> {
    /// Begins without having seen any column.
    pub(super) fn new(section: &'s Section, content: Content) -> Self {
        let mut known: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (position, field) in fields(content).iter().enumerate() {
            for (rank, name) in section
                .columns
                .get(field.name)
                .into_iter()
                .flatten()
                .enumerate()
            {
                known
                    .entry(folded(name))
                    .or_default()
                    .push((position, rank));
            }
        }
        Self {
            content,
            known,
            seen: HashMap::new(),
            names: Vec::new(),
            section,
        }
    }

    /// Fills the cells: the fields in their order, and the rest as a JSON object.
    ///
    /// # Errors
    /// Fails where two names that are one column, or two columns that are one field, have different values.
    pub(super) fn fill(
        &mut self,
        row: &[(String, &str)],
        cells: &mut Vec<String>,
    ) -> Result<(), Second> {
        let fields = fields(self.content);
        let section = self.section;
        let mut best = vec![usize::MAX; fields.len()];
        cells.resize(fields.len(), String::new());
        let mut rest: Vec<(&str, &str)> = Vec::new();
        for (path, raw) in row {
            let value = scalar(raw);
            if value.is_empty() {
                continue;
            }
            let uses = self.uses(path);
            if uses.is_empty() {
                rest.push((path, raw));
            }
            for (position, rank) in uses {
                let (Some(cell), Some(best), Some(field)) = (
                    cells.get_mut(*position),
                    best.get_mut(*position),
                    fields.get(*position),
                ) else {
                    continue;
                };
                let value = Tidying::of(field).tidy(&value);
                if value.is_empty() {
                    continue;
                }
                if *rank == *best && *cell != value {
                    return Err(Second {
                        name: path.clone(),
                        value: value.into_owned(),
                        rule: TWICE.to_owned(),
                    });
                }
                if *best != usize::MAX
                    && let Some(rule) = contradicts(section, field, (*best, cell), (*rank, &value))
                {
                    return Err(Second {
                        name: path.clone(),
                        value: value.into_owned(),
                        rule,
                    });
                }
                if *rank < *best {
                    value.as_ref().clone_into(cell);
                    *best = *rank;
                }
            }
        }
        cells.push(json_object(&rest));
        Ok(())
    }

    fn uses(&mut self, path: &str) -> &[(usize, usize)] {
        if !self.seen.contains_key(path) {
            let uses = self.known.get(&folded(path)).cloned().unwrap_or_default();
            self.seen.insert(path.to_owned(), uses);
            self.names.push(path.to_owned());
        }
        self.seen.get(path).map(Vec::as_slice).unwrap_or_default()
    }

    /// Says where the fields are, now that all names have come. A file without any row is not asked
    /// for columns that it cannot show.
    pub(super) fn located(&self, profile: &Profile, rows: u64) -> Result<Located, ReadFault> {
        if rows == 0 {
            let columns = self
                .section
                .columns
                .values()
                .filter_map(|names| names.first());
            let names: Vec<String> = columns.cloned().collect();
            return self.locate(profile, &names);
        }
        // Names that are spelled in two ways are one column here, since an object has each once.
        let mut folds = BTreeSet::new();
        let names: Vec<String> = self
            .names
            .iter()
            .filter(|name| folds.insert(folded(name)))
            .cloned()
            .collect();
        self.locate(profile, &names)
    }

    fn locate(&self, profile: &Profile, names: &[String]) -> Result<Located, ReadFault> {
        locate(profile, Some(self.content), names)
            .map_err(|fault| ReadFault::Columns { line: None, fault })
    }
}

/// Says what is wrong with a second value of a field that the column of a rank filled.
fn contradicts(
    section: &Section,
    field: &Field,
    (rank, cell): (usize, &str),
    (second, value): (usize, &str),
) -> Option<String> {
    let names = section.columns.get(field.name)?;
    contradiction(
        section,
        field,
        (names.get(rank)?, cell),
        (names.get(second)?, value),
    )
}

/// The text of a value that is neither object nor list; numbers keep their literal.
pub(super) fn scalar(raw: &str) -> String {
    if raw.starts_with('"') {
        let text: String = serde_json::from_str(raw).unwrap_or_default();
        return text.trim().to_owned();
    }
    raw.to_owned()
}

/// A value in one spelling, however a file escapes its letters. Numbers keep their literals.
fn without_escapes(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    match serde_json::from_str::<serde_json::Value>(raw) {
        Ok(value) => Cow::Owned(value.to_string()),
        Err(_) => Cow::Borrowed(raw),
    }
}

fn json_object(values: &[(&str, &str)]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let members: Vec<String> = values
        .iter()
        .map(|(name, raw)| {
            let name = serde_json::Value::String((*name).to_owned());
            format!("{name}:{}", without_escapes(raw))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::json_object;

    #[test]
    fn letters_are_the_same_however_they_are_escaped_and_numbers_keep_their_digits() {
        let plain = json_object(&[("name", "\"Café\""), ("price", "1.10")]);
        let escaped = json_object(&[("name", r#""Caf\u00e9""#), ("price", "1.10")]);
        assert_eq!(plain, escaped);
        assert_eq!(plain, r#"{"name":"Café","price":1.10}"#);
    }
}
