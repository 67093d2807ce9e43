//! The macros and views are documented, made once, and work wherever the database is opened.

use super::fixtures::{NOW, Place};
use crate::{
    analysis::{Settings, install, install_with, is_installed, order},
    store::query,
};

const VIEWS: [&str; 21] = [
    "below_margin",
    "bill_lines",
    "cancelled_but_billed",
    "cautions",
    "contract_drift",
    "contract_line_money",
    "customer_margin",
    "customer_owners",
    "doubts",
    "duplicate_subscriptions",
    "leakage",
    "license_money",
    "license_rollup",
    "margin",
    "price_changes",
    "renewals",
    "seat_drift",
    "seat_weeks",
    "subscription_money",
    "suspended_but_charged",
    "unmatched",
];

#[test]
fn every_view_column_and_macro_has_a_comment() {
    let place = Place::empty();
    let silent = place.rows(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL
         UNION ALL
         SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
         UNION ALL
         SELECT function_name FROM duckdb_functions() WHERE NOT internal AND comment IS NULL",
    );
    assert_eq!(silent, [""; 0]);
}

#[test]
fn macros_and_views_that_are_made_by_stand_ins_are_those_of_their_files() {
    let catalogue = [
        "SELECT function_name, parameters, macro_definition, comment FROM duckdb_functions()
         WHERE NOT internal AND function_name NOT IN ('analysis_version', 'analysis_settings', 'vendor_name') ORDER BY ALL",
        "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "SELECT table_name, column_name, column_index, data_type, comment FROM duckdb_columns()
         WHERE NOT internal ORDER BY ALL",
    ];
    // Read back from the file: what was just made, DuckDB writes otherwise.
    let catalogue_of = |place: Place| {
        let Place { store, folder } = place;
        let path = store.path().to_owned();
        drop(store);
        let found = catalogue.map(|sql| query(&path, sql).unwrap());
        drop(folder);
        found
    };
    let by_files = Place::empty();
    // One statement after the other, as they stand in the files.
    for object in order::in_order() {
        by_files.run(&object.sql);
    }
    let made = catalogue_of(Place::empty());
    for (made, by_files) in made.iter().zip(catalogue_of(by_files)) {
        assert!(made.rows() >= VIEWS.len());
        assert!(
            made.batches == by_files.batches,
            "{:#?}\n{:#?}",
            made.batches,
            by_files.batches
        );
    }
}

#[test]
fn every_view_works_in_the_connection_that_people_query_through() {
    let place = Place::golden();
    let Place { store, folder } = place;
    let path = store.path().to_owned();
    drop(store);
    for view in VIEWS {
        query(&path, &format!("FROM {view}")).unwrap();
    }
    let views = query(
        &path,
        "SELECT view_name FROM duckdb_views() WHERE NOT internal",
    )
    .unwrap();
    assert_eq!(views.rows(), VIEWS.len());
    drop(folder);
}

#[test]
fn a_published_copy_has_the_views() {
    let place = Place::golden();
    let copy = place.folder.path().join("published.duckdb");
    place.store.publish(&copy).unwrap();
    let rows = query(&copy, "FROM license_rollup_as_of(DATE '2026-11-20')").unwrap();
    assert_eq!(rows.rows(), 34);
}

#[test]
fn views_that_are_there_are_not_made_again() {
    let place = Place::empty();
    place.run("COMMENT ON VIEW margin IS 'mine'");
    install(place.connection()).unwrap();
    let comment = "SELECT comment FROM duckdb_views() WHERE view_name = 'margin'";
    assert_eq!(place.value(comment), "mine");
    place.run("CREATE OR REPLACE MACRO analysis_version() AS 'older'");
    install(place.connection()).unwrap();
    assert_ne!(place.value(comment), "mine");
}

#[test]
fn a_distributor_that_nobody_foresaw_has_the_name_of_its_plugin_in_the_views() {
    let place = Place::golden();
    place.run("UPDATE license_subscriptions SET vendor = 'acme' WHERE vendor = 'synnex'");
    place.run("UPDATE subscription_history SET vendor = 'acme' WHERE vendor = 'synnex'");
    let vendors = "SELECT DISTINCT vendor FROM renewals_as_of(DATE '2026-11-20') ORDER BY ALL";
    assert_eq!(place.rows(vendors), ["Sherweb", "acme"]);
    place.store.name_vendor("acme", "Acme's Cloud").unwrap();
    install(place.connection()).unwrap();
    assert_eq!(place.rows(vendors), ["Acme's Cloud", "Sherweb"]);
    let comment = "SELECT comment FROM duckdb_functions() WHERE function_name = 'vendor_name'";
    assert!(place.value(comment).contains("as people write it"));
    // Until then the views are not those of the database.
    place.store.name_vendor("acme", "Acme").unwrap();
    assert!(!is_installed(place.connection(), &Settings::default()).unwrap());
}

#[test]
fn the_default_settings_are_those_of_the_file() {
    let place = Place::empty();
    let installed = place.value("SELECT analysis_settings()");
    place.run(include_str!("../sql/base/analysis_settings.sql"));
    assert_eq!(place.value("SELECT analysis_settings()"), installed);
}

#[test]
fn other_settings_change_what_is_found() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let settings = Settings {
        minimum_margin: "0.02".to_owned(),
        ..Settings::default()
    };
    let report =
        crate::analysis::refresh_with(&mut place.store, NOW.parse().unwrap(), &settings).unwrap();
    // The margins of Nettle Farm (4.8 %) and Yew Dental (6.25 %) will do now; Birch Legal has a rule of its own.
    assert_eq!(report.resolved, 2);
}

#[test]
fn a_setting_that_is_no_number_leaves_the_database_as_it_was() {
    let place = Place::empty();
    let before = place.value("SELECT analysis_settings()");
    let settings = Settings {
        minimum_margin: "much".to_owned(),
        ..Settings::default()
    };
    let error = install_with(place.connection(), &settings).unwrap_err();
    assert!(error.to_string().contains("settings"), "{error}");
    assert_eq!(place.value("SELECT analysis_settings()"), before);
}
