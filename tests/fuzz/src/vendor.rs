//! A distributor that answers with the parts of an input, behind the rules of the host.

use std::cell::{Cell, RefCell};

use seatwise_plugin::Host;
use seatwise_plugin::types::{Header, HttpError, Level, Request, Response};

use crate::input::{Parts, choice};
use crate::rules::Rules;

/// The statuses by the digit that an answer begins with.
const STATUSES: [u16; 12] = [200, 401, 403, 404, 429, 500, 204, 400, 410, 503, 206, 302];

/// Gives the answers of an input in their order; after the last one nothing is found.
#[derive(Debug, Clone)]
pub(crate) struct Vendor<'a> {
    rules: &'a Rules,
    answers: RefCell<Parts<'a>>,
    requests: Cell<usize>,
}

impl<'a> Vendor<'a> {
    pub(crate) fn new(rules: &'a Rules, answers: Parts<'a>) -> Self {
        Self {
            rules,
            answers: RefCell::new(answers),
            requests: Cell::new(0),
        }
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.requests.get()
    }
}

impl Host for Vendor<'_> {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        self.requests.set(self.requests.get() + 1);
        self.rules.admit(request)?;
        let (status, body) = match self.answers.borrow_mut().next() {
            Some(part) => {
                let (status, body) = choice(part, STATUSES.len());
                (STATUSES[status], body.to_vec())
            }
            None => (404, Vec::new()),
        };
        Ok(Response {
            status,
            headers: vec![Header {
                name: "content-type".to_owned(),
                value: "application/json".to_owned(),
            }],
            body,
        })
    }

    fn send_all(&self, requests: &[Request]) -> Vec<Result<Response, HttpError>> {
        requests.iter().map(|request| self.send(request)).collect()
    }

    fn backoff(&self, _milliseconds: u64) {}

    fn acquire(&self, _cost: u32) {}

    fn budget(&self) -> u32 {
        u32::MAX
    }

    fn log(&self, _level: Level, _message: &str, _fields: &[(&str, &str)]) {}
}
