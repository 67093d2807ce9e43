//! Requests to a vendor's JSON interface.

use serde::de::DeserializeOwned;

use crate::types::{Failure, FailureKind, Header, HttpError, Method, Request, Response};
use crate::{Host, json};

/// How much of an unexpected body is quoted in a message, in characters.
const QUOTED_CHARACTERS: usize = 300;

/// A GET request for JSON with a credential of the manifest.
#[must_use]
pub fn get(url: impl Into<String>, credential: &str) -> Request {
    Request {
        method: Method::Get,
        url: url.into(),
        headers: vec![Header {
            name: "accept".to_owned(),
            value: "application/json".to_owned(),
        }],
        body: Vec::new(),
        credential: Some(credential.to_owned()),
    }
}

/// Sends a request and returns the body of a 2xx answer.
///
/// # Errors
/// Fails with the kind that belongs to the status, and a message that names the request, the
/// status and the vendor's own words.
pub fn fetch(host: &dyn Host, request: &Request) -> Result<Vec<u8>, Failure> {
    accept(request, host.send(request))
}

/// Turns the outcome of a request into its body or a [`Failure`]; for use with `send_all`. A success without
/// a body is a failure, unless the request was a HEAD.
///
/// # Errors
/// As [`fetch`].
pub fn accept(request: &Request, outcome: Result<Response, HttpError>) -> Result<Vec<u8>, Failure> {
    match outcome {
        Ok(response) if is_bare(request, &response) => Err(bare(request, response.status)),
        Ok(response) if (200..300).contains(&response.status) => Ok(response.body),
        Ok(response) => Err(refused(request, &response)),
        Err(error) => Err(unanswered(request, &error)),
    }
}

/// Reads a JSON body, borrowing from it where the type does.
///
/// # Errors
/// Fails as `malformed`, naming the request and the place in the body.
pub fn decode<'body, T: serde::Deserialize<'body>>(
    request: &Request,
    body: &'body [u8],
) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        Failure::new(
            FailureKind::Malformed,
            format!(
                "{} answered 200 with a body that is not the expected JSON ({}): {}",
                title(request),
                json::clip(&error.to_string(), QUOTED_CHARACTERS),
                quote(body)
            ),
        )
    })
}

/// Sends a request and reads its JSON answer.
///
/// # Errors
/// As [`fetch`] and [`decode`].
pub fn fetch_json<T: DeserializeOwned>(host: &dyn Host, request: &Request) -> Result<T, Failure> {
    let body = fetch(host, request)?;
    decode(request, &body)
}

/// The request as a person reads it: `GET /customers`, without its query, cut short where an id in it is long.
#[must_use]
pub fn title(request: &Request) -> String {
    let method = match request.method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
    };
    let path = request.url.split(['?', '#']).next().unwrap_or_default();
    format!("{method} {}", json::clip(path, QUOTED_CHARACTERS))
}

/// Whether a success brings nothing: a 204, or another without a body. No list of rows looks like that,
/// not even an empty one.
fn is_bare(request: &Request, response: &Response) -> bool {
    (200..300).contains(&response.status)
        && response.body.is_empty()
        && request.method != Method::Head
}

fn bare(request: &Request, status: u16) -> Failure {
    Failure {
        kind: FailureKind::Malformed,
        message: format!(
            "{} answered {status} without any content, where data was expected",
            title(request)
        ),
        status: Some(status),
    }
}

fn refused(request: &Request, response: &Response) -> Failure {
    let kind = match response.status {
        401 => FailureKind::Unauthorized,
        403 => FailureKind::Forbidden,
        404 | 410 => FailureKind::NotFound,
        408 | 500..=599 => FailureKind::Transient,
        429 => FailureKind::Throttled,
        _ => FailureKind::Other,
    };
    let words = json::vendor_message(&response.body).unwrap_or_else(|| quote(&response.body));
    let message = if words.is_empty() {
        format!(
            "{} answered {} with an empty body",
            title(request),
            response.status
        )
    } else {
        format!("{} answered {}: {words}", title(request), response.status)
    };
    Failure {
        kind,
        message,
        status: Some(response.status),
    }
}

fn unanswered(request: &Request, error: &HttpError) -> Failure {
    let (kind, words) = match error {
        HttpError::Denied(rule) => (FailureKind::Denied, format!("was denied: {rule}")),
        HttpError::Invalid(what) => (FailureKind::Other, format!("is malformed: {what}")),
        HttpError::Timeout(what) => (FailureKind::Transient, format!("timed out: {what}")),
        HttpError::Connection(what) => {
            (FailureKind::Transient, format!("could not be sent: {what}"))
        }
        HttpError::TooLarge(limit) => (
            FailureKind::Malformed,
            format!("was answered with a body of more than {limit} bytes"),
        ),
        HttpError::Budget(what) => (FailureKind::Other, format!("is over the budget: {what}")),
        HttpError::Credential(what) => (
            FailureKind::Unauthorized,
            format!("has no usable credential: {what}"),
        ),
        HttpError::Other(what) => (FailureKind::Other, format!("failed: {what}")),
    };
    Failure::new(kind, format!("{} {words}", title(request)))
}

fn quote(body: &[u8]) -> String {
    String::from_utf8_lossy(body)
        .trim()
        .chars()
        .take(QUOTED_CHARACTERS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Response, HttpError> {
        Ok(Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn a_success_without_content_is_called_what_it_is() {
        let request = get("/customers?page=2", "key");
        for status in [200, 204, 205] {
            let failure = accept(&request, answer(status, "")).unwrap_err();
            assert_eq!(
                failure.message,
                format!(
                    "GET /customers answered {status} without any content, where data was expected"
                )
            );
            assert_eq!(failure.kind, FailureKind::Malformed);
            assert_eq!(failure.status, Some(status));
        }
        assert_eq!(accept(&request, answer(200, "[]")).unwrap(), b"[]");
        let head = Request {
            method: Method::Head,
            ..request
        };
        assert!(accept(&head, answer(200, "")).unwrap().is_empty());
    }
}
