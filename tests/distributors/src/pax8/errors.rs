//! Bodies of refusals.

use serde_json::json;

use crate::server::{Answer, Call, Refusal};

/// `{type, message, instance, status, details}`; the path is left out where it is not known.
fn body(status: u16, message: &str, instance: Option<&str>) -> Answer {
    let mut body = json!({
        "type": kind(status),
        "message": message,
        "status": status,
        "details": [],
    });
    if let (Some(path), Some(members)) = (instance, body.as_object_mut()) {
        members.insert("instance".to_owned(), path.into());
    }
    Answer::new(status, "application/json", body.to_string())
}

/// An error without the path that was called.
pub(super) fn failure(status: u16, message: &str) -> Answer {
    body(status, message, None)
}

/// An error of a call.
pub(super) fn error(call: &Call, status: u16, message: &str) -> Answer {
    body(status, message, Some(&call.path))
}

/// Refused because no client should ask for that.
pub(super) fn misuse(call: &Call, status: u16, reason: String) -> Refusal {
    Refusal::violation(error(call, status, &reason), reason)
}

/// An id that nothing has.
pub(super) fn not_found(call: &Call, what: &str) -> Refusal {
    Refusal::state(error(call, 404, &format!("{what} not found")))
}

fn kind(status: u16) -> &'static str {
    match status {
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        408 => "REQUEST_TIMEOUT",
        422 => "UNPROCESSABLE_ENTITY",
        429 => "TOO_MANY_REQUESTS",
        _ => "INTERNAL_SERVER_ERROR",
    }
}
