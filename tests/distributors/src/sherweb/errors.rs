//! Bodies of refusals: problem details from the interface, short messages from the gateway.

use serde_json::json;

use crate::server::{Answer, Refusal};

/// RFC 7807 problem details, as the interface itself answers.
pub(super) fn problem(status: u16, title: &str, detail: &str) -> Answer {
    let body = json!({
        "type": format!("https://httpstatuses.io/{status}"),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": null,
    });
    Answer::new(
        status,
        "application/problem+json; charset=utf-8",
        body.to_string(),
    )
}

/// `{statusCode, message}`, as the gateway in front of it answers.
pub(super) fn gateway(status: u16, message: &str) -> Answer {
    let body = json!({ "statusCode": status, "message": message });
    Answer::new(status, "application/json", body.to_string())
}

/// The answer to a status: some come without a body.
pub(super) fn failure(status: u16, message: &str) -> Answer {
    match status {
        401 | 403 => gateway(status, message),
        404 | 405 => Answer::empty(status),
        400 => problem(status, "Bad Request", message),
        429 => problem(status, "Too Many Requests", message),
        _ => problem(status, title(status), message),
    }
}

fn title(status: u16) -> &'static str {
    match status {
        410 => "Gone",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Error",
    }
}

/// An id that nobody has.
pub(super) fn no_customer(id: &str) -> Refusal {
    Refusal::state(problem(
        404,
        "CustomerNotFound",
        &format!("Customer {id} was not found."),
    ))
}
