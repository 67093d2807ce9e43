use super::*;

fn check(declared: &str, base: Option<&str>, private: bool) -> Result<(), String> {
    let spec = OriginSpec {
        name: "api".to_owned(),
        url: declared.to_owned(),
    };
    let origin = Origin::new(&spec, base).map_err(|error| error.to_string())?;
    origin.check(private).map_err(|error| error.to_string())
}

#[test]
fn https_origins_and_loopback_overrides_are_permitted() {
    let cases = [
        ("https://api.example.com", None),
        ("https://api.example.com/", None),
        ("https://api.example.com:8443", None),
        (
            "https://api.example.com",
            Some("https://sandbox.example.com/v1"),
        ),
        ("https://api.example.com", Some("http://127.0.0.1:4711")),
        (
            "https://api.example.com",
            Some("http://127.0.0.1:4711/prefix/"),
        ),
        ("https://api.example.com", Some("http://localhost:4711")),
        ("https://api.example.com", Some("http://[::1]:4711")),
        ("https://api.example.com", Some("https://127.0.0.1:4711")),
    ];
    for (declared, base) in cases {
        assert_eq!(check(declared, base, false), Ok(()), "{declared} {base:?}");
    }
}

#[test]
fn every_other_origin_is_refused() {
    let cases = [
        ("http://api.example.com", None),
        ("http://127.0.0.1:4711", None),
        ("https://127.0.0.1", None),
        ("https://localhost", None),
        ("https://a.localhost", None),
        ("https://[::1]", None),
        ("https://10.0.0.1", None),
        ("https://169.254.169.254", None),
        ("https://[::ffff:127.0.0.1]", None),
        ("https://0x7f.1", None),
        ("https://API.example.com", None),
        ("https://api.example.com.", None),
        ("https://\u{430}pi.example.com", None),
        ("https://user@api.example.com", None),
        ("https://api.example.com/v1", None),
        ("https://api.example.com?x", None),
        ("https://api.example.com#x", None),
        ("ftp://api.example.com", None),
        ("api.example.com", None),
        ("", None),
        (
            "https://api.example.com",
            Some("http://sandbox.example.com"),
        ),
        ("https://api.example.com", Some("http://10.0.0.1")),
        ("https://api.example.com", Some("https://10.0.0.1")),
        ("https://api.example.com", Some("http://169.254.169.254")),
        ("https://api.example.com", Some("http://0.0.0.0:80")),
        ("https://api.example.com", Some("http://user@127.0.0.1:1")),
        ("https://api.example.com", Some("http://127.0.0.1:1?x")),
        ("https://api.example.com", Some("unix:/run/x")),
    ];
    for (declared, base) in cases {
        assert!(check(declared, base, false).is_err(), "{declared} {base:?}");
    }
}

#[test]
fn a_private_base_needs_the_grant_and_https() {
    let declared = "https://api.example.com";
    assert_eq!(check(declared, Some("https://10.0.0.1"), true), Ok(()));
    assert!(check(declared, Some("http://10.0.0.1"), true).is_err());
    assert!(check(declared, Some("https://169.254.169.254"), true).is_err());
    assert!(check("https://127.0.0.1", None, true).is_err());
}

#[test]
fn names_that_would_leave_the_state_folder_are_refused() {
    for name in [
        "",
        ".",
        "..",
        ".x",
        "../x",
        "a/b",
        "a\\b",
        "a b",
        "a\0",
        "\u{e9}",
        &"x".repeat(65),
    ] {
        assert!(check_name("connection", name).is_err(), "{name:?}");
    }
    assert!(check_name("connection", "sherweb-main_2.test").is_ok());
}
