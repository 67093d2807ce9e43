//! Customers.

use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{CustomerStatus, DatasetName};

use crate::support::{at, extra, list, read, read_all, rows, whole};

const BIRCH: &str = r##"{"id":"1000777","name":"Birch Dental","status":"active","resellerId":"1000001","attributes":{},
    "externalId":"C-1004","taxRegId":"GB-1","language":"en",
    "address":{"streetAddress":"4 Mill Rd","addressExtension":"Unit 2","city":"Leeds","state":"","postalCode":"LS1 1AA","countryCode":"GB"},
    "contactPersons":[{"type":"billing","firstName":"Bo","email":"bo@birch.example"},
      {"type":"admin","firstName":"Ada","lastName":"Byron","email":"ada@birch.example","phoneNumber":"44#113#000#"}]}"##;

fn url() -> String {
    at("customers", 0)
}

#[test]
fn a_customer_has_its_address_and_its_administrator() {
    let host = FakeHost::new().answer(&url(), 200, whole(&[BIRCH]));
    let page = read(DatasetName::Customers, &host).unwrap();
    assert_eq!((page.total, page.next.as_deref()), (Some(1), None));
    let customer = &rows!(page, Customers)[0];
    assert_eq!(
        (customer.id.as_str(), customer.name.as_str()),
        ("1000777", "Birch Dental")
    );
    assert_eq!(customer.status, CustomerStatus::Active);
    assert_eq!(customer.contact_name.as_deref(), Some("Ada Byron"));
    assert_eq!(customer.email.as_deref(), Some("ada@birch.example"));
    assert_eq!(customer.phone.as_deref(), Some("44#113#000#"));
    let address = customer.address.as_ref().unwrap();
    assert_eq!(address.street.as_deref(), Some("4 Mill Rd, Unit 2"));
    assert_eq!(
        (address.region.as_deref(), address.country.as_deref()),
        (None, Some("GB"))
    );
    assert_eq!((&customer.domain, &customer.tenant_id), (&None, &None));
    assert_eq!(
        customer.extra.as_deref(),
        Some(r#"{"resellerId":"1000001","externalId":"C-1004","taxRegId":"GB-1","language":"en"}"#)
    );
}

#[test]
fn credit_hold_stops_orders_and_administrative_hold_stops_services() {
    use CustomerStatus::{Active, Inactive, Other, Suspended};
    for (word, expected, kept) in [
        ("active", Active, None),
        ("creditHold", Active, Some("\"creditHold\"")),
        ("adminHold", Suspended, Some("\"adminHold\"")),
        ("pending", Inactive, Some("\"pending\"")),
        ("cancelled", Inactive, Some("\"cancelled\"")),
        ("error", Other("error".to_owned()), None),
        ("Frozen", Other("Frozen".to_owned()), None),
    ] {
        let row = format!(r#"{{"id":"1","status":"{word}"}}"#);
        let host = FakeHost::new().answer(&url(), 200, whole(&[&row]));
        let customer = rows!(read(DatasetName::Customers, &host).unwrap(), Customers).remove(0);
        assert_eq!(customer.status, expected, "{word}");
        assert_eq!(
            extra(customer.extra.as_deref(), "status").as_deref(),
            kept,
            "{word}"
        );
    }
}

#[test]
fn the_first_person_stands_in_for_an_administrator() {
    let row = r#"{"id":"1","contactPersons":[{"type":"technical","lastName":"Bo"},{"type":"billing","lastName":"Cy"}]}"#;
    let host = FakeHost::new().answer(
        &url(),
        200,
        whole(&[row, r#"{"id":"2","contactPersons":[]}"#]),
    );
    let customers = rows!(read(DatasetName::Customers, &host).unwrap(), Customers);
    assert_eq!(customers[0].contact_name.as_deref(), Some("Bo"));
    assert_eq!(
        customers[0].name, "1",
        "a customer without a name has its id"
    );
    assert_eq!(customers[1].contact_name, None);
}

#[test]
fn all_pages_are_read_even_where_ingram_gives_fewer_rows_than_asked_for() {
    let rows = |ids: std::ops::Range<u32>| -> Vec<String> {
        ids.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect()
    };
    let host = FakeHost::new()
        .answer(&url(), 200, list(&rows(0..50), 120))
        .answer(&at("customers", 50), 200, list(&rows(50..100), 120))
        .answer(&at("customers", 100), 200, list(&rows(100..120), 120));
    let pages = read_all(DatasetName::Customers, &host);
    assert_eq!(pages.last().unwrap().total, Some(120));
    let read: usize = pages
        .into_iter()
        .map(|page| rows!(page, Customers).len())
        .sum();
    assert_eq!((read, host.urls().len()), (120, 3));
}

#[test]
fn a_row_that_is_not_understood_spoils_no_other() {
    let body = whole(&[
        "null",
        r#"{"name":"Elm"}"#,
        r#"{"id":{}, "name":"Fir"}"#,
        BIRCH,
    ]);
    let host = FakeHost::new().answer(&url(), 200, body);
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
            "id is not a text: {}"
        ]
    );
    assert_eq!(page.rejected[2].customer_name.as_deref(), Some("Fir"));
    assert_eq!(page.total, Some(4));
    assert_eq!(rows!(page, Customers).len(), 1);
}

#[test]
fn an_answer_without_a_list_is_no_empty_list_unless_it_says_so() {
    for body in [
        "[]",
        r#"{"data":{}}"#,
        r#"{"statusCode":500,"message":"backend gone"}"#,
        r#"{"pagination":{"total":3}}"#,
        r#"{"data":[],"pagination":{"total":3}}"#,
    ] {
        let host = FakeHost::new().answer(&url(), 200, body);
        let failure = read(DatasetName::Customers, &host).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
    }
    let empty = r#"{"pagination":{"offset":0,"limit":100,"total":0}}"#;
    let host = FakeHost::new().answer(&url(), 200, empty);
    let page = read(DatasetName::Customers, &host).unwrap();
    assert_eq!((page.total, page.incomplete), (Some(0), None));
    let host = FakeHost::new().answer(&url(), 200, "{}");
    let page = read(DatasetName::Customers, &host).unwrap();
    assert!(
        page.incomplete.is_some(),
        "nothing says that there are none"
    );
}
