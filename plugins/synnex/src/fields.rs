//! The vendor's JSON objects, read in one pass without losing what has no column.
//!
//! Every field is kept as its raw text, borrowed from the body, until somebody asks what it is. So a
//! field of the wrong type spoils its own row and no other, and money never passes through a float.

use std::borrow::Cow;

use seatwise_plugin::json;
use seatwise_plugin::types::{Date, Decimal, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

/// How much of a value that is not understood a reason quotes, in characters.
const QUOTED: usize = 40;
/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

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
                                    record.extra.push(other, &value);
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

    /// The text of a string, or the literal of a number or boolean, trimmed; none where absent or
    /// blank. Ids come as strings and as numbers. Fails for lists and objects.
    pub(crate) fn text(self, name: &str) -> Result<Option<Cow<'a, str>>, String> {
        let Some(raw) = self.0 else { return Ok(None) };
        let text = match raw.as_bytes().first() {
            Some(b'"') if !raw.contains('\\') => Cow::Borrowed(raw.trim_matches('"').trim()),
            Some(b'"') => {
                let text: String =
                    serde_json::from_str(raw).map_err(|_| unlike(name, "text", raw))?;
                Cow::Owned(text.trim().to_owned())
            }
            Some(b'{' | b'[') => return Err(unlike(name, "text", raw)),
            _ => Cow::Borrowed(raw),
        };
        Ok((!text.is_empty()).then_some(text))
    }

    /// The text, where there is some; for fields of which nothing depends.
    pub(crate) fn string(self) -> Option<String> {
        self.text("").ok().flatten().map(Cow::into_owned)
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

    /// A boolean, sent as such or as a string.
    pub(crate) fn boolean(self) -> Option<bool> {
        let text = self.text("").ok().flatten()?;
        if text.eq_ignore_ascii_case("true") {
            Some(true)
        } else {
            text.eq_ignore_ascii_case("false").then_some(false)
        }
    }

    /// A moment; none also for the year 1, which is how the vendor's platform writes "no time".
    pub(crate) fn timestamp(self, name: &str) -> Result<Option<Timestamp>, String> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        if text.starts_with("0001-01-01") {
            return Ok(None);
        }
        json::parse_timestamp(&text)
            .or_else(|error| last_days(&text).ok_or(error))
            .map(Some)
            .map_err(|error| format!("{name} {error}"))
    }

    /// The nested object or list; none where absent or of another kind.
    pub(crate) fn nested<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.0?).ok()
    }
}

/// The midnight of a day, UTC.
pub(crate) fn day_of(moment: Timestamp) -> Option<Date> {
    Date::try_from(moment.div_euclid(DAY)).ok()
}

/// Reads `9999-12-31T23:59:59Z`, a common way to say "without end" which lies beyond the range of
/// [`jiff::Timestamp`], as the midnight before.
fn last_days(text: &str) -> Option<Timestamp> {
    let day = text.get(..10).filter(|day| day.starts_with("9999-12-3"))?;
    Some(i64::from(json::parse_date(day).ok()?) * DAY)
}

fn unlike(name: &str, kind: &str, raw: &str) -> String {
    format!("{name} is not a {kind}: {}", json::clip(raw, QUOTED))
}

/// The text of a JSON object that grows field by field.
#[derive(Debug, Default)]
pub(crate) struct Extra(String);

impl Extra {
    /// Adds a field as it came, unless it is absent.
    pub(crate) fn push(&mut self, name: &str, field: &Field<'_>) {
        if let Some(raw) = field.raw() {
            self.name(name);
            self.0.push_str(&json::readable(raw));
        }
    }

    /// Adds a text.
    pub(crate) fn push_text(&mut self, name: &str, text: &str) {
        self.name(name);
        quote(&mut self.0, text);
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

    fn name(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        quote(&mut self.0, name);
        self.0.push(':');
    }
}

fn quote(target: &mut String, text: &str) {
    let plain = text
        .bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\');
    if plain {
        target.push('"');
        target.push_str(text);
        target.push('"');
    } else {
        target.push_str(&serde_json::Value::from(text).to_string());
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
        let text = r#"{"id":7,"margin":1.50,"count":null,"po \"x\"":["a"],"gone":null}"#;
        let mut sample: Sample<'_> = serde_json::from_str(text).unwrap();
        assert_eq!(sample.id.string().as_deref(), Some("7"));
        assert!(sample.count.raw().is_none());
        assert_eq!(
            sample.extra.take().unwrap(),
            r#"{"margin":1.50,"po \"x\"":["a"]}"#
        );
    }

    #[test]
    fn a_time_without_end_and_a_time_that_is_none_are_read() {
        let moment = |text: &str| Field(Some(text)).timestamp("end");
        assert_eq!(
            day_of(moment("\"9999-12-31T23:59:59Z\"").unwrap().unwrap()),
            Some(2_932_896)
        );
        assert_eq!(moment("\"0001-01-01T00:00:00Z\""), Ok(None));
        assert_eq!(
            moment("\"soon\""),
            Err("end is not a date: \"soon\"".to_owned())
        );
    }

    #[test]
    fn a_text_with_escapes_and_quotes_is_unescaped() {
        assert_eq!(
            Field(Some(r#"" \"a\" \u00e9 ""#)).string().as_deref(),
            Some("\"a\" é")
        );
        assert!(Field(Some("{}")).text("name").is_err());
    }
}
