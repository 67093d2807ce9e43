//! Code that never returns, wherever the host calls it.

use std::sync::Arc;
use std::time::Duration;

use seatwise::gateway::SystemClock;
use seatwise::plugin::{CallError, Limits, Session};
use seatwise::sync::connect;

use super::code::{PACING, list, result};
use super::modules::{acquire, with_start};
use super::session::{customers, engine, infected_rig, load, login, now, quick, session};
use crate::rig::sherweb;
use crate::wasm::{self, CHECK, DATASETS, READ, UNREACHABLE, call, constant, forever};

const SHARE: Duration = Duration::from_millis(50);
const OVER: &str =
    "run the plugin: it used more than 0.05 s of processor time; the plugin was stopped";

/// The plugin's export that gives memory to what the host hands over.
const REALLOC: &str = "cabi_realloc";

/// What becomes of a call of one of the plugin's exports.
async fn outcome(session: &Session, export: &str) -> CallError {
    match export {
        CHECK => session.check(now()).await.unwrap_err(),
        DATASETS => session.plugin().datasets().await.unwrap_err(),
        READ => customers(session).await.unwrap_err(),
        _ => panic!("{export} is not called by the host"),
    }
}

#[tokio::test]
async fn an_endless_loop_in_any_export_ends_with_its_share_of_the_processor() {
    let sherweb = sherweb(1, 1).await;
    let (endless, empty) = (forever(&[]), result(0, &[]));
    let after = |export: &str| format!("cabi_post_{export}");
    let returned = [
        (DATASETS, list(0, 0)),
        (CHECK, empty.clone()),
        (READ, empty),
    ];
    let mut plugins: Vec<(&str, Vec<u8>)> = [DATASETS, CHECK, READ]
        .iter()
        .map(|export| (*export, wasm::hostile(export, &endless)))
        .collect();
    // What the host calls besides: after a result, and for room in the guest's memory.
    plugins.extend(returned.iter().map(|(export, returned)| {
        let code = [(*export, returned.as_slice()), (&after(export), &endless)];
        (*export, wasm::hostile_in(&code))
    }));
    let code = [(CHECK, UNREACHABLE.as_slice()), (REALLOC, &endless)];
    plugins.push((CHECK, wasm::hostile_in(&code)));
    for (place, (export, plugin)) in plugins.iter().enumerate() {
        let rig = infected_rig(&sherweb, plugin);
        let error = outcome(&session(&rig, quick(SHARE)).await, export).await;
        assert_eq!(error.to_string(), OVER, "{place}, {export}");
    }
}

#[tokio::test]
async fn an_endless_loop_at_the_start_of_a_module_ends_with_its_share_of_the_processor() {
    let error = load(&with_start(&forever(&[])), quick(SHARE))
        .datasets()
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), OVER);
}

#[tokio::test]
async fn an_endless_loop_of_host_calls_ends_with_its_share_of_the_processor() {
    let sherweb = sherweb(1, 1).await;
    // Draws nothing from an account without a pace: no call waits, so none may win time.
    let nothing = [constant(0), call(wasm::imported(PACING, "acquire"))];
    let limits = Limits {
        wall_clock: Duration::from_secs(20),
        ..quick(SHARE)
    };
    let plugin = wasm::hostile(CHECK, &forever(&nothing.concat()));
    let error = login(&sherweb, &plugin, limits).await;
    assert_eq!(error.to_string(), OVER);
}

#[tokio::test]
async fn a_module_that_waits_at_its_start_ends_by_the_wall_clock() {
    let sherweb = sherweb(1, 1).await;
    let mut rig = infected_rig(&sherweb, &with_start(&forever(&acquire(1_000))));
    // Sixty units a minute, in real time: the first call alone takes a quarter of an hour.
    rig.keep_the_vendors_pace();
    let mut setup = rig.setup();
    setup.clock = Arc::new(SystemClock);
    setup.engine = engine(
        false,
        Limits {
            wall_clock: Duration::from_millis(300),
            ..Limits::default()
        },
    );
    let connection = setup.config.connection("sherweb").unwrap();
    let session = connect(&setup, connection).await.unwrap();
    let patience = Duration::from_secs(30);
    let error = tokio::time::timeout(patience, session.check(now()))
        .await
        .expect("the call does not end")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "run the plugin: the call took more than 0.3 s; the plugin was stopped"
    );
}

#[tokio::test]
async fn the_next_call_works_after_one_that_was_stopped() {
    let sherweb = sherweb(2, 1).await;
    // Loops in `read` alone; `check` is the honest one.
    let rig = infected_rig(&sherweb, &wasm::infected(READ, &forever(&[])));
    let session = session(&rig, quick(Duration::from_millis(500))).await;
    for _ in 0..2 {
        assert!(matches!(
            customers(&session).await,
            Err(CallError::Limit { .. })
        ));
        assert_eq!(session.check(now()).await.unwrap().customers, 2);
    }
}
