//! Paths: what a segment may hold, and which paths may be read by POST.
//!
//! A server may decode a path once or twice, drop `;parameters` and resolve dot segments before it
//! decides what a request means. So a path that could mean two things is refused, whatever it means.

use serde::Deserialize;

use super::error::PolicyError;

/// How often a segment is decoded in search of hidden separators; servers behind proxies decode twice.
const DECODINGS: usize = 4;

/// A path that only reads in spite of POST.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRead {
    /// The name of the origin.
    pub origin: String,
    /// The path; `*` stands for one whole segment.
    pub path: String,
}

/// A [`PostRead`], ready for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathPattern {
    /// None stands for any one segment.
    segments: Vec<Option<String>>,
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Fails when the pattern is not a path, or could mean more than it says.
    pub(super) fn parse(path: &str) -> Result<Self, PolicyError> {
        let refuse = |why: &str| Err(PolicyError(format!("the POST read {path:?} {why}")));
        let Some(rest) = path.strip_prefix('/') else {
            return refuse("must begin with /");
        };
        let mut segments = Vec::new();
        for segment in rest.split('/') {
            match segment {
                "*" => segments.push(None),
                _ if is_plain(segment) => segments.push(Some(segment.to_owned())),
                _ => {
                    return refuse(
                        "may contain only segments of letters, digits and -._~:@+=, or a whole segment *",
                    );
                }
            }
        }
        if segments.iter().all(Option::is_none) {
            return refuse("must name at least one segment");
        }
        Ok(Self { segments })
    }

    /// Tells whether a path, as [`segments`] returns it, is meant.
    pub(super) fn matches(&self, path: &[String]) -> bool {
        let fits = |(pattern, segment): (&Option<String>, &String)| match pattern {
            Some(literal) => literal == segment,
            None => is_plain(segment),
        };
        self.segments.len() == path.len() && self.segments.iter().zip(path).all(fits)
    }
}

/// Whether a segment means the same to every server: no separators, no parameters, no dots alone.
fn is_plain(segment: &str) -> bool {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@+=,".contains(&byte);
    !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(harmless)
}

/// Checks every segment of a path that begins with `/`.
///
/// # Errors
/// Fails with the fault and what to send instead.
pub(super) fn check(path: &str) -> Result<(), String> {
    if path.starts_with("//") {
        return Err("the path begins with //, which names another host".to_owned());
    }
    if let Some(byte) = path.bytes().find(|byte| !is_path_byte(*byte)) {
        return Err(format!(
            "the path contains the character {:?}; percent-encode it",
            char::from(byte)
        ));
    }
    path.split('/').try_for_each(check_segment)
}

/// Returns the decoded segments of a path that [`check`] accepts.
pub(super) fn segments(path: &str) -> Vec<String> {
    let decode =
        |segment: &str| String::from_utf8_lossy(&decode_once(segment.as_bytes())).into_owned();
    path.trim_start_matches('/')
        .split('/')
        .map(decode)
        .collect()
}

/// Characters of RFC 3986 that a path may hold as they are.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@%".contains(&byte)
}

fn check_segment(segment: &str) -> Result<(), String> {
    if !has_whole_escapes(segment.as_bytes()) {
        return Err(
            "the path contains a % that is not followed by two hexadecimal digits; write %25"
                .to_owned(),
        );
    }
    let mut level = segment.as_bytes().to_vec();
    for _ in 0..DECODINGS {
        if is_dots(&level) {
            return Err("the path contains a . or .. segment; send the resolved path".to_owned());
        }
        if level
            .iter()
            .any(|byte| matches!(byte, b'/' | b'\\' | 0..=0x1f | 0x7f))
        {
            return Err("the path contains an encoded slash, backslash or control character; send such a value in the query".to_owned());
        }
        let next = decode_once(&level);
        if next == level {
            return Ok(());
        }
        level = next;
    }
    Err("the path is percent-encoded too many times; encode it once".to_owned())
}

/// A dot segment, also with the `;parameters` that some servers drop first.
fn is_dots(segment: &[u8]) -> bool {
    let name = segment
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default();
    name == b"." || name == b".."
}

fn has_whole_escapes(bytes: &[u8]) -> bool {
    let whole = |(at, _): (usize, &u8)| {
        bytes
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(whole)
}

/// Decodes whole escapes and leaves everything else.
fn decode_once(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(bytes.get(at + 1)), hex(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn hex(byte: Option<&u8>) -> Option<u8> {
    let value = char::from(*byte?).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in [
            "/",
            "/a",
            "/a/b/",
            "/a//b",
            "/v1/customers/3f2a-99/x",
            "/a/b%20c",
            "/a/%C3%A9",
            "/sku/CFQ7:0002",
            "/100%25",
            "/.well-known",
            "/a/...",
            "/a;v=1",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn paths_that_could_mean_two_things_are_refused() {
        let paths = [
            "//evil.example/x",
            "/a/../b",
            "/a/..",
            "/./a",
            "/a/%2e%2e/b",
            "/a/.%2E/b",
            "/a/%252e%252e/b",
            "/a/..;x=1/b",
            "/a/..%3bx/b",
            "/a%2fb",
            "/a%2Fb",
            "/a%252fb",
            "/a%5cb",
            "/a\\b",
            "/a%00b",
            "/a%0d%0ab",
            "/a%250ab",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a b",
            "/a\u{e9}",
            "/a\"b",
            "/a<b",
            "/a|b",
            "/a%25252525252fb",
        ];
        for path in paths {
            assert!(check(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_star_stands_for_exactly_one_plain_segment() {
        let pattern = PathPattern::parse("/v1/catalogs/*/pricing").unwrap();
        let fits = |path: &str| check(path).is_ok() && pattern.matches(&segments(path));
        assert!(fits("/v1/catalogs/3f2a-99/pricing"));
        assert!(fits("/v1/catalogs/3f2a/pricin%67"));
        for path in [
            "/v1/catalogs//pricing",
            "/v1/catalogs/a/b/pricing",
            "/v1/catalogs/a/pricing/",
            "/v1/catalogs/a/Pricing",
            "/v1/catalogs/a",
            "/v1/catalogs/a;x/pricing",
            "/v1/catalogs/a%20b/pricing",
            "/v1/catalogs/a%25/pricing",
            "/x/v1/catalogs/a/pricing",
        ] {
            assert!(!fits(path), "{path}");
        }
    }

    #[test]
    fn patterns_that_could_mean_more_than_they_say_are_refused() {
        for path in [
            "", "v1", "/", "/*", "/*/*", "/a/**", "/a/b*", "/a/../b", "/a//b", "/a%2fb", "/a?x",
            "/a/",
        ] {
            assert!(PathPattern::parse(path).is_err(), "{path}");
        }
    }
}
