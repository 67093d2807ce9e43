//! Removes known secrets from whatever leaves the gateway.
//!
//! A vendor may echo what it was sent: a debug header, an error that quotes the request, a login
//! page. The plugin must not learn a secret that way, and no log or report may hold one. Servers write
//! what they echo in the encodings of JSON, URLs, forms, HTML and base64, one inside the other; `layers`
//! takes them off. What this does not do: find a secret that the vendor has transformed in a way of its
//! own, or one of fewer than [`SHORTEST`] bytes.

mod escapes;
mod layers;
mod runs;
mod searcher;
mod thin;

use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use layers::Finder;

/// What stands in the place of a secret. It fits into JSON strings, headers and URLs.
pub(super) const MASK: &str = "[masked]";

/// Shorter secrets are not masked: `1234` stands in half of all honest answers.
const SHORTEST: usize = 6;

/// How many tokens are remembered; the oldest have long expired when a run has seen so many.
const TOKENS: usize = 64;

/// The known secrets of one gateway.
#[derive(Default)]
pub(super) struct Redactor {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    fixed: Vec<String>,
    tokens: Vec<String>,
    finder: Arc<Finder>,
}

impl Redactor {
    /// Adds a secret that holds for the whole run.
    pub(super) fn add_fixed(&self, secret: &str) {
        self.change(|known| known.fixed.push(secret.to_owned()));
    }

    /// Adds a token.
    pub(super) fn add_token(&self, token: &str) {
        self.change(|known| {
            if !known.tokens.iter().any(|other| other == token) {
                known.tokens.push(token.to_owned());
                let surplus = known.tokens.len().saturating_sub(TOKENS);
                known.tokens.drain(..surplus);
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut known);
        let secrets = known.fixed.iter().chain(&known.tokens);
        known.finder = Arc::new(Finder::new(secrets.flat_map(|secret| forms(secret))));
    }

    /// What masks the secrets that are known now, for many texts at once.
    pub(super) fn masker(&self) -> Masker {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        Masker(Arc::clone(&known.finder))
    }

    /// Masks a body; one without secrets is returned as it is, without a copy.
    pub(super) fn mask_body(&self, body: Vec<u8>) -> Vec<u8> {
        let found = self.masker().0.find(&body);
        if found.is_empty() {
            return body;
        }
        without(&body, &found)
    }

    /// Masks a text.
    pub(super) fn mask(&self, text: &str) -> String {
        self.masker().mask(text).unwrap_or_else(|| text.to_owned())
    }
}

/// Masks secrets in what a server says that is not a distributor's: that of mail.
pub(crate) fn masked<'s>(text: &str, secrets: impl IntoIterator<Item = &'s str>) -> String {
    let redactor = Redactor::default();
    for secret in secrets {
        redactor.add_fixed(secret);
    }
    redactor.mask(text)
}

/// The secrets that were known at one time.
pub(super) struct Masker(Arc<Finder>);

impl Masker {
    /// Returns the text with every secret masked, or none when it holds none.
    pub(super) fn mask(&self, text: &str) -> Option<String> {
        let found = self.0.find(text.as_bytes());
        let masked = (!found.is_empty()).then(|| without(text.as_bytes(), &found))?;
        Some(String::from_utf8_lossy(&masked).into_owned())
    }
}

/// Returns the text with a mask in the place of each range. They are in order.
fn without(text: &[u8], ranges: &[Range<usize>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut copied = 0;
    for range in ranges {
        out.extend_from_slice(text.get(copied..range.start).unwrap_or_default());
        let secret = text.get(range.clone()).unwrap_or_default();
        out.extend_from_slice(&thin::spread(MASK, secret));
        copied = range.end;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    out
}

/// Returns what a secret may be once every encoding is taken off: itself, in the lower case of header
/// names, in the bytes of a server that knows no Unicode or writes UTF-16.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    if secret.len() < SHORTEST {
        return Vec::new();
    }
    let latin: Option<Vec<u8>> = secret
        .chars()
        .map(|character| u8::try_from(character).ok())
        .collect();
    let mut forms = layers::states(secret.as_bytes());
    forms.push(secret.to_ascii_lowercase().into_bytes());
    forms.extend(latin);
    // What UTF-16 leaves of it without its noughts; of ASCII that is the secret itself.
    let units: Vec<u16> = secret.encode_utf16().collect();
    let dense = |bytes: fn(u16) -> [u8; 2]| {
        let bytes = units.iter().flat_map(|unit| bytes(*unit));
        bytes.filter(|byte| *byte != 0).collect()
    };
    forms.push(dense(u16::to_le_bytes));
    forms.push(dense(u16::to_be_bytes));
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

#[cfg(test)]
#[path = "tests/redact.rs"]
mod tests;

#[cfg(test)]
#[path = "tests/coats.rs"]
mod coats;

#[cfg(test)]
#[path = "tests/disguises.rs"]
mod disguises;

#[cfg(test)]
#[path = "tests/stretched.rs"]
mod stretched;
