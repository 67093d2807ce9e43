//! No secret comes back to the plugin, whatever the vendor does with it.

use super::support::*;

const BASIC: &str = r#"
name = "login"
scheme = "basic"
origin = "api"
username = "username"
password = "password"
[[headers]]
name = "Ocp-Apim-Subscription-Key"
setting = "subscription_key"
"#;

#[tokio::test]
async fn basic_and_extra_headers_arrive_at_the_vendor() {
    let vendor = Vendor::start(|_, _| reply(200, "")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), BASIC),
        state.path(),
    );
    gateway
        .send(get("/a").with_credential("login"))
        .await
        .unwrap();
    gateway.send(get("/a")).await.unwrap();
    let seen = vendor.seen();
    // canary-user:canary-password
    assert_eq!(
        seen[0].header("authorization"),
        Some("Basic Y2FuYXJ5LXVzZXI6Y2FuYXJ5LXBhc3N3b3Jk")
    );
    assert_eq!(
        seen[0].header("ocp-apim-subscription-key"),
        Some("canary-subscription-key")
    );
    assert_eq!(
        (
            seen[1].header("authorization"),
            seen[1].header("ocp-apim-subscription-key")
        ),
        (None, None)
    );
}

#[tokio::test]
async fn what_the_vendor_echoes_is_masked_in_body_and_headers_and_their_names() {
    let vendor = Vendor::start(|seen, _| {
        let all = format!(
            "{:?} {}",
            seen.headers,
            seen.header("authorization").unwrap()
        );
        let mut reply = reply_with(400, ("x-debug", seen.header("authorization").unwrap()), all);
        reply
            .headers_mut()
            .insert("x-canary-password", "1".parse().unwrap());
        reply
    })
    .await;
    let state = tempfile::tempdir().unwrap();
    let policy = with_credential(with_credential(policy(&vendor.url(), None), BASIC), API_KEY);
    let (gateway, _) = gateway(policy, state.path());
    let response = gateway
        .send(get("/a").with_credential("login"))
        .await
        .unwrap();
    let everything = format!(
        "{:?} {}",
        response.headers,
        String::from_utf8_lossy(&response.body)
    );
    assert!(
        !everything.contains("canary") && !everything.contains("Y2FuYXJ5"),
        "{everything}"
    );
    assert!(everything.contains("x-[masked]"));
}

#[tokio::test]
async fn an_error_does_not_repeat_a_secret_either() {
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy("http://127.0.0.1:9", None), API_KEY),
        state.path(),
    );
    let error = gateway
        .send(get("https://canary-api-key.example/a"))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("https://[masked].example is not a declared origin"),
        "{error}"
    );
    assert_eq!(gateway.redact("key canary-api-key!"), "key [masked]!");
}

#[tokio::test]
async fn logs_hold_no_secret_at_any_level() {
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let vendor = Vendor::start(|_, _| reply(200, "canary-api-key")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy(&vendor.url(), None), API_KEY),
        state.path(),
    );
    // Other tests may have met these events before there was anybody to listen.
    tracing::callsite::rebuild_interest_cache();
    gateway
        .send(get("/a?key=canary-api-key").with_credential("key"))
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("key=[masked]"), "{text}");
    assert!(!text.contains("canary"), "{text}");
    assert!(!format!("{gateway:?}").contains("canary"));
}
