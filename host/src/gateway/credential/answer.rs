//! What a token endpoint says (RFC 6749, sections 5.1 and 5.2).

use std::time::Duration;

use serde_json::Value;

use crate::base::Secret;

use super::super::client::Answer;
use super::super::text;

/// The longest token; real ones stay below 8 KiB.
const TOKEN_BYTES: usize = 64 * 1024;

/// What a token endpoint gave. Every part may be missing; who asked decides what that means.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Granted {
    pub(super) access: Option<Secret>,
    pub(super) lifetime: Option<Duration>,
    pub(super) refresh: Option<Secret>,
    pub(super) refresh_lifetime: Option<Duration>,
    /// An error that is stated in spite of a 2xx.
    pub(super) error: Option<String>,
}

/// The mark that some servers put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the body of a 2xx answer. None when it does not begin with a JSON object: what stands in front of it or behind
/// it is no reason to throw a token away that cannot be had again.
pub(super) fn granted(body: &[u8]) -> Option<Granted> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let mut values = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
    let Some(Ok(Value::Object(object))) = values.next() else {
        return None;
    };
    let token = |name: &str| {
        object
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty() && text.len() <= TOKEN_BYTES)
            .map(Secret::new)
    };
    let bearer = object
        .get("token_type")
        .and_then(Value::as_str)
        .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
    Some(Granted {
        access: token("access_token").filter(|_| bearer),
        lifetime: object.get("expires_in").and_then(seconds),
        refresh: token("refresh_token"),
        refresh_lifetime: ["refresh_expires_in", "refresh_token_expires_in"]
            .iter()
            .find_map(|name| object.get(*name).and_then(seconds)),
        error: object
            .get("error")
            .and_then(Value::as_str)
            .map(str::to_owned),
    })
}

/// Reads a number of seconds, also one in quotes or with a fraction.
fn seconds(value: &Value) -> Option<Duration> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let whole = text.split('.').next()?;
    whole.parse().ok().map(Duration::from_secs)
}

/// Returns the error code of an answer, such as `invalid_client`.
pub(super) fn error_code(answer: &Answer) -> Option<String> {
    let value: Value = serde_json::from_slice(&answer.body).ok()?;
    value
        .get("error")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// Describes an answer that is not a token: its status and the vendor's own words. A 2xx is not
/// quoted, because it may hold a token.
pub(super) fn describe(answer: &Answer) -> String {
    let status = answer.status;
    if (200..300).contains(&status) {
        return format!("it answered {status} without a usable token");
    }
    let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let field = |name: &str| {
        value
            .as_ref()
            .and_then(|value| value.get(name))
            .and_then(Value::as_str)
    };
    let words: Vec<&str> = ["error", "error_description", "title", "detail", "message"]
        .iter()
        .filter_map(|name| field(name))
        .collect();
    let words = if words.is_empty() {
        String::from_utf8_lossy(&answer.body).into_owned()
    } else {
        words.join(": ")
    };
    match text::printable(&words).as_str() {
        "" => format!("it answered {status}"),
        words => format!("it answered {status}: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_answer_is_read_whole() {
        let granted = granted(br#"{"access_token":"a","expires_in":7200,"refresh_token":"r","token_type":"bearer","refresh_expires_in":"2764800"}"#).unwrap();
        assert_eq!(granted.access, Some(Secret::new("a")));
        assert_eq!(granted.lifetime, Some(Duration::from_secs(7200)));
        assert_eq!(granted.refresh, Some(Secret::new("r")));
        assert_eq!(
            granted.refresh_lifetime,
            Some(Duration::from_secs(2_764_800))
        );
    }

    #[test]
    fn parts_of_the_wrong_type_are_missing_parts() {
        for body in [
            r#"{"access_token":5,"expires_in":{},"refresh_token":null}"#,
            r#"{"access_token":"","expires_in":-1}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            "{}",
        ] {
            assert_eq!(granted(body.as_bytes()), Some(Granted::default()), "{body}");
        }
        for body in ["", "[]", "<html>", "{\"access_token\":\"a", "\"a\""] {
            assert_eq!(granted(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn what_stands_around_the_tokens_does_not_cost_them() {
        let plain = r#"{"access_token":"a","refresh_token":"r"}"#;
        let whole = granted(plain.as_bytes()).unwrap();
        for body in [
            format!("\u{feff}{plain}"),
            format!("{plain}\0"),
            format!("{plain}]"),
            format!(" \r\n{plain}\n<!-- -->"),
        ] {
            assert_eq!(granted(body.as_bytes()).as_ref(), Some(&whole), "{body}");
        }
    }

    #[test]
    fn a_good_answer_is_never_quoted() {
        let answer = Answer {
            status: 200,
            headers: Default::default(),
            body: b"{\"access_token\":\"canary\"".to_vec(),
        };
        assert!(!describe(&answer).contains("canary"));
    }
}
