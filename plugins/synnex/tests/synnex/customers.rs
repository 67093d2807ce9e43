use seatwise_plugin::FailureKind;
use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{CustomerStatus, DatasetName, Rows};

use crate::support::{BASE, is_empty, moment, query, read, read_all, rows};

const FIRST: &str = r#"{"customers":[{
    "name": "accounts/17/customers/4711",
    "customerOrganization": "Häberli & Söhne AG",
    "customerAddress": {"street": "Seeweg 4", "suite": "2. OG", "city": "Zug", "state": "ZG", "zip": 6300, "country": "CH"},
    "customerName": "Ruth Häberli",
    "customerEmail": "ruth@haeberli.example",
    "customerTitle": "CFO",
    "createTime": "2023-02-01T08:00:00Z",
    "uid": "Zk3",
    "customerStatus": "ACTIVE"
}]"#;

fn host(body: &str) -> FakeHost {
    FakeHost::new().answer(&format!("{BASE}/customers?pageSize=200"), 200, body)
}

#[test]
fn a_customer_has_its_id_from_the_resource_name_and_its_name_from_the_organisation() {
    let page = read(&host(&format!("{FIRST}}}")), &query(DatasetName::Customers)).unwrap();
    let customer = &rows!(page, Customers)[0];
    assert_eq!(
        (customer.id.as_str(), customer.name.as_str()),
        ("4711", "Häberli & Söhne AG")
    );
    assert_eq!(customer.contact_name.as_deref(), Some("Ruth Häberli"));
    assert_eq!(customer.status, CustomerStatus::Active);
    assert_eq!(customer.created_at, Some(moment("2023-02-01T08:00:00Z")));
    let address = customer.address.as_ref().unwrap();
    assert_eq!(address.street.as_deref(), Some("Seeweg 4, 2. OG"));
    assert_eq!(
        (address.postal_code.as_deref(), address.country.as_deref()),
        (Some("6300"), Some("CH"))
    );
    assert_eq!(
        customer.extra.as_deref(),
        Some(r#"{"customerTitle":"CFO","uid":"Zk3"}"#)
    );
}

#[test]
fn short_and_empty_pages_do_not_end_the_list() {
    let host = host(&format!("{FIRST}, \"nextPageToken\":\"a b\"}}"))
        .answer(
            &format!("{BASE}/customers?pageSize=200&pageToken=a%20b"),
            200,
            r#"{"customers":[],"nextPageToken":"c"}"#,
        )
        .answer(
            &format!("{BASE}/customers?pageSize=200&pageToken=c"),
            200,
            r#"{"customers":[{"name":"accounts/17/customers/2"}]}"#,
        );
    let pages = read_all(&host, query(DatasetName::Customers));
    assert_eq!(pages.len(), 3);
}

#[test]
fn a_page_size_that_is_refused_is_made_smaller_and_stays_so() {
    let host = FakeHost::new()
        .answer(
            &format!("{BASE}/customers?pageSize=200"),
            400,
            r#"{"code":3,"message":"pageSize too large"}"#,
        )
        .answer(
            &format!("{BASE}/customers?pageSize=50"),
            200,
            r#"{"customers":[{"name":"c/1"}],"nextPageToken":"b"}"#,
        )
        .answer(
            &format!("{BASE}/customers?pageSize=50&pageToken=b"),
            200,
            r#"{"customers":[{"name":"c/2"}]}"#,
        );
    assert_eq!(read_all(&host, query(DatasetName::Customers)).len(), 2);
    assert_eq!(host.urls().len(), 3);
}

#[test]
fn an_account_without_customers_is_empty_with_and_without_a_list() {
    for body in ["{}", r#"{"customers":[]}"#, r#"{"customers":null}"#] {
        let page = read(&host(body), &query(DatasetName::Customers)).unwrap();
        assert!(is_empty(&page.rows) && page.next.is_none(), "{body}");
    }
}

#[test]
fn a_row_that_is_not_understood_spoils_no_other() {
    let body = r#"{"customers":[null, {"customerName":"x"}, {"name":"c/3","createTime":"soon"}, {"name":"c/4","customerAddress":[]}]}"#;
    let page = read(&host(body), &query(DatasetName::Customers)).unwrap();
    let reasons: Vec<&str> = page
        .rejected
        .iter()
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        [
            "the row is not an object",
            "the row has no name to take the id from",
            "createTime is not a date: \"soon\""
        ]
    );
    assert_eq!(page.rejected[2].key.as_deref(), Some("3"));
    assert_eq!(
        page.rejected[2].source,
        r#"{"name":"c/3","createTime":"soon"}"#
    );
    let rows = rows!(page, Customers);
    assert_eq!(rows[0].extra.as_deref(), Some(r#"{"customerAddress":[]}"#));
}

#[test]
fn an_error_inside_a_200_is_no_empty_list() {
    for body in [
        r#"{"error":"internal","message":"backend gone","code":13,"details":[]}"#,
        r#"{"success":false,"message":"backend gone","customers":[]}"#,
        r#"{"code":13,"message":"backend gone"}"#,
    ] {
        let failure = read(&host(body), &query(DatasetName::Customers)).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
        assert!(
            failure
                .message
                .ends_with("with an error inside: backend gone"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn a_body_that_is_cut_or_no_json_is_malformed() {
    for body in [
        "",
        "<html>",
        "[]",
        "null",
        r#"{"customers":[{"name":"c/1""#,
        r#"{"customers":{}}"#,
    ] {
        let failure = read(&host(body), &query(DatasetName::Customers)).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
    }
}

#[test]
fn a_name_of_any_script_and_length_passes_unchanged() {
    let long = "ツ".repeat(10_000);
    let name = format!("{long}\\u0007\\n");
    let body = format!(r#"{{"customers":[{{"name":"c/1","customerOrganization":"{name}"}}]}}"#);
    let page = read(&host(&body), &query(DatasetName::Customers)).unwrap();
    assert_eq!(rows!(page, Customers)[0].name, format!("{long}\u{7}"));
}

#[test]
fn a_cursor_of_somebody_else_is_refused() {
    let mut query = query(DatasetName::Customers);
    query.cursor = Some("nonsense".to_owned());
    assert_eq!(
        read(&host("{}"), &query).unwrap_err().kind,
        FailureKind::Other
    );
}

fn customers(ids: std::ops::Range<u32>, tail: &str) -> String {
    let rows: Vec<String> = ids
        .map(|id| format!(r#"{{"name":"c/{id}","customerOrganization":"{id}"}}"#))
        .collect();
    format!(r#"{{"customers":[{}]{tail}}}"#, rows.join(","))
}

#[test]
fn a_full_first_page_without_a_token_is_asked_for_once_more_with_one_row_less() {
    let url = |size: u32| format!("{BASE}/customers?pageSize={size}");
    // Tokens come where there are more rows, so the full page was the whole list.
    let host = FakeHost::new()
        .answer(&url(200), 200, customers(0..200, ""))
        .answer(&url(199), 200, customers(0..199, r#","nextPageToken":"b""#))
        .answer(
            &format!("{}&pageToken=b", url(199)),
            200,
            customers(199..200, ""),
        );
    let pages = read_all(&host, query(DatasetName::Customers));
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.incomplete.is_none()));

    // No token comes with a page that is smaller than the list.
    let host = FakeHost::new()
        .answer(&url(200), 200, customers(0..200, ""))
        .answer(&url(199), 200, customers(0..199, ""));
    let page = read(&host, &query(DatasetName::Customers)).unwrap();
    assert!(page.next.is_none() && page.incomplete.is_some());

    // The page size is ignored: the vendor sends what it has.
    let host = FakeHost::new()
        .answer(&url(200), 200, customers(0..200, ""))
        .answer(&url(199), 200, customers(0..200, ""));
    let page = read(&host, &query(DatasetName::Customers)).unwrap();
    assert!(page.next.is_none() && page.incomplete.is_none());
}
