//! The comments in the database are the analysts' documentation.

use super::fixtures::Place;
use crate::store::{
    Dataset,
    schema::{ColumnType, columns},
};

#[test]
fn every_table_view_and_column_has_a_comment() {
    let place = Place::new();
    place.store();
    let silent = place.rows(
        "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
         UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
         UNION ALL
         SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL",
    );
    assert_eq!(silent, [""; 0]);
}

#[test]
fn every_vendor_row_says_where_it_comes_from_and_when() {
    let place = Place::new();
    place.store();
    for table in Dataset::OF_DISTRIBUTORS.map(|dataset| dataset.definition().table) {
        let names = place.rows(&format!(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = '{table}'"
        ));
        for wanted in [
            "vendor",
            "connection",
            "id",
            "first_seen_at",
            "last_seen_at",
            "missing_since",
            "run_id",
        ] {
            assert!(
                names.iter().any(|name| name == wanted),
                "{table} has no {wanted}"
            );
        }
    }
}

#[test]
fn every_column_of_the_contract_has_its_column_of_the_same_type() {
    let place = Place::new();
    place.store();
    for dataset in Dataset::OF_DISTRIBUTORS {
        let table = dataset.definition().table;
        let stored = place.rows(&format!(
            "SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE table_name = '{table}'"
        ));
        // Whether a subscription was priced shows in priced_at.
        for column in columns(dataset)
            .iter()
            .filter(|column| column.name != "priced")
        {
            let wanted = match column.column_type {
                ColumnType::Json => format!("{} JSON", column.name),
                ColumnType::Decimal => format!("{} DECIMAL(18,6)", column.name),
                other => format!("{} {}", column.name, other.sql()),
            };
            assert!(
                stored.contains(&wanted),
                "{table} has no {wanted}: {stored:?}"
            );
        }
    }
}

#[test]
fn no_column_but_a_score_is_a_float() {
    let place = Place::new();
    place.store();
    let floats =
        place.rows("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type IN ('FLOAT', 'DOUBLE')
            AND column_name NOT IN ('score', 'confidence')");
    assert_eq!(floats, [""; 0]);
}
