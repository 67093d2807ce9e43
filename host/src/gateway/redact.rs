//! Removes known secrets from whatever leaves the gateway.
//!
//! A vendor may echo what it was sent: a debug header, an error that quotes the request, a login
//! page. The plugin must not learn a secret that way, and no log or report may hold one. What this
//! does not do: find a secret that the vendor has transformed in a way of its own, or one of
//! fewer than [`SHORTEST`] bytes.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use super::text;

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
    searcher: Arc<Searcher>,
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
        known.searcher = Arc::new(Searcher::new(secrets.flat_map(|secret| spellings(secret))));
    }

    fn searcher(&self) -> Arc<Searcher> {
        Arc::clone(
            &self
                .known
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .searcher,
        )
    }

    /// Masks a body; one without secrets is returned as it is, without a copy.
    pub(super) fn mask_body(&self, body: Vec<u8>) -> Vec<u8> {
        self.searcher().replace(&body).unwrap_or(body)
    }

    /// Masks a text.
    pub(super) fn mask(&self, text: &str) -> String {
        match self.searcher().replace(text.as_bytes()) {
            Some(masked) => String::from_utf8_lossy(&masked).into_owned(),
            None => text.to_owned(),
        }
    }
}

/// Returns the forms in which a secret travels: as it is, in the lower case of header names, in forms
/// and queries, in JSON, in base64.
fn spellings(secret: &str) -> BTreeSet<Vec<u8>> {
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = form.replace('+', "%20");
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_matches('"').to_owned();
    let slashed = json.replace('/', "\\/");
    let texts = [
        secret.to_owned(),
        secret.to_ascii_lowercase(),
        lower_escapes(&form),
        lower_escapes(&percent),
        form,
        percent,
        json,
        slashed,
        text::base64(secret.as_bytes()),
    ];
    texts
        .into_iter()
        .map(String::into_bytes)
        .filter(|_| secret.len() >= SHORTEST)
        .collect()
}

fn lower_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut digits = 0;
    for character in text.chars() {
        out.push(if digits > 0 {
            character.to_ascii_lowercase()
        } else {
            character
        });
        digits = if character == '%' {
            2
        } else {
            digits.max(1) - 1
        };
    }
    out
}

/// Searches for several patterns at once, looking at a fraction of the bytes (Wu and Manber, 1994,
/// with blocks of two bytes): most bodies hold no secret, and all of them are searched.
struct Searcher {
    /// Longest first, so that a secret inside another one does not leave the rest of it.
    patterns: Vec<Vec<u8>>,
    /// The length of the shortest pattern.
    width: usize,
    /// How far to go on, by the last two bytes of the place looked at.
    skips: Vec<u8>,
}

impl Default for Searcher {
    fn default() -> Self {
        Self::new(std::iter::empty())
    }
}

impl Searcher {
    fn new(patterns: impl Iterator<Item = Vec<u8>>) -> Self {
        let unique: BTreeSet<Vec<u8>> = patterns.filter(|pattern| pattern.len() >= 2).collect();
        let mut patterns: Vec<_> = unique.into_iter().collect();
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let width = patterns
            .last()
            .map_or(0, Vec::len)
            .min(usize::from(u8::MAX));
        if width < 2 {
            return Self {
                patterns: Vec::new(),
                width: 0,
                skips: Vec::new(),
            };
        }
        let mut skips = vec![u8::try_from(width - 1).unwrap_or(u8::MAX); 1 << 16];
        for pattern in &patterns {
            for (at, pair) in pattern.windows(2).take(width - 1).enumerate() {
                let distance = u8::try_from(width - 2 - at).unwrap_or(u8::MAX);
                if let Some(skip) = block(pair).and_then(|block| skips.get_mut(block)) {
                    *skip = (*skip).min(distance);
                }
            }
        }
        Self {
            patterns,
            width,
            skips,
        }
    }

    /// Returns the text with every pattern masked, or none when it holds none.
    fn replace(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut copied = 0;
        while let Some((start, end)) = self.find(text, copied) {
            out.extend_from_slice(text.get(copied..start)?);
            out.extend_from_slice(MASK.as_bytes());
            copied = end;
        }
        if copied == 0 {
            return None;
        }
        out.extend_from_slice(text.get(copied..)?);
        Some(out)
    }

    /// Finds the first pattern at or after a place.
    fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        if self.width == 0 {
            return None;
        }
        let mut start = from;
        loop {
            let last = text.get(start + self.width - 2..start + self.width)?;
            let skip = self.skips.get(block(last)?).copied().unwrap_or(0);
            if skip > 0 {
                start += usize::from(skip);
                continue;
            }
            let rest = text.get(start..)?;
            if let Some(pattern) = self
                .patterns
                .iter()
                .find(|pattern| rest.starts_with(pattern))
            {
                return Some((start, start + pattern.len()));
            }
            start += 1;
        }
    }
}

/// Returns the index of a block of two bytes.
fn block(pair: &[u8]) -> Option<usize> {
    let &[first, second] = pair else {
        return None;
    };
    Some(usize::from(first) << 8 | usize::from(second))
}

#[cfg(test)]
#[path = "tests/redact.rs"]
mod tests;
