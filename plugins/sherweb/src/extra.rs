//! The source fields that have no column, as a JSON object.

use seatwise_plugin::json;
use serde_json::value::RawValue;

/// Collects fields into a JSON object without reading what is in them.
#[derive(Debug, Default)]
pub(crate) struct Extra(String);

impl Extra {
    /// Adds a field as it was sent. What says nothing (`null`, an empty list, object or text) is left out.
    pub(crate) fn raw(&mut self, name: &str, value: Option<&RawValue>) {
        if let Some(value) = value
            .map(RawValue::get)
            .filter(|value| says_something(value))
        {
            self.name(name);
            self.0.push_str(&json::readable(value));
        }
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.name(name);
            self.0.push_str(&serde_json::Value::from(value).to_string());
        }
    }

    /// Adds a list of texts, unless it is empty.
    pub(crate) fn texts(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.name(name);
            self.0
                .push_str(&serde_json::Value::from(values).to_string());
        }
    }

    /// The object; none where nothing was added.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push('}');
        Some(self.0)
    }

    /// `name` is a literal of this plugin and needs no escapes.
    fn name(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
    }
}

/// Goes on where a finished object ended.
impl From<Option<String>> for Extra {
    fn from(finished: Option<String>) -> Self {
        let mut object = finished.unwrap_or_default();
        object.pop();
        Self(object)
    }
}

fn says_something(json: &str) -> bool {
    let inside = json
        .strip_prefix(['[', '{', '"'])
        .and_then(|rest| rest.strip_suffix([']', '}', '"']))
        .unwrap_or(json);
    !inside.trim().is_empty() && json != "null"
}
