//! A small vendor that records what arrives, and a gateway towards it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::Response as Reply;

use crate::base::Secret;
use crate::gateway::*;

/// 2026-11-20 12:00:00 UTC.
pub(in crate::gateway) const START: Duration = Duration::from_secs(1_795_176_000);

/// One request that arrived.
#[derive(Debug, Clone)]
pub(in crate::gateway) struct Seen {
    pub(in crate::gateway) method: String,
    pub(in crate::gateway) url: String,
    pub(in crate::gateway) headers: HeaderMap,
    pub(in crate::gateway) body: String,
}

impl Seen {
    pub(in crate::gateway) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Whether the request only reads: GET, HEAD, a token exchange, or the POST read that
    /// [`policy`] declares, as a server reads its path.
    pub(in crate::gateway) fn only_reads(&self) -> bool {
        let path = self.url.split('?').next().unwrap_or_default();
        let path = url::form_urlencoded::parse(path.replace('+', "%2b").as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect::<String>();
        let segments: Vec<&str> = path.split('/').collect();
        let read = match segments.as_slice() {
            ["", "catalogs", catalog, "pricing"] => !matches!(*catalog, "" | "." | ".."),
            ["", "oauth", "token"] => true,
            _ => false,
        };
        matches!(self.method.as_str(), "GET" | "HEAD") || (self.method == "POST" && read)
    }
}

/// A vendor on loopback. It fails the test that uses it when something else than a read arrived.
pub(in crate::gateway) struct Vendor {
    pub(in crate::gateway) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Vendor {
    /// Starts a vendor; `answer` gets each request and how many came before it.
    pub(in crate::gateway) async fn start(
        answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        let app = axum::Router::new().fallback(move |request: axum::extract::Request| {
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            async move {
                let (head, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 16 * 1024 * 1024).await.unwrap();
                let body = String::from_utf8_lossy(&body).into_owned();
                let seen = Seen {
                    method: head.method.to_string(),
                    url: head.uri.to_string(),
                    headers: head.headers,
                    body,
                };
                let mut log = log.lock().unwrap();
                let reply = answer(&seen, log.len());
                log.push(seen);
                reply
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, seen }
    }

    pub(in crate::gateway) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(in crate::gateway) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(in crate::gateway) fn urls(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.url).collect()
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            for seen in self.seen() {
                assert!(seen.only_reads(), "{} {}", seen.method, seen.url);
            }
        }
    }
}

pub(in crate::gateway) fn reply(status: u16, body: impl Into<Body>) -> Reply {
    Reply::builder().status(status).body(body.into()).unwrap()
}

pub(in crate::gateway) fn reply_with(
    status: u16,
    header: (&str, &str),
    body: impl Into<Body>,
) -> Reply {
    Reply::builder()
        .status(status)
        .header(header.0, header.1)
        .body(body.into())
        .unwrap()
}

/// A policy with the origins `api` and `files`, without credentials or limits on the pace.
pub(in crate::gateway) fn policy(api: &str, files: Option<&str>) -> Policy {
    let origin = |name: &str, base: Option<&str>| {
        let spec = OriginSpec {
            name: name.to_owned(),
            url: format!("https://{name}.example.com"),
        };
        Origin::new(&spec, base).unwrap()
    };
    Policy {
        connection: "main".to_owned(),
        vendor_name: "Example".to_owned(),
        origins: vec![origin("api", Some(api)), origin("files", files)],
        credentials: Vec::new(),
        post_reads: vec![PostRead {
            origin: "api".to_owned(),
            path: "/catalogs/*/pricing".to_owned(),
        }],
        pacing: Pacing::try_from(&PacingSpec::default()).unwrap(),
        allow_private_addresses: false,
        limits: Limits::default(),
        resolver: None,
    }
}

/// Adds a credential in the form of a manifest.
pub(in crate::gateway) fn with_credential(mut policy: Policy, toml: &str) -> Policy {
    let spec: CredentialSpec = toml::from_str(toml).unwrap();
    policy.credentials.push(Credential::try_from(spec).unwrap());
    policy
}

pub(in crate::gateway) const API_KEY: &str = r#"
name = "key"
scheme = "header"
origin = "api"
header = "X-Api-Key"
setting = "api_key"
"#;

pub(in crate::gateway) fn secrets(values: &[(&str, &str)]) -> Secrets {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Secret::new(*value)))
        .collect()
}

/// What every test's credentials may refer to.
pub(in crate::gateway) fn all_secrets() -> Secrets {
    secrets(&[
        ("api_key", "canary-api-key"),
        ("client_id", "canary-client-id"),
        ("client_secret", "canary-client-secret"),
        ("subscription_key", "canary-subscription-key"),
        ("username", "canary-user"),
        ("password", "canary-password"),
        ("refresh_token", "canary-seed-token"),
    ])
}

/// A gateway in time that is injected, and the clock.
pub(in crate::gateway) fn gateway(policy: Policy, state: &Path) -> (Gateway, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(START));
    let gateway = Gateway::open(
        policy,
        all_secrets(),
        state,
        Arc::clone(&clock) as Arc<dyn Clock>,
    )
    .unwrap();
    (gateway, clock)
}

pub(in crate::gateway) fn get(url: &str) -> Request {
    Request::get(url)
}

pub(in crate::gateway) fn post(url: &str, body: &str) -> Request {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Request {
        method: Method::Post,
        url: url.to_owned(),
        headers,
        body: body.as_bytes().to_vec(),
        credential: None,
    }
}
