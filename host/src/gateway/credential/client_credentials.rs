//! The client credentials grant: a token for a client id and secret, as often as one is needed.

use std::sync::Arc;

use reqwest::header::HeaderMap;
use tokio::sync::Mutex;

use crate::base::Secret;

use super::super::client::{Answer, Fault};
use super::super::error::SendError;
use super::super::retry::Tries;
use super::super::wire::{TokenRequest, Wire};
use super::answer;
use super::spec::TokenBody;
use super::token::{AccessToken, TokenCell};

/// One credential's token.
#[derive(Debug)]
pub(super) struct ClientCredentials {
    pub(super) credential: String,
    pub(super) origin: usize,
    pub(super) token_path: String,
    pub(super) client_id: Secret,
    pub(super) client_secret: Secret,
    pub(super) scope: Option<String>,
    pub(super) body: TokenBody,
    /// Further fields of the request.
    pub(super) fields: Vec<(String, Secret)>,
    pub(super) headers: HeaderMap,
    pub(super) cell: TokenCell,
    /// Held by whoever fetches, so that the others wait for the same token.
    pub(super) flight: Mutex<()>,
}

impl ClientCredentials {
    /// Returns a usable token that is not the refused one.
    ///
    /// # Errors
    /// Fails when the token endpoint gives none.
    pub(super) async fn token(
        &self,
        wire: &Wire,
        refused: Option<&AccessToken>,
    ) -> Result<Arc<AccessToken>, SendError> {
        if let Some(token) = self.cell.usable(wire.now(), refused) {
            return Ok(token);
        }
        let _flight = self.flight.lock().await;
        if let Some(token) = self.cell.usable(wire.now(), refused) {
            return Ok(token);
        }
        let token = Arc::new(self.fetch(wire).await?);
        self.cell.set(Some(Arc::clone(&token)));
        Ok(token)
    }

    async fn fetch(&self, wire: &Wire) -> Result<AccessToken, SendError> {
        let mut tries = Tries::new(&wire.limits, &wire.pacing);
        loop {
            let outcome = self.ask(wire).await;
            let next = tries.after(&outcome, wire.now());
            if let Some(pause) = next.pause {
                wire.pacer.pause(pause).await;
            }
            match next.again_after {
                Some(wait) => wire.wait(wait).await,
                None => return self.accept(wire, outcome, tries.failed()),
            }
        }
    }

    async fn ask(&self, wire: &Wire) -> Result<Answer, Fault> {
        let mut fields = vec![
            ("grant_type", "client_credentials"),
            ("client_id", self.client_id.reveal()),
            ("client_secret", self.client_secret.reveal()),
        ];
        if let Some(scope) = &self.scope {
            fields.push(("scope", scope));
        }
        let further = self.fields.iter();
        fields.extend(further.map(|(name, value)| (name.as_str(), value.reveal())));
        let request = TokenRequest {
            origin: self.origin,
            path: &self.token_path,
            fields: &fields,
            body: self.body,
            headers: &self.headers,
            before_form: None,
        };
        let permit = wire.enter().await?;
        wire.token(permit, request).await
    }

    fn accept(
        &self,
        wire: &Wire,
        outcome: Result<Answer, Fault>,
        tries: u32,
    ) -> Result<AccessToken, SendError> {
        let answer =
            outcome.map_err(
                |fault| match wire.origins.target(self.origin, &self.token_path) {
                    Ok(target) => wire.explain(fault, &target, tries).map_text(|why| {
                        format!("no token for credential {}: {why}", self.credential)
                    }),
                    Err(error) => error,
                },
            )?;
        let granted = if (200..300).contains(&answer.status) {
            answer::granted(&answer.body)
        } else {
            None
        };
        let token = granted.and_then(|granted| {
            let value = granted.access?;
            wire.redactor.add_token(value.reveal());
            AccessToken::new(value.reveal(), wire.now(), granted.lifetime)
        });
        token.ok_or_else(|| self.refusal(wire, &answer))
    }

    fn refusal(&self, wire: &Wire, answer: &Answer) -> SendError {
        let what = format!(
            "no token for credential {} from {}: {}",
            self.credential,
            wire.origins.name(self.origin),
            answer::describe(answer)
        );
        match answer.status {
            // A web page or half a body in place of a token is a stumble, not a refusal.
            429 | 500..=599 | 200..=299 => {
                SendError::Connection(format!("{what}; run again later"))
            }
            400 | 401 | 403 => SendError::Credential(format!(
                "{what}; check the client id, the client secret and what they are permitted to do"
            )),
            _ => SendError::Credential(format!("{what}; check the origin's base URL")),
        }
    }
}
