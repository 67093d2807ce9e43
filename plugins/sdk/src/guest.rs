//! The [`Host`] of a plugin that runs inside Seatwise.

use crate::Host;
use crate::bindings::seatwise::host::{http, log, pacing};
use crate::types::{HttpError, Level, Request, Response};

/// Calls the imports of the component.
#[derive(Debug, Clone, Copy)]
pub struct Guest;

impl Host for Guest {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        http::send(request)
    }

    fn send_all(&self, requests: &[Request]) -> Vec<Result<Response, HttpError>> {
        http::send_all(requests)
    }

    fn backoff(&self, milliseconds: u64) {
        pacing::backoff(milliseconds);
    }

    fn acquire(&self, cost: u32) {
        pacing::acquire(cost);
    }

    fn budget(&self) -> u32 {
        pacing::budget()
    }

    fn log(&self, level: Level, message: &str, fields: &[(&str, &str)]) {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        log::emit(level, message, &fields);
    }
}
