//! The HTTP client: one try, with timeouts, a cap on the body, and errors that say whether the
//! request had left.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect;
use tokio::time::{Instant, error::Elapsed, timeout, timeout_at};

use crate::base::Secret;

use super::policy::{Limits, Policy};
use super::resolver::{AddressDenied, GuardedResolver};
use super::text;
use super::unpack::{self, Unpacker};

/// How we introduce ourselves; vendors' support asks for it.
const USER_AGENT: &str = concat!("seatwise/", env!("CARGO_PKG_VERSION"));

/// The most that is set aside for a body because the vendor announces its length.
const TRUSTED_LENGTH: u64 = 1024 * 1024;

/// An answer as it came.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The name leads to an address that may not be dialled. Nothing has left.
    Denied(String),
    /// No connection: name, TCP, or a handshake that broke off. Nothing has left.
    Unreachable(String),
    /// The certificate was refused, or the server speaks no TLS that we accept. Nothing has left.
    Untrusted(String),
    /// The vendor asked for a pause that is too long to wait. Nothing has left.
    Paused(String),
    /// Too slow. The request may have left.
    Timeout(String),
    /// The connection broke, or the answer cannot be read. The request may have left.
    Broken(String),
    /// The answer is packed in a way that nobody asked for. The request has left.
    Unasked(String),
    /// The body is larger than so many bytes.
    TooLarge(u64),
    /// The body broke off. What had come may be all that was to come, in a frame that says otherwise.
    Cut {
        /// How it broke off.
        fault: Box<Fault>,
        /// The status of the answer.
        status: u16,
        /// What had come, as text. It may hold a token.
        body: Secret,
    },
}

impl Fault {
    /// Whether another try may go better.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout(_) | Self::Broken(_) => true,
            Self::Cut { fault, .. } => fault.is_passing(),
            _ => false,
        }
    }

    /// Whether the vendor certainly has not seen the request.
    pub(super) fn is_before_sending(&self) -> bool {
        matches!(
            self,
            Self::Denied(_) | Self::Unreachable(_) | Self::Untrusted(_) | Self::Paused(_)
        )
    }
}

/// A pooled client for the origins of one connection.
pub(super) struct Client {
    inner: reqwest::Client,
    limits: Limits,
}

impl Client {
    /// Builds the client that all requests share.
    pub(super) fn pooled(policy: &Policy, resolver: &Arc<GuardedResolver>) -> Result<Self, String> {
        Self::build(
            policy,
            builder(policy, resolver).pool_max_idle_per_host(policy.pacing.in_flight),
        )
    }

    /// Builds a client that opens a connection for every request. On a kept connection it cannot
    /// be told whether a request that failed had been received.
    pub(super) fn fresh(policy: &Policy, resolver: &Arc<GuardedResolver>) -> Result<Self, String> {
        Self::build(
            policy,
            builder(policy, resolver)
                .pool_max_idle_per_host(0)
                .http1_only(),
        )
    }

    fn build(policy: &Policy, builder: reqwest::ClientBuilder) -> Result<Self, String> {
        let inner = builder.build().map_err(|error| text::chain(&error))?;
        Ok(Self {
            inner,
            limits: policy.limits.clone(),
        })
    }

