//! A table of a page, as a person sees it.

use serde::Serialize;

use super::figure::{grouped, without_zeros};
use super::rows::Row;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// As they are.
    Text,
    /// Short words, codes and days, which are not broken into lines.
    Word,
    /// Counts and amounts, aligned to the right, with their thousands apart.
    Number,
    /// Percentages.
    Percent,
    /// Not shown; the page's filters read it.
    Hidden,
}

/// What a filter of the page reads a column for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// The customer.
    Customer,
    /// The distributors, separated by commas.
    Distributor,
    /// The product, by name or key.
    Sku,
    /// What is wrong.
    Class,
    /// How bad it is.
    Severity,
    /// Open, muted …
    State,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Column {
    label: &'static str,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// What stands where there is no value: “unknown” for figures, unless it means something else.
    #[serde(skip)]
    none: &'static str,
}

impl Column {
    pub(super) const fn text(label: &'static str) -> Self {
        Self {
            label,
            kind: Kind::Text,
            role: None,
            none: "",
        }
    }

    pub(super) const fn word(label: &'static str) -> Self {
        Self {
            kind: Kind::Word,
            ..Self::text(label)
        }
    }

    pub(super) const fn number(label: &'static str) -> Self {
        Self {
            kind: Kind::Number,
            none: "unknown",
            ..Self::text(label)
        }
    }

    pub(super) const fn percent(label: &'static str) -> Self {
        Self {
            kind: Kind::Percent,
            none: "unknown",
            ..Self::text(label)
        }
    }

    pub(super) const fn hidden(label: &'static str) -> Self {
        Self {
            kind: Kind::Hidden,
            ..Self::text(label)
        }
    }

    pub(super) const fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    pub(super) const fn or(mut self, none: &'static str) -> Self {
        self.none = none;
        self
    }

    /// Writes a value for a person.
    pub(super) fn shown(&self, value: Option<&str>) -> String {
        match (value, self.kind) {
            (None, _) => self.none.to_owned(),
            (Some(value), Kind::Text | Kind::Word | Kind::Hidden) => value.to_owned(),
            (Some(value), Kind::Number) => grouped(without_zeros(value)),
            (Some(value), Kind::Percent) => format!("{} %", grouped(value)),
        }
    }
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Table {
    /// Its name for machines.
    pub(super) key: &'static str,
    /// What it shows.
    pub(super) title: &'static str,
    /// How to read it; may be empty.
    pub(super) note: String,
    /// What is said where there is no row.
    pub(super) nothing: &'static str,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// Its rows, as they are shown.
    pub(super) rows: Vec<Vec<String>>,
    /// How many rows there are in the database.
    pub(super) total: usize,
}

impl Table {
    /// Makes a table of rows that have a value for each of its columns, and maybe more, which are left out.
    pub(super) fn new(
        (key, title, nothing): (&'static str, &'static str, &'static str),
        columns: Vec<Column>,
        rows: &[Row],
    ) -> Self {
        let shown = |row: &Row| {
            let cells = columns.iter().zip(row);
            cells
                .map(|(column, value)| column.shown(value.as_deref()))
                .collect()
        };
        Self {
            key,
            title,
            note: String::new(),
            nothing,
            rows: rows.iter().map(shown).collect(),
            total: rows.len(),
            columns,
        }
    }

    /// Lets it say, where it has no row, that nothing is known instead of that there is nothing.
    pub(super) fn is_unknown(&mut self) {
        self.nothing = "Nothing is known; see above.";
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Says how many rows there are, where not all are listed.
    pub(super) fn of(mut self, total: usize) -> Self {
        self.total = total;
        self
    }
}
