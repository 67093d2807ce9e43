//! Ten thousand random requests of a plugin, against vendors that redirect at random: whatever
//! arrives is a read, in an origin, with no more than the plugin may send.

use super::support::*;
use crate::gateway::*;

const REQUESTS: usize = 10_000;

/// A generator of Knuth's (MMIX).
struct Random(u64);

impl Random {
    /// Begins with `SEATWISE_SEED`, or with 1, and prints it.
    fn start() -> Self {
        let given = std::env::var("SEATWISE_SEED").ok();
        let seed = given.and_then(|seed| seed.parse().ok()).unwrap_or(1);
        eprintln!("SEATWISE_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const METHODS: [Method; 3] = [Method::Get, Method::Head, Method::Post];

const GOOD_PATHS: [&str; 7] = [
    "/catalogs/a/pricing",
    "/catalogs/a%20b/pricing?x=1",
    "/%63atalogs/a/pricing",
    "/customers?page=2",
    "/a",
    "/orders",
    "/catalogs",
];

const PIECES: [&str; 32] = [
    "/..",
    "/%2e%2e",
    "/.%2e/",
    "%2f",
    "%5c",
    ";x",
    "?_method=PUT",
    "&_method=DELETE",
    "?x-http-method-override=PUT",
    "/*",
    "%",
    "%25",
    "%252e",
    "\\",
    "\r\n",
    "\0",
    "\t",
    "#",
    "//",
    "@",
    ":",
    "?",
    "&",
    "=",
    "/%41",
    "/pricing",
    "/orders",
    "/catalogs",
    " ",
    "\u{430}",
    "{",
    "[",
];

const HEADERS: [&str; 16] = [
    "content-type",
    "accept",
    "x-http-method-override",
    "X_HTTP_Method",
    "host",
    "x-original-url",
    "a\r\nb",
    "cookie",
    "authorization",
    "x-api-key",
    "X_Api_Key",
    "transfer-encoding",
    "content-length",
    "proxy-authorization",
    "x-forwarded-host",
    "",
];

const VALUES: [&str; 8] = [
    "application/json",
    "PUT",
    "x\ny: z",
    "0",
    "chunked",
    "text/plain\0",
    "\u{e9}",
    "evil.example",
];

const BODIES: [&str; 5] = ["", "{}", "_method=DELETE", "a=1&%5fmethod=PUT", "[\"sku\"]"];

/// A request put together from what is right and what is wrong.
fn request(random: &mut Random, authorities: &[String]) -> Request {
    let mut url = match random.below(3) {
        0 => authorities[random.below(authorities.len())].clone(),
        _ => String::new(),
    };
    url.push_str(random.one_of(&GOOD_PATHS));
    for _ in 0..random.below(3) {
        let places: Vec<usize> = (0..=url.len())
            .filter(|place| url.is_char_boundary(*place))
            .collect();
        url.insert_str(places[random.below(places.len())], random.one_of(&PIECES));
    }
    let headers = (0..random.below(3)).map(|_| {
        let (name, value) = (random.one_of(&HEADERS), random.one_of(&VALUES));
        (name.to_owned(), value.to_owned())
    });
    Request {
        headers: headers.collect(),
        method: METHODS[random.below(METHODS.len())],
        body: match random.below(2) {
            0 => Vec::new(),
            _ => random.one_of(&BODIES).into(),
        },
        credential: match random.below(3) {
            0 => None,
            1 => Some("key".to_owned()),
            _ => Some(random.one_of(&["", "key\0", "other"]).to_owned()),
        },
        url,
    }
}

/// A vendor that redirects every fourth request to one of these places.
async fn redirecting(places: Vec<String>) -> Vendor {
    Vendor::start(move |_, count| match count % 4 {
        0 => {
            let place = places[count / 4 % places.len()].as_str();
            reply_with(
                [301, 302, 303, 307, 308][count % 5],
                ("location", place),
                "",
            )
        }
        _ => reply(200, "{}"),
    })
    .await
}

/// Whether a server could take a field of the query for the method.
fn overrides_the_method(url: &str) -> bool {
    let query = url.split_once('?').unwrap_or_default().1.replace(';', "&");
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        matches!(
            name.as_str(),
            "_method" | "x-http-method" | "x-http-method-override"
        )
    })
}

#[tokio::test]
async fn ten_thousand_random_requests_never_write() {
    let mut random = Random::start();
    let elsewhere = Vendor::start(|_, _| reply(200, "stolen")).await;
    let files = redirecting(vec!["https://api.example.com/orders".to_owned()]).await;
    let places = [
        "/orders".to_owned(),
        "/catalogs/b/pricing".to_owned(),
        "https://files.example.com/f".to_owned(),
        elsewhere.url(),
        format!("//{}/x", elsewhere.address),
    ];
    let api = redirecting(places.to_vec()).await;
    let state = tempfile::tempdir().unwrap();
    let policy = with_credential(policy(&api.url(), Some(&files.url())), API_KEY);
    let (gateway, _) = gateway(policy, state.path());
    let authorities = [
        "https://api.example.com".to_owned(),
        "https://API.example.com:443".to_owned(),
        "https://files.example.com".to_owned(),
        "https://api.example.com@evil.example".to_owned(),
        "//".to_owned(),
        api.url(),
        elsewhere.url(),
        format!("https://api.example.com@{}", elsewhere.address),
    ];
    for _ in 0..REQUESTS {
        let _ = gateway.send(request(&mut random, &authorities)).await;
    }
    assert_eq!(elsewhere.seen().len(), 0);
    let (at_api, at_files) = (api.seen(), files.seen());
    let posts = at_api.iter().filter(|seen| seen.method == "POST").count();
    // Most requests are denied, which is the point; how many pass depends on the seed.
    assert!(
        at_api.len() > 100 && at_files.len() > 5 && posts > 10,
        "{} and {} arrived, {posts} of them POST: that shows too little",
        at_api.len(),
        at_files.len()
    );
    for seen in &at_files {
        assert_ne!(seen.method, "POST", "{}", seen.url);
        assert_eq!(seen.header("x-api-key"), None, "{}", seen.url);
    }
    for (seen, address) in at_api
        .iter()
        .map(|seen| (seen, api.address))
        .chain(at_files.iter().map(|seen| (seen, files.address)))
    {
        assert!(seen.only_reads(), "{} {}", seen.method, seen.url);
        assert!(!overrides_the_method(&seen.url), "{}", seen.url);
        assert_eq!(seen.header("host"), Some(address.to_string().as_str()));
        let key = seen.header("x-api-key").unwrap_or("canary-api-key");
        assert_eq!(key, "canary-api-key", "{}", seen.url);
        for name in [
            "authorization",
            "cookie",
            "x_api_key",
            "x-http-method-override",
            "x_http_method",
            "x-original-url",
            "x-forwarded-host",
            "proxy-authorization",
        ] {
            assert!(!seen.headers.contains_key(name), "{name}: {}", seen.url);
        }
    }
}
