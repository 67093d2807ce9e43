//! Bodies of refusals, as the JSON gateway of a remote-procedure service writes them.

use serde_json::json;

use crate::server::{Answer, Refusal};

/// `{error, message, code, details}` with the code that belongs to the status.
pub(super) fn failure(status: u16, message: &str) -> Answer {
    let code = match status {
        400 => 3,
        401 => 16,
        403 => 7,
        404 | 410 => 5,
        405 => 12,
        429 => 8,
        503 => 14,
        504 => 4,
        _ => 13,
    };
    let body = json!({ "error": message, "message": message, "code": code, "details": [] });
    Answer::new(status, "application/json", body.to_string())
}

/// Something that nobody has.
pub(super) fn not_found(what: &str) -> Refusal {
    Refusal::state(failure(404, &format!("{what} not found")))
}

/// A request that no client should make.
pub(super) fn invalid(reason: impl Into<String>) -> Refusal {
    let reason = reason.into();
    Refusal::violation(failure(400, &reason), reason)
}
