//! Pages of rows.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::query::window;
use super::{EmptyLists, Ingram, IngramOptions, Totals};
use crate::server::Call;
use crate::{Endpoint, Paging, World};

/// A row with the id that overlays name it by.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) value: Value,
}

/// Leaves lists without rows out, wherever they are.
fn without_empty(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.as_array().is_some_and(Vec::is_empty));
            members.values_mut().for_each(without_empty);
        }
        Value::Array(items) => items.iter_mut().for_each(without_empty),
        _ => {}
    }
}

fn text(options: &IngramOptions, mut value: Value) -> Bytes {
    if options.empty_lists == EmptyLists::Absent {
        without_empty(&mut value);
    }
    value.to_string().into()
}

/// A row that is a whole body, as tests have changed it.
pub(super) fn single(
    world: &World,
    options: &IngramOptions,
    endpoint: Endpoint,
    id: &str,
    value: Value,
) -> Bytes {
    let replaced = world.overlays.apply(endpoint, id, || value.clone());
    text(options, replaced.unwrap_or(value))
}

/// Whether a list states where it is.
fn stated(options: &IngramOptions, endpoint: Endpoint) -> bool {
    match options.totals {
        Totals::Everywhere => true,
        Totals::CustomersAndProducts => {
            matches!(endpoint, Ingram::CUSTOMERS | Ingram::PRODUCTS)
        }
        Totals::Nowhere => false,
    }
}

/// The page of a list that a call wants: rows as tests have changed them, then those that were added.
pub(super) fn paged<T>(
    world: &World,
    options: &IngramOptions,
    call: &Call,
    endpoint: Endpoint,
    things: &[T],
    row: impl Fn(&T) -> Row,
) -> Bytes {
    let overlays = &world.overlays;
    let added = overlays.added(endpoint, "");
    let total = things.len() + added.len();
    let (offset, limit) = window(call, options);
    let (mut start, mut known) = (offset, total);
    if endpoint == Ingram::SUBSCRIPTIONS {
        match world.paging {
            Paging::Stable => {}
            // Each page begins one row more before its place: as if new rows had come in front.
            Paging::Moving => start = offset.saturating_sub(offset / limit),
            Paging::FirstPageOnly => start = 0,
            Paging::TotalOfPage => known = limit.min(total.saturating_sub(offset)),
        }
    }
    // Only the rows of the page are made: long lists are asked for page by page.
    let made = things.iter().skip(start).take(limit).map(|thing| {
        let row = row(thing);
        let replaced = overlays.apply(endpoint, &row.id, || row.value.clone());
        replaced.unwrap_or(row.value)
    });
    let mut data: Vec<Value> = made.collect();
    let rest = start.saturating_sub(things.len());
    let room = limit - data.len();
    data.extend(added.iter().skip(rest).take(room).cloned());
    let mut body = Map::new();
    body.insert("data".to_owned(), data.into());
    if stated(options, endpoint) {
        let pagination = json!({ "offset": offset, "limit": limit, "total": known });
        body.insert("pagination".to_owned(), pagination);
    }
    text(options, body.into())
}
