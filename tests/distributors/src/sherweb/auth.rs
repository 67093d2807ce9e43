//! The token endpoint: client credentials, one scope per token.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::SherwebCredentials;
use super::errors::{failure, gateway};
use crate::random::Random;
use crate::record::lock;
use crate::server::{Answer, Call, Refusal, field};

#[derive(Debug)]
struct Token {
    scope: String,
    expires: Timestamp,
}

#[derive(Debug)]
struct Issued {
    random: Random,
    tokens: HashMap<String, Token>,
}

/// Hands out and checks access tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    credentials: SherwebCredentials,
    life: Duration,
    issued: Mutex<Issued>,
}

impl Tokens {
    pub(super) fn new(credentials: SherwebCredentials, life: Duration, seed: u64) -> Self {
        let issued = Issued {
            random: Random::new(seed, &[11]),
            tokens: HashMap::new(),
        };
        Self {
            credentials,
            life,
            issued: Mutex::new(issued),
        }
    }

    pub(super) fn expire(&self) {
        lock(&self.issued).tokens.clear();
    }

    pub(super) fn exchange(&self, call: &Call) -> Result<Answer, Refusal> {
        let Some(form) = call.form() else {
            let reason = "the token request is not form-encoded";
            return Err(Refusal::violation(oauth("invalid_request"), reason));
        };
        if field(&form, "grant_type") != "client_credentials" {
            let reason = format!("grant_type '{}'", field(&form, "grant_type"));
            return Err(Refusal::violation(oauth("unsupported_grant_type"), reason));
        }
        let scope = field(&form, "scope");
        if !matches!(scope, "distributor" | "service-provider") {
            let reason = format!("a token has one scope, not '{scope}'");
            return Err(Refusal::violation(oauth("invalid_scope"), reason));
        }
        let given = (field(&form, "client_id"), field(&form, "client_secret"));
        if given
            != (
                self.credentials.client_id.as_str(),
                self.credentials.client_secret.as_str(),
            )
        {
            return Err(Refusal::state(oauth("invalid_client")));
        }
        Ok(self.issue(scope, call.at))
    }

    fn issue(&self, scope: &str, now: Timestamp) -> Answer {
        let mut issued = lock(&self.issued);
        let text = format!("eyJ{}", issued.random.letters(60));
        let expires = now.checked_add(self.life).unwrap_or(Timestamp::MAX);
        issued.tokens.insert(
            text.clone(),
            Token {
                scope: scope.to_owned(),
                expires,
            },
        );
        let body = json!({
            "access_token": text,
            "expires_in": self.life.as_secs(),
            "token_type": "Bearer",
        });
        Answer::json(200, body.to_string()).header("cache-control", "no-store")
    }

    /// Checks the bearer token of a call against the scope of its operation.
    pub(super) fn check(&self, call: &Call, scope: &str) -> Result<(), Refusal> {
        let Some(given) = call.bearer() else {
            let answer = gateway(401, "Unauthorized. Access token is missing or invalid.");
            return Err(Refusal::violation(answer, "no bearer token"));
        };
        let issued = lock(&self.issued);
        match issued.tokens.get(given) {
            Some(token) if token.expires <= call.at => Err(Refusal::state(gateway(
                401,
                "Unauthorized. Access token is expired.",
            ))),
            Some(token) if token.scope != scope => {
                let reason = format!("a token of scope {} where {scope} is needed", token.scope);
                Err(Refusal::violation(failure(403, "Forbidden"), reason))
            }
            Some(_) => Ok(()),
            None => Err(Refusal::state(gateway(
                401,
                "Unauthorized. Access token is missing or invalid.",
            ))),
        }
    }
}

fn oauth(error: &str) -> Answer {
    Answer::json(400, json!({ "error": error }).to_string())
}
