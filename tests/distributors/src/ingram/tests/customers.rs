//! Customers.

use std::collections::BTreeSet;

use super::{Client, large, text};
use crate::{Ingram, IngramOptions, IngramVersion};

#[tokio::test]
async fn customers_are_those_of_the_world_in_all_states() {
    let client = Client::large().await;
    let rows = client.all("/customers").await;
    let names: BTreeSet<_> = rows
        .iter()
        .map(|row| text(row, "name").to_owned())
        .collect();
    let expected: BTreeSet<String> = client.server.data(|world| {
        let customers = world.customers.iter();
        customers.map(|customer| customer.name.clone()).collect()
    });
    assert_eq!(names, expected);
    let statuses: BTreeSet<_> = rows.iter().map(|row| text(row, "status")).collect();
    for status in ["active", "adminHold", "creditHold", "pending", "cancelled"] {
        assert!(statuses.contains(status), "{status}: {statuses:?}");
    }
    for row in &rows {
        let id = text(row, "id");
        assert_eq!(&client.ok(&format!("/customers/{id}")).await, row);
        assert_eq!(row["address"]["countryCode"].as_str().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn the_admin_is_not_always_the_first_contact_and_not_always_there() {
    let client = Client::large().await;
    let mut kinds = BTreeSet::new();
    for row in client.all("/customers").await {
        let persons = row["contactPersons"].as_array().unwrap();
        let first = persons
            .first()
            .map_or("none", |person| text(person, "type"));
        kinds.insert(first.to_owned());
        for person in persons {
            assert!(text(person, "phoneNumber").ends_with('#'));
        }
    }
    assert!(kinds.iter().eq(["admin", "billing", "none", "technical"]));
}

#[tokio::test]
async fn version_1_1_has_the_tax_id_in_the_detail_only_and_no_reseller() {
    let client = Client::new(IngramOptions {
        version: IngramVersion::V1_1,
        ..large()
    })
    .await;
    for row in client.all("/customers").await {
        let id = text(&row, "id");
        let alone = client.ok(&format!("/customers/{id}")).await;
        assert!(row.get("taxRegId").is_none() && alone.get("taxRegId").is_some());
        assert!(alone.get("resellerId").is_none());
        assert!(row.get("externalId").is_some());
        assert_ne!(row["status"], "error");
    }
}

#[tokio::test]
async fn the_resellers_own_account_has_subscriptions_and_is_not_listed() {
    let client = Client::new(IngramOptions {
        own_account: true,
        ..large()
    })
    .await;
    let own = client
        .server
        .data(|world| Ingram::customer_id(&world.customers[0].id));
    let customers = client.all("/customers").await;
    assert!(customers.iter().all(|row| text(row, "id") != own));
    assert_eq!(client.get(&format!("/customers/{own}")).await.0, 404);
    let found = client
        .all(&format!("/subscriptions?customerId={own}"))
        .await;
    assert!(!found.is_empty());
}
