//! What a plugin asks for that can do harm: where it sends, as whom, and what it posts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Manifest;
use super::imports::printable;
use crate::gateway::{CredentialSpec, TokenField};

/// What a plugin asks for, in the form in which `plugins.lock` keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// Where it sends requests: the URL by the origin's name.
    #[serde(default)]
    pub origins: BTreeMap<String, String>,
    /// Paths that only read in spite of POST: `api /a/*/b`.
    #[serde(default)]
    pub post_reads: BTreeSet<String>,
    /// How its requests are authenticated, by the credential's name.
    #[serde(default)]
    pub credentials: BTreeMap<String, GrantedCredential>,
}

/// A credential: which secrets go where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantedCredential {
    /// How it works: `oauth2-client-credentials`.
    pub scheme: String,
    /// The name of the origin that it is sent to.
    pub origin: String,
    /// Where its tokens come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_path: Option<String>,
    /// The scope of its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// How the request for a token is written, where that is not as a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_body: Option<String>,
    /// What the request for a token has beside what the grant needs: `audience from audience`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_fields: Vec<String>,
    /// The header lines that carry it or go with it, names alone.
    pub headers: Vec<String>,
    /// The settings that its values come from.
    pub settings: Vec<String>,
}

/// What was added to one kind of wish, and what was removed; a wish that changed is in both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What is asked for now and was not before.
    pub added: Vec<String>,
    /// What was asked for before and is not now.
    pub removed: Vec<String>,
}

/// What changed in the wishes of a plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// In where it sends requests.
    pub origins: Difference,
    /// In how its requests are authenticated.
    pub credentials: Difference,
    /// In what is sent by POST, requests for tokens included.
    pub post_reads: Difference,
}

impl Grants {
    /// What a manifest asks for.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let origins = manifest
            .origins
            .iter()
            .map(|origin| (origin.name.clone(), origin.url.clone()));
        let post_reads = manifest
            .post_reads
            .iter()
            .map(|read| format!("{} {}", read.origin, read.path));
        let credentials = manifest
            .credentials
            .iter()
            .map(|spec| (spec.name.clone(), GrantedCredential::of(spec)));
        Self {
            origins: origins.collect(),
            post_reads: post_reads.collect(),
            credentials: credentials.collect(),
        }
    }

    /// What changed since `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Changes {
        Changes {
            origins: difference(&self.origin_lines(), &before.origin_lines()),
            credentials: difference(&self.credential_lines(), &before.credential_lines()),
            post_reads: difference(&self.posts(), &before.posts()),
        }
    }

    /// All that is sent by POST, a line each: what is declared as a read, and the requests for tokens, which
    /// the host makes itself.
    #[must_use]
    pub fn posts(&self) -> BTreeSet<String> {
        let token = |(name, credential): (&String, &GrantedCredential)| {
            let path = credential.token_path.as_ref()?;
            Some(format!(
                "{} {path}, for tokens of {name}",
                credential.origin
            ))
        };
        self.post_reads
            .iter()
            .cloned()
            .chain(self.credentials.iter().filter_map(token))
            .collect()
    }

    fn origin_lines(&self) -> BTreeSet<String> {
        self.origins
            .iter()
            .map(|(name, url)| format!("{name} {url}"))
            .collect()
    }

    fn credential_lines(&self) -> BTreeSet<String> {
        self.credentials
            .iter()
            .map(|(name, credential)| format!("{name} {credential}"))
            .collect()
    }
}

impl GrantedCredential {
    fn of(spec: &CredentialSpec) -> Self {
        let CredentialSpec {
            name: _,
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
            prefix: _,
            headers,
        } = spec;
        let carried = header.clone().unwrap_or_else(|| "authorization".to_owned());
        let own = [
            client_id,
            client_secret,
            refresh_token,
            username,
            password,
            setting,
        ];
        let fields = token_fields
            .iter()
            .filter_map(|field| field.setting.as_ref());
        let extra = headers.iter().map(|header| &header.setting).chain(fields);
        Self {
            scheme: scheme.clone(),
            origin: origin.clone(),
            token_path: token_path.clone(),
            scope: scope.clone(),
            token_body: token_body.clone(),
            token_fields: token_fields.iter().map(field_line).collect(),
            headers: std::iter::once(carried)
                .chain(headers.iter().map(|header| header.name.clone()))
                .collect(),
            settings: own.into_iter().flatten().chain(extra).cloned().collect(),
        }
    }
}

/// A further field of a token request, in words.
fn field_line(field: &TokenField) -> String {
    let TokenField {
        name,
        setting,
        value,
    } = field;
    match (value, setting) {
        (Some(value), _) => format!("{name} {value:?}"),
        (None, Some(setting)) => format!("{name} from {setting}"),
        (None, None) => name.clone(),
    }
}

impl std::fmt::Display for GrantedCredential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            scheme,
            origin,
            token_path,
            scope,
            token_body,
            token_fields,
            headers,
            settings,
        } = self;
        write!(formatter, "{scheme}, sent to {origin}")?;
        if let Some(path) = token_path {
            write!(formatter, ", tokens from {path}")?;
        }
        if let Some(scope) = scope {
            write!(formatter, " of scope {scope}")?;
        }
        if !token_fields.is_empty() {
            write!(formatter, " with {}", token_fields.join(" and "))?;
        }
        if let Some(body) = token_body {
            write!(formatter, " (requested as {body})")?;
        }
        write!(
            formatter,
            ", in {}, from {}",
            headers.join(" and "),
            settings.join(" and ")
        )
    }
}

