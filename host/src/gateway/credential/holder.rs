//! A credential at work: its secrets, its token, and the header lines that they become.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::Notify;

use crate::base::Secret;

use super::super::error::{OpenError, SendError};
use super::super::headers;
use super::super::policy::{Policy, Secrets};
use super::super::statistics::nanos;
use super::super::wire::Wire;
use super::client_credentials::ClientCredentials;
use super::refresh_token::RefreshToken;
use super::spec::{Credential, Scheme, TokenField};
use super::state::Store;
use super::status::TokenStatus;
use super::token::AccessToken;

/// How long a 401 brings no new token after a new token has brought another 401: it is then not
/// the token that is refused, and vendors count exchanges.
const RENEWAL_BREAK: Duration = Duration::from_secs(300);

/// A credential at work.
pub(in super::super) struct Holder {
    pub(in super::super) name: String,
    /// The index of the only origin that it is sent to.
    pub(in super::super) origin: usize,
    /// The lines that it always adds, marked as sensitive.
    fixed: HeaderMap,
    source: Source,
    /// When a new token was last refused like the old one; nanoseconds since the Unix epoch.
    useless_renewal: AtomicU64,
}

enum Source {
    Fixed,
    ClientCredentials(Box<ClientCredentials>),
    RefreshToken(Arc<RefreshToken>),
}

impl Holder {
    /// Prepares a credential that the policy has checked.
    ///
    /// # Errors
    /// Fails when a setting is missing or fits into no header, or the state folder cannot be used.
    pub(in super::super) fn new(
        credential: &Credential,
        policy: &Policy,
        secrets: &Secrets,
        state: &Path,
    ) -> Result<Self, OpenError> {
        let values = Values {
            credential,
            secrets,
        };
        let origin = policy.origin_index(
            &credential.origin,
            &format!("credential {}", credential.name),
        );
        let origin = origin.map_err(|source| OpenError::Policy {
            connection: policy.connection.clone(),
            source,
        })?;
        let mut extra = HeaderMap::new();
        for header in &credential.headers {
            values.insert(&mut extra, &header.name, &header.setting, |value| {
                value.to_owned()
            })?;
        }
        let mut fixed = extra.clone();
        let source = match &credential.scheme {
            Scheme::Basic { username, password } => {
                let user = values.get(username)?.reveal();
                if user.contains(':') {
                    return Err(values.unusable(
                        username,
                        "contains a colon, which a user name must not (RFC 7617)",
                    ));
                }
                values.insert(&mut fixed, AUTHORIZATION.as_str(), password, |password| {
                    basic(user, password)
                })?;
                Source::Fixed
            }
            Scheme::Header {
                header,
                setting,
                prefix,
            } => {
                values.insert(&mut fixed, header, setting, |key| format!("{prefix}{key}"))?;
                Source::Fixed
            }
            Scheme::ClientCredentials {
                token_path,
                client_id,
                client_secret,
                scope,
                body,
                fields,
            } => Source::ClientCredentials(Box::new(ClientCredentials {
                credential: credential.name.clone(),
                origin,
                token_path: token_path.clone(),
                client_id: values.get(client_id)?.clone(),
                client_secret: values.get(client_secret)?.clone(),
                scope: scope.clone(),
                body: *body,
                fields: values.fields(fields),
                headers: extra,
                cell: Default::default(),
                flight: Default::default(),
            })),
            Scheme::RefreshToken {
                token_path,
                refresh_token,
                client_id,
                client_secret,
                lifetime,
                renew_after,
            } => {
                let store = Store::open(state, &policy.connection, &credential.name)?;
                let optional = |setting: &Option<String>| {
                    setting
                        .as_ref()
                        .and_then(|setting| secrets.get(setting))
                        .cloned()
                };
                Source::RefreshToken(Arc::new(RefreshToken {
                    credential: credential.name.clone(),
                    vendor_name: policy.vendor_name.clone(),
                    setting: refresh_token.clone(),
                    origin,
                    token_path: token_path.clone(),
                    seed: values.get(refresh_token)?.clone(),
                    client_id: optional(client_id),
                    client_secret: optional(client_secret),
                    headers: extra,
                    lifetime: *lifetime,
                    renew_after: *renew_after,
                    store,
                    cell: Default::default(),
                    renewal_due: AtomicU64::new(u64::MAX),
                    flight: Default::default(),
                    gate: Default::default(),
                    ending: Notify::new(),
                    answers: Default::default(),
                    unsaved: Default::default(),
                }))
            }
        };
        Ok(Self {
            name: credential.name.clone(),
            origin,
            fixed,
            source,
            useless_renewal: AtomicU64::new(0),
        })
    }

