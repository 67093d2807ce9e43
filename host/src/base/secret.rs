//! A value that must not be shown.

use std::fmt;

/// A secret: a client secret, a token, a key. It masks itself wherever text is made of it.
///
/// It cannot be serialised, so it cannot slip into a report or a file. What it does not do: the
/// memory is not wiped when it is dropped, and comparing takes a time that depends on the value.
/// Neither protects anything here, since whoever can read this process's memory or time its
/// comparisons can already ask the secret's source.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value. Call it only where the value is used, never where text is made.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_masks_itself_in_every_text() {
        let secret = Secret::new("canary-7f3a");
        for text in [
            format!("{secret}"),
            format!("{secret:?}"),
            format!("{:#?}", Some(&secret)),
        ] {
            assert!(!text.contains("canary"), "{text}");
        }
        assert_eq!(secret.reveal(), "canary-7f3a");
    }
}
