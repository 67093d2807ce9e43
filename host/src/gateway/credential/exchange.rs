//! One exchange of a refresh token, step by step.

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::super::client::{Answer, Fault};
use super::super::error::SendError;
use super::super::retry;
use super::super::text;
use super::super::wire::{TokenRequest, Wire};
use super::answer::{self, Granted};
use super::doubt::{self, Answers, Doubt};
use super::marking::{Gate, Marked, Marking, unpoisoned};
use super::refresh_token::RefreshToken;
use super::reservation::Reservation;
use super::spec::TokenBody;
use super::state::{Kept, Mark, State, StateLock};
use super::token::AccessToken;

/// An exchange under way. It borrows the lock, so that it cannot outlive the right to change the state.
pub(super) struct Exchange<'a> {
    pub(super) grant: &'a RefreshToken,
    pub(super) wire: &'a Wire,
    pub(super) _lock: &'a StateLock,
    pub(super) gate: &'a Arc<Gate>,
}

/// What one try has led to.
enum Step {
    Done(Box<State>, AccessToken),
    /// The vendor throttles for so long, as often as this in this run; the token is untouched.
    Throttled(Duration, u32, Answer),
    /// Nothing has left; the token is untouched.
    Unsent(Fault),
}

impl Exchange<'_> {
    /// Exchanges the refresh token of a state.
    ///
    /// # Errors
    /// Fails as `ReconnectNeeded` when the token is refused, or the answer was lost; otherwise the exchange may
    /// be tried again later, as often as [`Answers`] permits.
    ///
    /// [`Answers`]: super::doubt::Answers
    pub(super) async fn run(self, mut state: State) -> Result<(State, AccessToken), SendError> {
        let limits = &self.wire.limits;
        let ended = self.answers().ended();
        if let Some(error) = ended {
            return Err(error);
        }
        self.wait_in_doubt(&state).await?;
        let mut unsent = 0;
        loop {
            match self.once(&mut state).await? {
                Step::Done(state, token) => {
                    *self.answers() = Answers::default();
                    return Ok((*state, token));
                }
                Step::Throttled(pause, throttled, answer) => {
                    self.wire.pacer.pause(pause).await;
                    if throttled >= limits.throttled_tries || pause > limits.longest_pause {
                        return Err(self.failed(&answer));
                    }
                }
                Step::Unsent(fault) => {
                    unsent += 1;
                    if unsent >= limits.faulty_tries || !fault.is_passing() {
                        return Err(self.explain(fault, unsent));
                    }
                    self.wire.wait(retry::fault_wait(unsent)).await;
                }
            }
        }
    }

    /// Makes one try. The mark is on disk from the moment at which the connection stands until the outcome is stored: what
    /// ends before that has cost nothing.
    async fn once(&self, state: &mut State) -> Result<Step, SendError> {
        let permit = match self.wire.enter().await {
            Ok(permit) => permit,
            Err(fault) => return Ok(Step::Unsent(fault)),
        };
        let unusable = |error: std::io::Error| self.grant.unusable_state(&error);
        let place = self.grant.store.reserve().await.map_err(unusable)?;
        let marking = Marking::new(self.gate);
        let outcome = self.ask(state, permit, &marking).await.or_else(whole);
        match marking.ended().await {
            Marked::Released => {}
            Marked::Failed(error) => return Err(self.grant.unusable_state(&error)),
            untouched => {
                if matches!(untouched, Marked::Kept) {
                    self.settle(place, state).await?;
                }
                return match outcome {
                    Err(fault) => Ok(Step::Unsent(fault)),
                    Ok(answer) => self.without_exchange(answer),
                };
            }
        }
        match outcome {
            Err(fault) if fault.is_before_sending() => {
                self.settle(place, state).await?;
                Ok(Step::Unsent(fault))
            }
            Err(fault) => {
                let fault = self.explain(fault, 1).to_string();
                // What follows the semicolon is what to do where the token is untouched.
                let fault = fault.split("; ").next().unwrap_or_default();
                let reason = format!(
                    "the answer to an exchange was lost ({fault}), so the refresh token may be used up"
                );
                Err(self.give_up(place, state, &reason).await)
            }
            Ok(answer) if (200..300).contains(&answer.status) => {
                self.accept(place, state, &answer).await
            }
            Ok(answer) if is_refusal(&answer) => {
                let before = state.doubt.as_ref().map_or_else(String::new, |doubt| {
                    format!(
                        ", after an exchange that may have used it up ({})",
                        doubt.reason
                    )
                });
                let reason = format!(
                    "{} rejected the refresh token: {}{before}",
                    self.grant.vendor_name,
                    answer::describe(&answer)
                );
                Err(self.give_up(place, state, &reason).await)
            }
            Ok(answer) => {
                if doubt::is_unclear(&answer) {
                    let reason = self.wire.redactor.mask(&answer::describe(&answer));
                    let now = self.wire.now();
                    state.doubt = Some(Doubt::after(state.doubt.as_ref(), &answer, reason, now));
                }
                self.settle(place, state).await?;
                self.without_exchange(answer)
            }
        }
    }

    /// What follows an answer that leaves the token in effect, as far as it says.
    fn without_exchange(&self, answer: Answer) -> Result<Step, SendError> {
        if answer.status != 429 {
            return Err(self.failed(&answer));
        }
        let count = self.answers().throttled();
        let pause = retry::pause(&answer, &self.wire.pacing, count, self.wire.now());
        Ok(Step::Throttled(pause, count, answer))
    }

    /// Counts an answer that brought no token, and says what came.
    fn failed(&self, answer: &Answer) -> SendError {
        self.answers().failed(answer, self.later(answer))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        unpoisoned(&self.grant.answers)
    }

    /// Waits as long as an exchange that was answered with a fault asks for, also where another run made it.
    async fn wait_in_doubt(&self, state: &State) -> Result<(), SendError> {
        let now = self.wire.now();
        let Some((doubt, left)) = state.doubt.as_ref().map(|doubt| (doubt, doubt.left(now))) else {
            return Ok(());
        };
        if left > self.wire.limits.longest_pause {
            return Err(SendError::Connection(format!(
                "no token for credential {}: {}, and {} asked for a pause until {}; run again after that",
                self.grant.credential,
                doubt.reason,
                self.grant.vendor_name,
                text::moment(Duration::from_secs(doubt.not_before))
            )));
        }
        self.wire.wait(left).await;
        Ok(())
    }

    async fn ask(
        &self,
        state: &State,
        permit: super::super::pacing::Permit,
        marking: &Marking,
    ) -> Result<Answer, Fault> {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", state.refresh.token.as_str()),
        ];
        let optional = [
            ("client_id", &self.grant.client_id),
            ("client_secret", &self.grant.client_secret),
        ];
        form.extend(
            optional
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.as_ref()?.reveal()))),
        );
        let mut under_way = state.clone();
        under_way.pending = Some(self.mark("an exchange was sent"));
        let request = TokenRequest {
            origin: self.grant.origin,
            path: &self.grant.token_path,
            fields: &form,
            body: TokenBody::Form,
            headers: &self.grant.headers,
            before_form: Some(marking.write(self.grant.store.clone(), under_way)),
        };
        self.wire.token(permit, request).await
    }

    /// Stores what the vendor gave, and only then hands it out.
    async fn accept(
        &self,
        place: Reservation,
        state: &mut State,
        answer: &Answer,
    ) -> Result<Step, SendError> {
        let now = self.wire.now();
        let Some(granted) = answer::granted(&answer.body) else {
            let reason = "an exchange was answered with something unreadable, so the refresh token may be used up";
            return Err(self.give_up(place, state, reason).await);
        };
        if granted.access.is_none() && granted.refresh.is_none() {
            let words = granted.error.unwrap_or_else(|| answer::describe(answer));
            let reason = format!(
                "an exchange brought no token ({words}), so the refresh token may be used up"
            );
            return Err(self.give_up(place, state, &reason).await);
        }
        let token = self.learn(state, granted, now);
        if let Err(error) = self.grant.store.fill(place, state).await {
            self.grant.remember_unsaved(state.clone());
            return Err(self.grant.unusable_state(&error));
        }
        match token {
            Some(token) => Ok(Step::Done(Box::new(state.clone()), token)),
            None => Err(SendError::Credential(format!(
                "no access token for credential {}: {}; run again",
                self.grant.credential,
                answer::describe(answer)
            ))),
        }
    }

    /// Puts new tokens into the state. A vendor that sends no new refresh token leaves the old one in
    /// effect.
    fn learn(&self, state: &mut State, granted: Granted, now: Duration) -> Option<AccessToken> {
        for token in [&granted.access, &granted.refresh].into_iter().flatten() {
            self.wire.redactor.add_token(token.reveal());
        }
        if let Some(refresh) = granted.refresh {
            let lifetime = granted.refresh_lifetime.unwrap_or(self.grant.lifetime);
            let new = Kept {
                token: refresh.reveal().to_owned(),
                obtained: Some(now.as_secs()),
                expires: Some(now.saturating_add(lifetime).as_secs()),
            };
            state.previous = Some(std::mem::replace(&mut state.refresh, new));
        } else {
            // Otherwise an old token would be renewed again with every request.
            state.refresh.obtained = Some(now.as_secs());
        }
        state.doubt = None;
        // Whole seconds, because that is what the file keeps.
        let obtained = Duration::from_secs(now.as_secs());
        let token = granted
            .access
            .and_then(|access| AccessToken::new(access.reveal(), obtained, granted.lifetime));
        state.access = token.as_ref().map(|token| Kept {
            token: token.value.reveal().to_owned(),
            obtained: Some(token.obtained.as_secs()),
            expires: Some(token.expires.as_secs()),
        });
        token
    }

    /// Stores that the token is untouched.
    async fn settle(&self, place: Reservation, state: &State) -> Result<(), SendError> {
        self.grant.store.fill(place, state).await.map_err(|error| {
            self.grant.remember_unsaved(state.clone());
            self.grant.unusable_state(&error)
        })
    }

    /// Stores that only a person can help, and says so. If that cannot be stored, the mark of the
    /// exchange is still on disk and means the same.
    async fn give_up(&self, place: Reservation, state: &mut State, reason: &str) -> SendError {
        let reason = self.wire.redactor.mask(reason);
        state.access = None;
        state.reconnect = Some(self.mark(&reason));
        if let Err(error) = self.grant.store.fill(place, state).await {
            tracing::warn!(%error, file = %self.grant.store.path().display(), "the token file could not be written");
        }
        self.grant.reconnect_needed(&reason)
    }

    fn mark(&self, reason: &str) -> Mark {
        Mark {
            since: self.wire.now().as_secs(),
            reason: reason.to_owned(),
        }
    }

    fn later(&self, answer: &Answer) -> SendError {
        let what = format!(
            "no token for credential {}: {}",
            self.grant.credential,
            answer::describe(answer)
        );
        match answer.status {
            429 => SendError::Connection(format!(
                "{what}; the refresh token is untouched; run again later"
            )),
            500..=599 => SendError::Connection(format!(
                "{what}; according to the answer, the refresh token is untouched; run again later"
            )),
            400..=403 => {
                SendError::Credential(format!("{what}; check the client id and the client secret"))
            }
            _ => SendError::Credential(format!("{what}; check the origin's base URL")),
        }
    }

    fn explain(&self, fault: Fault, tries: u32) -> SendError {
        match self
            .wire
            .origins
            .target(self.grant.origin, &self.grant.token_path)
        {
            Ok(target) => self.wire.explain(fault, &target, tries),
            Err(error) => error,
        }
    }
}

