//! The envelope around the vendor's lists: `{"content": […], "page": {…}}`.

use seatwise_plugin::types::{RejectedRow, Request};
use seatwise_plugin::{Failure, FailureKind, Host, api, json};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fields::record;

/// The longest source of a rejected row that the contract keeps, in bytes.
const LONGEST_SOURCE: usize = 4_096;
/// Requests that the host takes at once; it permits 256.
const MOST_AT_ONCE: usize = 200;

record!(
    /// A list as the vendor sends it.
    Envelope { content: "content", page: "page" }
);

record!(
    /// What stands beside a list. Two other clients look for these at the top level and miss all pages but the first.
    PageInfo {
        size: "size",
        total: "totalElements",
        pages: "totalPages",
    }
);

/// An answer with a list.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    request: &'a Request,
    rows: Vec<&'a RawValue>,
    /// How many rows the vendor gives at once.
    pub(crate) size: Option<u64>,
    /// How many rows the whole list has.
    pub(crate) total: Option<u64>,
    /// How many pages the whole list has.
    pub(crate) pages: Option<u64>,
}

impl<'a> Answer<'a> {
    /// Opens a body; fails as `malformed` where there is no list in it.
    pub(crate) fn open(request: &'a Request, body: &'a [u8]) -> Result<Self, Failure> {
        let envelope: Envelope<'a> = api::decode(request, body)?;
        let list = envelope.content.raw().ok_or_else(|| {
            let words = json::vendor_message(body).map_or_else(
                || "without a list".to_owned(),
                |words| format!("with an error inside: {words}"),
            );
            malformed(request, &words)
        })?;
        let rows = serde_json::from_str(list).map_err(|_| {
            let quoted = json::clip(list, 100);
            malformed(
                request,
                &format!("with content that is not a list: {quoted}"),
            )
        })?;
        let page: PageInfo<'_> = envelope.page.nested().unwrap_or_default();
        Ok(Self {
            request,
            rows,
            size: page.size.count(),
            total: page.total.count(),
            pages: page.pages.count(),
        })
    }

    /// How many rows came.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Reads the rows. One that cannot be understood is set apart and spoils no other; `about` says whom and
    /// what it concerns, and its key.
    pub(crate) fn read<T, R>(
        &self,
        about: impl Fn(&T) -> RejectedRow,
        mut convert: impl FnMut(&mut T) -> Result<R, String>,
    ) -> Rows<R>
    where
        T: Deserialize<'a>,
    {
        let mut read = Rows {
            rows: Vec::with_capacity(self.rows.len()),
            rejected: Vec::new(),
        };
        for source in &self.rows {
            let outcome = serde_json::from_str::<T>(source.get())
                .map_err(|_| {
                    let nobody = RejectedRow::new("", "");
                    (nobody, "the row is not an object".to_owned())
                })
                .and_then(|mut row| convert(&mut row).map_err(|reason| (about(&row), reason)));
            match outcome {
                Ok(row) => read.rows.push(row),
                Err((about, reason)) => read.rejected.push(RejectedRow {
                    reason,
                    source: clip_bytes(source.get()).to_owned(),
                    ..about
                }),
            }
        }
        read
    }

    /// A failure for an answer that cannot be used.
    pub(crate) fn unusable(&self, what: &str) -> Failure {
        malformed(self.request, what)
    }
}

/// The rows of a list.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    /// What was understood.
    pub(crate) rows: Vec<R>,
    /// What was not.
    pub(crate) rejected: Vec<RejectedRow>,
}

/// Fetches several lists at once; each with its own outcome.
pub(crate) fn fetch_all(host: &dyn Host, requests: &[Request]) -> Vec<Result<Vec<u8>, Failure>> {
    let outcomes = requests
        .chunks(MOST_AT_ONCE)
        .flat_map(|some| host.send_all(some));
    requests
        .iter()
        .zip(outcomes)
        .map(|(request, outcome)| api::accept(request, outcome))
        .collect()
}

fn malformed(request: &Request, what: &str) -> Failure {
    Failure::new(
        FailureKind::Malformed,
        format!("{} answered 200 {what}", api::title(request)),
    )
}

/// The start of a text that a rejected row may quote.
fn clip_bytes(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_SOURCE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
