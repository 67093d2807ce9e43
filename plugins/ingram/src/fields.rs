//! The vendor's JSON objects, read in one pass without losing what has no column.
//!
//! The published descriptions of two versions differ, and nobody knows which one a region runs. So every field
//! stays the text that was sent until somebody asks what it is: one of the wrong type spoils its own row and no
//! other, and money never passes through a float.

use std::borrow::Cow;

use seatwise_plugin::json;
use seatwise_plugin::types::{Date, Decimal, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

/// How much of a value that is not understood a reason quotes, in characters.
const QUOTED: usize = 40;

/// Declares an object of the vendor: named fields as [`Field`]s, all others gathered in `extra`.
macro_rules! record {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $key:literal),+ $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug, Default)]
        pub(crate) struct $name<'a> {
            $(pub(crate) $field: $crate::fields::Field<'a>,)+
            pub(crate) extra: $crate::fields::Extra,
        }

        impl<'de: 'a, 'a> serde::Deserialize<'de> for $name<'a> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader<'a>(std::marker::PhantomData<$name<'a>>);

                impl<'de: 'a, 'a> serde::de::Visitor<'de> for Reader<'a> {
                    type Value = $name<'a>;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str("a JSON object")
                    }

                    fn visit_map<M: serde::de::MapAccess<'de>>(
                        self,
                        mut map: M,
                    ) -> Result<Self::Value, M::Error> {
                        let mut record = $name::default();
                        while let Some(key) = map.next_key::<$crate::fields::Key<'de>>()? {
                            match key.as_str() {
                                $($key => record.$field = map.next_value()?,)+
                                other => {
                                    let value = map.next_value::<$crate::fields::Field<'de>>()?;
                                    record.extra.push(other, value);
                                }
                            }
                        }
                        Ok(record)
                    }
                }

                deserializer.deserialize_map(Reader(std::marker::PhantomData))
            }
        }
    };
}
pub(crate) use record;

/// The name of a field.
#[derive(Debug, Deserialize)]
pub(crate) struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl Key<'_> {
    /// The name, without escapes.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A field of an object as the vendor sent it; absent where it was not sent or `null`.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Field<'a>(Option<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        Ok(Self((raw != "null").then_some(raw)))
    }
}

impl<'a> Field<'a> {
    /// The JSON text; none where absent.
    pub(crate) fn raw(self) -> Option<&'a str> {
        self.0
    }

    /// This field, or another where it is absent: for fields with two names.
    pub(crate) fn or(self, other: Self) -> Self {
        if self.0.is_some() { self } else { other }
    }

    /// The text of a string, or the literal of a number or boolean, trimmed; none where absent or blank.
    /// Fails for lists and objects.
    pub(crate) fn text(self, name: &str) -> Result<Option<Cow<'a, str>>, String> {
        let Some(raw) = self.0 else { return Ok(None) };
        let unlike = || format!("{name} is not a text: {}", json::clip(raw, QUOTED));
        let text = match raw.as_bytes().first() {
            Some(b'"') if !raw.contains('\\') => Cow::Borrowed(raw.trim_matches('"').trim()),
            Some(b'"') => {
                let text: String = serde_json::from_str(raw).map_err(|_| unlike())?;
                Cow::Owned(text.trim().to_owned())
            }
            Some(b'{' | b'[') => return Err(unlike()),
            _ => Cow::Borrowed(raw),
        };
        Ok((!text.is_empty()).then_some(text))
    }

    /// The text, where there is some; for fields on which nothing depends.
    pub(crate) fn string(self) -> Option<String> {
        self.text("").ok().flatten().map(Cow::into_owned)
    }

    /// The text of a field that a row cannot do without.
    pub(crate) fn required(self, name: &str) -> Result<String, String> {
        let text = self.text(name)?;
        text.map(Cow::into_owned)
            .ok_or_else(|| format!("the row has no {name}"))
    }

    /// An exact number, sent as a number or as a string of digits.
    pub(crate) fn decimal(self, name: &str) -> Result<Option<Decimal>, String> {
        let text = self.text(name)?;
        text.map(|text| json::parse_decimal(&text).map_err(|error| format!("{name} {error}")))
            .transpose()
    }

    /// A count, sent as a number or as a string of digits; none where it is neither.
    pub(crate) fn count(self) -> Option<u64> {
        self.text("").ok().flatten()?.parse().ok()
    }

    /// Yes or no; none where it is neither.
    pub(crate) fn flag(self) -> Option<bool> {
        match self.string()?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// A moment. Ingram writes `2019-03-19 07:22:59`, `2021-10-14 17:46:10+00:00` and RFC 3339.
    pub(crate) fn timestamp(self, name: &str) -> Result<Option<Timestamp>, String> {
        self.read(name, json::parse_timestamp)
    }

    /// A day: the one that is written, or that of the moment in UTC.
    pub(crate) fn day(self, name: &str) -> Result<Option<Date>, String> {
        self.read(name, json::parse_date)
    }

    fn read<T>(
        self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        let text = self.text(name)?;
        text.map(|text| parse(&text).map_err(|error| format!("{name} {error}")))
            .transpose()
    }

    /// The nested object or list; none where absent or of another kind.
    pub(crate) fn nested<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.0?).ok()
    }
}

