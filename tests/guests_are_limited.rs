//! A plugin is somebody else's code: whatever it does, it costs no more than its limits and the next
//! call works.

use std::time::Duration;

use seatwise::plugin::types::{CustomerRef, DatasetName, Page, Query};
use seatwise::plugin::{CallError, Engine, Limits, Plugin, Session};
use seatwise::sync::{ConnectionStatus, connect};
use seatwise_distributors::{Endpoint, Fault, Running, Rule, SherwebCredentials};

use crate::log::Captured;
use crate::rig::{NOW, Rig, sherweb};
use crate::wasm::{self, CHECK, DATASETS, READ, SHERWEB, UNREACHABLE, call, constant, forever};

const HTTP: &str = "seatwise:host/http@0.1.0";
const LOG: &str = "seatwise:host/log@0.1.0";

fn now() -> i64 {
    i64::try_from(NOW.as_micros()).unwrap()
}

fn load(bytes: &[u8], limits: Limits) -> Plugin {
    Plugin::load(&Engine::new(None, limits).unwrap(), bytes).unwrap()
}

/// What became of a call of a plugin whose `datasets` is replaced by this code.
async fn ended(code: &[u8], limits: Limits) -> CallError {
    load(&wasm::hostile(DATASETS, code), limits).datasets().await.unwrap_err()
}

fn quick(processor_time: Duration) -> Limits {
    Limits { processor_time, ..Limits::default() }
}

#[tokio::test]
async fn an_endless_loop_ends_with_its_share_of_the_processor() {
    let error = ended(&forever(&[]), quick(Duration::from_millis(50))).await;
    assert_eq!(error.to_string(), "run the plugin: it used more than 0.05 s of processor time; the plugin was stopped");
}

#[tokio::test]
async fn a_spinning_guest_lets_others_work() {
    let spinning = load(&wasm::hostile(DATASETS, &forever(&[])), quick(Duration::from_secs(60)));
    let honest = load(SHERWEB, Limits::default());
    tokio::select! {
        biased;
        _ = spinning.datasets() => panic!("the loop ended"),
        datasets = honest.datasets() => assert_eq!(datasets.unwrap().len(), 6),
    }
}

#[tokio::test]
async fn memory_is_bounded_over_all_that_a_guest_asks_for() {
    let error = ended(&forever(&wasm::grow(256)), Limits::default()).await;
    let message = error.to_string();
    assert!(matches!(error, CallError::Limit { .. }), "{message}");
    assert!(message.contains("bytes of memory and may have 268435456; the plugin was stopped"), "{message}");
}

#[tokio::test]
async fn a_guest_that_needs_more_memory_than_it_may_have_does_not_start() {
    let limits = Limits { memory_bytes: 64 * 1024, ..Limits::default() };
    let error = load(SHERWEB, limits).datasets().await.unwrap_err();
    assert!(error.to_string().ends_with("bytes of memory and may have 65536; the plugin was stopped"), "{error}");
}

#[tokio::test]
async fn a_trap_and_an_endless_recursion_are_named() {
    let error = ended(&UNREACHABLE, Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }));
    assert!(error.to_string().starts_with("run the plugin: trap: wasm `unreachable` instruction executed"), "{error}");
    let error = ended(&call(wasm::exported(DATASETS)), Limits::default()).await;
    assert!(error.to_string().starts_with("run the plugin: trap: call stack exhausted"), "{error}");
}

#[tokio::test]
async fn a_list_that_is_too_large_is_refused_before_the_host_makes_room_for_it() {
    // 2^24 datasets of four bytes each; all of them lie in the guest's memory.
    let code = [
        wasm::grow(1_100),
        wasm::store_number(1_024, 65_536),
        wasm::store_number(1_028, 1 << 24),
        constant(1_024),
    ];
    let error = ended(&code.concat(), Limits::default()).await;
    assert!(error.to_string().contains("fuel allocated for hostcalls has been exhausted"), "{error}");
}

