use seatwise_plugin::testing::FakeHost;
use seatwise_plugin::types::{
    Charge, ChargeDirection, ChargeKind, DatasetName, Decimal, Method, Query, Rows, Term,
};
use seatwise_plugin::{Connector, FailureKind, Page};
use seatwise_synnex::Synnex;

use crate::support::{BASE, context, day, is_empty, number, query, read, read_all, rows};

const REPORTS: &str = r#"{"reports":[
    {"reportId":"1","category":"DASHBOARD"},
    {"reportId":"2","category":"BILLING_REPORTS","reportTemplateId":"aws"},
    {"reportId":"3","category":"BILLING_REPORTS","reportTemplateId":"azure_plan_billing"}]}"#;
const DEFINITION: &str = r#"{"reportId":"3","category":"BILLING_REPORTS","reportModule":"REPORTS_REPORTS_MODULE","specs":{
    "allColumns":[
        {"id":"11","displayName":"Resource URI","columnTemplateId":"azure_plan_billing.resource_uri"},
        {"id":"12","displayName":"Seller Cost","columnTemplateId":"azure_plan_billing.seller_cost"}],
    "currencyOption":{"selectedCurrency":{"code":"EUR"}}}}"#;
const CSV: &str = "\u{feff}Customer ID,Customer Company,Subscription ID,Product ID,SKU ID,SKU Name,Charge Type,Billing Frequency,\
Charge StartDate,Charge EndDate,Seat Count,Usage Quantity,Seller Cost (SEK),Customer Cost (NOK),Seller Cost (Invoiced Currency),Invoice Number,Region\n\
9,\"Ek, Alm & Co\",guid-501,CFQ7TTC0LDPB,0001,Business Standard,cycleCharge,Monthly,2024-07-01,2024-07-31,25,,253.09,312.50,1,INV-7,\n\
9,\"Ek, Alm & Co\",guid-777,DZH318Z0BPS6,0001,Azure Plan,Usage,,2024-07-01,2024-07-31,,3.5,0.00001234,,,,SE\n\
9,Bad,guid-1,P,S,N,New,Monthly,,,many,,1,1,,,\n";

fn url(rest: &str) -> String {
    format!("{BASE}/reports{rest}")
}

fn host(csv: &str) -> FakeHost {
    let results = format!("{{\"results\":{}}}", serde_json::Value::from(csv));
    FakeHost::new()
        .answer(&url(""), 200, REPORTS)
        .answer(&url("/3"), 200, DEFINITION)
        .answer(&url("/3/reportDataCsv"), 200, results)
}

fn ask(dataset: DatasetName) -> Query {
    Query {
        period_day: day("2024-07-15"),
        ..query(dataset)
    }
}

fn page(csv: &str, dataset: DatasetName) -> Page {
    read(&host(csv), &ask(dataset)).unwrap_or_else(|failure| panic!("{}", failure.message))
}

fn payable() -> Vec<Charge> {
    rows!(page(CSV, DatasetName::PayableCharges), Charges)
}

fn body(host: &FakeHost, index: usize) -> serde_json::Value {
    let posts: Vec<_> = host
        .requests()
        .into_iter()
        .filter(|request| request.method == Method::Post)
        .collect();
    serde_json::from_slice(&posts[index].body).unwrap()
}

