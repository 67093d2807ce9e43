//! The imports of `wit/host`: how a plugin reaches its vendor, waits, and speaks.
//!
//! Everything that decides whether a request may leave lies in the gateway. Here the budgets of a
//! call are kept, and values are translated.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};

use super::Limits;
use super::state::{State, Used};
use crate::contract::bindings::seatwise::host::{http, log, pacing};
use crate::gateway::{self, Gateway, SendError};

/// The longest pause that a plugin can ask for at once.
const LONGEST_BACKOFF: Duration = Duration::from_secs(600);
/// The most units that a plugin can draw at once.
const LARGEST_COST: u32 = 1_000;
/// What takes less is work of the host and no wait; a guest that asks for nothing again and again
/// must not get its processor time back for it.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);
/// The most fields of a message.
const LOG_FIELDS: usize = 16;

impl http::Host for State {
    async fn send(
        &mut self,
        request: http::Request,
    ) -> wasmtime::Result<Result<http::Response, http::Error>> {
        let gateway = match self.admit(std::slice::from_ref(&request)) {
            Ok(gateway) => gateway,
            Err(error) => return Ok(Err(error)),
        };
        let asked = Instant::now();
        let outcome = gateway.send(outgoing(request)).await;
        self.used.waited_since(asked);
        self.used.paused |= is_paused(&outcome);
        self.used.response_bytes = self
            .used
            .response_bytes
            .saturating_add(body_bytes(&outcome));
        Ok(outcome.map(incoming).map_err(refusal))
    }

    async fn send_all(
        &mut self,
        requests: Vec<http::Request>,
    ) -> wasmtime::Result<Vec<Result<http::Response, http::Error>>> {
        let gateway = match self.admit(&requests) {
            Ok(gateway) => gateway,
            Err(error) => return Ok(requests.iter().map(|_| Err(error.clone())).collect()),
        };
        let asked = Instant::now();
        let received = Arc::new(AtomicU64::new(self.used.response_bytes));
        let (at_once, limit) = (gateway.in_flight(), self.limits.response_bytes);
        let total = Arc::clone(&received);
        let paused = Arc::new(AtomicBool::new(false));
        let meets_pause = Arc::clone(&paused);
        let sent = stream::iter(requests.into_iter().enumerate()).map(move |(place, request)| {
            let (gateway, received) = (Arc::clone(&gateway), Arc::clone(&received));
            let meets_pause = Arc::clone(&meets_pause);
            async move {
                // Bodies lie in the host's memory until all have come, so the budget must be looked
                // at before each request and not only before the first.
                if received.load(Ordering::Relaxed) > limit {
                    return (place, Err(bytes_used_up(limit)));
                }
                let outcome = gateway.send(outgoing(request)).await;
                received.fetch_add(body_bytes(&outcome), Ordering::Relaxed);
                meets_pause.fetch_or(is_paused(&outcome), Ordering::Relaxed);
                (place, outcome.map(incoming).map_err(refusal))
            }
        });
        let mut outcomes: Vec<_> = sent.buffer_unordered(at_once).collect().await;
        outcomes.sort_unstable_by_key(|(place, _)| *place);
        self.used.waited_since(asked);
        self.used.response_bytes = total.load(Ordering::Relaxed);
        self.used.paused |= paused.load(Ordering::Relaxed);
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }
}

impl State {
    /// Checks the call's budgets before anything is sent.
    fn admit(&mut self, requests: &[http::Request]) -> Result<Arc<Gateway>, http::Error> {
        let Some(gateway) = &self.gateway else {
            return Err(http::Error::Denied(
                "this call must not send requests".to_owned(),
            ));
        };
        if requests.len() > self.limits.batch_requests {
            return Err(http::Error::Budget(format!(
                "send-all takes at most {} requests at once, not {}",
                self.limits.batch_requests,
                requests.len()
            )));
        }
        if let Some(large) = requests
            .iter()
            .find(|request| request.body.len() > self.limits.request_body_bytes)
        {
            return Err(http::Error::Invalid(format!(
                "the body has {} bytes, but the limit is {}",
                large.body.len(),
                self.limits.request_body_bytes
            )));
        }
        let count = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        let total = self.used.requests.saturating_add(count);
        if total > self.limits.requests {
            return Err(http::Error::Budget(format!(
                "one call may send at most {} requests",
                self.limits.requests
            )));
        }
        if self.used.response_bytes > self.limits.response_bytes {
            return Err(bytes_used_up(self.limits.response_bytes));
        }
        self.used.requests = total;
        Ok(Arc::clone(gateway))
    }
}

impl Used {
    /// Notes a wait in the host: the engine's clock went on, and the guest is not at fault for the
    /// tick that meets it when it goes on itself.
    fn waited_since(&mut self, asked: Instant) {
        let waited = asked.elapsed();
        if waited >= SHORTEST_WAIT {
            self.waited += waited.min(Limits::TICK);
        }
    }
}

fn bytes_used_up(limit: u64) -> http::Error {
    http::Error::Budget(format!("one call may receive at most {limit} bytes"))
}

fn is_paused(outcome: &Result<gateway::Response, SendError>) -> bool {
    matches!(outcome, Err(SendError::Paused(_)))
}

