//! The envelope around the vendor's lists, and errors that hide in a 200.

use seatwise_plugin::types::{RejectedRow, Request};
use seatwise_plugin::{Failure, FailureKind, api, fingerprint, json};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fields::{Field, record};

/// The longest source of a rejected row that the contract keeps, in bytes.
const LONGEST_SOURCE: usize = 4_096;

record!(
    /// Any answer of the API: one of the lists, and what may stand beside it.
    Answer {
        items: "items",
        customers: "customers",
        products: "products",
        reports: "reports",
        results: "results",
        next_page_token: "nextPageToken",
        pagination: "paginationResponse",
        success: "success",
        error: "error",
        code: "code",
        message: "message",
    }
);

record!(Pagination { total: "totalSize" });

impl<'a> Answer<'a> {
    /// Opens a body; fails as `malformed` where it is not an object or carries an error instead of a
    /// list.
    pub(crate) fn open(request: &Request, body: &'a [u8]) -> Result<Self, Failure> {
        let answer: Self = api::decode(request, body)?;
        match answer.complaint() {
            Some(words) => Err(malformed(
                request,
                &format!("with an error inside: {words}"),
            )),
            None => Ok(answer),
        }
    }

    /// The token of the next page; none on the last.
    pub(crate) fn next_token(&self) -> Option<String> {
        self.next_page_token.string()
    }

    /// How many rows the list has, where the vendor says so.
    pub(crate) fn total(&self) -> Option<u64> {
        self.pagination.nested::<Pagination<'_>>()?.total.count()
    }

    fn complaint(&self) -> Option<String> {
        let lists = [
            self.items,
            self.customers,
            self.products,
            self.reports,
            self.results,
        ];
        let refused = self.success.boolean() == Some(false);
        let has_list = lists.iter().any(|list| list.raw().is_some());
        complaint(self.error, self.code, self.message, refused, has_list)
    }
}

/// The words of an error in an answer that reported success; none where there is no error.
pub(crate) fn complaint(
    error: Field<'_>,
    code: Field<'_>,
    message: Field<'_>,
    refused: bool,
    has_data: bool,
) -> Option<String> {
    let faulty = says_something(error) || says_something(code);
    if !refused && (has_data || !faulty) {
        return None;
    }
    let words = message.string().or_else(|| error.string());
    let words = words.or_else(|| error.raw().or(code.raw()).map(str::to_owned));
    Some(json::clip(&words.unwrap_or_else(|| "success is false".to_owned()), 300).to_owned())
}

fn says_something(field: Field<'_>) -> bool {
    field
        .raw()
        .is_some_and(|raw| !matches!(raw, "0" | "\"\"" | "\"0\"" | "\"OK\"" | "false" | "{}"))
}

/// A failure for a 200 that cannot be used.
pub(crate) fn malformed(request: &Request, what: &str) -> Failure {
    Failure::new(
        FailureKind::Malformed,
        format!("{} answered 200 {what}", api::title(request)),
    )
}

/// The rows of a list.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    /// What was understood.
    pub(crate) rows: Vec<R>,
    /// What was not.
    pub(crate) rejected: Vec<RejectedRow>,
    /// A fingerprint of each row's key, in the vendor's order.
    pub(crate) fingerprints: Vec<u64>,
}

/// Reads a list of objects. A row that cannot be understood is set apart and spoils no other; `about` says
/// whom and what it concerns.
pub(crate) fn read_list<'a, T, R>(
    request: &Request,
    list: Field<'a>,
    key: impl Fn(&T) -> Option<String>,
    about: impl Fn(&T) -> RejectedRow,
    mut convert: impl FnMut(&mut T) -> Result<R, String>,
) -> Result<Rows<R>, Failure>
where
    T: Deserialize<'a>,
{
    let mut read = Rows {
        rows: Vec::new(),
        rejected: Vec::new(),
        fingerprints: Vec::new(),
    };
    let Some(text) = list.raw() else {
        return Ok(read);
    };
    let mut sources = Sources { text, items: None };
    for (index, item) in items::<T>(request, text)?.into_iter().enumerate() {
        let outcome = match item {
            Ok(mut row) => convert(&mut row)
                .map_err(|reason| (key(&row), about(&row), reason))
                .map(|done| (key(&row), done)),
            Err(reason) => Err((None, RejectedRow::new("", ""), reason)),
        };
        match outcome {
            Ok((key, row)) => {
                read.fingerprints
                    .push(fingerprint(key.as_deref().unwrap_or_default().as_bytes()));
                read.rows.push(row);
            }
            Err((key, about, reason)) => {
                let source = sources.at(index);
                read.fingerprints
                    .push(fingerprint(key.as_deref().unwrap_or(&source).as_bytes()));
                read.rejected.push(RejectedRow {
                    key,
                    reason,
                    source,
                    ..about
                });
            }
        }
    }
    Ok(read)
}

/// The items of a list: at once where all are objects, else one by one.
fn items<'a, T: Deserialize<'a>>(
    request: &Request,
    text: &'a str,
) -> Result<Vec<Result<T, String>>, Failure> {
    if let Ok(items) = serde_json::from_str::<Vec<T>>(text) {
        return Ok(items.into_iter().map(Ok).collect());
    }
    let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| {
        malformed(
            request,
            &format!("with a value that is not a list: {}", json::clip(text, 100)),
        )
    })?;
    Ok(items
        .into_iter()
        .map(|item| {
            serde_json::from_str(item.get()).map_err(|_| "the row is not an object".to_owned())
        })
        .collect())
}

/// The source texts of a list's items, taken apart only when a row is rejected.
struct Sources<'a> {
    text: &'a str,
    items: Option<Vec<&'a RawValue>>,
}

impl Sources<'_> {
    fn at(&mut self, index: usize) -> String {
        let items = self
            .items
            .get_or_insert_with(|| serde_json::from_str(self.text).unwrap_or_default());
        items
            .get(index)
            .map_or_else(String::new, |item| clip_bytes(item.get()).to_owned())
    }
}

/// The start of a text that a rejected row may quote.
pub(crate) fn clip_bytes(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_SOURCE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
