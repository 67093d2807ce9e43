//! The one way out: every request of a plugin passes here.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, LOCATION};

use super::client::{Answer, Fault};
use super::credential::{AccessToken, Holder, TokenStatus};
use super::error::SendError;
use super::headers;
use super::pacing::Permit;
use super::path::{self, PathPattern};
use super::request::{Method, Request, Response};
use super::retry::Tries;
use super::statistics::{Counters, Statistics};
use super::target::Target;
use super::wire::Wire;

/// The most bytes of a request's body; the contract states it.
const BODY_BYTES: usize = 1024 * 1024;

/// The longest pause that a plugin can ask for.
const LONGEST_BACKOFF: Duration = Duration::from_secs(600);

/// The most units that a plugin can draw at once; the contract states it.
const LARGEST_COST: u32 = 1_000;

/// Everything between a plugin and its vendor, for one connection.
///
/// Dropping it in the middle of an exchange of a single-use token loses that token when the
/// runtime ends too; [`Gateway::settle`] waits for it.
pub struct Gateway {
    pub(super) wire: Arc<Wire>,
    pub(super) credentials: Vec<Holder>,
    pub(super) post_reads: Vec<(usize, PathPattern)>,
    /// The header lines that credentials add, which no plugin may set; in lower case.
    pub(super) added_headers: BTreeSet<String>,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Gateway").finish_non_exhaustive()
    }
}

/// A request that every rule permits.
struct Permitted<'a> {
    method: Method,
    headers: HeaderMap,
    body: Bytes,
    credential: Option<&'a Holder>,
}

impl Gateway {
    /// Sends a request, and follows redirects and repeats it as the rules permit.
    ///
    /// # Errors
    /// See [`SendError`]. What a rule forbids fails before anything is sent.
    pub async fn send(&self, request: Request) -> Result<Response, SendError> {
        let outcome = match self.permit(request) {
            Ok((permitted, target)) => self.follow(permitted, target).await,
            Err(error) => Err(error),
        };
        outcome
            .map(|answer| self.respond(answer))
            .map_err(|error| error.map_text(|text| self.redact(text)))
    }

    /// Makes every request of the account wait, at most ten minutes, because the vendor asked for it.
    pub async fn backoff(&self, pause: Duration) {
        self.wire.pacer.pause(pause.min(LONGEST_BACKOFF)).await;
    }

    /// Ends the vendor's pause before its time, for every process of the account; returns when it would
    /// have ended, in words. None where there is no pause.
    pub async fn lift_pause(&self) -> Option<String> {
        self.wire.pacer.lift().await.map(super::text::moment)
    }

    /// Returns the vendor's pause, where one stands: who asked, until when, and what lifts it. Reads a
    /// file, as a request does.
    #[must_use]
    pub fn standing_pause(&self) -> Option<String> {
        let until = self.wire.pacer.standing_until()?;
        Some(self.wire.pause_words(until))
    }

    /// Draws further units of the budget, at most 1,000, for a request that the vendor counts several times.
    pub async fn acquire(&self, cost: u32) {
        self.wire.pacer.acquire(cost.min(LARGEST_COST)).await;
    }

    /// Returns how many requests could be sent without waiting; `u32::MAX` where the account is not paced.
    #[must_use]
    pub fn budget(&self) -> u32 {
        self.wire.pacer.budget()
    }

