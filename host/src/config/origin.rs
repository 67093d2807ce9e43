//! Overrides of an origin's base URL.

use url::{Host, Url};

/// Parses the override of an origin: https to anywhere, http to loopback alone.
///
/// # Errors
///
/// What was found and what is expected. The URL is not quoted when it carries a password.
pub(super) fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("expected a URL such as https://api.example.com: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "expected a URL without user name and password; give them under secrets".to_owned(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("expected a base URL without ? and #, found {url}"));
    }
    match (url.scheme(), is_loopback(&url)) {
        ("https", _) | ("http", true) => Ok(url),
        ("http", false) => Err(format!(
            "http is permitted only for a loopback address (127.0.0.1, ::1, localhost), found {url}; write https"
        )),
        (scheme, _) => Err(format!("expected an https URL, found the scheme {scheme}")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_permitted_anywhere_and_http_to_loopback() {
        for text in [
            "https://api.example.com",
            "http://127.0.0.1:4711",
            "http://[::1]:80",
            "http://localhost:9",
        ] {
            assert!(parse(text).is_ok(), "{text} was refused");
        }
    }

    #[test]
    fn http_elsewhere_and_other_schemes_are_refused() {
        for text in [
            "http://api.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "file:///x",
            "api",
            "",
        ] {
            assert!(parse(text).is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn a_password_in_a_url_is_refused_without_quoting_it() {
        let message = parse("https://user:hunter2@api.example.com").unwrap_err();
        assert!(!message.contains("hunter2"), "{message}");
    }
}