/// Whether the vendor has refused the refresh token. A refusal of the client's own id or secret is
/// none: the operator fixes that without a new token (RFC 6749, section 5.2).
fn is_refusal(answer: &Answer) -> bool {
    let about_client = || {
        answer::error_code(answer).is_some_and(|code| {
            matches!(
                code.as_str(),
                "invalid_client" | "unauthorized_client" | "unsupported_grant_type"
            )
        })
    };
    matches!(answer.status, 400 | 401 | 403) && !about_client()
}

/// The answer, where a body that broke off holds all that a token endpoint says: a token that came is not thrown away
/// because of the frame that it came in.
fn whole(fault: Fault) -> Result<Answer, Fault> {
    let Fault::Cut { status, body, .. } = &fault else {
        return Err(fault);
    };
    let bytes = body.reveal().as_bytes();
    let holds_tokens = answer::granted(bytes)
        .is_some_and(|granted| granted.refresh.is_some() || granted.access.is_some());
    if !(200..300).contains(status) || !holds_tokens {
        return Err(fault);
    }
    Ok(Answer {
        status: *status,
        headers: Default::default(),
        body: bytes.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Secret;

    fn cut(status: u16, body: &str) -> Fault {
        Fault::Cut {
            fault: Box::new(Fault::Broken("the body broke off".to_owned())),
            status,
            body: Secret::new(body),
        }
    }

    #[test]
    fn a_token_that_came_whole_counts_although_its_frame_broke_off() {
        let body = r#"{"access_token":"a","refresh_token":"r"}"#;
        let answer = whole(cut(200, body)).unwrap();
        assert_eq!(
            (answer.status, answer.body.as_slice()),
            (200, body.as_bytes())
        );
        for (status, body) in [(200, &body[..body.len() - 1]), (200, "{}"), (500, body)] {
            assert!(whole(cut(status, body)).is_err(), "{status}: {body}");
        }
        assert!(whole(Fault::Broken(String::new())).is_err());
    }
}
