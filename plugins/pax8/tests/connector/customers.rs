//! Companies.

use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{CustomerStatus, DatasetName};

use crate::support::{extra, list, moment, read, read_all, rows, whole};

const URL: &str = "/v1/companies?page=0&size=200&sort=name";

const BIRCH: &str = r#"{"id":"c1","name":"Birch Dental","address":{"street":"4 Mill Rd","street2":"Unit 2",
    "city":"Leeds","stateOrProvince":null,"postalCode":"LS1 1AA","country":"GB"},"phone":"0113 000",
    "website":"https://www.birch.example/","externalId":"7a7a7a7a-0000-4000-8000-00000000000b",
    "billOnBehalfOfEnabled":false,"status":"Active","updatedDate":"2026-10-01T07:00:00.000Z"}"#;

#[test]
fn a_company_becomes_a_customer_with_its_domain_and_tenant() {
    let host = FakeHost::new().answer(URL, 200, whole(&[BIRCH]));
    let page = read(DatasetName::Customers, &host).unwrap();
    assert_eq!((page.total, page.next.as_deref()), (Some(1), None));
    let customer = &rows!(page, Customers)[0];
    assert_eq!(
        (customer.id.as_str(), customer.name.as_str()),
        ("c1", "Birch Dental")
    );
    assert_eq!(customer.status, CustomerStatus::Active);
    assert_eq!(customer.domain.as_deref(), Some("birch.example"));
    assert_eq!(
        customer.tenant_id.as_deref(),
        Some("7a7a7a7a-0000-4000-8000-00000000000b")
    );
    let address = customer.address.as_ref().unwrap();
    assert_eq!(address.street.as_deref(), Some("4 Mill Rd, Unit 2"));
    assert_eq!(
        (address.region.as_deref(), address.country.as_deref()),
        (None, Some("GB"))
    );
    assert_eq!(customer.updated_at, Some(moment("2026-10-01T07:00:00Z")));
    assert_eq!(
        customer.extra.as_deref(),
        Some(r#"{"billOnBehalfOfEnabled":false}"#)
    );
}

#[test]
fn a_reference_that_is_no_guid_is_no_tenant_and_a_deleted_company_is_listed() {
    let body = whole(&[
        r#"{"id":"c2","name":"Oak","externalId":"C-1004","status":"Deleted"}"#,
        r#"{"id":"c3","status":"OnHold"}"#,
    ]);
    let host = FakeHost::new().answer(URL, 200, body);
    let customers = rows!(read(DatasetName::Customers, &host).unwrap(), Customers);
    assert_eq!(customers[0].tenant_id, None);
    assert_eq!(customers[0].status, CustomerStatus::Inactive);
    let kept = |name| extra(customers[0].extra.as_deref(), name);
    assert_eq!(kept("externalId").as_deref(), Some("\"C-1004\""));
    assert_eq!(kept("status").as_deref(), Some("\"Deleted\""));
    assert_eq!(customers[1].name, "c3");
    assert_eq!(
        customers[1].status,
        CustomerStatus::Other("OnHold".to_owned())
    );
}

#[test]
fn all_pages_are_read() {
    let rows = |ids: std::ops::Range<u32>| -> Vec<String> {
        ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect()
    };
    let host = FakeHost::new()
        .answer(URL, 200, list(&rows(0..200), 201, 200))
        .answer(
            "/v1/companies?page=1&size=200&sort=name",
            200,
            list(&rows(200..201), 201, 200),
        );
    let pages = read_all(DatasetName::Customers, &host);
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.total == Some(201)));
}

#[test]
fn a_row_that_is_not_understood_spoils_no_other() {
    let body = whole(&[
        "null",
        r#"{"name":"Elm"}"#,
        r#"{"id":"c4","name":"Fir","updatedDate":"soon"}"#,
        BIRCH,
    ]);
    let host = FakeHost::new().answer(URL, 200, body);
    let page = read(DatasetName::Customers, &host).unwrap();
    let reasons: Vec<_> = page
        .rejected
        .iter()
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "the row is not an object",
            "the row has no id",
            "updatedDate is not a date: \"soon\""
        ]
    );
    assert_eq!(page.rejected[2].key.as_deref(), Some("c4"));
    assert_eq!(page.rejected[2].customer_name.as_deref(), Some("Fir"));
    assert_eq!(rows!(page, Customers).len(), 1);
}

#[test]
fn an_answer_without_a_list_is_no_empty_list() {
    for body in [
        "[]",
        "{}",
        r#"{"content":null}"#,
        r#"{"content":{}}"#,
        r#"{"type":"INTERNAL","message":"backend gone","status":500}"#,
    ] {
        let host = FakeHost::new().answer(URL, 200, body);
        let failure = read(DatasetName::Customers, &host).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
    }
}

#[test]
fn a_list_whose_length_is_not_stated_is_read_with_doubt() {
    let host = FakeHost::new().answer(URL, 200, r#"{"content":[{"id":"c1"}]}"#);
    let page = read(DatasetName::Customers, &host).unwrap();
    assert!(
        page.incomplete.is_some(),
        "ten rows are Pax8's own page size"
    );
}
