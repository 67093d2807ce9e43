//! Rows and answers that are replaced by what a test wants to see.

use std::collections::HashMap;

use serde_json::Value;

use super::World;
use crate::Endpoint;

#[derive(Debug, Clone, Default)]
struct Overlay {
    replacement: Option<Value>,
    fields: Vec<(String, Option<Value>)>,
}

/// What was replaced, by operation and id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overlays {
    rows: HashMap<(Endpoint, String), Overlay>,
    added: HashMap<(Endpoint, String), Vec<Value>>,
    answers: HashMap<(Endpoint, String), Value>,
}

impl Overlays {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is sent instead of a row; none where it is sent as it is.
    pub(crate) fn apply(
        &self,
        endpoint: Endpoint,
        id: &str,
        row: impl FnOnce() -> Value,
    ) -> Option<Value> {
        let overlay = self.rows.get(&(endpoint, id.to_owned()))?;
        let mut value = overlay.replacement.clone().unwrap_or_else(row);
        if let Value::Object(members) = &mut value {
            for (name, field) in &overlay.fields {
                match field {
                    Some(field) => members.insert(name.clone(), field.clone()),
                    None => members.remove(name),
                };
            }
        }
        Some(value)
    }

    /// Rows that were added to a list; the owner is a customer's id or empty.
    pub(crate) fn added(&self, endpoint: Endpoint, owner: &str) -> &[Value] {
        self.added
            .get(&(endpoint, owner.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn answer(&self, endpoint: Endpoint, owner: &str) -> Option<&Value> {
        self.answers.get(&(endpoint, owner.to_owned()))
    }
}

/// Rows that the generator would never make. A row is named by its id: the customer's id in
/// [`Endpoint::Customers`], the subscription's id in lists of subscriptions, charges and meters (StreamOne:
/// the numeric id), the SKU in catalogs.
impl World {
    /// Replaces a row of an operation by any value.
    pub fn replace_row(&mut self, endpoint: Endpoint, id: &str, row: Value) {
        self.overlays
            .rows
            .entry((endpoint, id.to_owned()))
            .or_default()
            .replacement = Some(row);
    }

    /// Replaces one field of a row by any value.
    pub fn set_field(&mut self, endpoint: Endpoint, id: &str, field: &str, value: Value) {
        self.overlay(endpoint, id)
            .fields
            .push((field.to_owned(), Some(value)));
    }

    /// Leaves one field of a row out.
    pub fn remove_field(&mut self, endpoint: Endpoint, id: &str, field: &str) {
        self.overlay(endpoint, id)
            .fields
            .push((field.to_owned(), None));
    }

    /// Adds a row at the end of a list. The owner is the customer's id for lists of one customer, else empty.
    pub fn add_row(&mut self, endpoint: Endpoint, owner: &str, row: Value) {
        self.overlays
            .added
            .entry((endpoint, owner.to_owned()))
            .or_default()
            .push(row);
    }

    /// Replaces the whole body of an operation. The owner is as in [`World::add_row`].
    pub fn replace_answer(&mut self, endpoint: Endpoint, owner: &str, body: Value) {
        self.overlays
            .answers
            .insert((endpoint, owner.to_owned()), body);
    }

    /// Undoes all replacements and additions of rows and answers.
    pub fn restore_rows(&mut self) {
        self.overlays = Overlays::default();
    }

    fn overlay(&mut self, endpoint: Endpoint, id: &str) -> &mut Overlay {
        self.overlays
            .rows
            .entry((endpoint, id.to_owned()))
            .or_default()
    }
}
