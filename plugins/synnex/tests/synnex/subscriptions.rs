use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{
    ChargeModel, CustomerRef, DatasetName, Decimal, Rows, Subscription, SubscriptionStatus, Term,
};
use seatwise_plugin::{FailureKind, Page};

use crate::support::{BASE, day, moment, number, query, read, read_all, rows};

/// An annual subscription; `fields` override or add to it (the last of two equal names counts).
fn item(fields: &str) -> String {
    let comma = if fields.is_empty() { "" } else { "," };
    format!(
        r#"{{"id":"501","customerId":9,"subscriptionId":"guid-501","subscriptionName":"Büro",
        "resourceType":"AZURE::Subscription","ccpSkuId":"Biz-Std","subscriptionProductId":"CFQ7TTC0LDPB",
        "subscriptionSkuId":"0001","subscriptionOfferId":"CFQ7TTC0LDPB:0001:CFQ7TTC0AAAA",
        "subscriptionTotalLicenses":"25","subscriptionStatus":"active",
        "subscriptionPurchasedDate":"2023-10-01T09:00:00.5Z","subscriptionStartDate":"2023-10-01T09:00:00Z",
        "subscriptionEndDate":"2024-10-01T09:00:00Z","cancellationAllowedUntilDate":"2023-10-08T09:00:00Z",
        "subscriptionBillingCycle":"monthly","subscriptionBillingTerm":"P1Y","subscriptionRenewStatus":"ENABLED",
        "ccpProductInfo":{{"productDisplayName":"Microsoft 365 NCE","skuDisplayName":"Business Standard"}},
        "isTrial":false,"autoRenew":true,"lastUpdatedDate":"2024-01-01T00:00:00Z","price":12.50,"cost":10.12345,
        "currency":"chf","margin":2.37655,"total":312.5,"msrp":13,"renewalDate":"2024-10-01T09:00:00Z",
        "mfgPartNumber":"CFQ7TTC0LDPB:0002:P1Y:A"{comma}{fields}}}"#
    )
}

fn url(limit: u32, offset: u64) -> String {
    format!("{BASE}/subscriptions?pagination.limit={limit}&pagination.offset={offset}")
}

fn list(items: &[String], total: &str) -> String {
    format!(
        r#"{{"items":[{}],"paginationResponse":{{"totalSize":{total}}}}}"#,
        items.join(",")
    )
}

fn page_of(fields: &str) -> Page {
    let host = FakeHost::new().answer(&url(200, 0), 200, list(&[item(fields)], "1"));
    read(&host, &query(DatasetName::Subscriptions))
        .unwrap_or_else(|failure| panic!("{}", failure.message))
}

fn one(fields: &str) -> Subscription {
    let page = page_of(fields);
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    rows!(page, Subscriptions).remove(0)
}

fn reason(fields: &str) -> String {
    page_of(fields).rejected.remove(0).reason
}

#[test]
fn a_subscription_carries_seats_money_product_and_dates() {
    let row = one("");
    assert_eq!((row.id.as_str(), row.customer_id.as_str()), ("501", "9"));
    assert_eq!(row.publisher_subscription_id.as_deref(), Some("guid-501"));
    assert_eq!(row.product_name.as_deref(), Some("Business Standard"));
    assert_eq!(row.friendly_name.as_deref(), Some("Büro"));
    assert_eq!(
        (row.status, row.charge_model, row.trial),
        (SubscriptionStatus::Active, ChargeModel::Seats, false)
    );
    assert_eq!(row.seats, Some(Decimal::whole(25)));
    assert_eq!(
        (row.unit_cost, row.unit_price, row.list_price),
        (number("10.1235"), number("12.5"), number("13"))
    );
    assert_eq!(row.currency.as_deref(), Some("CHF"));
    assert_eq!(row.purchased_at, Some(moment("2023-10-01T09:00:00.5Z")));
    assert_eq!(row.starts_on, day("2023-10-01"));
    assert_eq!(
        (row.renews_on, row.commitment_ends_on),
        (day("2024-10-01"), day("2024-10-01"))
    );
    assert_eq!((row.renewal_computed, row.auto_renew), (false, Some(true)));
    assert_eq!(row.cancellable_until, Some(moment("2023-10-08T09:00:00Z")));
    assert!(row.priced);
}