fn body_bytes(outcome: &Result<gateway::Response, SendError>) -> u64 {
    let bytes = outcome.as_ref().map_or(0, |response| response.body.len());
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn incoming(response: gateway::Response) -> http::Response {
    let header = |(name, value)| http::Header { name, value };
    http::Response {
        status: response.status,
        headers: response.headers.into_iter().map(header).collect(),
        body: response.body,
    }
}

fn outgoing(request: http::Request) -> gateway::Request {
    gateway::Request {
        method: match request.method {
            http::Method::Get => gateway::Method::Get,
            http::Method::Head => gateway::Method::Head,
            http::Method::Post => gateway::Method::Post,
        },
        url: request.url,
        headers: request
            .headers
            .into_iter()
            .map(|header| (header.name, header.value))
            .collect(),
        body: request.body,
        credential: request.credential,
    }
}

fn refusal(error: SendError) -> http::Error {
    let text = error.to_string();
    match error {
        SendError::Denied(_) => http::Error::Denied(text),
        SendError::Invalid(_) => http::Error::Invalid(text),
        SendError::Timeout(_) => http::Error::Timeout(text),
        // The contract has no word for it; that this is not a time-out is all that the plugin must
        // know.
        SendError::Paused(_) | SendError::State(_) => http::Error::Other(text),
        SendError::Connection(_) => http::Error::Connection(text),
        SendError::TooLarge { limit, .. } => http::Error::TooLarge(limit),
        SendError::Credential(_) | SendError::ReconnectNeeded(_) => http::Error::Credential(text),
    }
}

impl pacing::Host for State {
    async fn backoff(&mut self, milliseconds: u64) -> wasmtime::Result<()> {
        if let Some(gateway) = &self.gateway {
            gateway
                .backoff(Duration::from_millis(milliseconds).min(LONGEST_BACKOFF))
                .await;
        }
        Ok(())
    }

    async fn acquire(&mut self, cost: u32) -> wasmtime::Result<()> {
        if let Some(gateway) = self.gateway.clone() {
            let asked = Instant::now();
            gateway.acquire(cost.min(LARGEST_COST)).await;
            self.used.waited_since(asked);
        }
        Ok(())
    }

    async fn budget(&mut self) -> wasmtime::Result<u32> {
        Ok(self.gateway.as_ref().map_or(0, |gateway| gateway.budget()))
    }
}

impl log::Host for State {
    async fn emit(
        &mut self,
        level: log::Level,
        message: String,
        fields: Vec<(String, String)>,
    ) -> wasmtime::Result<()> {
        if self.used.log_messages >= self.limits.log_messages
            || self.used.log_bytes >= self.limits.log_bytes
        {
            self.used.log_dropped += 1;
            return Ok(());
        }
        let line = self.line(&message, &fields);
        self.used.log_messages += 1;
        self.used.log_bytes += line.len();
        let connection = &*self.label;
        match level {
            log::Level::Debug => tracing::debug!(target: "seatwise::plugin", connection, "{line}"),
            log::Level::Info => tracing::info!(target: "seatwise::plugin", connection, "{line}"),
            log::Level::Warn => tracing::warn!(target: "seatwise::plugin", connection, "{line}"),
            log::Level::Error => tracing::error!(target: "seatwise::plugin", connection, "{line}"),
        }
        Ok(())
    }
}

impl State {
    fn line(&self, message: &str, fields: &[(String, String)]) -> String {
        let mut line = message.to_owned();
        for (name, value) in fields.iter().take(LOG_FIELDS) {
            let _ = write!(line, " {name}={value}");
        }
        let line = match &self.gateway {
            Some(gateway) => gateway.redact(&line),
            None => line,
        };
        cut(printable(&line), self.limits.log_message_bytes)
    }
}

/// The beginning of a text, with a sign that something is missing.
pub(super) fn cut(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes));
        text.push('…');
    }
    text
}

/// Text whose harmful characters are spelled out, so that it can neither forge a log line nor steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    crate::base::safe_text::spelled_out(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(limits: Limits) -> State {
        State::new("test".into(), None, Arc::new(limits))
    }

    #[test]
    fn a_message_cannot_forge_a_line_nor_steer_a_terminal() {
        let fields = [("to\nday".to_owned(), "\u{1b}[2J\u{202e}é".to_owned())];
        assert_eq!(
            state(Limits::default()).line("a\r\nb", &fields),
            "a\\r\\nb to\\nday=\\u{1b}[2J\\u{202e}é"
        );
    }

    #[test]
    fn further_fields_and_the_end_of_a_long_message_are_left_out() {
        let fields: Vec<_> = (0..30)
            .map(|number| (format!("f{number}"), String::new()))
            .collect();
        let line = state(Limits::default()).line("", &fields);
        assert!(line.contains(" f15=") && !line.contains(" f16="), "{line}");
        assert_eq!(
            state(Limits {
                log_message_bytes: 4,
                ..Limits::default()
            })
            .line("aéé", &[]),
            "aé…"
        );
    }

    #[tokio::test]
    async fn a_call_without_gateway_sends_nothing_and_waits_for_nothing() {
        let mut state = state(Limits::default());
        let request = http::Request {
            method: http::Method::Get,
            url: "/".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            credential: None,
        };
        let answer = http::Host::send(&mut state, request).await.unwrap();
        assert!(
            matches!(answer, Err(http::Error::Denied(reason)) if reason == "this call must not send requests")
        );
        pacing::Host::acquire(&mut state, 1_000).await.unwrap();
        pacing::Host::backoff(&mut state, u64::MAX).await.unwrap();
        assert_eq!(pacing::Host::budget(&mut state).await.unwrap(), 0);
    }
}
