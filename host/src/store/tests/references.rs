//! Customers and subscriptions are found by what a person knows of them.

use super::fixtures::{CONNECTION, Place, customer, subscription};
use crate::store::Dataset;

#[test]
fn a_customer_is_found_by_id_by_name_and_by_a_part_of_the_name() {
    let mut place = Place::new();
    let rows = [
        customer("1").with("name", "Contoso"),
        customer("2")
            .with("name", "Contoso Holding")
            .with("status", "suspended"),
        customer("3").with("name", "Fabrikam"),
    ];
    place.sync_account("2026-11-20T10:00:00Z", Dataset::Customers, &rows);
    let store = place.store();
    let find = |text: &str| {
        let found = store.find_customers(CONNECTION, text).unwrap();
        found
            .into_iter()
            .map(|customer| customer.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(find("3"), ["3"]);
    assert_eq!(find("contoso"), ["1"]);
    assert_eq!(find("onto"), ["1", "2"]);
    assert!(find("nobody").is_empty());
    assert!(store.find_customers("another", "3").unwrap().is_empty());
    assert!(store.customers(CONNECTION).unwrap()[1].suspended);
}

#[test]
fn customers_and_subscriptions_that_are_missing_are_not_offered() {
    let mut place = Place::new();
    place.sync_account(
        "2026-11-20T10:00:00Z",
        Dataset::Customers,
        &[customer("a"), customer("b")],
    );
    place.sync_account("2026-11-21T10:00:00Z", Dataset::Customers, &[customer("a")]);
    let rows = [subscription("s", "a", 1), subscription("t", "b", 1)];
    place.sync_account("2026-11-21T10:00:00Z", Dataset::Subscriptions, &rows);
    place.sync_account("2026-11-22T10:00:00Z", Dataset::Subscriptions, &rows[..1]);
    let store = place.store();
    assert_eq!(store.customers(CONNECTION).unwrap().len(), 1);
    assert_eq!(store.subscriptions(CONNECTION, None).unwrap().len(), 1);
    assert_eq!(store.subscriptions(CONNECTION, Some("b")).unwrap().len(), 0);
}
