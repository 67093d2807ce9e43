//! Reads the list in an answer and makes rows of it.
//!
//! Every answer of Sherweb is an object with one list in it. Its items are read one by one, straight
//! into their fields, and become rows at once, so that neither a tree nor a list of items is ever in
//! memory. Only where an item does not fit its fields is the answer read again, slowly, to
//! set that item apart.

use seatwise_plugin::sheet::Style;
use seatwise_plugin::types::{RejectedRow, Request};
use seatwise_plugin::{Failure, FailureKind, api, json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::fields::Text;
use crate::paging::{Weighed, Window};
use crate::scan::{SOURCE_BYTES, scan};

/// How much of an unexpected body is quoted, and how much of an error that quotes it, in characters.
const QUOTED_CHARACTERS: usize = 300;

/// A body that came with a success status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    request: &'a Request,
    text: &'a str,
}

/// What became of a list.
#[derive(Debug)]
pub(crate) struct Listing<'a, R> {
    /// The rows, in the order of the items.
    pub(crate) rows: Vec<R>,
    /// The items that could not be understood.
    pub(crate) rejected: Vec<RejectedRow>,
    /// How many items the whole list has.
    pub(crate) total: usize,
    /// The cursor of the page that goes on after these rows.
    pub(crate) next: Option<String>,
    /// What beside the list says that it does not have all items.
    pub(crate) more: Option<String>,
    /// `periodFrom` beside the list.
    pub(crate) period_from: Option<Text<'a>>,
    /// `periodTo` beside the list.
    pub(crate) period_to: Option<Text<'a>>,
}

/// What became of a list whose items are not rows of a page.
#[derive(Debug)]
pub(crate) struct Whole<R> {
    /// The values, in the order of the items.
    pub(crate) rows: Vec<R>,
    /// The items that could not be understood.
    pub(crate) rejected: Vec<RejectedRow>,
    /// What beside the list says that it does not have all items.
    pub(crate) more: Option<String>,
}

impl<'a> Answer<'a> {
    /// # Errors
    /// Fails as `malformed` where the body is not UTF-8.
    pub(crate) fn new(request: &'a Request, body: &'a [u8]) -> Result<Self, Failure> {
        match str::from_utf8(body) {
            Ok(text) => Ok(Self { request, text }),
            Err(error) => Err(malformed(
                request,
                &format!("a body that is not UTF-8 ({error})"),
            )),
        }
    }

    /// Makes rows of the items of the list `member`, as far as the window reaches.
    ///
    /// `make` may be called twice for an item. `about` finds in a rejected item's JSON its key, and whom and
    /// what it concerns.
    ///
    /// # Errors
    /// Fails as `malformed` where the answer is not an object with that list, and as `transient` where it is
    /// not the answer that the window's cursor came from.
    pub(crate) fn list<T, R>(
        &self,
        member: &'static str,
        window: &Window,
        about: impl Fn(&str) -> RejectedRow,
        mut make: impl FnMut(T) -> Result<R, String>,
    ) -> Result<Listing<'a, R>, Failure>
    where
        T: Deserialize<'a>,
        R: Weighed,
    {
        window.verify(self.request, self.text)?;
        let found = match scan(self.text, member, window, &mut make) {
            Ok(scan) => scan,
            // An item does not fit, or it is not a valid answer; the slow way finds out.
            Err(_) => scan(self.text, member, window, &mut |raw: &'a RawValue| {
                serde_json::from_str(raw.get())
                    .map_err(|error| format!("cannot be read: {error}"))
                    .and_then(&mut make)
            })
            .map_err(|error| self.unexpected(&error))?,
        };
        if found.total == 0 && json::vendor_message(self.text.as_bytes()).is_some() {
            return Err(self.unexpected(&"the list is empty"));
        }
        Ok(Listing {
            rejected: self.reject(member, found.bad, about)?,
            next: Window::next(found.end, found.total, self.text),
            more: found.more,
            rows: found.rows,
            total: found.total,
            period_from: found.period_from,
            period_to: found.period_to,
        })
    }

    /// Makes values of all items of the list `member`.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub(crate) fn whole<T, R>(
        &self,
        member: &'static str,
        about: impl Fn(&str) -> RejectedRow,
        mut make: impl FnMut(T) -> Result<R, String>,
    ) -> Result<Whole<R>, Failure>
    where
        T: Deserialize<'a>,
    {
        let listing = self.list(member, &Window::WHOLE, about, |item| {
            make(item).map(Weightless)
        })?;
        Ok(Whole {
            rows: listing.rows.into_iter().map(|row| row.0).collect(),
            rejected: listing.rejected,
            more: listing.more,
        })
    }

    /// How the answer spells days and numbers, where it does not do so as JSON does.
    pub(crate) fn style(&self) -> Style {
        Style::of_json(self.text)
    }

    /// How many items the list `member` has.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub(crate) fn count(&self, member: &'static str) -> Result<usize, Failure> {
        let about = |_: &str| RejectedRow::new("", "");
        Ok(self
            .whole(member, about, |_: IgnoredAny| Ok(()))?
            .rows
            .len())
    }

    /// The failure for an answer that is not what was expected.
    pub(crate) fn unexpected(&self, what: &dyn std::fmt::Display) -> Failure {
        let content = match json::vendor_message(self.text.as_bytes()) {
            Some(words) => format!("an error inside: {words}"),
            None => format!(
                "a body that is not the expected JSON ({}): {}",
                json::clip(&what.to_string(), QUOTED_CHARACTERS),
                json::clip(self.text.trim(), QUOTED_CHARACTERS)
            ),
        };
        malformed(self.request, &content)
    }

    fn reject(
        &self,
        member: &'static str,
        bad: Vec<(usize, String)>,
        about: impl Fn(&str) -> RejectedRow,
    ) -> Result<Vec<RejectedRow>, Failure> {
        if bad.is_empty() {
            return Ok(Vec::new());
        }
        let raws = scan(
            self.text,
            member,
            &Window::WHOLE,
            &mut |raw: &'a RawValue| Ok(Weightless(raw.get())),
        )
        .map_err(|error| self.unexpected(&error))?
        .rows;
        let rejected = bad.into_iter().map(|(index, reason)| {
            let source = raws.get(index).map_or("", |raw| raw.0);
            RejectedRow {
                reason: json::clip(&reason, QUOTED_CHARACTERS).to_owned(),
                source: cut(source).to_owned(),
                ..about(source)
            }
        });
        Ok(rejected.collect())
    }
}

/// The text of a member of a JSON object; for the keys of rejected rows.
///
/// An object that is cut or of another form has none.
pub(crate) fn text_of(object: &str, member: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(object).ok()?;
    value.get(member)?.as_str().map(str::to_owned)
}

fn malformed(request: &Request, content: &str) -> Failure {
    Failure::new(
        FailureKind::Malformed,
        format!("{} answered 200 with {content}", api::title(request)),
    )
}

fn cut(source: &str) -> &str {
    &source[..source.floor_char_boundary(SOURCE_BYTES)]
}

/// What is not a row of a page.
struct Weightless<R>(R);

impl<R> Weighed for Weightless<R> {
    fn weight(&self) -> usize {
        0
    }
}