/// The text of a JSON object that grows field by field.
#[derive(Debug, Default)]
pub(crate) struct Extra(String);

impl Extra {
    /// Adds a field as it came, unless it is absent or an empty object or list.
    pub(crate) fn push(&mut self, name: &str, field: Field<'_>) {
        if let Some(raw) = field.raw()
            && !matches!(raw, "{}" | "[]")
        {
            self.push_json(name, &json::readable(raw));
        }
    }

    /// Adds another object under a name, unless it has no fields.
    pub(crate) fn push_object(&mut self, name: &str, object: Option<&str>) {
        if let Some(object) = object {
            self.push_json(name, object);
        }
    }

    /// Adds a count.
    pub(crate) fn push_count(&mut self, name: &str, count: usize) {
        self.push_json(name, &count.to_string());
    }

    /// Adds a text.
    pub(crate) fn push_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.push_json(name, &serde_json::Value::from(text).to_string());
        }
    }

    /// The finished object; none where it has no fields. Leaves an empty one behind.
    pub(crate) fn take(&mut self) -> Option<String> {
        let mut text = std::mem::take(&mut self.0);
        if text.is_empty() {
            return None;
        }
        text.push('}');
        Some(text)
    }

    fn push_json(&mut self, name: &str, json: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&serde_json::Value::from(name).to_string());
        self.0.push(':');
        self.0.push_str(json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    record!(Sample {
        id: "id",
        count: "count"
    });

    #[test]
    fn fields_without_a_column_are_kept_as_they_came() {
        let text = r#"{"id":7,"margin":1.50,"count":null,"po \"x\"":["a"],"gone":null,"none":{}}"#;
        let mut sample: Sample<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(sample.id.string().as_deref(), Some("7"));
        assert!(sample.count.raw().is_none());
        assert_eq!(
            sample.extra.take().unwrap(),
            r#"{"margin":1.50,"po \"x\"":["a"]}"#
        );
    }

    #[test]
    fn every_spelling_of_a_moment_is_read() {
        let moment = |text: &str| Field(Some(text)).timestamp("creationDate").unwrap();
        let expected = json::parse_timestamp("2021-10-14T17:46:10Z").unwrap();
        for text in [
            "\"2021-10-14 17:46:10+00:00\"",
            "\"2021-10-14 17:46:10\"",
            "\"2021-10-14T17:46:10Z\"",
            "\"2021-10-14T19:46:10.000+02:00\"",
        ] {
            assert_eq!(moment(text), Some(expected), "{text}");
        }
        assert_eq!(
            Field(Some("\"soon\"")).day("renewalDate"),
            Err("renewalDate is not a date: \"soon\"".to_owned())
        );
    }

    #[test]
    fn yes_and_no_may_be_texts_and_other_words_are_neither() {
        for (text, expected) in [
            ("true", Some(true)),
            ("\"False\"", Some(false)),
            ("\"auto\"", None),
            ("{}", None),
        ] {
            assert_eq!(Field(Some(text)).flag(), expected, "{text}");
        }
    }

    #[test]
    fn a_list_is_no_text_and_a_text_loses_its_escapes() {
        assert_eq!(
            Field(Some(r#"" \"a\" \u00e9 ""#)).string().as_deref(),
            Some("\"a\" é")
        );
        assert!(Field(Some("[]")).text("name").is_err());
        assert_eq!(Field(Some("\" \"")).text("name"), Ok(None));
    }
}