#[tokio::test]
async fn a_list_outside_of_the_memory_is_a_fault_of_the_guest() {
    let code = [wasm::store_number(1_024, 0), wasm::store_number(1_028, 0x7fff_ffff), constant(1_024)];
    let error = ended(&code.concat(), Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
    let error = ended(&constant(0x7fff_fff0), Limits::default()).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
}

#[tokio::test]
async fn a_guest_sees_an_empty_environment() {
    assert!(std::env::vars_os().next().is_some());
    // Hands its environment out as its datasets.
    let environment = wasm::imported("wasi:cli/environment@0.2.0", "get-environment");
    let code = [constant(1_024), call(environment), constant(1_024)].concat();
    let plugin = load(&wasm::hostile(DATASETS, &code), Limits::default());
    assert_eq!(plugin.datasets().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_flood_of_messages_is_cut_off_and_counted() {
    let captured = Captured::start();
    let emit = call(wasm::imported(LOG, "emit"));
    let message = [constant(3), constant(0), constant(10), constant(0), constant(0), emit].concat();
    let _ = ended(&forever(&message), quick(Duration::from_millis(50))).await;
    let text = captured.text();
    let lines = text.lines().filter(|line| line.contains("\\u{0}")).count();
    assert_eq!(lines, 500, "{}", text.lines().last().unwrap_or_default());
    assert!(text.contains("messages of the plugin were dropped: it wrote too many"));
    assert!(!text.contains('\0'));
}

#[tokio::test]
async fn a_long_message_is_cut_off() {
    let captured = Captured::start();
    let emit = call(wasm::imported(LOG, "emit"));
    let code = [
        wasm::store(0, &"x".repeat(9_000)),
        [constant(3), constant(0), constant(9_000), constant(0), constant(0), emit].concat(),
    ];
    let code = [code.concat(), UNREACHABLE.to_vec()].concat();
    let _ = ended(&code, Limits::default()).await;
    let text = captured.text();
    assert!(text.contains(&"x".repeat(8 * 1_024)) && !text.contains(&"x".repeat(8 * 1_024 + 1)), "{} bytes", text.len());
    assert!(text.contains("x…"));
}

/// A session of a plugin with a simulated Sherweb, under these limits.
async fn session(rig: &Rig, limits: Limits) -> Session {
    let mut setup = rig.setup();
    setup.engine = Engine::new(None, limits).unwrap();
    let connection = setup.config.connection("sherweb").unwrap();
    connect(&setup, connection).await.unwrap()
}

/// A rig whose Sherweb plugin is the file with these bytes.
fn infected_rig(sherweb: &Running<SherwebCredentials>, bytes: &[u8]) -> Rig {
    let mut rig = Rig::new();
    rig.add_sherweb(sherweb);
    std::fs::write(rig.path().join("infected.wasm"), bytes).unwrap();
    rig.configure("[plugins]\nsherweb = \"infected.wasm\"\n");
    rig
}

fn query(dataset: DatasetName, customer: Option<CustomerRef>) -> Query {
    Query { dataset, customer, subscription: None, period_day: None, cursor: None }
}

fn first_customer(sherweb: &Running<SherwebCredentials>) -> CustomerRef {
    sherweb.data(|world| {
        let customer = &world.customers[0];
        CustomerRef { id: customer.id.clone(), name: customer.name.clone(), suspended: false }
    })
}

async fn customers(session: &Session) -> Result<Page, CallError> {
    session.read(now(), &query(DatasetName::Customers, None)).await
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
        page_refusal(Limits { page_rows: 4, ..Limits::default() }).await,
        "accept the plugin's page: it has 5 rows and may have 4; the plugin must return smaller pages"
    );
    let message = page_refusal(Limits { cell_bytes: 10, ..Limits::default() }).await;
    assert!(message.starts_with("accept the plugin's page: a cell has ") && message.ends_with(" bytes and may have 10"), "{message}");
    let message = page_refusal(Limits { page_bytes: 100, ..Limits::default() }).await;
    assert!(message.ends_with(" bytes and may have 100; the plugin must return smaller pages"), "{message}");
}

#[tokio::test]
async fn the_requests_of_a_call_are_counted() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(&rig, Limits { requests: 1, ..Limits::default() }).await;
    let wanted = query(DatasetName::Subscriptions, Some(first_customer(&sherweb)));
    let error = session.read(now(), &wanted).await.unwrap_err();
    assert!(error.to_string().contains("one call may send 1 requests"), "{error}");
    assert_eq!(sherweb.count(Endpoint::SubscriptionDetails), 0);
    assert!(customers(&session).await.is_ok());
}

#[tokio::test]
async fn the_bytes_that_a_call_receives_are_counted() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(&rig, Limits { response_bytes: 10, ..Limits::default() }).await;
    let wanted = query(DatasetName::Usage, Some(first_customer(&sherweb)));
    let error = session.read(now(), &wanted).await.unwrap_err();
    assert!(error.to_string().contains("one call may receive 10 bytes"), "{error}");
    assert_eq!(sherweb.count(Endpoint::MeterUsages), 0);
    assert!(customers(&session).await.is_ok());
}

