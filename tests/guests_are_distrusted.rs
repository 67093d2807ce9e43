//! What a plugin sends, returns and says is held against the rules before anything is done with it.

use std::time::Duration;

use seatwise::contract::{CustomerRef, DatasetName, Rows};
use seatwise::plugin::{CallError, Limits};
use seatwise::sync::ConnectionStatus;
use seatwise_distributors::{Endpoint, Fault, Rule, Running, SherwebCredentials};

use crate::guests::code::{LOG, Request, result};
use crate::guests::session::{INFECTED, customers, infected_rig, now, query, quick, session};
use crate::log::Captured;
use crate::rig::{Rig, sherweb};
use crate::wasm::{self, CHECK, READ, UNREACHABLE, call, constant, forever};

fn first_customer(sherweb: &Running<SherwebCredentials>) -> CustomerRef {
    sherweb.data(|world| {
        let customer = &world.customers[0];
        CustomerRef {
            id: customer.id.clone(),
            name: customer.name.clone(),
            suspended: false,
        }
    })
}

/// What reading five customers under these limits is refused with, and that the next call works.
async fn page_refusal(limits: Limits) -> String {
    let sherweb = sherweb(5, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(&rig, limits).await;
    let error = customers(&session).await.unwrap_err();
    assert!(matches!(error, CallError::Page(_)), "{error}");
    assert_eq!(session.check(now()).await.unwrap().customers, 5);
    error.to_string()
}

#[tokio::test]
async fn pages_are_measured_before_anything_is_done_with_them() {
    assert_eq!(
        page_refusal(Limits {
            page_rows: 4,
            ..Limits::default()
        })
        .await,
        "accept the plugin's page: it has 5 rows, but the limit is 4; the plugin must return smaller pages"
    );
    let message = page_refusal(Limits {
        page_bytes: 100,
        ..Limits::default()
    })
    .await;
    assert!(
        message.ends_with(" bytes, but the limit is 100; the plugin must return smaller pages"),
        "{message}"
    );
}

#[tokio::test]
async fn a_row_with_a_text_that_is_too_large_is_set_apart_and_its_page_stays() {
    let sherweb = sherweb(5, 1).await;
    sherweb.data(|world| world.customers[0].name = "x".repeat(200));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let limits = Limits {
        cell_bytes: 100,
        ..Limits::default()
    };
    let page = customers(&session(&rig, limits).await).await.unwrap();
    let [row] = page.rejected.as_slice() else {
        panic!("{:?}", page.rejected)
    };
    assert_eq!(
        row.reason,
        "a text of it has 200 bytes, but the limit is 100"
    );
    assert!(row.key.is_some() && row.source.len() <= 100, "{row:?}");
    let Rows::Customers(rows) = page.rows else {
        panic!("{:?}", page.rows)
    };
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn the_requests_of_a_call_are_counted() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(
        &rig,
        Limits {
            requests: 1,
            ..Limits::default()
        },
    )
    .await;
    let wanted = query(DatasetName::Subscriptions, Some(first_customer(&sherweb)));
    let error = session.read(now(), &wanted).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("one call may send at most 1 requests"),
        "{error}"
    );
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 0);
    assert!(customers(&session).await.is_ok());
}

#[tokio::test]
async fn the_bytes_that_a_call_receives_are_counted() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(
        &rig,
        Limits {
            response_bytes: 10,
            ..Limits::default()
        },
    )
    .await;
    let wanted = query(DatasetName::Usage, Some(first_customer(&sherweb)));
    let error = session.read(now(), &wanted).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("one call may receive at most 10 bytes"),
        "{error}"
    );
    assert_eq!(sherweb.count(Endpoint::MeterUsages), 0);
    assert!(customers(&session).await.is_ok());
}

#[tokio::test]
async fn a_call_that_waits_for_ever_ends_by_the_wall_clock() {
    let sherweb = sherweb(1, 1).await;
    sherweb.fault(Rule::new(Fault::Hang).on(Endpoint::Customers).first(1));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(
        &rig,
        Limits {
            wall_clock: Duration::from_millis(500),
            ..Limits::default()
        },
    )
    .await;
    let error = customers(&session).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "run the plugin: the call took more than 0.5 s; the plugin was stopped"
    );
    assert!(customers(&session).await.is_ok());
}

/// The code that sends a request without credential and leaves the outcome at address 4,096.
fn send(method: usize, url: &str) -> Vec<u8> {
    let request = Request {
        method,
        url,
        ..Request::default()
    };
    request.send()
}

