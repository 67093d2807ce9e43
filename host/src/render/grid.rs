//! A result: columns and rows.

/// One row: a text a column; none where there is no value.
pub type Row = Vec<Option<String>>;

/// What the texts of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Numbers, exactly as they are stored; aligned to the right.
    Number,
    /// `true` or `false`.
    Boolean,
    /// JSON: lists, structures and maps.
    Json,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: Kind::Text,
        }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: Kind::Number,
        }
    }
}

/// A whole result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Row>,
}

impl Grid {
    /// A result without rows.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; an empty text stands for no value.
    pub fn push<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter().map(Into::into);
        self.rows.push(
            cells
                .map(|cell| Some(cell).filter(|cell| !cell.is_empty()))
                .collect(),
        );
    }
}
