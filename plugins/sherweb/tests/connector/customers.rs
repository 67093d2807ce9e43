//! Customers and the login.

use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{CustomerStatus, DatasetName};
use seatwise_plugin::{Connector, FailureKind, Query};
use seatwise_sherweb::Sherweb;

use crate::support::{context, is_empty, moment, query, read, rows};

const URL: &str = "/service-provider/v1/customers";
const TODAY: &str = "/distributor/v1/billing/payable-charges?date=2025-03-15";

fn answered(body: &str) -> FakeHost {
    FakeHost::new().answer(URL, 200, body)
}

#[test]
fn a_moment_with_seven_fractional_digits_and_no_offset_is_utc() {
    let host = answered(
        r#"{"items":[
            {"id":"a","displayName":"Contoso","path":["Acme MSP","North"],"suspendedOn":null},
            {"id":"b","displayName":"Fabrikam","path":null,"suspendedOn":"2021-01-13T20:30:05.7613888","contact":{"new":1}}
        ]}"#,
    );
    let page = read(DatasetName::Customers, &host).unwrap();
    assert_eq!(page.total, None, "Sherweb states no total");
    assert_eq!(page.next, None);
    assert!(page.rejected.is_empty());
    let customers = rows!(page, Customers);
    assert_eq!(customers[0].status, CustomerStatus::Active);
    assert_eq!(customers[0].path, ["Acme MSP", "North"]);
    assert_eq!(customers[1].status, CustomerStatus::Suspended);
    assert_eq!(
        customers[1].suspended_at,
        Some(moment("2021-01-13T20:30:05.761388Z"))
    );
    assert!(customers[1].path.is_empty());
    assert_eq!(host.urls(), [URL]);
}

