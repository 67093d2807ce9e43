//! What a simulator answers.

use bytes::Bytes;

/// An answer before any fault is applied to it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            content_type: content_type.to_owned(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json; charset=utf-8", body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, "", Bytes::new())
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// An answer that refuses, and whether the client could have known better.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) answer: Answer,
    /// Why the real interface would always refuse it; none where it is the state of the world.
    pub(crate) violation: Option<String>,
}

impl Refusal {
    /// Refused because of the state of the world: an expired token, an unknown customer.
    pub(crate) fn state(answer: Answer) -> Self {
        Self {
            answer,
            violation: None,
        }
    }

    /// Refused because no client should ask for that.
    pub(crate) fn violation(answer: Answer, reason: impl Into<String>) -> Self {
        Self {
            answer,
            violation: Some(reason.into()),
        }
    }
}