#[tokio::test]
async fn a_call_that_waits_for_ever_ends_by_the_wall_clock() {
    let sherweb = sherweb(1, 1).await;
    sherweb.fault(Rule::new(Fault::Hang).on(Endpoint::Customers).first(1));
    let mut rig = Rig::new();
    rig.add_sherweb(&sherweb);
    let session = session(&rig, Limits { wall_clock: Duration::from_millis(500), ..Limits::default() }).await;
    let error = customers(&session).await.unwrap_err();
    assert_eq!(error.to_string(), "run the plugin: the call took more than 0.5 s; the plugin was stopped");
    assert!(customers(&session).await.is_ok());
}

/// The code that sends a request without credential and leaves the outcome at address 1,024.
fn send(method: usize, url: &str) -> Vec<u8> {
    let send = call(wasm::imported(HTTP, "send"));
    let nothing = [constant(0), constant(0)].concat();
    [
        wasm::store(2_048, url),
        [constant(method), constant(2_048), constant(url.len())].concat(),
        // Headers, body and credential.
        [nothing.clone(), nothing.clone(), constant(0), nothing].concat(),
        [constant(1_024), send].concat(),
    ]
    .concat()
}

#[tokio::test]
async fn a_flood_of_requests_ends_with_the_budget_of_the_call() {
    let sherweb = sherweb(1, 1).await;
    let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &forever(&send(0, "/service-provider/v1/customers"))));
    let limits = Limits { requests: 5, ..quick(Duration::from_millis(200)) };
    let error = session(&rig, limits).await.check(now()).await.unwrap_err();
    assert!(error.to_string().contains("of processor time"), "{error}");
    assert_eq!(sherweb.count(Endpoint::Customers), 5);
}

#[tokio::test]
async fn a_plugin_that_tries_to_write_or_to_go_elsewhere_sends_nothing() {
    let (sherweb, elsewhere) = (sherweb(1, 1).await, sherweb(1, 1).await);
    let attempts = [
        (2, "/service-provider/v1/customers".to_owned()),
        (2, "/service-provider/v1/customer-catalogs/a/b/catalog-items-pricing".to_owned()),
        (2, "/auth/oidc/connect/token".to_owned()),
        (2, "/service-provider/v1/customer-catalogs/x/../../orders/catalog-items-pricing".to_owned()),
        (0, format!("{}/service-provider/v1/customers", elsewhere.base_url())),
        (0, "https://api.sherweb.com.evil.example/".to_owned()),
        (0, "https://api.sherweb.com@evil.example/".to_owned()),
        (0, "file:///etc/passwd".to_owned()),
    ];
    for (method, url) in attempts {
        // Goes on for ever where the outcome is an answer (the first case of a result).
        let succeeded = [constant(1_024), vec![0x2d, 0, 0, 0x45]].concat();
        let code = [send(method, &url), succeeded, vec![0x04, 0x40], forever(&[]), vec![0x0b], UNREACHABLE.to_vec()];
        let rig = infected_rig(&sherweb, &wasm::hostile(CHECK, &code.concat()));
        let error = session(&rig, quick(Duration::from_millis(100))).await.check(now()).await.unwrap_err();
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
    std::fs::write(rig.path().join("infected.wasm"), wasm::infected(READ, &UNREACHABLE)).unwrap();
    rig.configure("[plugins]\nsherweb = \"infected.wasm\"\n");
    let report = rig.sync("sherweb").await;
    assert_ne!(report.status, ConnectionStatus::Complete);
    assert!(format!("{report:?}").contains("run the plugin: trap: wasm `unreachable` instruction executed"), "{report:#?}");
    assert_eq!(rig.number("SELECT count(*) FROM customers WHERE missing_since IS NULL"), 3);
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions WHERE missing_since IS NULL"), 6);
}