#[test]
fn every_request_pins_the_language_and_names_its_credential() {
    let host = answered(r#"{"items":[]}"#);
    read(DatasetName::Customers, &host).unwrap();
    Sherweb::read(
        &context(&[("language", "fr-CA")]),
        &query(DatasetName::Customers),
        &host,
    )
    .unwrap();
    let languages: Vec<_> = host
        .requests()
        .iter()
        .flat_map(|request| request.headers.clone())
        .filter(|header| header.name == "accept-language")
        .map(|header| header.value)
        .collect();
    assert_eq!(languages, ["en", "fr-CA"]);
    assert_eq!(
        host.requests()[0].credential.as_deref(),
        Some("service-provider")
    );
}

#[test]
fn a_null_list_is_an_empty_list() {
    assert!(is_empty(
        &read(DatasetName::Customers, &answered(r#"{"items":null}"#)).unwrap()
    ));
}

#[test]
fn what_is_not_the_list_of_customers_is_malformed_and_never_an_empty_account() {
    for body in [
        r#"{}"#,
        r#"{"customers":[]}"#,
        r#"{"title":"Too Many Requests","status":429,"detail":"Try again in 17 seconds."}"#,
        r#"{"items":null,"statusCode":500,"message":"backend is down"}"#,
        r#"{"items":{}}"#,
        r#"{"items":[],"items":[]}"#,
        r#"[]"#,
        r#"{"items":[{"id":"a""#,
        r#"{"items":[]} trailing"#,
        "<html>maintenance</html>",
        "",
    ] {
        let failure = read(DatasetName::Customers, &answered(body)).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
        assert!(
            failure
                .message
                .contains("GET /service-provider/v1/customers"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn an_error_inside_a_success_is_reported_in_the_vendors_words() {
    let host = answered(r#"{"title":"Oops","detail":"the tenant moved"}"#);
    let failure = read(DatasetName::Customers, &host).unwrap_err();
    assert!(
        failure.message.contains("Oops: the tenant moved"),
        "{}",
        failure.message
    );
}

#[test]
fn a_row_that_cannot_be_understood_is_set_apart_with_its_source_and_the_others_stay() {
    let host = answered(
        r#"{"items":[
            {"displayName":"no id"},
            {"id":"a","displayName":"kept"},
            {"id":"b","displayName":"when","suspendedOn":"13/01/2021"},
            {"id":"c","displayName":{"x":1}},
            null,
            {"id":"d","displayName":"lone \ud800 surrogate"},
            {"id":"e","displayName":"also kept"}
        ]}"#,
    );
    let page = read(DatasetName::Customers, &host).unwrap();
    let rejected: Vec<_> = page
        .rejected
        .iter()
        .map(|row| (row.key.as_deref(), row.reason.as_str()))
        .collect();
    assert_eq!(rejected[0], (None, "id is missing"));
    assert_eq!(
        rejected[1],
        (Some("b"), "suspendedOn is not a date: \"13/01/2021\"")
    );
    assert_eq!(rejected[2].0, Some("c"));
    assert_eq!(rejected.len(), 5);
    assert_eq!(page.rejected[0].source, r#"{"displayName":"no id"}"#);
    let names: Vec<_> = rows!(page, Customers)
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["kept", "also kept"]);
}

#[test]
fn a_rejected_row_that_is_huge_is_cut_between_two_characters() {
    let host = answered(&format!(
        r#"{{"items":[{{"displayName":"{}"}}]}}"#,
        "é".repeat(9_000)
    ));
    let page = read(DatasetName::Customers, &host).unwrap();
    assert!((4_090..=4_096).contains(&page.rejected[0].source.len()));
}

#[test]
fn strange_names_pass_through_unchanged() {
    let long = "長".repeat(10_000);
    for (sent, expected) in [
        (
            r"\u0000\u0007\tbell\u001b[31m ",
            "\u{0}\u{7}\tbell\u{1b}[31m ",
        ),
        ("שלום عالم 🏳️‍🌈", "שלום عالم 🏳️‍🌈"),
        (r#"O\"Neil & <b>\\"#, r#"O"Neil & <b>\"#),
        (long.as_str(), long.as_str()),
    ] {
        let host = answered(&format!(
            r#"{{"items":[{{"id":"a","displayName":"{sent}"}}]}}"#
        ));
        let customers = rows!(read(DatasetName::Customers, &host).unwrap(), Customers);
        assert_eq!(customers[0].name, expected);
    }
}

#[test]
fn duplicate_ids_pass_through_for_the_host_to_count() {
    let host = answered(r#"{"items":[{"id":"a","displayName":"1"},{"id":"a","displayName":"2"}]}"#);
    assert_eq!(
        rows!(read(DatasetName::Customers, &host).unwrap(), Customers).len(),
        2
    );
}

fn many(count: usize) -> String {
    let items: Vec<_> = (0..count)
        .map(|n| format!(r#"{{"id":"c{n}","displayName":"Customer {n}"}}"#))
        .collect();
    format!(r#"{{"items":[{}]}}"#, items.join(","))
}

fn page_after(cursor: &str) -> Query {
    Query {
        cursor: Some(cursor.to_owned()),
        ..query(DatasetName::Customers)
    }
}

#[test]
fn an_answer_of_more_than_ten_thousand_rows_is_cut_into_pages_without_loss() {
    let host = answered(&many(25_000));
    let mut question = query(DatasetName::Customers);
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let page = Sherweb::read(&context(&[]), &question, &host).unwrap();
        assert_eq!(page.total, None);
        let next = page.next.clone();
        let customers = rows!(page, Customers);
        sizes.push(customers.len());
        ids.extend(customers.into_iter().map(|customer| customer.id));
        let Some(next) = next else { break };
        question = page_after(&next);
    }
    assert_eq!(sizes, [10_000, 10_000, 5_000]);
    assert_eq!(host.urls().len(), 3);
    ids.dedup();
    assert_eq!(ids.len(), 25_000);
}

#[test]
fn a_page_stays_below_eight_mebibytes() {
    let items: Vec<_> = (0..400)
        .map(|n| format!(r#"{{"id":"c{n}","displayName":"{}"}}"#, "x".repeat(30_000)))
        .collect();
    let host = answered(&format!(r#"{{"items":[{}]}}"#, items.join(",")));
    let page = read(DatasetName::Customers, &host).unwrap();
    assert!(page.next.is_some());
    assert!(rows!(page, Customers).len() < 8 * 1024 * 1024 / 30_000);
}

#[test]
fn pages_of_two_different_answers_are_never_stitched_together() {
    let host = answered(&many(10_001)).answer(URL, 200, many(10_002));
    let next = read(DatasetName::Customers, &host).unwrap().next.unwrap();
    let failure = Sherweb::read(&context(&[]), &page_after(&next), &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Transient);
    for foreign in ["", "7", "x:y", "1:zz"] {
        assert!(
            Sherweb::read(&context(&[]), &page_after(foreign), &host).is_err(),
            "{foreign}"
        );
    }
}

#[test]
fn a_login_counts_the_customers() {
    let host = answered(&many(42)).answer(TODAY, 200, r#"{"charges":[]}"#);
    let account = Sherweb::check(&context(&[]), &host).unwrap();
    assert_eq!((account.customers, account.notes.len()), (42, 0));
    assert_eq!(host.urls(), [URL, TODAY]);
}

#[test]
fn a_login_without_the_distributor_scope_says_that_costs_will_be_missing() {
    let host = answered(&many(1)).answer(TODAY, 403, r#"{"statusCode":403,"message":"no scope"}"#);
    let account = Sherweb::check(&context(&[]), &host).unwrap();
    assert!(account.notes[0].contains("no scope"), "{:?}", account.notes);
    assert!(
        account.notes[0].contains("costs will be missing"),
        "{:?}",
        account.notes
    );
}

#[test]
fn a_refused_login_keeps_its_status() {
    for (status, kind) in [
        (401, FailureKind::Unauthorized),
        (403, FailureKind::Forbidden),
        (404, FailureKind::NotFound),
        (429, FailureKind::Throttled),
        (503, FailureKind::Transient),
    ] {
        let host = FakeHost::new().answer(URL, status, "");
        let failure = Sherweb::check(&context(&[]), &host).unwrap_err();
        assert_eq!((failure.kind, failure.status), (kind, Some(status)));
    }
}

#[test]
fn an_unknown_meaning_of_the_recurring_fee_is_a_settings_failure_before_any_request() {
    let host = FakeHost::new();
    let context = context(&[("recurring_fee", "per-seat")]);
    let failure = Sherweb::read(&context, &query(DatasetName::Customers), &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Settings);
    assert!(
        failure.message.contains("cost-per-subscription"),
        "{}",
        failure.message
    );
    assert!(host.urls().is_empty());
}

#[test]
fn a_cursor_of_somebody_else_is_quoted_in_short() {
    let query = page_after(&"p".repeat(60_000));
    let failure = Sherweb::read(&context(&[]), &query, &answered(r#"{"items":[]}"#)).unwrap_err();
    assert!(failure.message.len() < 200, "{}", failure.message.len());
}

#[test]
fn an_answer_that_says_that_there_is_more_is_incomplete() {
    let item = r#"{"id":"a","displayName":"Contoso"}"#;
    for (beside, incomplete) in [
        (r#""totalCount":1"#, false),
        (r#""totalCount":26"#, true),
        (r#""nextLink":null"#, false),
        (r#""nextLink":"/customers?page=2""#, true),
        (r#""hasMore":true"#, true),
    ] {
        for body in [
            format!(r#"{{{beside},"items":[{item}]}}"#),
            format!(r#"{{"items":[{item}],{beside}}}"#),
        ] {
            let page = read(DatasetName::Customers, &answered(&body)).unwrap();
            assert_eq!(page.incomplete.is_some(), incomplete, "{body}");
        }
    }
}
