//! One pass over an answer: the object, the list in it, and its items, each made into a row at once.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::fields::Text;
use crate::paging::{Weighed, Window};
use crate::signs::{Paging, Sign};

/// What a rejected item takes of a page, beside its reason: the contract's limit of its source.
pub(crate) const SOURCE_BYTES: usize = 4096;

/// What one pass over an answer found.
pub(crate) struct Scan<'a, R> {
    pub(crate) rows: Vec<R>,
    /// Items that could not be understood: index and reason.
    pub(crate) bad: Vec<(usize, String)>,
    pub(crate) total: usize,
    /// The index after the last item that was made into a row.
    pub(crate) end: usize,
    pub(crate) period_from: Option<Text<'a>>,
    pub(crate) period_to: Option<Text<'a>>,
    /// What beside the list says that it does not have all items.
    pub(crate) more: Option<String>,
}

/// Makes rows of the items of the list `member`, as far as the window reaches.
///
/// # Errors
/// Fails where the text is not an object with that list, or an item does not fit its fields.
pub(crate) fn scan<'a, T, R, M>(
    text: &'a str,
    member: &'static str,
    window: &Window,
    make: &mut M,
) -> Result<Scan<'a, R>, serde_json::Error>
where
    T: Deserialize<'a>,
    R: Weighed,
    M: FnMut(T) -> Result<R, String>,
{
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let list = List {
        window,
        make,
        item: PhantomData,
    };
    let scan = deserializer.deserialize_map(Envelope { member, list })?;
    deserializer.end()?;
    Ok(scan)
}

/// The object around the list.
struct Envelope<'w, T, M> {
    member: &'static str,
    list: List<'w, T, M>,
}

impl<'de, T, R, M> Visitor<'de> for Envelope<'_, T, M>
where
    T: Deserialize<'de>,
    R: Weighed,
    M: FnMut(T) -> Result<R, String>,
{
    type Value = Scan<'de, R>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "an object with the list `{}`", self.member)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Self {
            member,
            list: List { window, make, item },
        } = self;
        let (mut found, mut period_from, mut period_to) = (None, None, None);
        let mut paging = Paging::default();
        while let Some(name) = map.next_key::<Text<'de>>()? {
            match name.as_str() {
                name if name == member => {
                    if found.is_some() {
                        return Err(A::Error::duplicate_field(member));
                    }
                    found = Some(map.next_value_seed(List {
                        window,
                        make: &mut *make,
                        item,
                    })?);
                }
                "periodFrom" => period_from = map.next_value()?,
                "periodTo" => period_to = map.next_value()?,
                name => match Sign::of(name) {
                    Some(sign) => paging.note(sign, name, map.next_value()?),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                },
            }
        }
        let scan = found.ok_or_else(|| A::Error::missing_field(member))?;
        Ok(Scan {
            period_from,
            period_to,
            more: paging.more_than(scan.total),
            ..scan
        })
    }
}

/// The list itself; `null` is an empty one.
struct List<'w, T, M> {
    window: &'w Window,
    make: &'w mut M,
    item: PhantomData<T>,
}

impl<'de, T, R, M> DeserializeSeed<'de> for List<'_, T, M>
where
    T: Deserialize<'de>,
    R: Weighed,
    M: FnMut(T) -> Result<R, String>,
{
    type Value = Scan<'de, R>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T, R, M> Visitor<'de> for List<'_, T, M>
where
    T: Deserialize<'de>,
    R: Weighed,
    M: FnMut(T) -> Result<R, String>,
{
    type Value = Scan<'de, R>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Scan::empty())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut scan = Scan {
            end: self.window.start,
            ..Scan::empty()
        };
        let (mut weight, mut full) = (0, false);
        loop {
            if full || scan.total < self.window.start {
                if items.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(scan);
                }
                scan.total += 1;
                continue;
            }
            let Some(item) = items.next_element::<T>()? else {
                return Ok(scan);
            };
            match (self.make)(item) {
                Ok(row) => {
                    weight += row.weight();
                    scan.rows.push(row);
                }
                Err(reason) => {
                    weight += SOURCE_BYTES + reason.len();
                    scan.bad.push((scan.total, reason));
                }
            }
            scan.total += 1;
            scan.end = scan.total;
            full = self
                .window
                .is_full(scan.rows.len() + scan.bad.len(), weight);
        }
    }
}

impl<R> Scan<'_, R> {
    fn empty() -> Self {
        Self {
            rows: Vec::new(),
            bad: Vec::new(),
            total: 0,
            end: 0,
            period_from: None,
            period_to: None,
            more: None,
        }
    }
}
