//! Credentials, and a vendor whose refresh tokens are used once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::response::Response as Reply;

use super::super::super::tests::support::*;
use crate::gateway::*;

pub(super) const SERVICE: &str = r#"
name = "service"
scheme = "oauth2-client-credentials"
origin = "api"
token_path = "/oauth/token"
client_id = "client_id"
client_secret = "client_secret"
scope = "service-provider"
[[headers]]
name = "Ocp-Apim-Subscription-Key"
setting = "subscription_key"
"#;

pub(super) const ROTATING: &str = r#"
name = "account"
scheme = "oauth2-refresh-token"
origin = "api"
token_path = "/oauth/token"
refresh_token = "refresh_token"
client_id = "optional_id"
"#;

pub(super) fn is_token_request(seen: &Seen) -> bool {
    seen.url == "/oauth/token"
}

pub(super) fn field(seen: &Seen, name: &str) -> Option<String> {
    url::form_urlencoded::parse(seen.body.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A vendor whose refresh tokens are used once: it refuses every other one for good.
pub(super) struct Issuer {
    pub(super) current: Mutex<String>,
    pub(super) used: Mutex<BTreeSet<String>>,
    pub(super) issued: Mutex<usize>,
}

impl Issuer {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            current: Mutex::new("canary-seed-token".to_owned()),
            used: Mutex::default(),
            issued: Mutex::new(0),
        })
    }

    pub(super) fn exchange(&self, seen: &Seen) -> Reply {
        let token = field(seen, "refresh_token").unwrap();
        let mut current = self.current.lock().unwrap();
        assert!(
            self.used.lock().unwrap().insert(token.clone()),
            "{token} was sent twice"
        );
        if token != *current {
            return reply(400, r#"{"error":"invalid_grant"}"#);
        }
        let mut issued = self.issued.lock().unwrap();
        *issued += 1;
        *current = format!("canary-refresh-{issued}");
        let access = format!("canary-access-{issued}");
        reply(
            200,
            format!(
                r#"{{"access_token":"{access}","expires_in":7200,"refresh_token":"{current}","token_type":"Bearer"}}"#
            ),
        )
    }

    pub(super) fn issued(&self) -> usize {
        *self.issued.lock().unwrap()
    }
}

pub(super) async fn rotating(issuer: &Arc<Issuer>) -> Vendor {
    let issuer = Arc::clone(issuer);
    Vendor::start(move |seen, _| {
        if is_token_request(seen) {
            issuer.exchange(seen)
        } else {
            reply(200, "")
        }
    })
    .await
}

pub(super) fn account(vendor: &Vendor, state: &Path) -> (Gateway, Arc<ManualClock>) {
    gateway(
        with_credential(policy(&vendor.url(), None), ROTATING),
        state,
    )
}

pub(super) async fn send(gateway: &Gateway) -> Result<Response, SendError> {
    gateway.send(get("/a").with_credential("account")).await
}

pub(super) fn file(state: &Path) -> PathBuf {
    state.join("tokens/main-account.json")
}

pub(super) fn stored(state: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(file(state)).unwrap()).unwrap()
}

pub(super) fn edit(state: &Path, change: impl FnOnce(&mut serde_json::Value)) {
    let mut value = stored(state);
    change(&mut value);
    std::fs::write(file(state), value.to_string()).unwrap();
}

/// Whether the file says that an exchange is under way.
pub(super) fn is_marked(state: &Path) -> bool {
    file(state).exists() && !stored(state)["pending"].is_null()
}
