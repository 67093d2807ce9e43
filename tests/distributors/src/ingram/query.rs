//! What a query may say, and which rows it wants.

use jiff::Timestamp;

use super::replies::Replies;
use super::{Ingram, IngramOptions, OverLimit};
use crate::Endpoint;
use crate::server::{Call, Refusal};

/// The rows of a page where none are asked for.
const DEFAULT: usize = 10;

const SUBSCRIPTION_STATUSES: &[&str] = &["pending", "active", "hold", "terminated", "removed"];
const ORDER_STATUSES: &[&str] = &["submitted", "processing", "error", "completed", "cancelled"];
const REPORT_STATUSES: &[&str] = &["submitted", "processing", "completed", "error"];
const REPORT_FORMATS: &[&str] = &["json", "xml", "csv", "xlsx"];
const REPORT_TYPES: &[&str] = &["periodic", "daily", "monthly", "onetime", "on_invoice"];

/// Checks what the shared check of parameters does not know.
pub(super) fn check(
    replies: &Replies,
    options: &IngramOptions,
    call: &Call,
    endpoint: Endpoint,
) -> Result<(), Refusal> {
    if call.count("limit") == Some(0) {
        let reason = "limit must be at least 1".to_owned();
        return Err(replies.misuse(call, reason));
    }
    if let (Some(limit), Some(most)) = (call.count("limit"), options.most_rows)
        && limit > most
        && options.over_limit == OverLimit::Refused
    {
        // Nobody can know it beforehand.
        let message = format!("limit must be at most {most}, not {limit}");
        return Err(Refusal::state(replies.error(call, 400, &message)));
    }
    let statuses = match endpoint {
        Ingram::SUBSCRIPTIONS => SUBSCRIPTION_STATUSES,
        Ingram::ORDERS => ORDER_STATUSES,
        _ => REPORT_STATUSES,
    };
    for (name, words) in [
        ("status", statuses),
        ("format", REPORT_FORMATS),
        ("type", REPORT_TYPES),
    ] {
        if let Some(word) = call.parameter(name)
            && !words.contains(&word)
        {
            return Err(replies.misuse(call, format!("no {name} '{word}'")));
        }
    }
    for name in ["creationTimeFrom", "creationTimeTo"] {
        if let Some(text) = call.parameter(name)
            && text.parse::<Timestamp>().is_err()
        {
            let reason = format!("{name} '{text}' is no date-time");
            return Err(replies.misuse(call, reason));
        }
    }
    Ok(())
}

/// The number of rows to skip, and how many a page has.
pub(super) fn window(call: &Call, options: &IngramOptions) -> (usize, usize) {
    let most = options.most_rows.unwrap_or(usize::MAX).max(1);
    let limit = call.count("limit").unwrap_or(DEFAULT).clamp(1, most);
    (call.count("offset").unwrap_or(0), limit)
}

/// Whether a filter, where it is given, names a value.
pub(super) fn wanted(call: &Call, name: &str, value: &str) -> bool {
    call.parameter(name).is_none_or(|wanted| wanted == value)
}

/// Whether a filter, where it is given, is part of a value, whatever the capitals.
pub(super) fn similar(call: &Call, name: &str, value: &str) -> bool {
    call.parameter(name)
        .is_none_or(|wanted| value.to_lowercase().contains(&wanted.to_lowercase()))
}

/// Whether a value lies between two others, where they are given.
pub(super) fn between<T: PartialOrd + ?Sized>(
    options: &IngramOptions,
    range: (Option<&T>, Option<&T>),
    value: &T,
) -> bool {
    let (from, to) = range;
    match options.exclusive_filters {
        true => from.is_none_or(|from| value > from) && to.is_none_or(|to| value < to),
        false => from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to),
    }
}