    /// Returns how many requests may be in flight at once.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.wire.pacing.in_flight.max(1)
    }

    /// Returns what has been done so far.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.wire.counters.snapshot()
    }

    /// Masks every known secret in a text.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.wire.redactor.mask(text)
    }

    /// Returns what masks the secrets that are known now, for many texts: the masked text, or none where
    /// there is nothing to mask.
    pub fn masker(&self) -> impl Fn(&str) -> Option<String> + use<> {
        let masker = self.wire.redactor.masker();
        move |text| masker.mask(text)
    }

    /// Returns how the refresh tokens stand. Reads their files.
    #[must_use]
    pub fn tokens(&self) -> Vec<TokenStatus> {
        let now = self.wire.now();
        self.credentials
            .iter()
            .filter_map(|credential| credential.status(now))
            .collect()
    }

    /// Waits for exchanges of single-use tokens that are under way, so that the program may end.
    pub async fn settle(&self) {
        for credential in &self.credentials {
            credential.settle().await;
        }
    }

    /// Applies every rule that can be applied before something is sent.
    fn permit(&self, request: Request) -> Result<(Permitted<'_>, Target), SendError> {
        let Request {
            method,
            url,
            headers,
            body,
            credential,
        } = request;
        let target = self.wire.origins.resolve(&url)?;
        let headers = headers::check(&headers, &self.added_headers)?;
        self.check_method(method, &target, &headers, &body)?;
        let credential = credential
            .map(|name| self.credential(&name, &target))
            .transpose()?;
        Ok((
            Permitted {
                method,
                headers,
                body: body.into(),
                credential,
            },
            target,
        ))
    }

    fn check_method(
        &self,
        method: Method,
        target: &Target,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), SendError> {
        if method != Method::Post {
            return if body.is_empty() {
                Ok(())
            } else {
                Err(SendError::Invalid(format!(
                    "a {method} request has a body; leave it out"
                )))
            };
        }
        if body.len() > BODY_BYTES {
            return Err(SendError::Invalid(format!(
                "the body has {} bytes, but the limit is {BODY_BYTES}",
                body.len()
            )));
        }
        let segments = path::segments(&target.path);
        if !self
            .post_reads
            .iter()
            .any(|(origin, pattern)| *origin == target.origin && pattern.matches(&segments))
        {
            return Err(SendError::Denied(format!(
                "POST {} on origin {} is not declared as a read; only paths under [[post_reads]] in the manifest may be sent by POST",
                target.path,
                self.wire.origins.name(target.origin)
            )));
        }
        if headers::body_overrides_method(headers, body) {
            return Err(SendError::Denied(
                "the body overrides the method; only declared POST reads are permitted".to_owned(),
            ));
        }
        Ok(())
    }

    fn credential(&self, name: &str, target: &Target) -> Result<&Holder, SendError> {
        let Some(holder) = self.credentials.iter().find(|holder| holder.name == name) else {
            let shown: String = name.escape_debug().take(60).collect();
            return Err(SendError::Denied(format!(
                "the manifest declares no credential \"{shown}\" under [[credentials]]"
            )));
        };
        if holder.origin != target.origin {
            let name = |origin| self.wire.origins.name(origin);
            return Err(SendError::Denied(format!(
                "credential {} may be sent only to origin {}, but the request goes to origin {}",
                holder.name,
                name(holder.origin),
                name(target.origin)
            )));
        }
        Ok(holder)
    }

    async fn follow(
        &self,
        mut permitted: Permitted<'_>,
        mut target: Target,
    ) -> Result<Answer, SendError> {
        let limit = self.wire.limits.redirects;
        for _ in 0..=limit {
            let answer = self.send_to(&permitted, &target).await?;
            let Some(location) = redirect(&answer)? else {
                return Ok(answer);
            };
            if permitted.method == Method::Post {
                return Err(SendError::Denied(
                    "a POST read was redirected; only GET and HEAD requests follow redirects"
                        .to_owned(),
                ));
            }
            let next = self.wire.origins.redirect(&target, location)?;
            if next.origin != target.origin {
                // For good: an origin that redirects back must not get the credential sent again.
                permitted.credential = None;
            }
            target = next;
        }
        Err(SendError::Denied(format!(
            "redirected more than {limit} times"
        )))
    }

    /// Sends a request to one place until its answer is final.
    async fn send_to(
        &self,
        permitted: &Permitted<'_>,
        target: &Target,
    ) -> Result<Answer, SendError> {
        let wire = &self.wire;
        let mut tries = Tries::new(&wire.limits, &wire.pacing);
        let mut sent = 0;
        let mut renewed = false;
        loop {
            let (token, permit) = match self.admit(permitted.credential).await? {
                Ok(admitted) => admitted,
                Err(fault) => return Err(wire.explain(fault, target, tries.failed())),
            };
            Counters::add(&wire.counters.retries, u64::from(sent > 0));
            sent += 1;
            let outcome = wire
                .attempt(permit, build(permitted, token.as_deref(), target))
                .await;
            if let (Some(credential), Some(token), Ok(answer)) =
                (permitted.credential, &token, &outcome)
                && answer.status == 401
            {
                if renewed {
                    credential.renewal_was_useless(wire.now());
                } else if credential.renew(wire, token).await?.is_some() {
                    renewed = true;
                    continue;
                }
            }
            let next = tries.after(&outcome, wire.now());
            if let Some(pause) = next.pause {
                wire.pacer.pause(pause).await;
            }
            match next.again_after {
                Some(wait) => wire.wait(wait).await,
                None => {
                    return outcome.map_err(|fault| wire.explain(fault, target, tries.failed()));
                }
            }
        }
    }

    /// Waits until a request may leave, with a token that is still good then: the wait may have
    /// lasted longer than the token.
    async fn admit(
        &self,
        credential: Option<&Holder>,
    ) -> Result<Result<(Option<Arc<AccessToken>>, Permit), Fault>, SendError> {
        let Some(credential) = credential else {
            return Ok(self.wire.enter().await.map(|permit| (None, permit)));
        };
        // A second round is enough, and a vendor whose tokens last no time must not cause more.
        for last in [false, true] {
            let token = credential.token(&self.wire).await?;
            let permit = match self.wire.enter().await {
                Ok(permit) => permit,
                Err(fault) => return Ok(Err(fault)),
            };
            if last
                || token
                    .as_ref()
                    .is_none_or(|token| token.is_usable(self.wire.now()))
            {
                return Ok(Ok((token, permit)));
            }
            permit.unused();
        }
        Ok(Err(Fault::Broken("no token lasted long enough".to_owned())))
    }

    fn respond(&self, answer: Answer) -> Response {
        let Answer {
            status,
            headers,
            body,
        } = answer;
        let headers = headers::visible(&headers, |value| self.redact(value));
        Response {
            status,
            headers,
            body: self.wire.redactor.mask_body(body),
        }
    }
}

fn build(
    permitted: &Permitted<'_>,
    token: Option<&AccessToken>,
    target: &Target,
) -> reqwest::Request {
    let method = match permitted.method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
        Method::Post => reqwest::Method::POST,
    };
    let mut request = reqwest::Request::new(method, target.url.clone());
    let headers = request.headers_mut();
    *headers = permitted.headers.clone();
    if let Some(credential) = permitted.credential {
        credential.apply(token, headers);
    }
    if permitted.method == Method::Post {
        *request.body_mut() = Some(permitted.body.clone().into());
    }
    request
}

/// Returns where an answer redirects to; none when it is not a redirect.
///
/// # Errors
/// Fails when the Location is not text.
fn redirect(answer: &Answer) -> Result<Option<&str>, SendError> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = answer.headers.get(LOCATION) else {
        return Ok(None);
    };
    location.to_str().map(Some).map_err(|_| {
        SendError::Denied("redirected to a Location that is not plain text".to_owned())
    })
}
