//! What a query may say, and which rows it wants.

use rust_decimal::Decimal;
use serde_json::Value;

use super::amounts::decimal;
use super::errors::misuse;
use super::{Oversize, Pax8, Pax8Options};
use crate::Endpoint;
use crate::server::{Call, Refusal, Route};

/// The most rows that a page may have.
const MOST: usize = 200;
/// The rows of a page where none are asked for.
const DEFAULT: usize = 10;

/// All words for the state of a subscription.
pub(super) const SUBSCRIPTION_STATUSES: [&str; 10] = [
    "Active",
    "Cancelled",
    "PendingManual",
    "PendingAutomated",
    "PendingCancel",
    "WaitingForDetails",
    "Trial",
    "Converted",
    "PendingActivation",
    "Activated",
];
const BILLING_TERMS: &[&str] = &[
    "Monthly",
    "Annual",
    "2-Year",
    "3-Year",
    "One-Time",
    "Trial",
    "Activation",
];
const COMPANY_STATUSES: &[&str] = &["Active", "Inactive", "Deleted"];
const INVOICE_STATUSES: &[&str] = &[
    "Unpaid",
    "Paid",
    "Void",
    "Carried",
    "Nothing Due",
    "Credited",
];

/// The call without the query parameters that the operation does not have: Pax8 ignores those.
///
/// None where there are no such parameters.
pub(super) fn without_unknown(call: &Call, route: &Route) -> Option<Call> {
    let known = |name: &str| {
        route
            .spec
            .query
            .iter()
            .any(|parameter| parameter.name == name)
    };
    if call.parameters().iter().all(|(name, _)| known(name)) {
        return None;
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(call.parameters().iter().filter(|(name, _)| known(name)))
        .finish();
    Some(Call::new(
        &call.method,
        &call.path,
        &query,
        call.headers.clone(),
        call.body.clone(),
        call.at,
    ))
}

/// The fields that an operation sorts by.
fn sortable(endpoint: Endpoint) -> &'static [&'static str] {
    match endpoint {
        Pax8::COMPANIES => &["name", "city", "country", "stateOrProvince", "postalCode"],
        Pax8::SUBSCRIPTIONS => &[
            "quantity",
            "startDate",
            "endDate",
            "createdDate",
            "billingStart",
            "price",
        ],
        Pax8::USAGE_SUMMARIES => &["resourceGroup", "currentCharges", "partnerTotal"],
        Pax8::PRODUCTS => &["name", "vendor"],
        Pax8::INVOICES => &[
            "invoiceDate",
            "dueDate",
            "status",
            "partnerName",
            "total",
            "balance",
            "carriedBalance",
        ],
        _ => &[],
    }
}

/// The field to sort by, and whether the greatest comes first.
pub(super) fn sorting(call: &Call) -> Option<(&str, bool)> {
    let text = call.parameter("sort")?;
    let (field, direction) = text.split_once(',').unwrap_or((text, "asc"));
    Some((field.trim(), direction.trim() == "desc"))
}

/// Checks what the shared check of parameters does not know.
pub(super) fn check(call: &Call, endpoint: Endpoint, options: &Pax8Options) -> Result<(), Refusal> {
    if let Some(size) = call.count("size")
        && (size == 0 || (size > MOST && options.oversize == Oversize::Refused))
    {
        let reason = format!("size must be between 1 and {MOST}, not {size}");
        return Err(misuse(call, 400, reason));
    }
    if let Some(sort) = call.parameter("sort") {
        let (field, direction) = sort.split_once(',').unwrap_or((sort, ""));
        let known = sortable(endpoint).contains(&field.trim());
        // Only the subscriptions' document lists the fields with their directions.
        let directed = match direction.trim() {
            "asc" | "desc" => true,
            other => other.is_empty() && endpoint != Pax8::SUBSCRIPTIONS,
        };
        if !known || !directed {
            return Err(misuse(call, 400, format!("no sort by '{sort}'")));
        }
    }
    let status = match endpoint {
        Pax8::COMPANIES => COMPANY_STATUSES,
        Pax8::INVOICES => INVOICE_STATUSES,
        _ => &SUBSCRIPTION_STATUSES,
    };
    for (name, words) in [("status", status), ("billingTerm", BILLING_TERMS)] {
        if let Some(word) = call.parameter(name)
            && !words.contains(&word)
        {
            return Err(misuse(call, 400, format!("no {name} '{word}'")));
        }
    }
    for name in ["total", "balance", "carriedBalance"] {
        if let Some(text) = call.parameter(name)
            && text.parse::<Decimal>().is_err()
        {
            return Err(misuse(call, 400, format!("{name} '{text}' is no number")));
        }
    }
    if let Some(offset) = call.parameter("monthOffset")
        && !matches!(offset, "0" | "1")
    {
        let reason = format!("monthOffset must be 0 or 1, not {offset}");
        return Err(misuse(call, 422, reason));
    }
    Ok(())
}

/// The number of the page and its size.
pub(super) fn page(call: &Call, options: &Pax8Options) -> (usize, usize) {
    let most = options.max_page.clamp(1, MOST);
    let size = call.count("size").unwrap_or(DEFAULT).clamp(1, most);
    (call.count("page").unwrap_or(0), size)
}

/// Whether the filters of a call let a row through; each filter bears the name of its field.
pub(super) fn wanted(call: &Call, row: &Value) -> bool {
    call.parameters().iter().all(|(name, wanted)| {
        let place = match name.as_str() {
            "page" | "size" | "sort" | "usageDate" | "monthOffset" => return true,
            _ if wanted.is_empty() => return true,
            "search" => return found(wanted, row),
            "city" | "country" | "stateOrProvince" | "postalCode" => &row["address"][name],
            "invoiceDateRangeStart" => return text(&row["invoiceDate"]) >= wanted.as_str(),
            "invoiceDateRangeEnd" => return text(&row["invoiceDate"]) <= wanted.as_str(),
            "total" | "balance" | "carriedBalance" => {
                return decimal(&row[name]) == wanted.parse().ok();
            }
            _ => &row[name],
        };
        match place {
            Value::Bool(flag) => wanted == if *flag { "true" } else { "false" },
            other => text(other) == wanted,
        }
    })
}

fn found(wanted: &str, row: &Value) -> bool {
    let wanted = wanted.to_lowercase();
    ["name", "vendorName", "sku", "id"]
        .iter()
        .any(|field| text(&row[*field]).to_lowercase().contains(&wanted))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}
