//! Which hosts a manifest may name.
//!
//! A person reads the host before they trust a plugin, and secrets are sent to it. So it must be one
//! name, in letters that look like nothing else: no address, no pattern, no name of another alphabet.

use url::{Host, Url};

/// The most characters of a name and of one of its labels (RFC 1035, section 2.3.4).
const NAME: usize = 253;
const LABEL: usize = 63;

/// Checks the host of an origin as a manifest declares it.
///
/// # Errors
/// Fails with what is wrong, as what follows the name of the origin.
pub(super) fn check(url: &Url) -> Result<(), &'static str> {
    let name = match url.host() {
        Some(Host::Domain(name)) => name,
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
            return Err(
                "must be declared with the name of a host; an address is only for the operator's override",
            );
        }
        None => return Err("must name a host"),
    };
    if url.port() == Some(0) {
        return Err("must not be declared with port 0");
    }
    if name.contains('*') {
        return Err("must name one host; * is not allowed");
    }
    if name.len() > NAME || !name.split('.').all(is_plain_label) {
        return Err("must name a host of letters, digits and hyphens");
    }
    // A name in another alphabet can look like any other name, and is spelled so where a person reads it.
    if name.split('.').any(|label| label.starts_with("xn--")) {
        return Err(
            "must name a host in the letters a to z; names of other alphabets can look like another host",
        );
    }
    if !name.contains('.') {
        return Err("must name a host with its domain, such as api.example.com");
    }
    if name == "localhost" || name.ends_with(".localhost") {
        return Err(
            "is this machine; only the operator may override a base URL with a loopback address",
        );
    }
    Ok(())
}

fn is_plain_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LABEL).contains(&label.len())
        && label.bytes().all(plain)
        && !label.starts_with('-')
        && !label.ends_with('-')
}
