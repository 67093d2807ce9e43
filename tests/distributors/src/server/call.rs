//! A request as the vendors' parts see it.

use axum::http::HeaderMap;
use bytes::Bytes;
use jiff::Timestamp;

/// One request, read whole.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) at: Timestamp,
    pairs: Vec<(String, String)>,
}

impl Call {
    pub(crate) fn new(
        method: &str,
        path: &str,
        query: &str,
        headers: HeaderMap,
        body: Bytes,
        at: Timestamp,
    ) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
            at,
            pairs: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        }
    }

    /// The query parameters in the order in which they came.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// A query parameter that is not empty.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) = self.pairs.iter().find(|(key, _)| key == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// A count in the query; none where it is absent or no number.
    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        let value = self.header("authorization")?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    }

    /// `path?query`, which faults are matched against and bodies are cached by.
    pub(crate) fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// The fields of a form-encoded body; none where the media type is another one.
    pub(crate) fn form(&self) -> Option<Vec<(String, String)>> {
        let media_type = self.header("content-type")?.split(';').next()?.trim();
        media_type
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            .then(|| {
                url::form_urlencoded::parse(&self.body)
                    .into_owned()
                    .collect()
            })
    }
}

/// A field of a form.
pub(crate) fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value.as_str())
}
