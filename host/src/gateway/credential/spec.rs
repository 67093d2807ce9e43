//! Credentials as a manifest declares them.

use std::time::Duration;

use serde::Deserialize;

use super::super::error::PolicyError;
use super::super::headers;
use super::super::path;

/// How long a refresh token of a vendor that does not say is taken to last.
const LIFETIME_DAYS: u32 = 32;
/// When a refresh token is renewed though nobody needs it, so that an idle account stays connected.
const RENEW_AFTER_DAYS: u32 = 14;

/// A credential as a manifest writes it. Which fields belong to which scheme: see [`Scheme`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialSpec {
    /// The name that requests refer to.
    pub name: String,
    /// `oauth2-client-credentials`, `oauth2-refresh-token`, `basic` or `header`.
    pub scheme: String,
    /// The name of the only origin that it is sent to.
    pub origin: String,
    /// The path of the token endpoint on that origin.
    #[serde(default)]
    pub token_path: Option<String>,
    /// The setting that holds the client id.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The setting that holds the client secret.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// The scope of the token.
    #[serde(default)]
    pub scope: Option<String>,
    /// How the token request is written: `form`, which is the default, or `json`.
    #[serde(default)]
    pub token_body: Option<String>,
    /// What the token request has beside what the grant needs.
    #[serde(default)]
    pub token_fields: Vec<TokenField>,
    /// The setting that holds the first refresh token.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// How many days a refresh token lasts.
    #[serde(default)]
    pub lifetime_days: Option<u32>,
    /// After how many days a refresh token is renewed though nobody needs it.
    #[serde(default)]
    pub renew_after_days: Option<u32>,
    /// The setting that holds the user name.
    #[serde(default)]
    pub username: Option<String>,
    /// The setting that holds the password.
    #[serde(default)]
    pub password: Option<String>,
    /// The header that carries the key.
    #[serde(default)]
    pub header: Option<String>,
    /// The setting that holds the key.
    #[serde(default)]
    pub setting: Option<String>,
    /// What stands before the key in the header.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Header lines that are sent in addition, with the token request too.
    #[serde(default)]
    pub headers: Vec<ExtraHeader>,
}

impl CredentialSpec {
    /// Every text of it; people are shown some, and messages quote others.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &String> {
        let Self {
            name,
            scheme,
            origin,
            token_path,
            client_id,
            client_secret,
            scope,
            token_body,
            token_fields,
            refresh_token,
            lifetime_days: _,
            renew_after_days: _,
            username,
            password,
            header,
            setting,
            prefix,
            headers,
        } = self;
        let optional = [
            token_path,
            client_id,
            client_secret,
            scope,
            token_body,
            refresh_token,
            username,
            password,
            header,
            setting,
            prefix,
        ];
        [name, scheme, origin]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(headers.iter().flat_map(|line| [&line.name, &line.setting]))
            .chain(token_fields.iter().flat_map(TokenField::texts))
    }
}

/// A further field of a token request, such as `audience`. It has a setting or a value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenField {
    /// The field's name.
    pub name: String,
    /// The setting that holds its value; left out of the request where the operator has not set it.
    #[serde(default)]
    pub setting: Option<String>,
    /// The value itself.
    #[serde(default)]
    pub value: Option<String>,
}

impl TokenField {
    fn texts(&self) -> impl Iterator<Item = &String> {
        let Self {
            name,
            setting,
            value,
        } = self;
        std::iter::once(name).chain(setting).chain(value)
    }
}

/// How a token request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenBody {
    /// As a form, as RFC 6749 has it.
    Form,
    /// As a JSON object of texts.
    Json,
}

/// A header line that a credential adds, such as a subscription key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraHeader {
    /// The header's name.
    pub name: String,
    /// The setting that holds its value.
    pub setting: String,
}

