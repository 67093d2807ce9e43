//! What header lines a plugin may send, and which of the vendor's it gets to see.

use std::collections::BTreeSet;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::error::SendError;

/// The most header lines of a request; the contract states it.
const LINES: usize = 32;
/// The most bytes of all names and values together; common servers refuse more.
const BYTES: usize = 16 * 1024;

/// Headers that decide who asks, where the request ends, or which request it is. `accept-encoding`
/// is among them because the gateway must be able to count what it decompresses, and `content-encoding`
/// because it must be able to read what it sends.
const RESERVED: [&str; 20] = [
    "accept-encoding",
    "alt-used",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "cookie",
    "cookie2",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-method-override",
];

/// Beginnings of reserved headers: proxies' own, and those that make a server see another method,
/// path or host than the one that was checked.
const RESERVED_PREFIXES: [&str; 5] = [
    "proxy-",
    "x-forwarded-",
    "x-http-method",
    "x-original-",
    "x-rewrite-",
];

/// Headers of an answer that concern the connection or the cookie jar and not the plugin.
const DROPPED: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "set-cookie",
    "set-cookie2",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Tells whether a header is reserved for the gateway. Underscores count as hyphens, because some
/// servers make no difference between them.
pub(super) fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    RESERVED.contains(&name.as_str())
        || RESERVED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Checks the header lines of a plugin. `added` are the names that credentials add, in lower case.
///
/// # Errors
/// Fails as denied for a reserved header, as invalid for a malformed one.
pub(super) fn check(
    lines: &[(String, String)],
    added: &BTreeSet<String>,
) -> Result<HeaderMap, SendError> {
    if lines.len() > LINES {
        return Err(SendError::Invalid(format!(
            "the request has {} header lines, but the limit is {LINES}",
            lines.len()
        )));
    }
    let bytes: usize = lines
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if bytes > BYTES {
        return Err(SendError::Invalid(format!(
            "the header lines have {bytes} bytes, but the limit is {BYTES}"
        )));
    }
    let mut map = HeaderMap::with_capacity(lines.len() + 4);
    for (name, value) in lines {
        let parsed = parse_name(name)?;
        if is_reserved(name)
            || added.contains(parsed.as_str())
            || added.contains(&parsed.as_str().replace('_', "-"))
        {
            return Err(SendError::Denied(format!(
                "the header {parsed} is set by the host; leave it out, or name a credential that adds it"
            )));
        }
        let value = parse_value(value)
            .map_err(|why| SendError::Invalid(format!("the value of the header {parsed} {why}")))?;
        map.append(parsed, value);
    }
    Ok(map)
}

fn parse_name(name: &str) -> Result<HeaderName, SendError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        let shown = name
            .escape_debug()
            .to_string()
            .chars()
            .take(60)
            .collect::<String>();
        SendError::Invalid(format!(
            "\"{shown}\" is not a header name; use letters, digits and hyphens"
        ))
    })
}

/// Reads a header value: visible ASCII, spaces and tabs.
///
/// # Errors
/// Fails with what is wrong with it, without showing it, because it may be a secret.
pub(super) fn parse_value(value: &str) -> Result<HeaderValue, &'static str> {
    if value.trim() != value {
        return Err("begins or ends with white space");
    }
    let fault = "contains a control character or one outside ASCII";
    if !value
        .bytes()
        .all(|byte| byte == b'\t' || (0x20..0x7f).contains(&byte))
    {
        return Err(fault);
    }
    HeaderValue::from_str(value).map_err(|_| fault)
}

/// Returns the header lines of an answer that a plugin gets, names in lower case.
pub(super) fn visible(headers: &HeaderMap, mask: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let kept = headers
        .iter()
        .filter(|(name, _)| !DROPPED.contains(&name.as_str()));
    kept.map(|(name, value)| {
        (
            mask(name.as_str()),
            mask(&String::from_utf8_lossy(value.as_bytes())),
        )
    })
    .collect()
}

