//! What a plugin gets to see. The plugin itself looks: after every call it searches its whole memory,
//! with all that was ever handed to it and given back, and traps where it finds a secret.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use seatwise::plugin::{CallError, Limits};
use seatwise_distributors::{Endpoint, Fault, Rule};

use super::code::trap_on;
use super::session::{INFECTED, infect, infected_rig, now, session};
use crate::rig::{Rig, sherweb, streamone};
use crate::wasm::{self, CHECK, READ, SHERWEB};

const SECRETS: [&str; 4] = [
    "canary-client-id-4711",
    "canary-client-secret-0815",
    "canary-subscription-key-42",
    "canary-access-token-3141",
];

/// What the vendor says beside the secrets.
const MARKER: &str = "marker-of-the-vendor";

/// A plugin that searches its memory for these texts after every call.
fn searching(plugin: &[u8], texts: &[&str]) -> Vec<u8> {
    let search = trap_on(texts);
    let after = [CHECK, READ].map(|export| format!("cabi_post_{export}"));
    wasm::infected_in(plugin, &[(&after[0], &search), (&after[1], &search)])
}

/// A vendor that hands out a token, and answers everything else with all that it was sent: in the
/// body, in a header's value and in a header's name.
async fn echo() -> String {
    async fn answer(path: axum::http::Uri, headers: HeaderMap) -> Response {
        if path.path() == "/auth/oidc/connect/token" {
            let token = format!(r#"{{"access_token":"{}","expires_in":3600}}"#, SECRETS[3]);
            return ([("content-type", "application/json")], token).into_response();
        }
        let sent = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
        let authorization = sent("authorization").unwrap_or_default();
        let key = sent("ocp-apim-subscription-key").unwrap_or_default();
        let mut answer = (
            axum::http::StatusCode::BAD_REQUEST,
            format!("{{\"message\": \"{MARKER} {authorization} {key}\"}}"),
        )
            .into_response();
        let lines = answer.headers_mut();
        lines.insert("x-sent", HeaderValue::from_str(authorization).unwrap());
        lines.insert(
            HeaderName::from_bytes(key.as_bytes()).unwrap(),
            HeaderValue::from_static(MARKER),
        );
        answer
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    format!("http://{address}")
}

/// What a login at a vendor that echoes ends with.
async fn echoed_login(texts: &[&str]) -> CallError {
    let mut rig = Rig::new();
    rig.configure(&format!(
        "[connections.sherweb]\nvendor = \"sherweb\"\norigins.api = \"{}\"\n[connections.sherweb.secrets]\n\
         client_id = {{ value = \"{}\" }}\nclient_secret = {{ value = \"{}\" }}\nsubscription_key = {{ value = \"{}\" }}\n",
        echo().await,
        SECRETS[0],
        SECRETS[1],
        SECRETS[2]
    ));
    infect(&mut rig, &searching(SHERWEB, texts));
    let session = session(&rig, Limits::default()).await;
    session.check(now()).await.unwrap_err()
}

#[tokio::test]
async fn the_memory_of_a_plugin_holds_no_secret_that_the_vendor_echoes() {
    let error = echoed_login(&SECRETS).await;
    let CallError::Failure(failure) = &error else {
        panic!("{error}")
    };
    assert!(
        failure.message.contains(MARKER) && failure.message.contains("[masked]"),
        "{error}"
    );
}

#[tokio::test]
async fn a_search_of_the_memory_finds_what_is_there() {
    let error = echoed_login(&[MARKER]).await;
    assert!(matches!(error, CallError::Trap { .. }), "{error}");
}

#[tokio::test]
async fn the_memory_of_a_plugin_holds_no_secret_during_a_whole_sync() {
    let sherweb = sherweb(3, 2).await;
    let own = sherweb.credentials().clone();
    let secrets = [
        own.client_id.as_str(),
        &own.client_secret,
        &own.subscription_key,
    ];
    let all = secrets.join(" and ");
    sherweb.data(|world| world.customers[0].name = format!("Contoso and its {all}"));
    sherweb.fault(
        Rule::new(Fault::Answer {
            status: 400,
            content_type: "text/plain".to_owned(),
            body: format!("you sent {all}"),
        })
        .on(Endpoint::ReceivableCharges),
    );
    let rig = infected_rig(&sherweb, &searching(SHERWEB, &secrets));
    let report = rig.sync("sherweb").await;
    let text = format!("{report:?}");
    assert!(text.contains("you sent [masked] and [masked]"), "{text}");
    assert!(!text.contains("unreachable"), "{text}");
    assert_eq!(rig.number("SELECT count(*) FROM license_subscriptions"), 6);
    // The same search finds the name without the secrets.
    let rig = infected_rig(&sherweb, &searching(SHERWEB, &["Contoso and its "]));
    let text = format!("{:?}", rig.sync("sherweb").await);
    assert!(text.contains("unreachable"), "{text}");
}

#[tokio::test]
async fn the_memory_of_a_plugin_holds_no_refresh_token() {
    let streamone = streamone(2, 2).await;
    let mut rig = Rig::new();
    rig.add_synnex(&streamone);
    let first = streamone.credentials().refresh_token().unwrap();
    rig.sync("synnex").await;
    let second = streamone.credentials().refresh_token().unwrap();
    let tokens = [first.as_str(), second.as_str()];
    streamone.data(|world| {
        world.customers[0].name = format!("Contoso and its {}", tokens.join(" "));
    });
    rig.configure(&format!("[plugins]\nsynnex = \"{INFECTED}\"\n"));
    for (texts, found) in [(&tokens[..], false), (&["Contoso and its "], true)] {
        let plugin = searching(seatwise_builtin_plugins::SYNNEX, texts);
        std::fs::write(rig.path().join(INFECTED), plugin).unwrap();
        let text = format!("{:?}", rig.sync("synnex").await);
        assert_eq!(text.contains("unreachable"), found, "{text}");
    }
    assert_eq!(
        rig.rows("SELECT name FROM customers WHERE name LIKE 'Contoso and%'"),
        ["Contoso and its [masked] [masked]"]
    );
}
