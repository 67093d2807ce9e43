//! Understands the texts of all columns of a file.

use std::collections::BTreeMap;

use duckdb::Connection;

use super::texts::{Text, Value, spread, texts, write};
use crate::psa::{
    dates::DateOrder,
    error::ReadFault,
    field::{Field, Kind, fields},
    numbers::DecimalMark,
    profile::Section,
    read::ReadFile,
    report::RowFault,
};

/// What a person said about a file, over what the profile says.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::psa) struct Settings {
    /// The order of day, month and year.
    pub(in crate::psa) date_order: Option<DateOrder>,
    /// The decimal mark.
    pub(in crate::psa) decimal: Option<DecimalMark>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(in crate::psa) struct Understood {
    /// Texts that are not what their column holds.
    pub(in crate::psa) faults: Vec<RowFault>,
    /// What was settled, and what stays unknown, a sentence each.
    pub(in crate::psa) notes: Vec<String>,
}

/// Understands the columns of the table `cells`, and writes a table `understood_…` for each that is
/// filled and is not a plain text.
pub(in crate::psa) fn understand(
    connection: &Connection,
    read: &ReadFile,
    section: &Section,
    settings: Settings,
) -> Result<Understood, ReadFault> {
    let mut columns = Columns {
        connection,
        read,
        section,
        result: Understood::default(),
    };
    let mut of_kind: BTreeMap<&'static str, Vec<(Field, Vec<Text>)>> = BTreeMap::new();
    for (place, field) in fields(read.located.content).iter().enumerate() {
        let filled = read
            .located
            .places
            .get(place)
            .is_some_and(|places| !places.is_empty());
        if filled && field.kind != Kind::Text && columns.counts(field) {
            let texts = texts(connection, field)?;
            let group = match field.kind {
                Kind::Number | Kind::Percent => "numbers",
                Kind::Day => "days",
                _ => "words",
            };
            of_kind.entry(group).or_default().push((*field, texts));
        }
    }
    let mut take = |group| of_kind.remove(group).unwrap_or_default();
    columns.numbers(take("numbers"), settings.decimal.or(section.decimal))?;
    columns.days(take("days"), settings.date_order.or(section.date_order))?;
    columns.words(take("words"))?;
    Ok(columns.result)
}

/// The columns of one file.
pub(super) struct Columns<'c> {
    connection: &'c Connection,
    pub(super) read: &'c ReadFile,
    pub(super) section: &'c Section,
    pub(super) result: Understood,
}

impl Columns<'_> {
    /// Tax rates count only where prices have tax in them; elsewhere nobody need understand them.
    fn counts(&self, field: &Field) -> bool {
        field.name != "tax_rate"
            || self.section.prices_include_tax
            || self.column("tax_included").is_some()
    }

    /// Returns the columns of a field for a message.
    pub(super) fn column(&self, name: &str) -> Option<String> {
        let place = crate::psa::field::position(self.read.located.content, name)?;
        let described = self.read.located.describe(place, self.read.numbered);
        (!described.is_empty()).then_some(described)
    }

    /// Writes what texts mean, and lists the rows whose text means nothing.
    pub(super) fn settle(
        &mut self,
        field: &Field,
        values: &[(String, Value)],
        bad: &[(String, String)],
    ) -> Result<(), ReadFault> {
        write(self.connection, field, values)?;
        let column = self.column(field.name).unwrap_or_default();
        let faults = spread(self.connection, field, &column, bad)?;
        self.result.faults.extend(faults);
        Ok(())
    }

    /// Asks about a column that leaves something open, at the first row that does.
    pub(super) fn ask(&mut self, field: &Field, texts: &[Text], text: &str, rule: String) {
        let line = texts
            .iter()
            .find(|known| known.text == text)
            .map_or(1, |text| text.line);
        self.result.faults.push(RowFault {
            line,
            row: None,
            column: self.column(field.name),
            value: Some(text.to_owned()),
            rule,
        });
    }
}