#[test]
fn fields_without_a_column_are_kept() {
    let extra = one(r#""resellerPO":"PO 7","futureField":{"a":[1]}"#)
        .extra
        .unwrap();
    for part in [
        r#""resellerPO":"PO 7""#,
        r#""futureField":{"a":[1]}"#,
        r#""margin":2.37655"#,
        r#""total":312.5"#,
        r#""resourceType":"AZURE::Subscription""#,
        r#""subscriptionProductId":"CFQ7TTC0LDPB""#,
    ] {
        assert!(extra.contains(part), "{part} is not in {extra}");
    }
}

#[test]
fn the_part_number_is_the_best_source_of_product_term_and_cycle() {
    let row = one(
        r#""subscriptionBillingTerm":"P1M","subscriptionProductId":"NL","subscriptionSkuId":"CFQ7TTC0LDPB""#,
    );
    assert_eq!(row.sku.as_deref(), Some("CFQ7TTC0LDPB:0002:P1Y:A"));
    assert_eq!(row.publisher_product_id.as_deref(), Some("CFQ7TTC0LDPB"));
    assert_eq!(row.publisher_sku_id.as_deref(), Some("0002"));
    assert_eq!(
        (row.commitment_term, row.billing_cycle),
        (Some(Term::Annual), Some(Term::Annual))
    );
}

#[test]
fn without_a_part_number_the_offer_and_the_vendors_fields_speak() {
    let row = one(
        r#""mfgPartNumber":null,"subscriptionProductId":"NL","subscriptionSkuId":"CFQ7TTC0LDPB","subscriptionOfferId":"NL,CFQ7TTC0LDPB,0001""#,
    );
    assert_eq!(row.sku.as_deref(), Some("NL,CFQ7TTC0LDPB,0001"));
    assert_eq!(row.publisher_product_id.as_deref(), Some("CFQ7TTC0LDPB"));
    assert_eq!(row.publisher_sku_id.as_deref(), Some("0001"));
    assert_eq!(
        (row.commitment_term, row.billing_cycle),
        (Some(Term::Annual), Some(Term::Monthly))
    );
    let row = one(r#""mfgPartNumber":"","subscriptionOfferId":null"#);
    assert_eq!(row.sku.as_deref(), Some("Biz-Std"));
}

#[test]
fn money_and_seats_that_were_not_sent_are_unknown_and_zero_is_zero() {
    let row = one(r#""price":null,"cost":null,"msrp":"","subscriptionTotalLicenses":null"#);
    assert_eq!(
        (row.unit_cost, row.unit_price, row.list_price, row.seats),
        (None, None, None, None)
    );
    let row = one(r#""price":0,"cost":0,"subscriptionTotalLicenses":0"#);
    assert_eq!(
        (row.unit_cost, row.unit_price, row.seats),
        (number("0"), number("0"), number("0"))
    );
    assert_eq!(row.charge_model, ChargeModel::Seats);
}

#[test]
fn money_is_rounded_half_up_to_four_places() {
    let row = one(r#""price":811.94534500000009,"cost":"-1.00005","msrp":1e-7"#);
    assert_eq!(
        (row.unit_price, row.unit_cost),
        (number("811.9453"), number("-1.0001"))
    );
    assert!(row.list_price.unwrap().is_zero());
}

#[test]
fn a_row_charged_by_use_has_no_seats_and_no_price() {
    let by_nature = r#""price":0,"cost":0,"msrp":0,"subscriptionTotalLicenses":"1","subscriptionEndDate":"2023-10-01T09:00:00Z","mfgPartNumber":null"#;
    let by_product = r#""subscriptionProductId":"DZH318Z0BPS6","mfgPartNumber":null"#;
    for fields in [by_nature, by_product] {
        let row = one(fields);
        assert_eq!(row.charge_model, ChargeModel::Usage, "{fields}");
        assert_eq!(
            (row.seats, row.unit_cost, row.unit_price, row.list_price),
            (None, None, None, None)
        );
        assert_eq!(
            (row.renews_on, row.commitment_ends_on, row.renewal_computed),
            (None, None, false)
        );
    }
    assert!(
        one(by_nature)
            .extra
            .unwrap()
            .contains(r#""subscriptionTotalLicenses":"1""#)
    );
}

#[test]
fn a_stale_renewal_date_is_rolled_forward_by_the_commitment_term() {
    let stale =
        r#""subscriptionEndDate":"2022-10-01T09:00:00Z","renewalDate":"2022-10-01T09:00:00Z""#;
    let row = one(stale);
    assert_eq!(
        (row.renews_on, row.renewal_computed),
        (day("2024-10-01"), true)
    );
    assert_eq!(row.commitment_ends_on, day("2024-10-01"));
    assert!(
        row.extra
            .unwrap()
            .contains(r#""renewalDate":"2022-10-01T09:00:00Z""#)
    );
    let monthly =
        format!(r#"{stale},"mfgPartNumber":"A:B:P1M:M","renewalDate":"2024-01-31T00:00:00Z""#);
    assert_eq!(one(&monthly).renews_on, day("2024-08-31"));
}

#[test]
fn a_term_that_began_on_a_month_end_renews_on_month_ends() {
    let row = one(
        r#""mfgPartNumber":"A:B:P1M:M","subscriptionStartDate":"2024-01-31T09:00:00Z","subscriptionEndDate":"2024-02-29T09:00:00Z","renewalDate":"2024-02-29T09:00:00Z""#,
    );
    assert_eq!(
        (row.renews_on, row.commitment_ends_on),
        (day("2024-08-31"), day("2024-08-31"))
    );
}

#[test]
fn what_is_paid_once_does_not_renew() {
    let row = one(
        r#""subscriptionBillingCycle":"one_time","mfgPartNumber":null,"renewalDate":"2023-11-01T09:00:00Z""#,
    );
    assert_eq!(
        (row.charge_model, row.renews_on),
        (ChargeModel::OneTime, None)
    );
}

#[test]
fn a_stale_date_without_a_term_to_roll_by_stays() {
    let row = one(
        r#""renewalDate":"2022-10-01T09:00:00Z","mfgPartNumber":null,"subscriptionBillingTerm":"P5Y""#,
    );
    assert_eq!(
        (row.renews_on, row.renewal_computed),
        (day("2022-10-01"), false)
    );
    assert_eq!(row.commitment_term, Some(Term::Other("P5Y".to_owned())));
}

#[test]
fn without_automatic_renewal_there_is_an_end_and_no_renewal() {
    for off in [
        r#""autoRenew":false"#,
        r#""autoRenew":null,"subscriptionRenewStatus":"DISABLED""#,
    ] {
        let row = one(&format!(
            r#"{off},"subscriptionEndDate":"2022-10-01T09:00:00Z""#
        ));
        assert_eq!(
            (row.renews_on, row.commitment_ends_on),
            (None, day("2022-10-01")),
            "{off}"
        );
        assert_eq!((row.auto_renew, row.renewal_computed), (Some(false), false));
    }
}

#[test]
fn deleted_rows_are_kept_with_their_status_and_not_rolled() {
    for (word, status) in [
        ("deleted", SubscriptionStatus::Cancelled),
        ("Canceled", SubscriptionStatus::Cancelled),
        ("EXPIRED", SubscriptionStatus::Expired),
    ] {
        let row = one(&format!(
            r#""subscriptionStatus":"{word}","renewalDate":"2022-10-01T09:00:00Z""#
        ));
        assert_eq!(
            (row.status, row.renews_on, row.renewal_computed),
            (status, None, false),
            "{word}"
        );
        assert_eq!(row.seats, Some(Decimal::whole(25)));
    }
}

#[test]
fn statuses_are_read_in_any_case_and_unknown_ones_are_kept() {
    for (word, status) in [
        ("ENABLED", SubscriptionStatus::Active),
        ("Suspended", SubscriptionStatus::Suspended),
        ("PAUSED", SubscriptionStatus::Suspended),
        ("IN_PROGRESS", SubscriptionStatus::Pending),
        ("Error", SubscriptionStatus::Other("Error".to_owned())),
        ("", SubscriptionStatus::Other("unspecified".to_owned())),
    ] {
        assert_eq!(
            one(&format!(r#""subscriptionStatus":"{word}""#)).status,
            status,
            "{word}"
        );
    }
}

#[test]
fn dates_of_1955_and_9999_are_read() {
    let row = one(
        r#""subscriptionStartDate":"1955-11-05","subscriptionEndDate":"9999-12-31T23:59:59Z","renewalDate":"0001-01-01T00:00:00Z""#,
    );
    assert_eq!(
        (row.starts_on, row.commitment_ends_on),
        (day("1955-11-05"), day("9999-12-31"))
    );
    assert_eq!(row.renews_on, None);
}

#[test]
fn a_row_with_an_impossible_value_is_set_apart_with_its_key() {
    assert_eq!(
        reason(r#""price":"free""#),
        "price is not a decimal number: \"free\""
    );
    assert_eq!(
        reason(r#""subscriptionTotalLicenses":{"n":1}"#),
        "subscriptionTotalLicenses is not a text: {\"n\":1}"
    );
    assert_eq!(
        reason(r#""renewalDate":"31.12.2024""#),
        "renewalDate is not a date: \"31.12.2024\""
    );
    assert_eq!(reason(r#""customerId":null"#), "the row has no customerId");
    let page = page_of(r#""cost":"?""#);
    assert_eq!(page.rejected[0].key.as_deref(), Some("501"));
    assert!(page.rejected[0].source.starts_with(r#"{"id":"501""#));
}

#[test]
fn a_source_that_is_too_long_is_cut_between_two_characters() {
    let page = page_of(&format!(r#""cost":"?","note":"{}""#, "ツ".repeat(5_000)));
    let length = page.rejected[0].source.len();
    assert!((4_090..=4_096).contains(&length), "{length}");
}

#[test]
fn the_list_is_read_by_offset_until_the_total_that_may_be_a_text() {
    let items = |ids: std::ops::Range<u32>| -> Vec<String> {
        ids.map(|id| item(&format!(r#""id":"{id}""#))).collect()
    };
    let host = FakeHost::new()
        .answer(&url(200, 0), 200, list(&items(0..150), "\"320\""))
        .answer(&url(200, 150), 200, list(&items(150..320), "\"320\""));
    let pages = read_all(&host, query(DatasetName::Subscriptions));
    assert_eq!((pages.len(), pages[0].total), (2, Some(320)));
    assert!(host.messages().is_empty());
}

#[test]
fn a_list_that_stays_short_is_looked_at_once_more_and_reported() {
    let two = [item(r#""id":"1""#), item(r#""id":"2""#)];
    let host = FakeHost::new()
        .answer(&url(200, 0), 200, list(&two, "3"))
        .answer(&url(200, 2), 200, list(&[], "3"));
    let pages = read_all(&host, query(DatasetName::Subscriptions));
    // The host counts the different rows, and finds one fewer than stated.
    assert_eq!((pages.len(), pages[3].total), (4, Some(3)));
}

#[test]
fn a_total_that_counts_the_page_does_not_end_the_list() {
    let page = |ids: std::ops::Range<u32>| {
        let items: Vec<String> = ids.map(|id| item(&format!(r#""id":"{id}""#))).collect();
        list(&items, &items.len().to_string())
    };
    let host = FakeHost::new()
        .answer(&url(200, 0), 200, page(0..200))
        .answer(&url(200, 200), 200, page(200..270))
        .answer(&url(200, 270), 200, list(&[], "0"));
    let pages = read_all(&host, query(DatasetName::Subscriptions));
    assert!(pages.iter().all(|page| page.incomplete.is_none()));
    assert!(
        host.urls()
            .iter()
            .any(|asked| asked.ends_with("offset=270"))
    );
}

#[test]
fn a_full_page_that_comes_again_is_reported_as_an_open_end() {
    let items: Vec<String> = (0..200)
        .map(|id| item(&format!(r#""id":"{id}""#)))
        .collect();
    let host = FakeHost::new()
        .answer(&url(200, 0), 200, list(&items, "200"))
        .answer(&url(200, 200), 200, list(&items, "200"));
    let pages = read_all(&host, query(DatasetName::Subscriptions));
    let reason = pages.last().unwrap().incomplete.as_deref().unwrap();
    assert!(reason.contains("has the same rows"), "{reason}");
}

#[test]
fn a_rejected_row_keeps_whom_and_what_it_is_about() {
    let page = page_of(r#""subscriptionTotalLicenses":{"n":1}"#);
    let row = &page.rejected[0];
    assert_eq!(
        [
            &row.customer_id,
            &row.subscription_id,
            &row.sku,
            &row.product_name
        ]
        .map(|text| text.as_deref().unwrap_or("")),
        ["9", "501", "CFQ7TTC0LDPB:0002:P1Y:A", "Business Standard"]
    );
}

#[test]
fn a_page_token_that_names_its_own_page_is_an_error() {
    let second = format!("{BASE}/subscriptions?pagination.limit=200&pageToken=x");
    let answer = format!(r#"{{"items":[{}],"nextPageToken":"x"}}"#, item(""));
    let host = FakeHost::new()
        .answer(&url(200, 0), 200, answer.clone())
        .answer(&second, 200, answer);
    let mut query = query(DatasetName::Subscriptions);
    query.cursor = read(&host, &query).unwrap().next;
    assert_eq!(
        read(&host, &query).unwrap_err().kind,
        FailureKind::Malformed
    );
}

#[test]
fn a_total_without_any_rows_is_not_an_empty_account() {
    let host = FakeHost::new().answer(&url(200, 0), 200, list(&[], "12"));
    assert_eq!(
        read(&host, &query(DatasetName::Subscriptions))
            .unwrap_err()
            .kind,
        FailureKind::Malformed
    );
    for body in ["{}", r#"{"paginationResponse":{"totalSize":0}}"#] {
        let host = FakeHost::new().answer(&url(200, 0), 200, body);
        assert!(
            read(&host, &query(DatasetName::Subscriptions))
                .unwrap()
                .next
                .is_none(),
            "{body}"
        );
    }
}

#[test]
fn a_limit_that_is_refused_becomes_fifty_for_the_rest() {
    let host = FakeHost::new()
        .answer(&url(200, 0), 400, r#"{"code":3,"message":"limit"}"#)
        .answer(&url(50, 0), 200, list(&[item("")], "2"))
        .answer(&url(50, 1), 200, list(&[item(r#""id":"502""#)], "2"));
    assert_eq!(read_all(&host, query(DatasetName::Subscriptions)).len(), 2);
    assert_eq!(host.urls().len(), 3);
}

#[test]
fn a_page_token_is_honoured_where_the_vendor_sends_one() {
    let first = format!(r#"{{"items":[{}],"nextPageToken":"x/y"}}"#, item(""));
    let second = format!("{BASE}/subscriptions?pagination.limit=200&pageToken=x%2Fy");
    let host = FakeHost::new().answer(&url(200, 0), 200, first).answer(
        &second,
        200,
        format!(r#"{{"items":[{}]}}"#, item(r#""id":"502""#)),
    );
    assert_eq!(read_all(&host, query(DatasetName::Subscriptions)).len(), 2);
}

#[test]
fn one_customer_can_be_read_alone() {
    let host = FakeHost::new().answer(
        &format!("{}&customerId=9", url(200, 0)),
        200,
        list(&[item("")], "1"),
    );
    let mut query = query(DatasetName::Subscriptions);
    query.customer = Some(CustomerRef {
        id: "9".to_owned(),
        name: String::new(),
        suspended: false,
    });
    assert!(read(&host, &query).unwrap().next.is_none());
}