/// How a request is authenticated. Texts are names of settings unless they say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// `oauth2-client-credentials`: a bearer token for a client id and secret (RFC 6749, section 4.4).
    ClientCredentials {
        /// The path of the token endpoint.
        token_path: String,
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: String,
        /// The scope itself; one token is kept per credential, so one per scope.
        scope: Option<String>,
        /// How the request is written.
        body: TokenBody,
        /// What it has in addition.
        fields: Vec<TokenField>,
    },
    /// `oauth2-refresh-token`: a bearer token for a refresh token that is used once and replaced
    /// (RFC 6749, section 6).
    RefreshToken {
        /// The path of the token endpoint.
        token_path: String,
        /// The first refresh token.
        refresh_token: String,
        /// The client id; sent only when the operator has set it.
        client_id: Option<String>,
        /// The client secret; sent only when the operator has set it.
        client_secret: Option<String>,
        /// How long a refresh token lasts.
        lifetime: Duration,
        /// When it is renewed though nobody needs it.
        renew_after: Duration,
    },
    /// `basic`: user name and password (RFC 7617).
    Basic {
        /// The user name.
        username: String,
        /// The password.
        password: String,
    },
    /// `header`: a key in a header of its own.
    Header {
        /// The header's name itself.
        header: String,
        /// The key.
        setting: String,
        /// What stands before the key, itself.
        prefix: String,
    },
}

impl Scheme {
    /// Returns the name that manifests use.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ClientCredentials { .. } => "oauth2-client-credentials",
            Self::RefreshToken { .. } => "oauth2-refresh-token",
            Self::Basic { .. } => "basic",
            Self::Header { .. } => "header",
        }
    }

    /// Returns the path of the token endpoint, where there is one.
    #[must_use]
    pub fn token_path(&self) -> Option<&str> {
        match self {
            Self::ClientCredentials { token_path, .. } | Self::RefreshToken { token_path, .. } => {
                Some(token_path)
            }
            Self::Basic { .. } | Self::Header { .. } => None,
        }
    }
}

/// A credential, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The name that requests refer to.
    pub name: String,
    /// The name of the only origin that it is sent to.
    pub origin: String,
    /// How requests are authenticated.
    pub scheme: Scheme,
    /// Header lines that are sent in addition, with the token request too.
    pub headers: Vec<ExtraHeader>,
}

impl Credential {
    /// Checks what the types do not.
    ///
    /// # Errors
    /// Fails with the first broken rule.
    pub(in super::super) fn check(&self) -> Result<(), PolicyError> {
        let refuse = |why: String| Err(PolicyError(format!("credential {} {why}", self.name)));
        if let Some(path) = self.scheme.token_path()
            && (!path.starts_with('/') || path.contains(['?', '#']) || path::check(path).is_err())
        {
            return refuse(format!(
                "has the token_path {path:?}; it must be a plain path that begins with /"
            ));
        }
        if let Scheme::ClientCredentials { fields, .. } = &self.scheme
            && let Some(fault) = fields_fault(fields)
        {
            return refuse(fault);
        }
        if let Scheme::RefreshToken {
            lifetime,
            renew_after,
            ..
        } = &self.scheme
            && (*renew_after < days(1) || renew_after >= lifetime)
        {
            return refuse(
                "must have a renew_after_days of at least 1 and below lifetime_days".to_owned(),
            );
        }
        let own = match &self.scheme {
            Scheme::Header { header, .. } => Some(header),
            _ => None,
        };
        for name in self.headers.iter().map(|header| &header.name).chain(own) {
            let is_name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_ok();
            // A key may travel as `authorization`; nothing else of the gateway's own is up to a manifest.
            let own_authorization = Some(name) == own && name.eq_ignore_ascii_case("authorization");
            if !is_name || (headers::is_reserved(name) && !own_authorization) {
                return refuse(format!(
                    "adds the header {name:?}, which a credential may not set"
                ));
            }
        }
        Ok(())
    }
}

impl TryFrom<CredentialSpec> for Credential {
    type Error = PolicyError;

