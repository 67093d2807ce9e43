//! Pages of rows.

use std::cmp::Ordering;

use bytes::Bytes;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Pax8Options;
use super::amounts::decimal;
use super::dates::moment_of;
use super::query::{page, sorting, wanted};
use crate::random::Random;
use crate::server::Call;
use crate::{Endpoint, Paging, World};

/// A row with the id that overlays name it by.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) value: Value,
}

impl Row {
    /// A row whose id is its own member.
    pub(super) fn new(value: Value) -> Self {
        let id = value["id"].as_str().unwrap_or("").to_owned();
        Self { id, value }
    }
}

/// The rows as tests have changed them, and those that were added for an owner.
fn overlaid(world: &World, endpoint: Endpoint, owner: &str, rows: Vec<Row>) -> Vec<Value> {
    let overlays = &world.overlays;
    rows.into_iter()
        .map(|row| match overlays.is_empty() {
            true => row.value,
            false => overlays
                .apply(endpoint, &row.id, || row.value.clone())
                .unwrap_or(row.value),
        })
        .chain(overlays.added(endpoint, owner).iter().cloned())
        .collect()
}

/// A list that is not paged.
pub(super) fn whole(world: &World, endpoint: Endpoint, owner: &str, rows: Vec<Row>) -> Bytes {
    json!({ "content": overlaid(world, endpoint, owner, rows) })
        .to_string()
        .into()
}

/// The page of a list that a call wants.
pub(super) fn paged(
    world: &World,
    options: &Pax8Options,
    call: &Call,
    endpoint: Endpoint,
    owner: &str,
    rows: Vec<Row>,
) -> Bytes {
    let mut rows = overlaid(world, endpoint, owner, rows);
    rows.retain(|row| wanted(call, row));
    let (number, size) = page(call, options);
    let subscriptions = endpoint == super::Pax8::SUBSCRIPTIONS;
    match sorting(call) {
        Some((field, descending)) => sort(&mut rows, field, descending),
        None if subscriptions && options.unsorted_moves => shuffle(&mut rows, number),
        None => {}
    }
    let total = rows.len();
    let mut offset = number.saturating_mul(size);
    let mut known = total;
    if subscriptions {
        match world.paging {
            Paging::Stable => {}
            // Each page begins one row more before its place.
            Paging::Moving => offset -= number.min(offset),
            Paging::FirstPageOnly => offset = 0,
            Paging::TotalOfPage => known = size.min(total.saturating_sub(offset)),
        }
    }
    let content: Vec<Value> = rows.into_iter().skip(offset).take(size).collect();
    json!({
        "content": content,
        "page": {
            "size": size,
            "totalElements": known,
            "totalPages": known.div_ceil(size),
            "number": number,
        },
    })
    .to_string()
    .into()
}

/// What a field is compared by; what has none is greater than all.
#[derive(PartialEq, PartialOrd)]
enum Key {
    Number(Decimal),
    Moment(jiff::Timestamp),
    Text(String),
    Nothing,
}

fn key(row: &Value, field: &str) -> Key {
    let value = match field {
        "vendor" => &row["vendorName"],
        "city" | "country" | "stateOrProvince" | "postalCode" => &row["address"][field],
        _ => &row[field],
    };
    match value {
        Value::Number(_) => decimal(value).map_or(Key::Nothing, Key::Number),
        // Spellings differ within a list: the moments are compared, not the texts.
        Value::String(text) if field.ends_with("Date") || field == "billingStart" => {
            moment_of(text).map_or(Key::Nothing, Key::Moment)
        }
        Value::String(text) => Key::Text(text.to_lowercase()),
        _ => Key::Nothing,
    }
}

fn sort(rows: &mut Vec<Value>, field: &str, descending: bool) {
    // Each key is made once: long lists are sorted again for each of their pages.
    let mut keyed: Vec<(Key, Value)> = std::mem::take(rows)
        .into_iter()
        .map(|row| (key(&row, field), row))
        .collect();
    keyed.sort_by(|(one, _), (other, _)| {
        let order = one.partial_cmp(other).unwrap_or(Ordering::Equal);
        if descending { order.reverse() } else { order }
    });
    rows.extend(keyed.into_iter().map(|(_, row)| row));
}

/// An order that belongs to one page only.
fn shuffle(rows: &mut [Value], number: usize) {
    let mut random = Random::new(52, &[number as u64]);
    for place in (1..rows.len()).rev() {
        let other = usize::try_from(random.below(place as u64 + 1)).unwrap_or(0);
        rows.swap(place, other);
    }
}
