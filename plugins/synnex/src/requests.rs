//! The requests to StreamOne Ion.

use std::fmt::Write as _;

use seatwise_plugin::types::{Header, Level, Method, Request};
use seatwise_plugin::{Failure, Host, api};

/// The credential of the manifest.
const CREDENTIAL: &str = "ion";
/// The page size to fall back to when the vendor refuses a larger one; it is in use by another client.
pub(crate) const SMALL_PAGE: u32 = 50;

/// A GET of a path with its query.
pub(crate) fn get(url: String) -> Request {
    api::get(url, CREDENTIAL)
}

/// A GET of one page of a list that is paged by tokens.
pub(crate) fn token_page(path: &str, size: u32, token: Option<&str>) -> Request {
    let mut url = format!("{path}?pageSize={size}");
    if let Some(token) = token {
        url.push_str("&pageToken=");
        url.push_str(&encode(token));
    }
    get(url)
}

/// A POST of a JSON body.
pub(crate) fn post(url: String, body: Vec<u8>) -> Request {
    let mut request = api::get(url, CREDENTIAL);
    request.method = Method::Post;
    request.headers.push(Header {
        name: "content-type".to_owned(),
        value: "application/json".to_owned(),
    });
    request.body = body;
    request
}

/// What came back for a page, and which page size the vendor accepted.
#[derive(Debug)]
pub(crate) struct SizedAnswer {
    /// The request that was answered.
    pub(crate) request: Request,
    /// The answer.
    pub(crate) body: Vec<u8>,
    /// Rows per page that were asked for.
    pub(crate) size: u32,
}

/// Sends the request for a page; asks again for a small page where a larger one is refused with 400.
///
/// The vendor publishes no largest page size, so a 400 may mean no more than that.
pub(crate) fn fetch_sized(
    host: &dyn Host,
    size: u32,
    build: impl Fn(u32) -> Request,
) -> Result<SizedAnswer, Failure> {
    let request = build(size);
    match api::fetch(host, &request) {
        Err(failure) if failure.status == Some(400) && size > SMALL_PAGE => {
            host.log(
                Level::Info,
                "the vendor refused the page size; asking for smaller pages",
                &[
                    ("refused", &size.to_string()),
                    ("now", &SMALL_PAGE.to_string()),
                ],
            );
            let request = build(SMALL_PAGE);
            let body = api::fetch(host, &request)?;
            Ok(SizedAnswer {
                request,
                body,
                size: SMALL_PAGE,
            })
        }
        outcome => Ok(SizedAnswer {
            body: outcome?,
            request,
            size,
        }),
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_token_cannot_add_parameters() {
        let request = token_page("/customers", 200, Some("a=b&c/d é"));
        assert_eq!(
            request.url,
            "/customers?pageSize=200&pageToken=a%3Db%26c%2Fd%20%C3%A9"
        );
    }
}