#[test]
fn the_cost_of_a_line_is_payable() {
    let charge = &payable()[0];
    assert_eq!(charge.direction, ChargeDirection::Payable);
    assert_eq!(
        (charge.amount, charge.currency.as_deref()),
        (number("253.09"), Some("SEK"))
    );
    assert_eq!(charge.customer_id.as_deref(), Some("9"));
    assert_eq!(charge.customer_name.as_deref(), Some("Ek, Alm & Co"));
    assert_eq!(charge.subscription_id.as_deref(), Some("guid-501"));
    assert_eq!(charge.sku.as_deref(), Some("CFQ7TTC0LDPB:0001"));
    assert_eq!(
        (charge.quantity, &charge.kind),
        (Some(Decimal::whole(25)), &ChargeKind::Recurring)
    );
    assert_eq!(charge.billing_cycle, Some(Term::Monthly));
    assert_eq!(
        (charge.billing_period_from, charge.billing_period_to),
        (day("2024-07-01"), day("2024-07-31"))
    );
    assert_eq!(
        (charge.charge_from, charge.charge_to),
        (day("2024-07-01"), day("2024-07-31"))
    );
    assert_eq!(
        (charge.billed, charge.invoice_number.as_deref()),
        (Some(true), Some("INV-7"))
    );
    assert!(
        charge
            .extra
            .as_ref()
            .unwrap()
            .contains(r#""Customer Cost (NOK)":"312.50""#)
    );
}

#[test]
fn the_customers_price_of_a_line_is_receivable_in_its_own_currency() {
    let charges = rows!(page(CSV, DatasetName::ReceivableCharges), Charges);
    assert_eq!(charges[0].direction, ChargeDirection::Receivable);
    assert_eq!(
        (charges[0].amount, charges[0].currency.as_deref()),
        (number("312.5"), Some("NOK"))
    );
    assert_eq!(
        charges[1].amount, None,
        "a price that is not stated is unknown"
    );
}

#[test]
fn consumption_keeps_every_digit() {
    let charge = &payable()[1];
    assert_eq!(
        (&charge.kind, charge.quantity),
        (&ChargeKind::Usage, number("3.5"))
    );
    assert_eq!(
        (charge.amount, charge.billed),
        (number("0.00001234"), Some(false))
    );
    assert!(charge.extra.as_ref().unwrap().contains(r#""Region":"SE""#));
}

#[test]
fn a_line_with_a_bad_number_is_set_apart() {
    let page = page(CSV, DatasetName::PayableCharges);
    assert_eq!((page.total, page.rejected.len()), (Some(3), 1));
    assert_eq!(
        page.rejected[0].reason,
        "the quantity is not a decimal number: \"many\""
    );
    assert!(page.rejected[0].source.contains(r#""Seat Count":"many""#));
}

#[test]
fn a_line_of_totals_is_not_charged_a_second_time() {
    let csv = "Customer Name,Seller Cost (SEK)\nEk,5\nTotal,5\n";
    let page = page(csv, DatasetName::PayableCharges);
    assert_eq!(
        page.rejected[0].reason,
        "the line looks like the total of others"
    );
    assert_eq!(rows!(page, Charges).len(), 1);
}

const AMERICAN: &str = "Customer ID,Subscription ID,Product ID,SKU ID,SKU Name,Charge Type,Charge Start Date,Charge End Date,\
Seat Count,Seller Cost (USD),Invoice Date\n";

#[test]
fn american_days_and_amounts_are_read_where_the_report_shows_the_order() {
    let csv = format!(
        "{AMERICAN}9,g1,P,0001,Suite,cycleCharge,2/1/2026 0:00,2/28/2026 0:00,5,\"1,180.00\",3/4/2026\n\
         9,g1,P,0001,Suite,removeQuantity,2/9/2026,2/28/2026,3,\"(1,092.50)\",3/4/2026\n"
    );
    let page = page(&csv, DatasetName::PayableCharges);
    assert!(page.rejected.is_empty(), "{:?}", page.rejected);
    let charges = rows!(page, Charges);
    assert_eq!(
        (
            charges[0].charge_from,
            charges[0].charge_to,
            charges[0].invoice_date
        ),
        (day("2026-02-01"), day("2026-02-28"), day("2026-03-04"))
    );
    assert_eq!(
        (charges[0].amount, charges[1].amount),
        (number("1180"), number("-1092.5"))
    );
    assert_eq!(charges[1].kind, ChargeKind::Credit);
}

#[test]
fn a_line_whose_days_can_be_read_in_two_ways_is_refused_with_whom_it_is_about() {
    let csv =
        format!("{AMERICAN}9,g1,P,0001,Suite,cycleCharge,2/1/2026,3/1/2026,5,180.00,3/4/2026\n");
    let page = page(&csv, DatasetName::PayableCharges);
    let row = &page.rejected[0];
    assert!(
        row.reason
            .starts_with("Charge Start Date can be read as two days"),
        "{}",
        row.reason
    );
    assert_eq!(
        [
            &row.customer_id,
            &row.subscription_id,
            &row.sku,
            &row.product_name
        ]
        .map(|text| text.as_deref().unwrap_or("")),
        ["9", "g1", "P:0001", "Suite"]
    );
    assert_eq!(rows!(page, Charges).len(), 0);
}

#[test]
fn a_day_that_is_no_day_refuses_its_line_and_no_day_at_all_does_not() {
    let csv = format!(
        "{AMERICAN}9,g1,P,0001,Suite,cycleCharge,46327,2026-02-28,5,180.00,\n\
         9,g2,P,0001,Suite,cycleCharge,N/A,,5,180.00,-\n"
    );
    let page = page(&csv, DatasetName::PayableCharges);
    assert_eq!(
        page.rejected[0].reason,
        "Charge Start Date is not a date: \"46327\""
    );
    let charges = rows!(page, Charges);
    assert_eq!(
        (charges[0].charge_from, charges[0].invoice_date),
        (None, None)
    );
}

#[test]
fn a_report_that_ends_within_a_line_is_incomplete() {
    let whole = page(CSV, DatasetName::PayableCharges);
    assert_eq!(whole.incomplete, None);
    let cut = page(
        "Customer Name,Invoice Number,Seller Cost (SEK)\nEk,1,5\nAlm,",
        DatasetName::PayableCharges,
    );
    assert!(cut.incomplete.is_some());
}

#[test]
fn missing_columns_are_unknown_and_the_reports_currency_counts() {
    let charges = rows!(
        page(
            "Customer Name,Seller Cost\nEk,5\nAlm\n",
            DatasetName::PayableCharges
        ),
        Charges
    );
    assert_eq!(
        (charges[0].currency.as_deref(), charges[0].billed),
        (Some("EUR"), None)
    );
    assert_eq!(
        (charges[0].subscription_id.as_deref(), charges[1].amount),
        (None, None)
    );
}

#[test]
fn a_report_without_the_amount_says_which_column_to_add() {
    let failure = read(
        &host("Customer Name,Customer Cost\nEk,5\n"),
        &ask(DatasetName::PayableCharges),
    )
    .unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unavailable);
    assert!(
        failure.message.contains("no column Seller Cost"),
        "{}",
        failure.message
    );
}

#[test]
fn the_calendar_month_of_the_day_is_asked_for_with_the_columns_of_a_charge() {
    let host = host(CSV);
    read(&host, &ask(DatasetName::PayableCharges)).unwrap();
    let expected = serde_json::json!({
        "report_id": "3", "report_module": "REPORTS_REPORTS_MODULE", "category": "BILLING_REPORTS",
        "specs": {
            "date_range_option": {"selected_range": {"fixed_date_range":
                {"start_date": "2024-07-01T00:00:00Z", "end_date": "2024-07-31T23:59:59Z"}}},
            "selectedColumns": [
                {"id": "12", "displayName": "Seller Cost", "columnTemplateId": "azure_plan_billing.seller_cost"}]
        }
    });
    assert_eq!(body(&host, 0), expected);
}

#[test]
fn a_400_is_answered_with_the_other_spelling_of_the_report_id() {
    let data = url("/3/reportDataCsv");
    let host = FakeHost::new()
        .answer(&url(""), 200, REPORTS)
        .answer(&url("/3"), 200, DEFINITION)
        .answer(&data, 400, r#"{"message":"reportId is required"}"#)
        .answer(&data, 200, r#"{"results":""}"#);
    assert!(is_empty(
        &read(&host, &ask(DatasetName::PayableCharges)).unwrap().rows
    ));
    let second = body(&host, 1);
    assert_eq!(
        (second.get("reportId").is_some(), second.get("report_id")),
        (true, None)
    );
}

#[test]
fn the_operators_report_is_read_without_searching() {
    let host = FakeHost::new().answer(&url("/8"), 200, DEFINITION).answer(
        &url("/8/reportDataCsv"),
        200,
        r#"{"results":"Seller Cost (SEK)\n1\n"}"#,
    );
    let context = context(&[("report_id", "8")]);
    Synnex::read(&context, &ask(DatasetName::PayableCharges), &host).unwrap();
    assert_eq!(host.urls().len(), 2);
}

#[test]
fn an_account_without_a_report_is_told_how_to_make_one() {
    for body in [
        "{}",
        r#"{"reports":[{"reportId":"1","category":"DASHBOARD"}]}"#,
    ] {
        let host = FakeHost::new().answer(&url(""), 200, body);
        let failure = read(&host, &ask(DatasetName::ReceivableCharges)).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unavailable);
        assert!(
            failure
                .message
                .contains("create one in the StreamOne Ion portal"),
            "{}",
            failure.message
        );
    }
}

#[test]
fn a_user_without_reports_has_no_charges_and_keeps_the_rest() {
    let host = FakeHost::new().answer(&url(""), 403, r#"{"message":"forbidden"}"#);
    let failure = read(&host, &ask(DatasetName::PayableCharges)).unwrap_err();
    assert_eq!(
        (failure.kind, failure.status),
        (FailureKind::Unavailable, Some(403))
    );
}

#[test]
fn an_error_in_the_place_of_lines_is_no_empty_bill() {
    let host = FakeHost::new()
        .answer(&url(""), 200, REPORTS)
        .answer(&url("/3"), 200, DEFINITION)
        .answer(
            &url("/3/reportDataCsv"),
            200,
            r#"{"code":13,"message":"report engine"}"#,
        );
    assert_eq!(
        read(&host, &ask(DatasetName::PayableCharges))
            .unwrap_err()
            .kind,
        FailureKind::Malformed
    );
}

#[test]
fn a_report_of_ten_thousand_lines_is_one_page_and_a_longer_one_is_split() {
    let csv = |lines: usize| format!("Customer ID,Seller Cost (SEK)\n{}", "9,1\n".repeat(lines));
    let counts = |lines| -> Vec<usize> {
        let pages = read_all(&host(&csv(lines)), ask(DatasetName::PayableCharges));
        pages
            .into_iter()
            .map(|page| rows!(page, Charges).len())
            .collect()
    };
    assert_eq!(counts(10_000), [10_000]);
    assert_eq!(counts(12_001), [5_000, 5_000, 2_001]);
}

#[test]
fn long_lines_make_smaller_pages() {
    let line = format!("9,1,{}\n", "x".repeat(20_000));
    let csv = format!("Customer ID,Seller Cost (SEK),Note\n{}", line.repeat(300));
    let pages = read_all(&host(&csv), ask(DatasetName::PayableCharges));
    assert!(pages.len() > 1);
    let rows: usize = pages
        .into_iter()
        .map(|page| rows!(page, Charges).len())
        .sum();
    assert_eq!(rows, 300);
}
