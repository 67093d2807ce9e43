//! One paced, counted and logged try, for plugins' requests and for token requests alike.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::{BoxFuture, TryFutureExt as _};
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};

use super::client::{Answer, Client, Fault};
use super::clock::Clock;
use super::credential::TokenBody;
use super::error::SendError;
use super::pacing::{Pacer, Pacing, PauseTooLong, Permit};
use super::policy::Limits;
use super::redact::Redactor;
use super::statistics::Counters;
use super::target::{Origins, Target};
use super::text;

/// What every request of a connection goes through.
pub(super) struct Wire {
    /// The connection's name.
    pub(super) connection: String,
    /// The distributor's display name.
    pub(super) vendor_name: String,
    pub(super) origins: Origins,
    pub(super) pacer: Pacer,
    pub(super) pacing: Pacing,
    pub(super) limits: Limits,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) counters: Arc<Counters>,
    pub(super) redactor: Redactor,
    pub(super) pooled: Client,
    pub(super) fresh: Client,
}

/// A request to a token endpoint.
pub(super) struct TokenRequest<'a> {
    pub(super) origin: usize,
    pub(super) path: &'a str,
    /// Its fields, and how they are written.
    pub(super) fields: &'a [(&'a str, &'a str)],
    pub(super) body: TokenBody,
    /// The credential's extra headers.
    pub(super) headers: &'a HeaderMap,
    /// What is done before the first byte of the form leaves; the request then uses no kept connection.
    pub(super) before_form: Option<BeforeForm>,
}

/// Something that must be done once the connection stands, and before anything that counts is sent over it.
pub(super) type BeforeForm = BoxFuture<'static, std::io::Result<()>>;

/// Writes the fields of a token request: its media type and its text.
fn written(body: TokenBody, fields: &[(&str, &str)]) -> (&'static str, String) {
    match body {
        TokenBody::Form => {
            let form = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields.iter())
                .finish();
            ("application/x-www-form-urlencoded", form)
        }
        TokenBody::Json => {
            let members = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).into()));
            let object = serde_json::Value::Object(members.collect());
            ("application/json", object.to_string())
        }
    }
}

impl Wire {
    /// Returns the time since the Unix epoch.
    pub(super) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Waits until a request may leave.
    ///
    /// # Errors
    /// Fails when the vendor asked for a pause that is too long to wait.
    pub(super) async fn enter(&self) -> Result<Permit, Fault> {
        self.pacer.enter().await.map_err(|PauseTooLong { until }| {
            Fault::Paused(format!("{}; run again after that", self.pause_words(until)))
        })
    }

    /// Tells a person of the vendor's pause: until when, and what lifts it.
    pub(super) fn pause_words(&self, until: Duration) -> String {
        let left = until.saturating_sub(self.now()).as_secs();
        format!(
            "{} asked for a pause until {} ({left} s more), which `seatwise sync {} --lift-pause` lifts",
            self.vendor_name,
            text::moment(until),
            self.connection
        )
    }

    /// Waits before a repeat.
    pub(super) async fn wait(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        let now = self.now();
        let waiting = self.counters.wait(now, now + wait);
        self.clock.sleep(wait).await;
        waiting.end(self.now());
    }

    /// Sends a request once.
    pub(super) async fn attempt(
        &self,
        mut permit: Permit,
        request: reqwest::Request,
    ) -> Result<Answer, Fault> {
        Counters::add(&self.counters.requests, 1);
        self.sent(&self.pooled, &mut permit, request).await
    }

    /// Sends a request to a token endpoint once. The gateway alone calls this: it is the only POST
    /// that no manifest needs to declare as a read.
    pub(super) async fn token(
        &self,
        mut permit: Permit,
        request: TokenRequest<'_>,
    ) -> Result<Answer, Fault> {
        let TokenRequest {
            origin,
            path,
            fields,
            body,
            headers,
            before_form,
        } = request;
        let target = self
            .origins
            .target(origin, path)
            .map_err(|error| Fault::Denied(error.to_string()))?;
        let mut http = reqwest::Request::new(reqwest::Method::POST, target.url);
        http.headers_mut().extend(headers.clone());
        let (kind, body) = written(body, fields);
        http.headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        http.headers_mut()
            .insert("accept", HeaderValue::from_static("application/json"));
        Counters::add(&self.counters.token_requests, 1);
        let client = match before_form {
            None => {
                *http.body_mut() = Some(body.into());
                &self.pooled
            }
            Some(before_form) => {
                http.headers_mut()
                    .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
                // The client asks for the body when it has a connection, and not before.
                let form = stream::once(before_form.map_ok(|()| Bytes::from(body)));
                *http.body_mut() = Some(reqwest::Body::wrap_stream(form));
                &self.fresh
            }
        };
        self.sent(client, &mut permit, http).await
    }

    async fn sent(
        &self,
        client: &Client,
        permit: &mut Permit,
        request: reqwest::Request,
    ) -> Result<Answer, Fault> {
        // The text is made only when somebody reads it.
        let described = tracing::enabled!(tracing::Level::DEBUG).then(|| {
            format!(
                "{} {}",
                request.method(),
                self.redactor.mask(request.url().as_str())
            )
        });
        let start = Instant::now();
        let outcome = client.exchange(request, || permit.answered()).await;
        if let Ok(answer) = &outcome {
            Counters::add(&self.counters.bytes_received, answer.body.len() as u64);
            Counters::add(&self.counters.throttled, u64::from(answer.status == 429));
        }
        if let Some(request) = described {
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            match &outcome {
                Ok(answer) => tracing::debug!(
                    request,
                    status = answer.status,
                    bytes = answer.body.len(),
                    milliseconds,
                    "answered"
                ),
                Err(fault) => tracing::debug!(
                    request,
                    fault = self.redactor.mask(&format!("{fault:?}")),
                    milliseconds,
                    "not answered"
                ),
            }
        }
        outcome
    }

    /// Describes a fault to a person, after `tries` tries of a request to `target`.
    pub(super) fn explain(&self, fault: Fault, target: &Target, tries: u32) -> SendError {
        let host = target.url.host_str().unwrap_or_default();
        let times = if tries > 1 {
            format!(" ({tries} tries)")
        } else {
            String::new()
        };
        match fault {
            Fault::Cut { fault, .. } => self.explain(*fault, target, tries),
            Fault::Denied(why) => SendError::Denied(why),
            Fault::TooLarge(limit) => SendError::TooLarge { limit },
            Fault::Paused(why) => SendError::Paused(why),
            Fault::Timeout(why) => SendError::Timeout(format!(
                "{host} was too slow: {why}{times}; run again later"
            )),
            Fault::Unreachable(why) => SendError::Connection(format!(
                "{host} cannot be reached: {why}{times}; check the network and the origin's base URL"
            )),
            Fault::Untrusted(why) => SendError::Connection(format!(
                "{host} cannot be trusted: {why}; check the base URL, this machine's clock and its CA certificates, and whether a proxy intercepts HTTPS"
            )),
            Fault::Unasked(why) => SendError::Connection(format!(
                "the answer of {host} cannot be searched for secrets: {why}; it was not used: tell {}, or check whether a proxy in between changes answers",
                self.vendor_name
            )),
            Fault::Broken(why) => SendError::Connection(format!(
                "the connection to {host} failed: {why}{times}; run again later"
            )),
        }
    }
}
