//! The columns of a profile.

use super::TODAY;
use crate::analysis::tests::fixtures::Place;
use crate::export::{LineProfile, Sheet, invoice_lines};
use crate::psa::BUILTIN_PROFILES;

fn empty(profile: LineProfile) -> Sheet {
    let place = Place::empty();
    invoice_lines(&place.store, profile, None, TODAY)
        .unwrap()
        .sheet
}

/// The names that an import profile knows, by field.
fn columns_of(profile: &str) -> Vec<(String, Vec<String>)> {
    let profile = BUILTIN_PROFILES
        .iter()
        .find(|one| one.name == profile)
        .unwrap();
    let text: toml_edit::DocumentMut = profile.text.parse().unwrap();
    let columns = text["contract-lines"]["columns"].as_table().unwrap();
    let fields = columns.iter().map(|(field, names)| {
        let names = names.as_array().unwrap().iter();
        let names = names.map(|name| name.as_str().unwrap().to_owned());
        (field.to_owned(), names.collect())
    });
    fields.collect()
}

#[test]
fn the_import_profile_reads_every_column_as_what_it_is() {
    let fields = [
        ("line_id", "id"),
        ("quantity_to", "quantity"),
        ("unit_price_to", "unit_price"),
        ("unit_cost_to", "unit_cost"),
    ];
    for profile in LineProfile::ALL {
        let known = columns_of(profile.name());
        let readers = |title: &str| -> Vec<String> {
            let readers = known
                .iter()
                .filter(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(title)));
            readers.map(|(field, _)| field.clone()).collect()
        };
        for (column, title) in profile.columns() {
            let field = fields
                .iter()
                .find(|(name, _)| name == column)
                .map_or(*column, |(_, field)| field);
            assert_eq!(readers(title), [field], "{}: {title}", profile.name());
        }
        let sheet = empty(profile);
        for title in &sheet.columns[profile.columns().len()..] {
            assert_eq!(
                readers(title),
                Vec::<String>::new(),
                "{}: {title}",
                profile.name()
            );
        }
    }
}

#[test]
fn a_list_without_rows_has_its_columns() {
    let mut file = Vec::new();
    empty(LineProfile::Halopsa).write_csv(&mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    assert!(text.starts_with("Line ID,Client ID,Client Name,"), "{text}");
    assert_eq!(text.lines().count(), 1);
}
