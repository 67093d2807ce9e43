//! What a manifest asks of the gateway is judged when it is read: before trust, and before a secret.

use super::Manifest;

/// A manifest that asks for something of every kind, with a text replaced.
fn asking(from: &str, to: &str) -> Result<Manifest, String> {
    let text = "contract = \"0.1.0\"\nvendor = \"acme\"\nname = \"Acme\"\nversion = \"1.0.0\"\n\
        [[origins]]\nname = \"api\"\nurl = \"https://api.acme.example\"\n\
        [[origins]]\nname = \"files\"\nurl = \"https://files.acme.example:8443/\"\n\
        [[credentials]]\nname = \"key\"\nscheme = \"header\"\norigin = \"api\"\nheader = \"X-Key\"\nsetting = \"key\"\n\
        [[credentials.headers]]\nname = \"X-More\"\nsetting = \"more\"\n\
        [[credentials]]\nname = \"login\"\nscheme = \"oauth2-client-credentials\"\norigin = \"files\"\ntoken_path = \"/token\"\n\
        client_id = \"id\"\nclient_secret = \"secret\"\n\
        [pacing]\nper_seconds = 60\nwait_pattern = 'in (\\d+) s'\n\
        [[post_reads]]\norigin = \"api\"\npath = \"/prices/*\"\n";
    assert!(text.contains(from), "{from:?} is not in the manifest");
    Manifest::parse(text.replacen(from, to, 1).as_bytes()).map_err(|error| error.to_string())
}

fn refusal(from: &str, to: &str) -> String {
    match asking(from, to) {
        Err(message) => message,
        Ok(_) => panic!("{to:?} was accepted"),
    }
}

#[test]
fn a_manifest_that_keeps_every_rule_is_read() {
    asking("acme", "acme").unwrap();
    for url in [
        "https://a.b",
        "https://api.acme.example:8443",
        "https://1api-2.acme.co.uk/",
    ] {
        asking("https://api.acme.example", url).unwrap();
    }
    asking("X-Key", "Authorization").unwrap();
}

#[test]
fn an_origin_is_the_plain_name_of_one_host_behind_https() {
    let label = format!("https://{}.example", "a".repeat(64));
    for url in [
        "http://api.acme.example",
        "http://127.0.0.1:4711",
        "http://localhost",
        "file:///etc/passwd",
        "ftp://api.acme.example",
        "data:text/plain,x",
        "unix:/run/x",
        "//api.acme.example",
        "api.acme.example",
        "",
        "https://",
        "https://user@api.acme.example",
        "https://user:word@api.acme.example",
        "https://@api.acme.example",
        "https://api.acme.example/v1",
        "https://api.acme.example?x",
        "https://api.acme.example#x",
        "https://api.acme.example:0",
        "https://api.acme.example:443",
        "https://api.acme.example.",
        "https://api..acme.example",
        "https://API.acme.example",
        "https://api_.acme.example",
        "https://-api.acme.example",
        "https://api-.acme.example",
        "https://api!.acme.example",
        "https://api,evil.example",
        "https://api%2eacme.example",
        &label,
        // Patterns.
        "https://*.example",
        "https://*",
        "https://*.acme.example",
        "https://api.*.example",
        "https://*.co.uk",
        // Names without a domain, and this machine.
        "https://intranet",
        "https://example",
        "https://localhost",
        "https://localhost:8443",
        "https://metadata.localhost",
        // Addresses, however they are spelled.
        "https://127.0.0.1",
        "https://1.1.1.1",
        "https://10.1.2.3",
        "https://169.254.169.254",
        "https://2130706433",
        "https://0x7f.1",
        "https://[::1]",
        "https://[2606:4700::1111]",
        "https://[::ffff:169.254.169.254]",
        // Letters that look like others.
        "https://\u{430}pi.acme.example",
        "https://api.\u{430}cme.example",
        "https://\u{ff41}pi.acme.example",
        "https://api.acme\u{3002}example",
        "https://xn--pi-7kc.acme.example",
        "https://api.xn--e1afmkfd.xn--p1ai",
    ] {
        let message = refusal("https://api.acme.example", url);
        assert!(
            message.starts_with("its manifest is wrong: origin api "),
            "{url}: {message}"
        );
        let second = refusal("https://files.acme.example:8443/", url);
        assert!(second.contains("origin files "), "{url}: {second}");
    }
    // What nobody sees is in no text of a manifest.
    let message = refusal("https://api.acme.example", "https://api.acme\u{ad}.example");
    assert_eq!(
        message,
        "its manifest is wrong: a text contains control characters"
    );
}

#[test]
fn a_credential_adds_no_header_that_belongs_to_the_connection_or_to_the_host() {
    for name in [
        "Host",
        "host",
        "Content-Length",
        "content_length",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Via",
        "Forwarded",
        "Proxy",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Proxy-Anything",
        "Cookie",
        "Cookie2",
        "Accept-Encoding",
        "X-Forwarded-Host",
        "X-HTTP-Method-Override",
        "X-Original-URL",
        "",
        "X Key",
        "X-Key:",
        ":authority",
        "X-K\u{e9}y",
    ] {
        for from in ["X-Key", "X-More"] {
            let message = refusal(from, name);
            assert!(
                message.starts_with("its manifest is wrong: credential key adds the header "),
                "{name}: {message}"
            );
        }
    }
    // A key may travel so; a line beside it may not.
    assert!(refusal("X-More", "Authorization").contains("adds the header"));
}

#[test]
fn what_else_a_connection_would_stumble_over_is_refused_when_the_file_is_read() {
    for (from, to) in [
        ("scheme = \"header\"", "scheme = \"cookie\""),
        ("header = \"X-Key\"\n", ""),
        ("setting = \"key\"", "setting = \"key\"\nscope = \"x\""),
        ("name = \"key\"", "name = \"../key\""),
        ("name = \"key\"", "name = \"login\""),
        ("origin = \"api\"\nheader", "origin = \"other\"\nheader"),
        ("\"/token\"", "\"https://evil.example/token\""),
        ("\"/token\"", "\"/token?x\""),
        ("\"/token\"", "\"/a/../token\""),
        ("origin = \"api\"\npath", "origin = \"other\"\npath"),
        ("/prices/*", "/*"),
        ("/prices/*", "/prices/../orders"),
        ("/prices/*", "prices"),
        ("per_seconds = 60", "per_seconds = 0"),
        ("in (\\d+) s", "in \\d+ s"),
        ("in (\\d+) s", "in (\\d+"),
    ] {
        let message = refusal(from, to);
        assert!(
            message.starts_with("its manifest is wrong: "),
            "{to}: {message}"
        );
    }
}
