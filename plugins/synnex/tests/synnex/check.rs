use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::{Connector, FailureKind};
use seatwise_synnex::Synnex;

use crate::support::{BASE, context};

const REPORTS: &str = r#"{"reports":[{"reportId":"7","category":"BILLING_REPORTS"}]}"#;

fn customers(query: &str) -> String {
    format!("{BASE}/customers?{query}")
}

#[test]
fn the_customers_of_all_pages_are_counted() {
    let host = FakeHost::new()
        .answer(
            &customers("pageSize=200"),
            200,
            r#"{"customers":[{},{}],"nextPageToken":"b"}"#,
        )
        .answer(
            &customers("pageSize=200&pageToken=b"),
            200,
            r#"{"customers":[{}],"nextPageToken":""}"#,
        )
        .answer(&format!("{BASE}/reports"), 200, REPORTS);
    let account = Synnex::check(&context(&[]), &host).unwrap();
    assert_eq!((account.customers, account.notes.len()), (3, 0));
}

#[test]
fn an_account_without_a_billing_report_is_told_how_to_make_one() {
    let host = FakeHost::new()
        .answer(&customers("pageSize=200"), 200, r#"{"customers":[{}]}"#)
        .answer(
            &format!("{BASE}/reports"),
            200,
            r#"{"reports":[{"reportId":"7","category":"DASHBOARDS"}]}"#,
        );
    let account = Synnex::check(&context(&[]), &host).unwrap();
    assert!(
        account.notes[0].contains("create one in the StreamOne Ion portal"),
        "{:?}",
        account.notes
    );
}

#[test]
fn a_page_token_that_comes_back_ends_the_count() {
    let again = r#"{"customers":[{}],"nextPageToken":"b"}"#;
    let host = FakeHost::new()
        .answer(&customers("pageSize=200"), 200, again)
        .answer(&customers("pageSize=200&pageToken=b"), 200, again);
    assert_eq!(
        Synnex::check(&context(&[]), &host).unwrap_err().kind,
        FailureKind::Malformed
    );
}

#[test]
fn a_wrong_account_id_is_not_found_and_a_missing_one_is_a_setting() {
    let failure = Synnex::check(&context(&[]), &FakeHost::new()).unwrap_err();
    assert_eq!(
        (failure.kind, failure.status),
        (FailureKind::NotFound, Some(404))
    );
    let mut bare = context(&[]);
    bare.settings.clear();
    assert_eq!(
        Synnex::check(&bare, &FakeHost::new()).unwrap_err().kind,
        FailureKind::Settings
    );
    let failure = Synnex::check(&context(&[("page_size", "0")]), &FakeHost::new()).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Settings);
}

#[test]
fn the_words_of_the_vendors_error_are_quoted() {
    let body = r#"{"error":"permission denied","message":"no access to account 17","code":7,"details":[]}"#;
    let host = FakeHost::new().answer(&customers("pageSize=200"), 403, body);
    let failure = Synnex::check(&context(&[]), &host).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Forbidden);
    assert!(
        failure
            .message
            .ends_with("answered 403: no access to account 17"),
        "{}",
        failure.message
    );
}
