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

/// Turns the outcome of a request into its body or a [`Failure`]; for use with `send_all`.
///
/// # Errors
/// As [`fetch`].
pub fn accept(request: &Request, outcome: Result<Response, HttpError>) -> Result<Vec<u8>, Failure> {
    match outcome {
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
