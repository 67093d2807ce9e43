//! Where a request may go.

use std::net::IpAddr;

use seatwise::gateway::fuzzing::{Passed, Sieve};
use seatwise::gateway::{Origin, OriginSpec, PostRead};
use url::{Host, Url};

use crate::input::Parts;

/// What is declared where the input declares nothing.
const DECLARED: &str = "https://api.example.com";

/// A second origin, for redirects.
const FILES: &str = "https://files.example.com:8443";

/// Query fields by which some servers take another method than that of the request.
const METHOD_FIELDS: [&str; 4] = [
    "_method",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// Parts of the input: the URL of an origin, the operator's override of it, what a plugin writes, the
/// Location that a vendor answers with, and a path that is declared as a POST read.
///
/// # Panics
/// Panics where a URL passes that is not exactly inside a declared origin, by the reading of the crate `url`.
pub fn url_policy(data: &[u8]) {
    let mut parts = Parts::of(data);
    let declared = parts.text().unwrap_or_else(|| DECLARED.to_owned());
    let base = parts.text();
    let asked = parts.text().unwrap_or_default();
    let location = parts.text();
    let post_read = parts.text().map(|path| PostRead {
        origin: "api".to_owned(),
        path,
    });
    let origin = |name: &str, url: &str, base: Option<&str>| {
        let spec = OriginSpec {
            name: name.to_owned(),
            url: url.to_owned(),
        };
        Origin::new(&spec, base)
    };
    let Ok(api) = origin("api", &declared, base.as_deref()) else {
        return;
    };
    let files = origin("files", FILES, None).expect("it is plain");
    let origins = [api, files];
    let Ok(sieve) = Sieve::new(&origins, post_read.as_slice()) else {
        return;
    };
    check_origin(&origins[0]);
    if let Ok(passed) = sieve.resolve(&asked) {
        check_passed(&passed, &origins);
        check_meaning(&asked, &passed, &origins);
        if passed.is_post_read {
            let pattern = &post_read.as_ref().expect("a POST read is declared").path;
            assert_eq!(
                passed.path.split('/').count(),
                pattern.split('/').count(),
                "{pattern} covers {}",
                passed.path
            );
        }
    }
    if let Some(location) = location
        && let Ok(passed) = sieve.redirect(&asked, &location)
    {
        check_passed(&passed, &origins);
        let from = sieve.resolve(&asked).expect("the redirect came from it");
        assert!(
            from.url.scheme() != "https" || passed.url.scheme() == "https",
            "a redirect leaves HTTPS: {}",
            passed.url
        );
    }
}

/// An origin that is accepted is HTTPS, or this machine by the operator's own words.
fn check_origin(origin: &Origin) {
    let Origin { declared, base, .. } = origin;
    assert_eq!((declared.scheme(), declared.path()), ("https", "/"));
    for url in [declared, base] {
        assert!(
            url.username().is_empty() && url.password().is_none(),
            "{url}"
        );
        assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
    }
    let overridden = base != declared;
    let loopback = match base.host().expect("it has a host") {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => is_reachable(address.into()),
        Host::Ipv6(address) => is_reachable(address.into()),
    };
    assert!(!loopback || overridden, "{declared} leads to this machine");
    assert!(
        base.scheme() == "https" || loopback,
        "{base} is not encrypted"
    );
}

/// Whether an address is this machine; fails for those that nobody may grant here.
fn is_reachable(address: IpAddr) -> bool {
    let forbidden = match address {
        IpAddr::V4(v4) => {
            v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_multicast()
                || v4.is_broadcast()
        }
        IpAddr::V6(v6) => {
            let hidden = v6
                .to_ipv4_mapped()
                .is_some_and(|v4| v4.is_loopback() || v4.is_private() || v4.is_link_local());
            hidden
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
        }
    };
    assert!(!forbidden, "{address} may be dialled");
    address.is_loopback()
}

/// What holds for every URL that may be dialled.
fn check_passed(passed: &Passed, origins: &[Origin]) {
    let base = &origins.get(passed.origin).expect("it has an origin").base;
    let Passed { url, path, .. } = passed;
    let again = Url::parse(url.as_str()).expect("a URL can be read again");
    assert_eq!(&again, url, "a URL is another one when it is read again");
    assert_eq!(url.scheme(), base.scheme(), "{url}");
    assert_eq!(url.host_str(), base.host_str(), "{url}");
    assert_eq!(
        url.port_or_known_default(),
        base.port_or_known_default(),
        "{url}"
    );
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{url}"
    );
    assert_eq!(url.fragment(), None, "{url}");
    let prefix = base.path().trim_end_matches('/');
    assert_eq!(
        url.path().strip_prefix(prefix),
        Some(path.as_str()),
        "{url} leaves {base}"
    );
    assert!(path.starts_with('/') && !path.starts_with("//"), "{path}");
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    assert!(url.as_str().bytes().all(plain), "{url:?}");
    path.split('/').for_each(check_segment);
    for (name, _) in url.query_pairs() {
        assert!(
            !METHOD_FIELDS
                .iter()
                .any(|field| name.eq_ignore_ascii_case(field)),
            "{url} overrides the method"
        );
    }
}

/// However often a server decodes a segment, it stays one.
fn check_segment(segment: &str) {
    let mut level = segment.as_bytes().to_vec();
    loop {
        let name = level.split(|byte| *byte == b';').next().unwrap_or_default();
        assert!(name != b"." && name != b"..", "{segment} is a dot segment");
        let separates = |byte: &u8| matches!(byte, b'/' | b'\\' | 0..=0x1f | 0x7f);
        assert!(!level.iter().any(separates), "{segment} hides a separator");
        let next = url::form_urlencoded::parse(&[b"x=".as_slice(), &plus_kept(&level)].concat())
            .next()
            .map(|(_, value)| value.into_owned());
        match next {
            Some(next) if next.as_bytes() != level && !next.contains('\u{fffd}') => {
                level = next.into_bytes()
            }
            _ => return,
        }
    }
}

/// Bytes that the decoder of forms would take for more than themselves.
fn plus_kept(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| match byte {
            b'+' => b"%2B".to_vec(),
            b'&' => b"%26".to_vec(),
            other => vec![*other],
        })
        .collect()
}

/// What a plugin wrote means the same to another reader of URLs.
fn check_meaning(asked: &str, passed: &Passed, origins: &[Origin]) {
    let origin = origins.get(passed.origin).expect("it has an origin");
    let read = origins[0]
        .declared
        .join(asked)
        .expect("another reader reads it");
    assert_eq!(
        read.origin(),
        origin.declared.origin(),
        "{asked} is read as {read}"
    );
    assert!(
        read.username().is_empty() && read.password().is_none(),
        "{asked}"
    );
    assert_eq!(read.path(), passed.path, "{asked} is read as {read}");
    assert_eq!(
        read.query(),
        passed.url.query(),
        "{asked} is read as {read}"
    );
}
