//! The envelope around the vendor's lists: `{"data": […], "pagination": {…}}`, and what is around a refusal.

use seatwise_plugin::types::{HttpError, RejectedRow, Request, Response};
use seatwise_plugin::{Failure, FailureKind, Host, api, fingerprint, json};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fields::{Field, record};

/// The longest source of a rejected row that the contract keeps, in bytes.
const LONGEST_SOURCE: usize = 4_096;
/// Requests that the host takes at once; it permits 256.
const MOST_AT_ONCE: usize = 200;
/// The header by which Ingram's support finds a request.
const CORRELATION: &str = "x-correlation-id";

record!(
    /// A list as the vendor sends it.
    Envelope {
        data: "data",
        pagination: "pagination"
    }
);

record!(
    /// What stands beside a list. An older description shows none for subscriptions.
    Pagination { total: "total" }
);

record!(
    /// What tells one row from another.
    Keyed { id: "id" }
);

record!(
    /// The body of a refusal.
    Refusal {
        correlation: "correlationId"
    }
);

/// An answer with a list.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    request: &'a Request,
    rows: Vec<&'a RawValue>,
    /// How many rows came.
    pub(crate) sent: u64,
    /// How many rows the whole list has.
    pub(crate) total: Option<u64>,
    /// Whether there was no list, nor anything that says that it is empty.
    pub(crate) bare: bool,
}

impl<'a> Answer<'a> {
    /// Opens a body. Ingram may leave an empty list out; an answer that holds something else instead fails as
    /// `malformed`.
    pub(crate) fn open(request: &'a Request, body: &'a [u8]) -> Result<Self, Failure> {
        let mut envelope: Envelope<'a> = api::decode(request, body)?;
        let pagination = envelope.pagination.nested::<Pagination<'_>>();
        let total = pagination.and_then(|pagination| pagination.total.count());
        let rows: Vec<&RawValue> = match envelope.data.raw() {
            Some(list) => serde_json::from_str(list).map_err(|_| {
                let quoted = json::clip(list, 100);
                malformed(request, &format!("with data that is not a list: {quoted}"))
            })?,
            None if total.is_none() && envelope.extra.take().is_some() => {
                let words = json::vendor_message(body).map_or_else(
                    || "without a list".to_owned(),
                    |words| format!("with an error inside: {words}"),
                );
                return Err(malformed(request, &words));
            }
            None => Vec::new(),
        };
        Ok(Self {
            request,
            bare: envelope.data.raw().is_none() && total.is_none(),
            sent: rows.len() as u64,
            rows,
            total,
        })
    }

    /// A fingerprint of each row's id, or of the row where it has none.
    pub(crate) fn marks(&self) -> Vec<u64> {
        let mark = |row: &&'a RawValue| {
            let id = serde_json::from_str::<Keyed<'_>>(row.get())
                .ok()
                .and_then(|row| row.id.string());
            fingerprint(id.as_deref().unwrap_or(row.get()).as_bytes())
        };
        self.rows.iter().map(mark).collect()
    }

    /// Drops the rows whose fingerprint is among others; returns how many are left.
    pub(crate) fn drop_known(&mut self, marks: &[u64], known: &[u64]) -> u64 {
        let mut marks = marks.iter();
        self.rows
            .retain(|_| marks.next().is_none_or(|mark| !known.contains(mark)));
        self.rows.len() as u64
    }

    /// Reads the rows. One that cannot be understood is set apart and spoils no other; `about` says whom and
    /// what it concerns, and its key.
    pub(crate) fn read<T, R>(
        &self,
        about: impl Fn(&T) -> RejectedRow,
        mut convert: impl FnMut(&mut T, &'a str) -> Result<R, String>,
    ) -> Rows<R>
    where
        T: Deserialize<'a>,
    {
        let mut read = Rows {
            rows: Vec::with_capacity(self.rows.len()),
            rejected: Vec::new(),
        };
        for source in &self.rows {
            let source = source.get();
            let outcome = serde_json::from_str::<T>(source)
                .map_err(|_| {
                    let nobody = RejectedRow::new("", "");
                    (nobody, "the row is not an object".to_owned())
                })
                .and_then(|mut row| {
                    convert(&mut row, source).map_err(|reason| (about(&row), reason))
                });
            match outcome {
                Ok(row) => read.rows.push(row),
                Err((about, reason)) => read.rejected.push(rejected(about, reason, source)),
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

/// A row that is set apart, with its source.
pub(crate) fn rejected(about: RejectedRow, reason: String, source: &str) -> RejectedRow {
    RejectedRow {
        reason,
        source: clip_bytes(source).to_owned(),
        ..about
    }
}

/// Sends a request and returns the body of a success.
pub(crate) fn fetch(host: &dyn Host, request: &Request) -> Result<Vec<u8>, Failure> {
    accept(request, host.send(request))
}

/// Sends several requests at once; each with its own outcome.
pub(crate) fn fetch_all(host: &dyn Host, requests: &[Request]) -> Vec<Result<Vec<u8>, Failure>> {
    let outcomes = requests
        .chunks(MOST_AT_ONCE)
        .flat_map(|some| host.send_all(some));
    requests
        .iter()
        .zip(outcomes)
        .map(|(request, outcome)| accept(request, outcome))
        .collect()
}

/// A failure says by which id Ingram's support finds the request, where the answer has one.
fn accept(request: &Request, outcome: Result<Response, HttpError>) -> Result<Vec<u8>, Failure> {
    let correlation = outcome.as_ref().ok().and_then(correlation);
    api::accept(request, outcome).map_err(|mut failure| {
        if let Some(id) = correlation {
            failure.message = format!("{} (correlation ID {id})", failure.message);
        }
        failure
    })
}

fn correlation(response: &Response) -> Option<String> {
    let is_id = |id: &String| {
        (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let header = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(CORRELATION))
        .map(|header| header.value.trim().to_owned());
    let in_body = || {
        let refusal: Refusal<'_> = serde_json::from_slice(&response.body).ok()?;
        refusal.correlation.string()
    };
    header.filter(is_id).or_else(in_body).filter(is_id)
}

/// The text of an object inside an answer; fails where it is not one.
pub(crate) fn object<'a>(request: &Request, body: &'a [u8]) -> Result<&'a str, Failure> {
    let raw: Field<'a> = api::decode(request, body)?;
    raw.raw()
        .filter(|raw| raw.starts_with('{'))
        .ok_or_else(|| malformed(request, "without an object"))
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