    /// Sends a request once. `arrived` is called as soon as the answer begins.
    pub(super) async fn exchange(
        &self,
        mut request: reqwest::Request,
        arrived: impl FnOnce(),
    ) -> Result<Answer, Fault> {
        unpack::ask(request.headers_mut());
        let start = Instant::now();
        let deadline = start + self.limits.total_timeout;
        let patience = self.limits.connect_timeout + self.limits.first_byte_timeout;
        let head = until(deadline.min(start + patience), self.inner.execute(request)).await;
        let mut response = match head {
            Err(_) => {
                return Err(Fault::Timeout(format!(
                    "no answer within {}",
                    in_words(patience.min(self.limits.total_timeout))
                )));
            }
            Ok(Err(error)) => return Err(self.fault(error)),
            Ok(Ok(response)) => response,
        };
        arrived();
        let status = response.status().as_u16();
        let announced = response.content_length().unwrap_or(0);
        let mut headers = std::mem::take(response.headers_mut());
        let limit = self.limits.body_bytes;
        let announced = usize::try_from(announced.min(TRUSTED_LENGTH).min(limit)).unwrap_or(0);
        let unpacker = Unpacker::of(&mut headers, announced, limit);
        let (body, cut) = self.read(response, unpacker, deadline).await?;
        let body = match (body.finish(&headers), cut) {
            (body, None) => body?,
            (Ok(body), Some(fault)) => {
                return Err(Fault::Cut {
                    fault: Box::new(fault),
                    status,
                    body: Secret::new(String::from_utf8_lossy(&body)),
                });
            }
            (Err(_), Some(fault)) => return Err(fault),
        };
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// Reads a body, counting what comes out of decompression, to its end or to where it broke off.
    async fn read(
        &self,
        mut response: reqwest::Response,
        mut body: Unpacker,
        deadline: Instant,
    ) -> Result<(Unpacker, Option<Fault>), Fault> {
        // As in `until`, once: after it the moments are over for good.
        let mut last_look = None;
        loop {
            let idle = Instant::now() + self.limits.idle_timeout;
            let moment = last_look.unwrap_or_else(|| deadline.min(idle));
            match timeout_at(moment, response.chunk()).await {
                Err(_) if last_look.is_none() => last_look = Some(Instant::now() + LAST_LOOK),
                Err(_) => {
                    let why = format!(
                        "the body did not arrive in time, after {} bytes",
                        body.len()
                    );
                    return Ok((body, Some(Fault::Timeout(why))));
                }
                Ok(Err(error)) => {
                    let why = format!(
                        "the body broke off after {} bytes: {}",
                        body.len(),
                        words(error)
                    );
                    return Ok((body, Some(Fault::Broken(why))));
                }
                Ok(Ok(None)) => return Ok((body, None)),
                Ok(Ok(Some(chunk))) => body.add(&chunk)?,
            }
        }
    }

    fn fault(&self, error: reqwest::Error) -> Fault {
        if let Some(denied) = find::<AddressDenied>(&error) {
            return Fault::Denied(denied.to_string());
        }
        let untrusted = find::<rustls::Error>(&error).is_some();
        match (error.is_connect(), error.is_timeout()) {
            (true, true) => Fault::Unreachable(format!(
                "no connection within {}",
                in_words(self.limits.connect_timeout)
            )),
            (true, false) if untrusted => Fault::Untrusted(words(error)),
            (true, false) => Fault::Unreachable(words(error)),
            (false, true) => Fault::Timeout(words(error)),
            (false, false) => Fault::Broken(words(error)),
        }
    }
}

/// How long is looked for what came in the meantime, when the time for it is over.
const LAST_LOOK: Duration = Duration::from_millis(500);

/// Waits until a moment, and then looks once more: a process that was paused (a frozen virtual machine) finds the moment
/// over before it has read what came long ago, and an answer may hold a token that there is only once.
async fn until<T>(moment: Instant, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    tokio::pin!(work);
    match timeout_at(moment, &mut work).await {
        Ok(done) => Ok(done),
        Err(_) => timeout(LAST_LOOK, work).await,
    }
}

fn builder(policy: &Policy, resolver: &Arc<GuardedResolver>) -> reqwest::ClientBuilder {
    // The first gateway of the process installs the provider; the answer to the others is that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let https = |origin: &super::policy::Origin| origin.base.scheme() == "https";
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        // A proxy from the environment would see every request, and dial addresses that we cannot check.
        .no_proxy()
        .redirect(redirect::Policy::none())
        // Repeats are ours alone: hidden ones would be neither counted nor paced.
        .retry(reqwest::retry::never())
        .referer(false)
        // See `unpack`.
        .no_gzip()
        .tcp_nodelay(true)
        .connect_timeout(policy.limits.connect_timeout)
        .https_only(policy.origins.iter().all(https))
        .dns_resolver(Arc::clone(resolver));
    if policy.origins.iter().any(https) {
        builder
    } else {
        // Reading the system's certificates takes longer than the whole rest of the start.
        builder.tls_certs_only([])
    }
}

/// Finds the cause of a type, also inside input/output errors, which hide theirs.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let hidden = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match hidden {
            Some(hidden) => Some(hidden as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}

/// Describes an error without its URL, which may hold more than a message should.
fn words(error: reqwest::Error) -> String {
    text::chain(&error.without_url())
}

fn in_words(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_came_while_the_process_was_paused_is_found_when_the_time_is_over() {
        let over = Instant::now() - Duration::from_secs(100);
        let came = async {
            // Other tasks have to read it first.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            "an answer"
        };
        assert_eq!(until(over, came).await.unwrap(), "an answer");
    }

    #[tokio::test]
    async fn what_never_comes_has_an_end() {
        let over = Instant::now() - Duration::from_secs(100);
        assert!(until(over, std::future::pending::<()>()).await.is_err());
    }
}