impl Changes {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            origins,
            credentials,
            post_reads,
        } = self;
        [origins, credentials, post_reads]
            .iter()
            .all(|difference| difference.is_empty())
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            origins,
            credentials,
            post_reads,
        } = self;
        if self.is_empty() {
            return formatter.write_str("it asks for the same as before");
        }
        let parts = [
            ("origin", origins),
            ("credential", credentials),
            ("POST read", post_reads),
        ];
        let lines: Vec<String> = parts
            .into_iter()
            .flat_map(|(what, difference)| {
                let added = difference.added.iter().map(move |line| (what, '+', line));
                added.chain(difference.removed.iter().map(move |line| (what, '-', line)))
            })
            .map(|(what, sign, line)| format!("{sign} {what} {line}"))
            .collect();
        formatter.write_str(&lines.join("; "))
    }
}

impl Difference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// The lines come from a foreign manifest, or from a file that somebody may have edited.
fn difference(now: &BTreeSet<String>, before: &BTreeSet<String>) -> Difference {
    let lines = |lines: Vec<&String>| lines.into_iter().map(|line| printable(line)).collect();
    Difference {
        added: lines(now.difference(before).collect()),
        removed: lines(before.difference(now).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
contract = "0.1.0"
vendor = "acme"
name = "Acme"
version = "1.0.0"
[[origins]]
name = "api"
url = "https://api.acme.example"
[[credentials]]
name = "key"
scheme = "header"
origin = "api"
header = "X-Api-Key"
setting = "api_key"
[[settings]]
name = "api_key"
label = "API key"
secret = true
[[settings]]
name = "password"
label = "Password"
secret = true
[[post_reads]]
origin = "api"
path = "/v1/*/search"
"#;

    fn grants(text: &str) -> Grants {
        Grants::of(&Manifest::parse(text.as_bytes()).unwrap())
    }

    /// What a change of the manifest is shown as.
    fn shown(from: &str, to: &str) -> String {
        assert!(MANIFEST.contains(from));
        grants(&MANIFEST.replacen(from, to, 1))
            .since(&grants(MANIFEST))
            .to_string()
    }

    #[test]
    fn every_wish_that_changes_is_shown() {
        assert_eq!(
            shown("https://api.acme.example", "https://api.acme.invalid"),
            "+ origin api https://api.acme.invalid; - origin api https://api.acme.example"
        );
        assert_eq!(
            shown(
                "[[post_reads]]",
                "[[post_reads]]\norigin = \"api\"\npath = \"/v1/orders\"\n[[post_reads]]"
            ),
            "+ POST read api /v1/orders"
        );
        assert_eq!(
            shown("setting = \"api_key\"", "setting = \"password\""),
            "+ credential key header, sent to api, in X-Api-Key, from password; \
             - credential key header, sent to api, in X-Api-Key, from api_key"
        );
        assert_eq!(
            shown("header = \"X-Api-Key\"", "header = \"X-Trace\""),
            "+ credential key header, sent to api, in X-Trace, from api_key; \
             - credential key header, sent to api, in X-Api-Key, from api_key"
        );
        let second =
            "[[origins]]\nname = \"other\"\nurl = \"https://other.example\"\n[[credentials]]";
        assert_eq!(
            shown("[[credentials]]", second),
            "+ origin other https://other.example"
        );
    }

    #[test]
    fn where_tokens_come_from_is_among_what_is_posted_and_its_change_is_shown() {
        let header =
            "scheme = \"header\"\norigin = \"api\"\nheader = \"X-Api-Key\"\nsetting = \"api_key\"";
        assert!(MANIFEST.contains(header));
        let oauth = |path: &str| {
            let own = format!(
                "scheme = \"oauth2-client-credentials\"\norigin = \"api\"\ntoken_path = \"{path}\"\nclient_id = \"api_key\"\nclient_secret = \"password\""
            );
            grants(&MANIFEST.replacen(header, &own, 1))
        };
        let posts: Vec<String> = oauth("/token").posts().into_iter().collect();
        assert_eq!(posts, ["api /token, for tokens of key", "api /v1/*/search"]);
        let changes = oauth("/orders").since(&oauth("/token"));
        assert_eq!(changes.post_reads.added, ["api /orders, for tokens of key"]);
        assert_eq!(
            changes.post_reads.removed,
            ["api /token, for tokens of key"]
        );
        assert!(!changes.credentials.is_empty());
    }

    #[test]
    fn what_asks_for_nothing_is_no_change() {
        for (from, to) in [
            ("version = \"1.0.0\"", "version = \"1.0.1\""),
            ("label = \"API key\"", "label = \"Key\""),
        ] {
            assert_eq!(shown(from, to), "it asks for the same as before");
        }
    }

    #[test]
    fn a_line_of_an_edited_lock_cannot_steer_the_terminal() {
        let mut before = grants(MANIFEST);
        before.post_reads.insert("\u{1b}[2J".to_owned());
        assert_eq!(
            grants(MANIFEST).since(&before).to_string(),
            "- POST read \\u{1b}[2J"
        );
    }
}