#[tokio::test]
async fn what_a_plugin_says_is_masked_cut_off_and_steers_nothing() {
    let sherweb = sherweb(1, 1).await;
    let words = format!("\u{1b}[2J{} ", sherweb.credentials().client_secret);
    // A failure: its kind, the address and the length of its message.
    let code = [
        wasm::store(2_048, &words),
        result(1, &[(0, 9), (4, 2_048), (8, 50_000)]),
    ]
    .concat();
    let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &code));
    let error = session(&rig, Limits::default())
        .await
        .check(now())
        .await
        .unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("\\u{1b}[2J[masked] \\u{0}"),
        "{message}"
    );
    assert!(
        message.len() <= 8 * 1_024 + '…'.len_utf8(),
        "{}",
        message.len()
    );
    let captured = Captured::start();
    let emit = call(wasm::imported(LOG, "emit"));
    let message = [
        constant(3),
        constant(2_048),
        constant(words.len()),
        constant(0),
        constant(0),
        emit,
    ]
    .concat();
    let code = [wasm::store(2_048, &words), message, UNREACHABLE.to_vec()].concat();
    let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &code));
    session(&rig, Limits::default())
        .await
        .check(now())
        .await
        .unwrap_err();
    assert!(
        captured.text().contains("\\u{1b}[2J[masked]"),
        "{}",
        captured.text()
    );
}

#[tokio::test]
async fn more_rows_than_a_page_may_have_are_refused() {
    let sherweb = sherweb(1, 1).await;
    // Customers in untouched memory, which are empty but well-formed.
    let code = [wasm::grow(100), result(0, &[(4, 2 << 20), (8, 10_001)])].concat();
    let rig = infected_rig(&sherweb, &wasm::hostile(READ, &code));
    let error = customers(&session(&rig, Limits::default()).await)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "accept the plugin's page: it has 10001 rows, but the limit is 10000; the plugin must return smaller pages"
    );
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_the_read() {
    let sherweb = sherweb(1, 1).await;
    // A page without rows and with an empty cursor, again and again.
    let rig = infected_rig(&sherweb, &wasm::infected(READ, &result(0, &[(12, 1)])));
    let report = rig.sync("sherweb").await;
    assert_eq!(report.status, ConnectionStatus::Failed, "{report:#?}");
    let text = format!("{report:?}");
    assert!(
        text.contains("its cursor was already used in this read, which would never end"),
        "{text}"
    );
}

#[tokio::test]
async fn a_flood_of_requests_ends_with_the_budget_of_the_call() {
    let sherweb = sherweb(1, 1).await;
    let rig = infected_rig(
        &sherweb,
        &wasm::hostile(CHECK, &forever(&send(0, "/service-provider/v1/customers"))),
    );
    let limits = Limits {
        requests: 5,
        wall_clock: Duration::from_secs(20),
        ..quick(Duration::from_millis(200))
    };
    let error = session(&rig, limits).await.check(now()).await.unwrap_err();
    assert!(error.to_string().contains("of processor time"), "{error}");
    assert_eq!(sherweb.count(Endpoint::Customers), 5);
}

#[tokio::test]
async fn a_plugin_that_tries_to_write_or_to_go_elsewhere_sends_nothing() {
    let (sherweb, elsewhere) = (sherweb(1, 1).await, sherweb(1, 1).await);
    let attempts = [
        (2, "/service-provider/v1/customers".to_owned()),
        (
            2,
            "/service-provider/v1/customer-catalogs/a/b/catalog-items-pricing".to_owned(),
        ),
        (2, "/auth/oidc/connect/token".to_owned()),
        (
            2,
            "/service-provider/v1/customer-catalogs/x/../../orders/catalog-items-pricing"
                .to_owned(),
        ),
        (
            0,
            format!("{}/service-provider/v1/customers", elsewhere.base_url()),
        ),
        (0, "https://api.sherweb.com.evil.example/".to_owned()),
        (0, "https://api.sherweb.com@evil.example/".to_owned()),
        (0, "file:///etc/passwd".to_owned()),
    ];
    for (method, url) in attempts {
        // Goes on for ever where the outcome is an answer (the first case of a result).
        let succeeded = [constant(4_096), vec![0x2d, 0, 0, 0x45]].concat();
        let code = [
            send(method, &url),
            succeeded,
            vec![0x04, 0x40],
            forever(&[]),
            vec![0x0b],
            UNREACHABLE.to_vec(),
        ];
        let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &code.concat()));
        let error = session(&rig, quick(Duration::from_millis(100)))
            .await
            .check(now())
            .await
            .unwrap_err();
        assert!(matches!(error, CallError::Trap { .. }), "{url}: {error}");
    }
    assert_eq!(sherweb.requests(), []);
    assert_eq!(elsewhere.requests(), []);
}

#[tokio::test]
async fn a_plugin_that_breaks_in_the_middle_of_a_sync_leaves_what_is_known() {
    let sherweb = sherweb(3, 2).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    rig.sync("sherweb").await;
    std::fs::write(
        rig.path().join(INFECTED),
        wasm::infected(READ, &UNREACHABLE),
    )
    .unwrap();
    rig.configure(&format!("[plugins]\nsherweb = \"{INFECTED}\"\n"));
    let report = rig.sync("sherweb").await;
    assert_ne!(report.status, ConnectionStatus::Complete);
    assert!(
        format!("{report:?}")
            .contains("run the plugin: wasm trap: wasm `unreachable` instruction executed"),
        "{report:#?}"
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM customers WHERE missing_since IS NULL"),
        3
    );
    assert_eq!(
        rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NULL"),
        6
    );
}