/// Tells whether the body of a POST overrides its method. Only frameworks that read forms do so,
/// so JSON is left alone and anything else must not hold the field's name.
pub(super) fn body_overrides_method(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if kind.to_ascii_lowercase().contains("json") {
        return false;
    }
    let holds = |text: &[u8]| {
        text.windows(7)
            .any(|window| window.eq_ignore_ascii_case(b"_method"))
    };
    holds(body) || url::form_urlencoded::parse(body).any(|(name, _)| holds(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &str, value: &str) -> Result<HeaderMap, SendError> {
        let added = BTreeSet::from(["ocp-apim-subscription-key".to_owned()]);
        check(&[(name.to_owned(), value.to_owned())], &added)
    }

    #[test]
    fn ordinary_headers_pass() {
        for (name, value) in [
            ("Accept", "application/json"),
            ("accept-language", "en"),
            ("X-Correlation-Id", "a b\tc"),
            ("content-type", "application/json"),
            ("if-none-match", "\"x\""),
        ] {
            assert!(outcome(name, value).is_ok(), "{name}");
        }
    }

    #[test]
    fn headers_of_the_host_are_denied_in_every_spelling() {
        let names = [
            "Authorization",
            "AUTHORIZATION",
            "Cookie",
            "Host",
            "Content-Length",
            "Connection",
            "Transfer-Encoding",
            "TE",
            "Upgrade",
            "Expect",
            "Keep-Alive",
            "Trailer",
            "Proxy-Authorization",
            "Proxy-Anything",
            "Ocp-Apim-Subscription-Key",
            "ocp_apim_subscription_key",
            "X-HTTP-Method-Override",
            "x_http_method_override",
            "X-HTTP-Method",
            "X-Method-Override",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Forwarded-Host",
            "Forwarded",
            "Accept-Encoding",
            "content_length",
        ];
        for name in names {
            assert!(
                matches!(outcome(name, "x"), Err(SendError::Denied(_))),
                "{name}"
            );
        }
    }

    #[test]
    fn malformed_names_and_values_are_refused() {
        for name in [
            "",
            " x",
            "x ",
            "x:y",
            "x\r\ny",
            "x\0",
            "h\u{e9}",
            "a b",
            ":path",
            &"x".repeat(70_000),
        ] {
            assert!(
                matches!(outcome(name, "x"), Err(SendError::Invalid(_))),
                "{name:?}"
            );
        }
        for value in [
            "a\r\nEvil: 1",
            "a\nb",
            "a\0b",
            "a\u{7f}",
            "\u{e9}",
            " a",
            "a\r",
        ] {
            assert!(
                matches!(outcome("x-a", value), Err(SendError::Invalid(_))),
                "{value:?}"
            );
        }
    }

    #[test]
    fn too_many_or_too_large_headers_are_refused() {
        let none = BTreeSet::new();
        let many = vec![("x-a".to_owned(), "1".to_owned()); LINES + 1];
        assert!(check(&many, &none).is_err());
        assert!(check(&many[1..], &none).is_ok());
        assert!(check(&[("x-a".to_owned(), "v".repeat(BYTES))], &none).is_err());
    }

    #[test]
    fn cookies_and_connection_headers_do_not_reach_the_plugin() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("set-cookie", "a=1"),
            ("connection", "close"),
            ("content-type", "text/plain"),
        ] {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        assert_eq!(
            visible(&headers, str::to_owned),
            [("content-type".to_owned(), "text/plain".to_owned())]
        );
    }

    #[test]
    fn a_form_that_overrides_the_method_is_recognised() {
        let form = HeaderMap::new();
        assert!(body_overrides_method(&form, b"a=1&_method=DELETE"));
        assert!(body_overrides_method(&form, b"%5fmethod=DELETE"));
        assert!(!body_overrides_method(&form, b"a=1"));
        let mut json = HeaderMap::new();
        json.insert(
            "content-type",
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        assert!(!body_overrides_method(
            &json,
            br#"{"billing_method": "card"}"#
        ));
    }
}
