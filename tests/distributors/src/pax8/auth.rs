//! The token endpoint: client credentials in a JSON body, with an audience.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::error;
use super::{Pax8Credentials, Pax8Options};
use crate::random::Random;
use crate::record::lock;
use crate::server::{Answer, Call, Refusal};

/// The audiences of the partner interface, the newer one first; the other two of the document are not for partners.
const AUDIENCES: [&str; 2] = ["https://api.pax8.com", "api://p8p.client"];

#[derive(Debug)]
struct Issued {
    random: Random,
    tokens: HashMap<String, Timestamp>,
}

/// Hands out and checks access tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    credentials: Pax8Credentials,
    life: Duration,
    forms: bool,
    extras: bool,
    issued: Mutex<Issued>,
}

impl Tokens {
    pub(super) fn new(credentials: Pax8Credentials, options: &Pax8Options) -> Self {
        Self {
            credentials,
            life: options.token_life,
            forms: options.form_tokens,
            extras: options.token_extras,
            issued: Mutex::new(Issued {
                random: Random::new(options.world.seed, &[51]),
                tokens: HashMap::new(),
            }),
        }
    }

    pub(super) fn expire(&self) {
        lock(&self.issued).tokens.clear();
    }

    pub(super) fn exchange(&self, call: &Call) -> Result<Answer, Refusal> {
        let request = self
            .request(call)
            .map_err(|reason| Refusal::violation(denied(), reason))?;
        let field = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or("");
        for name in ["client_id", "client_secret", "audience", "grant_type"] {
            if field(name).is_empty() {
                let reason = format!("the token request has no {name}");
                return Err(Refusal::violation(denied(), reason));
            }
        }
        if field("grant_type") != "client_credentials" {
            let reason = format!("grant_type '{}'", field("grant_type"));
            return Err(Refusal::violation(denied(), reason));
        }
        if !AUDIENCES.contains(&field("audience")) {
            let reason = format!("audience '{}'", field("audience"));
            return Err(Refusal::violation(denied(), reason));
        }
        if field("client_id") != self.credentials.client_id
            || field("client_secret") != self.credentials.client_secret
        {
            return Err(Refusal::state(denied()));
        }
        Ok(self.issue(call.at))
    }

    /// The members of the request, or what is wrong with its form.
    fn request(&self, call: &Call) -> Result<Value, &'static str> {
        if self.forms
            && let Some(form) = call.form()
        {
            return Ok(form
                .into_iter()
                .map(|(name, value)| (name, Value::String(value)))
                .collect());
        }
        let media_type = call
            .header("content-type")
            .and_then(|text| text.split(';').next())
            .unwrap_or("");
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err("the token request is not JSON");
        }
        serde_json::from_slice(&call.body).map_err(|_| "the token request is no valid JSON")
    }

    fn issue(&self, now: Timestamp) -> Answer {
        let mut issued = lock(&self.issued);
        let text = format!("eyJ{}", issued.random.letters(90));
        let expires = now.checked_add(self.life).unwrap_or(Timestamp::MAX);
        issued.tokens.insert(text.clone(), expires);
        let mut body = json!({
            "access_token": text,
            "expires_in": self.life.as_secs(),
            "token_type": "Bearer",
        });
        if self.extras
            && let Some(members) = body.as_object_mut()
        {
            members.insert("expires_at".to_owned(), expires.as_second().into());
            members.insert("scope".to_owned(), "partner".into());
        }
        Answer::new(200, "application/json", body.to_string())
    }

    /// Checks the bearer token of a call.
    pub(super) fn check(&self, call: &Call) -> Result<(), Refusal> {
        let refused = || error(call, 401, "No valid access token provided");
        let Some(given) = call.bearer() else {
            return Err(Refusal::violation(refused(), "no bearer token"));
        };
        match lock(&self.issued).tokens.get(given) {
            Some(expires) if *expires > call.at => Ok(()),
            _ => Err(Refusal::state(refused())),
        }
    }
}

/// The only refusal that is documented, whatever is wrong.
fn denied() -> Answer {
    let body = json!({ "error": "access_denied", "error_description": "Unauthorized" });
    Answer::new(401, "application/json", body.to_string())
}
