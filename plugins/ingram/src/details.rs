//! Details: what Ingram has in no list, one request for each entry.

use seatwise_plugin::types::Request;
use seatwise_plugin::{Failure, FailureKind, Host};

use crate::answer::fetch_all;

/// Fetches details at once; each with its own outcome.
///
/// # Errors
/// Fails where a failure is not about one entry: the login, the pace, or one that all of them share.
pub(crate) fn fetch(
    host: &dyn Host,
    requests: &[Request],
) -> Result<Vec<Result<Vec<u8>, Failure>>, Failure> {
    let outcomes = fetch_all(host, requests);
    let failures = || outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    let all_failed = outcomes.len() > 1 && failures().count() == outcomes.len();
    let decides = failures().find(|failure| all_failed || !concerns_one(failure));
    match decides {
        Some(failure) => Err(failure.clone()),
        None => Ok(outcomes),
    }
}

/// Whether a failure may be about the one entry alone: earlier versions answered subscriptions with a 500 at times.
fn concerns_one(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::NotFound
        | FailureKind::Forbidden
        | FailureKind::Malformed
        | FailureKind::Transient => true,
        FailureKind::Other => failure.status.is_some(),
        _ => false,
    }
}

/// Whether the same request may succeed in a moment.
pub(crate) fn may_pass(failure: &Failure) -> bool {
    failure.kind == FailureKind::Transient
}

/// Why an entry is set apart.
pub(crate) fn reason(failure: &Failure) -> String {
    format!("its details could not be read: {}", failure.message)
}
