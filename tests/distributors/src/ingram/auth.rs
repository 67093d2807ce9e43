//! The token endpoint: basic authentication, the key of the gateway, and the marketplace in a JSON body.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::basic::user_and_password;
use super::replies::Replies;
use super::{IngramCredentials, IngramOptions, Refused, TokenBody};
use crate::random::Random;
use crate::record::lock;
use crate::server::{Answer, Call, Refusal};

#[derive(Debug)]
struct Issued {
    random: Random,
    tokens: HashMap<String, Timestamp>,
}

/// Hands out and checks access tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    credentials: IngramCredentials,
    life: Duration,
    body: TokenBody,
    token_refusal: Refused,
    call_refusal: Refused,
    one: bool,
    issued: Mutex<Issued>,
}

impl Tokens {
    pub(super) fn new(credentials: IngramCredentials, options: &IngramOptions) -> Self {
        Self {
            credentials,
            life: options.token_life,
            body: options.token_body,
            token_refusal: options.token_refusal,
            call_refusal: options.call_refusal,
            one: options.one_token,
            issued: Mutex::new(Issued {
                random: Random::new(options.world.seed, &[62]),
                tokens: HashMap::new(),
            }),
        }
    }

    pub(super) fn expire(&self) {
        lock(&self.issued).tokens.clear();
    }

    /// Checks the key of the gateway, which every call has.
    pub(super) fn check_key(&self, replies: &Replies, call: &Call) -> Result<(), Refusal> {
        match call.header("x-subscription-key") {
            Some(key) if key == self.credentials.subscription_key => Ok(()),
            Some(_) => {
                let message = "Access denied due to invalid subscription key.";
                Err(Refusal::state(replies.stopped(call, message)))
            }
            None => {
                let message = "Access denied due to missing subscription key.";
                let answer = replies.stopped(call, message);
                Err(Refusal::violation(answer, "no X-Subscription-Key"))
            }
        }
    }

    pub(super) fn exchange(&self, replies: &Replies, call: &Call) -> Result<Answer, Refusal> {
        let denied = || {
            let status = self.token_refusal.status();
            replies.error(call, status, "Incorrect or missing authorization")
        };
        let Some((user, password)) = call.header("authorization").and_then(user_and_password)
        else {
            let reason = "the token request has no basic authentication";
            return Err(Refusal::violation(denied(), reason));
        };
        if user != self.credentials.username || password != self.credentials.password {
            return Err(Refusal::state(denied()));
        }
        let marketplace = self
            .marketplace(call)
            .map_err(|reason| replies.misuse(call, reason))?;
        if marketplace.is_some_and(|code| code != self.credentials.marketplace) {
            let answer = replies.error(call, 403, "No access to the marketplace");
            return Err(Refusal::state(answer));
        }
        Ok(replies.done(self.issue(call.at)))
    }

    /// The marketplace that the request names, or what is wrong with its body.
    fn marketplace(&self, call: &Call) -> Result<Option<String>, String> {
        match self.body {
            TokenBody::Ignored => return Ok(None),
            TokenBody::Optional if call.body.is_empty() => return Ok(None),
            TokenBody::Required | TokenBody::Optional => {}
        }
        let media_type = call.header("content-type").unwrap_or("");
        let media_type = media_type.split(';').next().unwrap_or("").trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(format!("the token request is not JSON but '{media_type}'"));
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(&call.body) else {
            return Err("the token request is no object of JSON".to_owned());
        };
        if let Some(name) = members.keys().find(|name| *name != "marketplace") {
            return Err(format!("the token request has an unknown '{name}'"));
        }
        match members.get("marketplace") {
            Some(Value::String(code)) if !code.is_empty() => Ok(Some(code.clone())),
            None if self.body == TokenBody::Optional => Ok(None),
            _ => Err("the token request names no marketplace".to_owned()),
        }
    }

    fn issue(&self, now: Timestamp) -> Answer {
        let mut issued = lock(&self.issued);
        if self.one {
            issued.tokens.clear();
        }
        // A signed token has three parts, and this one is long.
        let random = &mut issued.random;
        let parts = [160, 700, 86].map(|length| random.letters(length));
        let text = format!("eyJ{}", parts.join("."));
        let expires = now.checked_add(self.life).unwrap_or(Timestamp::MAX);
        issued.tokens.insert(text.clone(), expires);
        let body = json!({ "token": text, "expiresInSeconds": self.life.as_secs() });
        Answer::json(200, body.to_string())
    }

    /// Checks the bearer token of a call.
    pub(super) fn check(&self, replies: &Replies, call: &Call) -> Result<(), Refusal> {
        let refused = || {
            let status = self.call_refusal.status();
            replies.error(call, status, "Incorrect or missing authorization")
        };
        let Some(given) = call.bearer() else {
            return Err(Refusal::violation(refused(), "no bearer token"));
        };
        match lock(&self.issued).tokens.get(given) {
            Some(expires) if *expires > call.at => Ok(()),
            _ => Err(Refusal::state(refused())),
        }
    }
}