    /// Returns the names of the header lines that it adds, in lower case.
    pub(in super::super) fn header_names(&self) -> BTreeSet<String> {
        self.fixed
            .keys()
            .map(|name| name.as_str().to_owned())
            .collect()
    }

    /// Returns the values of the lines that it always adds, for masking.
    pub(in super::super) fn header_values(&self) -> impl Iterator<Item = &str> {
        self.fixed.values().filter_map(|value| value.to_str().ok())
    }

    /// Returns the token that a request needs; none for schemes without tokens.
    ///
    /// # Errors
    /// Fails when no token can be had.
    pub(in super::super) async fn token(
        &self,
        wire: &Arc<Wire>,
    ) -> Result<Option<Arc<AccessToken>>, SendError> {
        self.obtain(wire, None).await
    }

    /// Returns another token than the one that the vendor refused; none when a new one would not help.
    ///
    /// # Errors
    /// Fails when no token can be had.
    pub(in super::super) async fn renew(
        &self,
        wire: &Arc<Wire>,
        refused: &Arc<AccessToken>,
    ) -> Result<Option<Arc<AccessToken>>, SendError> {
        // A time in the future means that the clock was set back; the note is then void.
        let since = nanos(wire.now()).checked_sub(self.useless_renewal.load(Ordering::Relaxed));
        if since.is_some_and(|since| since < nanos(RENEWAL_BREAK)) {
            return Ok(None);
        }
        self.obtain(wire, Some(refused)).await
    }

    /// Notes that a new token was refused like the old one.
    pub(in super::super) fn renewal_was_useless(&self, now: Duration) {
        self.useless_renewal.store(nanos(now), Ordering::Relaxed);
    }

    async fn obtain(
        &self,
        wire: &Arc<Wire>,
        refused: Option<&Arc<AccessToken>>,
    ) -> Result<Option<Arc<AccessToken>>, SendError> {
        match &self.source {
            Source::Fixed => Ok(None),
            Source::ClientCredentials(grant) => {
                grant.token(wire, refused.map(Arc::as_ref)).await.map(Some)
            }
            Source::RefreshToken(grant) => grant.token(wire, refused.cloned()).await.map(Some),
        }
    }

    /// Adds the credential's lines to a request.
    pub(in super::super) fn apply(&self, token: Option<&AccessToken>, headers: &mut HeaderMap) {
        for (name, value) in &self.fixed {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token.header());
        }
    }

    /// Waits for an exchange of a single-use token that is under way.
    pub(in super::super) async fn settle(&self) {
        if let Source::RefreshToken(grant) = &self.source {
            grant.settle().await;
        }
    }

    /// Returns how the refresh token stands; none for other schemes.
    pub(in super::super) fn status(&self, now: Duration) -> Option<TokenStatus> {
        match &self.source {
            Source::RefreshToken(grant) => Some(grant.status(now)),
            Source::Fixed | Source::ClientCredentials(_) => None,
        }
    }
}

/// The settings of one credential.
struct Values<'a> {
    credential: &'a Credential,
    secrets: &'a Secrets,
}

impl Values<'_> {
    fn get(&self, setting: &str) -> Result<&Secret, OpenError> {
        let found = self
            .secrets
            .get(setting)
            .filter(|secret| !secret.reveal().is_empty());
        found.ok_or_else(|| OpenError::MissingSetting {
            credential: self.credential.name.clone(),
            setting: setting.to_owned(),
        })
    }

    /// The further fields of a token request that have a value.
    fn fields(&self, fields: &[TokenField]) -> Vec<(String, Secret)> {
        let value = |field: &TokenField| match (&field.value, &field.setting) {
            (Some(value), _) => Some(Secret::new(value.clone())),
            (None, Some(setting)) => self.secrets.get(setting).cloned(),
            (None, None) => None,
        };
        fields
            .iter()
            .filter_map(|field| Some((field.name.clone(), value(field)?)))
            .filter(|(_, value)| !value.reveal().is_empty())
            .collect()
    }

    fn insert(
        &self,
        map: &mut HeaderMap,
        name: &str,
        setting: &str,
        make: impl Fn(&str) -> String,
    ) -> Result<(), OpenError> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| self.unusable(setting, "belongs to a header whose name cannot be used"))?;
        let mut value: HeaderValue = headers::parse_value(&make(self.get(setting)?.reveal()))
            .map_err(|fault| self.unusable(setting, fault))?;
        value.set_sensitive(true);
        map.insert(name, value);
        Ok(())
    }

    fn unusable(&self, setting: &str, fault: &str) -> OpenError {
        OpenError::UnusableSetting {
            credential: self.credential.name.clone(),
            setting: setting.to_owned(),
            fault: fault.to_owned(),
        }
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}
