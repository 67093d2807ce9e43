use super::*;
use crate::gateway::OriginSpec;

fn origins(bases: [Option<&str>; 2]) -> Origins {
    let specs = [
        ("api", "https://api.example.com"),
        ("files", "https://files.example.com:8443"),
    ];
    let all: Vec<_> = specs
        .iter()
        .zip(bases)
        .map(|((name, url), base)| {
            Origin::new(
                &OriginSpec {
                    name: (*name).to_owned(),
                    url: (*url).to_owned(),
                },
                base,
            )
            .unwrap()
        })
        .collect();
    Origins::new(&all)
}

fn resolve(text: &str) -> Result<String, SendError> {
    origins([None, None])
        .resolve(text)
        .map(|target| target.url.to_string())
}

#[test]
fn a_path_goes_to_the_first_origin_and_an_absolute_url_to_its_own() {
    let cases = [
        (
            "/customers?page=1&x=%20",
            "https://api.example.com/customers?page=1&x=%20",
        ),
        ("/", "https://api.example.com/"),
        ("/?q", "https://api.example.com/?q"),
        ("https://api.example.com/a", "https://api.example.com/a"),
        ("https://API.Example.COM/a", "https://api.example.com/a"),
        ("https://api.example.com:443/a", "https://api.example.com/a"),
        ("https://api.example.com", "https://api.example.com/"),
        (
            "https://api.example.com?q=1",
            "https://api.example.com/?q=1",
        ),
        (
            "https://files.example.com:8443/f",
            "https://files.example.com:8443/f",
        ),
        (
            "/a?redirect=https://evil.example/",
            "https://api.example.com/a?redirect=https://evil.example/",
        ),
        ("/a?filter[x]=1", "https://api.example.com/a?filter[x]=1"),
    ];
    for (text, url) in cases {
        assert_eq!(resolve(text).as_deref(), Ok(url), "{text}");
    }
}

#[test]
fn whatever_is_not_a_declared_origin_is_denied() {
    let texts = [
        "http://api.example.com/a",
        "https://api.example.com:444/a",
        "https://api.example.com:0443/a",
        "https://files.example.com/f",
        "https://api.example.com.evil.example/",
        "https://evil.example/api.example.com",
        "https://xapi.example.com/",
        "https://api.example.com./a",
        "https://api.example.com.:443/a",
        "https://user@api.example.com/a",
        "https://api.example.com@evil.example/a",
        "https://user:pass@api.example.com/a",
        "https://@api.example.com/a",
        "https://127.0.0.1/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://017700000001/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://169.254.169.254/latest/meta-data",
        "https://xn--pi-6cd.example.com/",
        "https://api%2eexample%2ecom/",
        "https:///a",
        "https://",
    ];
    for text in texts {
        assert!(
            matches!(resolve(text), Err(SendError::Denied(_))),
            "{text}: {:?}",
            resolve(text)
        );
    }
}

#[test]
fn urls_that_could_be_read_in_two_ways_are_refused() {
    let texts = [
        "",
        "customers",
        "//evil.example/a",
        "/\\evil.example/a",
        "\\\\evil.example",
        "https:/api.example.com/a",
        "https:api.example.com",
        "HTTPS://api.example.com/a",
        "ftp://api.example.com/a",
        "file:///etc/passwd",
        "data:text/plain,x",
        " /a",
        "/a ",
        "/a\n",
        "/a\r\nHost: evil.example",
        "/a\0",
        "/a\tb",
        "/a#fragment",
        "/a?b#c",
        "/\u{430}pi",
        "https://\u{430}pi.example.com/a",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a?b=\"c\"",
        "/a?b={c}",
        "https://api.example.com\\@evil.example/a",
    ];
    for text in texts {
        assert!(
            matches!(resolve(text), Err(SendError::Invalid(_))),
            "{text:?}: {:?}",
            resolve(text)
        );
    }
    assert!(matches!(
        resolve(&format!("/{}", "a".repeat(URL_BYTES))),
        Err(SendError::Invalid(_))
    ));
}

#[test]
fn a_query_that_overrides_the_method_is_denied() {
    for text in [
        "/a?_method=DELETE",
        "/a?x=1&_METHOD=PUT",
        "/a?%5fmethod=PUT",
        "/a?x-http-method-override=PUT",
        "/a?x=1;_method=PUT",
    ] {
        assert!(matches!(resolve(text), Err(SendError::Denied(_))), "{text}");
    }
    assert!(resolve("/a?payment_method=card&method=x").is_ok());
}

#[test]
fn a_refusal_names_the_missing_rule() {
    let message = resolve("https://evil.example/a").unwrap_err().to_string();
    assert_eq!(
        message,
        "https://evil.example is not a declared origin; the manifest declares https://api.example.com, https://files.example.com under [[origins]]"
    );
}

#[test]
fn an_overridden_base_keeps_its_prefix() {
    let origins = origins([Some("http://127.0.0.1:4711/sherweb/"), None]);
    for text in ["/a?b=1", "https://api.example.com/a?b=1"] {
        let target = origins.resolve(text).unwrap();
        assert_eq!(
            (target.url.as_str(), target.path.as_str()),
            ("http://127.0.0.1:4711/sherweb/a?b=1", "/a")
        );
    }
    assert!(matches!(
        origins.resolve("http://127.0.0.1:4711/sherweb/a"),
        Err(SendError::Denied(_))
    ));
}

#[test]
fn a_redirect_is_followed_only_inside_the_origins_in_force() {
    let origins = origins([Some("http://127.0.0.1:4711/sherweb"), None]);
    let from = origins.resolve("/a/b?c").unwrap();
    let follow = |location: &str| {
        origins
            .redirect(&from, location)
            .map(|target| (target.origin, target.url.to_string()))
    };
    let at = |path: &str| format!("http://127.0.0.1:4711/sherweb{path}");
    let cases = [
        ("/sherweb/x", 0, at("/x")),
        ("x?y", 0, at("/a/x?y")),
        ("../x", 0, at("/x")),
        ("http://127.0.0.1:4711/sherweb/x", 0, at("/x")),
        ("https://api.example.com/x", 0, at("/x")),
        (
            "https://files.example.com:8443/x",
            1,
            "https://files.example.com:8443/x".to_owned(),
        ),
    ];
    for (location, origin, url) in cases {
        assert_eq!(follow(location), Ok((origin, url)), "{location}");
    }
    let denied = [
        "/outside/x",
        "/sherwebx/x",
        "../../x",
        "http://127.0.0.1:4712/sherweb/x",
        "http://localhost:4711/sherweb/x",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https://user@files.example.com:8443/x",
        "http://files.example.com:8443/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/sherweb/x#fragment",
    ];
    for location in denied {
        assert!(
            follow(location).is_err(),
            "{location}: {:?}",
            follow(location)
        );
    }
}

#[test]
fn a_redirect_never_leaves_https() {
    let origins = origins([None, Some("http://127.0.0.1:4711")]);
    let from = origins.resolve("/a").unwrap();
    let refusal = origins
        .redirect(&from, "http://127.0.0.1:4711/x")
        .unwrap_err();
    assert!(refusal.to_string().contains("from https"), "{refusal}");
}