    fn try_from(mut spec: CredentialSpec) -> Result<Self, PolicyError> {
        let scheme = match spec.scheme.as_str() {
            "oauth2-client-credentials" => Scheme::ClientCredentials {
                token_path: spec.take("token_path", |spec| &mut spec.token_path)?,
                client_id: spec.take("client_id", |spec| &mut spec.client_id)?,
                client_secret: spec.take("client_secret", |spec| &mut spec.client_secret)?,
                scope: spec.scope.take(),
                body: spec.take_body()?,
                fields: std::mem::take(&mut spec.token_fields),
            },
            "oauth2-refresh-token" => Scheme::RefreshToken {
                token_path: spec.take("token_path", |spec| &mut spec.token_path)?,
                refresh_token: spec.take("refresh_token", |spec| &mut spec.refresh_token)?,
                client_id: spec.client_id.take(),
                client_secret: spec.client_secret.take(),
                lifetime: days(spec.lifetime_days.take().unwrap_or(LIFETIME_DAYS)),
                renew_after: days(spec.renew_after_days.take().unwrap_or(RENEW_AFTER_DAYS)),
            },
            "basic" => Scheme::Basic {
                username: spec.take("username", |spec| &mut spec.username)?,
                password: spec.take("password", |spec| &mut spec.password)?,
            },
            "header" => Scheme::Header {
                header: spec.take("header", |spec| &mut spec.header)?,
                setting: spec.take("setting", |spec| &mut spec.setting)?,
                prefix: spec.prefix.take().unwrap_or_default(),
            },
            other => {
                return Err(PolicyError(format!(
                    "credential {} has the scheme {other:?}; it must be oauth2-client-credentials, oauth2-refresh-token, basic or header",
                    spec.name
                )));
            }
        };
        spec.check_nothing_left()?;
        let credential = Self {
            name: spec.name,
            origin: spec.origin,
            scheme,
            headers: spec.headers,
        };
        credential.check()?;
        Ok(credential)
    }
}

impl CredentialSpec {
    fn take(
        &mut self,
        field: &str,
        place: impl Fn(&mut Self) -> &mut Option<String>,
    ) -> Result<String, PolicyError> {
        let value = place(self).take();
        value.ok_or_else(|| {
            PolicyError(format!(
                "credential {} has no {field}, which the scheme {} needs",
                self.name, self.scheme
            ))
        })
    }

    fn take_body(&mut self) -> Result<TokenBody, PolicyError> {
        match self.token_body.take().as_deref() {
            None | Some("form") => Ok(TokenBody::Form),
            Some("json") => Ok(TokenBody::Json),
            Some(other) => Err(PolicyError(format!(
                "credential {} has the token_body {other:?}; it must be form or json",
                self.name
            ))),
        }
    }

    /// A field of another scheme is a mistake that would otherwise go unseen.
    fn check_nothing_left(&self) -> Result<(), PolicyError> {
        let left = [
            ("token_path", self.token_path.is_some()),
            ("client_id", self.client_id.is_some()),
            ("client_secret", self.client_secret.is_some()),
            ("scope", self.scope.is_some()),
            ("token_body", self.token_body.is_some()),
            ("token_fields", !self.token_fields.is_empty()),
            ("refresh_token", self.refresh_token.is_some()),
            ("lifetime_days", self.lifetime_days.is_some()),
            ("renew_after_days", self.renew_after_days.is_some()),
            ("username", self.username.is_some()),
            ("password", self.password.is_some()),
            ("header", self.header.is_some()),
            ("setting", self.setting.is_some()),
            ("prefix", self.prefix.is_some()),
        ];
        match left.iter().find(|(_, is_left)| *is_left) {
            Some((field, _)) => Err(PolicyError(format!(
                "credential {} has {field}, which the scheme {} does not know",
                self.name, self.scheme
            ))),
            None => Ok(()),
        }
    }
}

/// The fields that the grant itself has.
const FIELDS_OF_THE_GRANT: [&str; 4] = ["grant_type", "client_id", "client_secret", "scope"];

/// What is wrong with further fields, as it follows the credential's name.
fn fields_fault(fields: &[TokenField]) -> Option<String> {
    let mut seen = std::collections::BTreeSet::new();
    fields.iter().find_map(|field| {
        let TokenField {
            name,
            setting,
            value,
        } = field;
        if name.is_empty() || FIELDS_OF_THE_GRANT.contains(&name.as_str()) || !seen.insert(name) {
            return Some(format!(
                "has the token field {name:?}, which must be a name that the request does not have yet"
            ));
        }
        (setting.is_some() == value.is_some()).then(|| {
            format!("has the token field {name:?}, which must have either a setting or a value")
        })
    })
}

fn days(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 86_400)
}
