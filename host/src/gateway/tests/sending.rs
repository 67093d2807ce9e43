//! What leaves and what does not.

use super::support::*;
use crate::gateway::*;

#[tokio::test]
async fn a_request_arrives_as_it_was_made_and_its_answer_comes_back() {
    let vendor = Vendor::start(|_, _| reply_with(201, ("X-Total", "7"), "hello")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
    let mut request = get("/customers?page=2");
    request
        .headers
        .push(("Accept-Language".to_owned(), "en".to_owned()));
    let response = gateway.send(request).await.unwrap();
    assert_eq!(
        (response.status, response.body.as_slice()),
        (201, b"hello".as_slice())
    );
    assert!(
        response
            .headers
            .contains(&("x-total".to_owned(), "7".to_owned()))
    );
    let seen = &vendor.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.url.as_str()),
        ("GET", "/customers?page=2")
    );
    assert_eq!(seen.header("accept-language"), Some("en"));
    assert!(seen.header("user-agent").unwrap().starts_with("seatwise/"));
    let statistics = gateway.statistics();
    assert_eq!(
        (
            statistics.requests,
            statistics.bytes_received,
            statistics.retries
        ),
        (1, 5, 0)
    );
}

#[tokio::test]
async fn head_and_declared_posts_are_sent() {
    let vendor = Vendor::start(|_, _| reply(200, "{}")).await;
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(policy(&vendor.url(), None), state.path());
    let head = Request {
        method: Method::Head,
        ..get("/a")
    };
    assert_eq!(gateway.send(head).await.unwrap().status, 200);
    gateway
        .send(post("/catalogs/3f2a/pricing?x=1", "[\"sku\"]"))
        .await
        .unwrap();
    gateway
        .send(post("https://api.example.com/catalogs/3f2a/pricing", "[]"))
        .await
        .unwrap();
    let seen = vendor.seen();
    let methods: Vec<_> = seen.iter().map(|seen| seen.method.as_str()).collect();
    assert_eq!(methods, ["HEAD", "POST", "POST"]);
    assert_eq!(seen[1].body, "[\"sku\"]");
}

#[tokio::test]
async fn nothing_that_a_rule_forbids_reaches_the_vendor() {
    let vendor = Vendor::start(|_, _| reply(200, "")).await;
    let state = tempfile::tempdir().unwrap();
    let policy = with_credential(policy(&vendor.url(), Some(&vendor.url())), API_KEY);
    let (gateway, _) = gateway(policy, state.path());
    let with = |name: &str, value: &str| Request {
        headers: vec![(name.to_owned(), value.to_owned())],
        ..get("/a")
    };
    let form = |body: &str| Request {
        headers: Vec::new(),
        ..post("/catalogs/a/pricing", body)
    };
    let denied = [
        post("/orders", "{}"),
        post("/catalogs/a/b/pricing", "{}"),
        post("/catalogs/../orders", "{}"),
        post("/catalogs/%2e%2e/pricing", "{}"),
        post("/catalogs/a%2fb/pricing", "{}"),
        post("/catalogs//pricing", "{}"),
        post("/catalogs/a/pricing/", "{}"),
        post("/catalogs/a;b/pricing", "{}"),
        post("/catalogs/a/pricing?_method=DELETE", "{}"),
        post("https://files.example.com/catalogs/a/pricing", "{}"),
        form("_method=DELETE"),
        Request {
            body: b"x".to_vec(),
            ..get("/a")
        },
        Request {
            body: b"x".to_vec(),
            method: Method::Head,
            ..get("/a")
        },
        get("https://evil.example/"),
        get(&format!("{}/a", vendor.url())),
        get("/a").with_credential("other"),
        get("https://files.example.com/a").with_credential("key"),
        with("X-Api-Key", "mine"),
        with("Authorization", "Bearer mine"),
        with("X-HTTP-Method-Override", "DELETE"),
        with("Host", "evil.example"),
        with("Transfer-Encoding", "chunked"),
        with("x-a", "b\r\nc: d"),
        Request {
            body: vec![b'x'; 1024 * 1024 + 1],
            ..post("/catalogs/a/pricing", "")
        },
    ];
    for request in denied {
        let shown = format!("{} {} {:?}", request.method, request.url, request.headers);
        let error = gateway.send(request).await.unwrap_err();
        assert!(
            matches!(error, SendError::Denied(_) | SendError::Invalid(_)),
            "{shown}: {error}"
        );
    }
    assert_eq!(vendor.seen().len(), 0);
    assert_eq!(gateway.statistics().requests, 0);
}

#[tokio::test]
async fn denials_name_the_rule() {
    let state = tempfile::tempdir().unwrap();
    let (gateway, _) = gateway(
        with_credential(policy("http://127.0.0.1:9", None), API_KEY),
        state.path(),
    );
    let said = async |request| gateway.send(request).await.unwrap_err().to_string();
    assert_eq!(
        said(post("/orders", "{}")).await,
        "POST /orders on origin api is not declared as a read; only paths under [[post_reads]] in the manifest may be sent by POST"
    );
    assert_eq!(
        said(get("/a").with_credential("x\u{1b}")).await,
        "the manifest declares no credential \"x\\u{1b}\" under [[credentials]]"
    );
    assert_eq!(
        said(get("https://files.example.com/a").with_credential("key")).await,
        "credential key may be sent only to origin api, but the request goes to origin files"
    );
}

#[tokio::test]
async fn a_gateway_is_not_opened_for_a_policy_that_breaks_a_rule() {
    let state = tempfile::tempdir().unwrap();
    let refused = |policy: Policy| {
        Gateway::open(
            policy,
            all_secrets(),
            state.path(),
            std::sync::Arc::new(SystemClock),
        )
        .unwrap_err()
        .to_string()
    };
    let base = || policy("http://127.0.0.1:9", None);
    let wrong = [
        Policy {
            connection: "../x".to_owned(),
            ..base()
        },
        Policy {
            origins: Vec::new(),
            ..base()
        },
        Policy {
            origins: [base().origins, base().origins].concat(),
            ..base()
        },
        Policy {
            post_reads: vec![PostRead {
                origin: "nowhere".to_owned(),
                path: "/a".to_owned(),
            }],
            ..base()
        },
        Policy {
            post_reads: vec![PostRead {
                origin: "api".to_owned(),
                path: "/*".to_owned(),
            }],
            ..base()
        },
        with_credential(with_credential(base(), API_KEY), API_KEY),
        with_credential(base(), &API_KEY.replace("\"api\"", "\"nowhere\"")),
        with_credential(base(), &API_KEY.replace("api_key", "not_set")),
    ];
    for policy in wrong {
        let message = refused(policy);
        assert!(
            message.starts_with("apply the policy of connection")
                || message.contains("setting not_set is missing"),
            "{message}"
        );
    }
    let no_header = secrets(&[("api_key", "a\r\nb: c")]);
    let error = Gateway::open(
        with_credential(base(), API_KEY),
        no_header,
        state.path(),
        std::sync::Arc::new(SystemClock),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "use credential key: the value of setting api_key contains a control character or one outside ASCII"
    );
}

#[test]
fn a_gateway_can_be_shared_between_tasks() {
    fn is_shared<T: Send + Sync>() {}
    fn is_sent<T: Send>(_: impl FnOnce(&'static Gateway) -> T) {}
    is_shared::<Gateway>();
    is_sent(|gateway| gateway.send(get("/a")));
}
