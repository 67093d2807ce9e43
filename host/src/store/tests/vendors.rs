//! Every distributor goes by its name.

use std::time::Duration;

use duckdb::Connection;

use super::fixtures::Place;
use crate::store::{
    Store,
    migrate::{MIGRATIONS, migrate},
};

#[test]
fn a_distributor_goes_by_the_name_that_was_noted_last() {
    let place = Place::new();
    let store = place.store();
    assert!(store.vendor_names().unwrap().is_empty());
    for name in ["Acme", "Acme", "Acme Cloud's \"best\""] {
        store.name_vendor("acme", name).unwrap();
    }
    store.name_vendor("other", "Other").unwrap();
    let names = store.vendor_names().unwrap();
    let names: Vec<_> = names
        .iter()
        .map(|(vendor, name)| (vendor.as_str(), name.as_str()))
        .collect();
    assert_eq!(
        names,
        [("acme", "Acme Cloud's \"best\""), ("other", "Other")]
    );
}

#[test]
fn a_database_from_before_names_were_stored_keeps_those_it_showed() {
    let place = Place::new();
    let old = place.database();
    let connection = Connection::open(&old).unwrap();
    migrate(&connection, &old, &MIGRATIONS[..9]).unwrap();
    connection
        .execute_batch(
            "INSERT INTO connections VALUES ('main', 'sherweb', make_timestamp(0), make_timestamp(0), 'r');
             INSERT INTO configured_connections VALUES ('main', 'sherweb'), ('east', 'synnex'), ('west', 'acme')",
        )
        .unwrap();
    drop(connection);
    let store = Store::open_with_wait(&old, Duration::ZERO).unwrap();
    let names = store.vendor_names().unwrap();
    let names: Vec<_> = names.values().collect();
    assert_eq!(names, ["Sherweb", "TD SYNNEX"]);
}
