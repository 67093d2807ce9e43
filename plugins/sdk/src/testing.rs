//! A host for native tests: canned answers, and a record of what was asked.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use crate::Host;
use crate::types::{Header, HttpError, Level, Request, Response};

/// Answers requests from a table; a request that is not in it gets a 404 with an empty body.
#[derive(Debug, Default)]
pub struct FakeHost {
    answers: RefCell<BTreeMap<String, VecDeque<Result<Response, HttpError>>>>,
    requests: RefCell<Vec<Request>>,
    messages: RefCell<Vec<String>>,
    waited: Cell<u64>,
}

impl FakeHost {
    /// A host without answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers requests for `url` with a status and a body. Several answers for one URL are given in
    /// their order; the last is repeated.
    #[must_use]
    pub fn answer(self, url: &str, status: u16, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![Header {
            name: "content-type".to_owned(),
            value: "application/json".to_owned(),
        }];
        self.outcome(
            url,
            Ok(Response {
                status,
                headers,
                body: body.into(),
            }),
        )
    }

    /// Answers requests for `url` with any outcome.
    #[must_use]
    pub fn outcome(self, url: &str, outcome: Result<Response, HttpError>) -> Self {
        self.answers
            .borrow_mut()
            .entry(url.to_owned())
            .or_default()
            .push_back(outcome);
        self
    }

    /// The URLs that were asked for, in order.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.requests
            .borrow()
            .iter()
            .map(|request| request.url.clone())
            .collect()
    }

    /// The requests, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// The log messages, in order.
    #[must_use]
    pub fn messages(&self) -> Vec<String> {
        self.messages.borrow().clone()
    }

    /// How long the plugin asked to wait, in milliseconds.
    #[must_use]
    pub fn waited(&self) -> u64 {
        self.waited.get()
    }
}

impl Host for FakeHost {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        self.requests.borrow_mut().push(request.clone());
        let mut answers = self.answers.borrow_mut();
        match answers.get_mut(&request.url) {
            Some(queue) if queue.len() > 1 => queue.pop_front(),
            Some(queue) => queue.front().cloned(),
            None => None,
        }
        .unwrap_or_else(|| {
            Ok(Response {
                status: 404,
                headers: Vec::new(),
                body: Vec::new(),
            })
        })
    }

    fn send_all(&self, requests: &[Request]) -> Vec<Result<Response, HttpError>> {
        requests.iter().map(|request| self.send(request)).collect()
    }

    fn backoff(&self, milliseconds: u64) {
        self.waited.set(self.waited.get() + milliseconds);
    }

    fn acquire(&self, _cost: u32) {}

    fn budget(&self) -> u32 {
        u32::MAX
    }

    fn log(&self, _level: Level, message: &str, _fields: &[(&str, &str)]) {
        self.messages.borrow_mut().push(message.to_owned());
    }
}
