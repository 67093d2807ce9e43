//! The token exchange: a chain of refresh tokens, each good for one use.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::errors::failure;
use crate::random::Random;
use crate::record::lock;
use crate::server::{Answer, Call, Refusal, field};

#[derive(Debug)]
struct State {
    random: Random,
    /// The token that the next exchange needs; none when the chain is dead.
    refresh: Option<String>,
    refresh_expires: Timestamp,
    used: Vec<String>,
    access: HashMap<String, Timestamp>,
    exchanges: u64,
}

/// The chain of tokens of one user.
pub(super) struct Chain {
    state: Mutex<State>,
    life: Duration,
    refresh_life: Duration,
    client: Option<(String, String)>,
}

/// What the portal shows: the account id, and the refresh token that is valid at the moment.
#[derive(Clone)]
pub struct StreamOneCredentials {
    account_id: String,
    chain: Arc<Chain>,
}

impl StreamOneCredentials {
    pub(super) fn new(account_id: String, chain: Arc<Chain>) -> Self {
        Self { account_id, chain }
    }

    /// The account id (Settings > Account Information).
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// The refresh token that the next exchange needs; none when the chain was killed by using a token twice.
    #[must_use]
    pub fn refresh_token(&self) -> Option<String> {
        lock(&self.chain.state).refresh.clone()
    }

    /// Requests new credentials in the portal: a new chain, the old tokens are dead.
    #[must_use]
    pub fn request_new(&self, now: Timestamp) -> String {
        let mut state = lock(&self.chain.state);
        state.access.clear();
        state.used.clear();
        self.chain.rotate(&mut state, now)
    }

    /// How many exchanges succeeded.
    #[must_use]
    pub fn exchanges(&self) -> u64 {
        lock(&self.chain.state).exchanges
    }
}

impl fmt::Debug for StreamOneCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StreamOneCredentials")
            .field("account_id", &self.account_id)
            .field("refresh_token", &self.refresh_token())
            .finish()
    }
}

impl Chain {
    pub(super) fn new(
        seed: u64,
        now: Timestamp,
        life: Duration,
        refresh_life: Duration,
        client: Option<(String, String)>,
    ) -> Self {
        let mut random = Random::new(seed, &[20]);
        let state = State {
            refresh: Some(random.letters(48)),
            random,
            refresh_expires: later(now, refresh_life),
            used: Vec::new(),
            access: HashMap::new(),
            exchanges: 0,
        };
        Self {
            state: Mutex::new(state),
            life,
            refresh_life,
            client,
        }
    }

    pub(super) fn expire(&self) {
        lock(&self.state).access.clear();
    }

    fn rotate(&self, state: &mut State, now: Timestamp) -> String {
        let token = state.random.letters(48);
        state.refresh_expires = later(now, self.refresh_life);
        state.refresh = Some(token.clone());
        token
    }

    pub(super) fn exchange(&self, call: &Call) -> Result<Answer, Refusal> {
        let Some(form) = call.form() else {
            let answer = oauth(400, "invalid_request", "the body must be form-encoded");
            return Err(Refusal::violation(
                answer,
                "the token request is not form-encoded",
            ));
        };
        if field(&form, "grant_type") != "refresh_token" {
            let reason = format!("grant_type '{}'", field(&form, "grant_type"));
            let answer = oauth(
                400,
                "unsupported_grant_type",
                "only refresh_token is supported",
            );
            return Err(Refusal::violation(answer, reason));
        }
        let given = (field(&form, "client_id"), field(&form, "client_secret"));
        if self
            .client
            .as_ref()
            .is_some_and(|(id, secret)| given != (id.as_str(), secret.as_str()))
        {
            return Err(Refusal::state(oauth(
                401,
                "invalid_client",
                "client authentication failed",
            )));
        }
        self.spend(field(&form, "refresh_token"), call.at)
    }

    fn spend(&self, given: &str, now: Timestamp) -> Result<Answer, Refusal> {
        let mut state = lock(&self.state);
        if state.used.iter().any(|used| used == given) {
            // A token that comes back was stolen, as far as the server can know: nothing of the chain stays valid.
            state.refresh = None;
            state.access.clear();
            return Err(Refusal::state(invalid_grant(
                "the refresh token was already used",
            )));
        }
        if state.refresh.as_deref() != Some(given) {
            return Err(Refusal::state(invalid_grant(
                "the refresh token is invalid",
            )));
        }
        if state.refresh_expires <= now {
            return Err(Refusal::state(invalid_grant(
                "the refresh token is expired",
            )));
        }
        state.used.push(given.to_owned());
        let refresh = self.rotate(&mut state, now);
        let access = state.random.letters(48);
        state.access.insert(access.clone(), later(now, self.life));
        state.exchanges += 1;
        let body = json!({
            "access_token": access,
            "expires_in": self.life.as_secs(),
            "refresh_token": refresh,
            "token_type": "Bearer",
        });
        Ok(Answer::json(200, body.to_string()).header("cache-control", "no-store"))
    }

    /// Checks the bearer token of a call.
    pub(super) fn check(&self, call: &Call) -> Result<(), Refusal> {
        let Some(given) = call.bearer() else {
            return Err(Refusal::violation(
                failure(401, "missing access token"),
                "no bearer token",
            ));
        };
        match lock(&self.state).access.get(given) {
            Some(expires) if *expires > call.at => Ok(()),
            Some(_) => Err(Refusal::state(failure(401, "access token is expired"))),
            None => Err(Refusal::state(failure(401, "access token is invalid"))),
        }
    }

    /// Says how long an access token, of the form or of the header, and the refresh token still live.
    pub(super) fn validate(&self, call: &Call) -> Result<Answer, Refusal> {
        let form = call.form().unwrap_or_default();
        let given = call
            .bearer()
            .unwrap_or_else(|| field(&form, "access_token"));
        let state = lock(&self.state);
        let Some(expires) = state
            .access
            .get(given)
            .filter(|expires| **expires > call.at)
        else {
            return Err(Refusal::state(failure(401, "access token is invalid")));
        };
        let body = json!({
            "access_expires_in": expires.duration_since(call.at).as_secs(),
            "refresh_expires_in": state.refresh_expires.duration_since(call.at).as_secs(),
        });
        Ok(Answer::json(200, body.to_string()))
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn invalid_grant(description: &str) -> Answer {
    oauth(400, "invalid_grant", description)
}

fn oauth(status: u16, error: &str, description: &str) -> Answer {
    Answer::json(
        status,
        json!({ "error": error, "error_description": description }).to_string(),
    )
}
