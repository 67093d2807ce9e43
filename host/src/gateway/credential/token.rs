//! Access tokens: how long one may be used, and one cell to keep it in.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::base::Secret;

/// A token is renewed so long before it expires; answers and clocks may be late by that much.
const MARGIN: Duration = Duration::from_secs(60);
/// How far the clock may go back before a token's age counts as unknown.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);
/// No token is used for longer, whatever its vendor or a wrong clock says.
const LONGEST_LIFE: Duration = Duration::from_secs(86_400);
/// How long a token whose vendor does not say lasts.
const SHORT_LIFE: Duration = Duration::from_secs(300);

/// A bearer token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct AccessToken {
    pub(super) value: Secret,
    /// When it was received, since the Unix epoch.
    pub(super) obtained: Duration,
    /// When it expires, since the Unix epoch.
    pub(super) expires: Duration,
    header: HeaderValue,
}

impl AccessToken {
    /// Wraps a token that is received at `obtained` for `lifetime`. None when it fits into no header.
    pub(super) fn new(value: &str, obtained: Duration, lifetime: Option<Duration>) -> Option<Self> {
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut header = HeaderValue::from_str(&format!("Bearer {value}")).ok()?;
        header.set_sensitive(true);
        let lifetime = lifetime.unwrap_or(SHORT_LIFE).min(LONGEST_LIFE);
        Some(Self {
            value: Secret::new(value),
            obtained,
            expires: obtained + lifetime,
            header,
        })
    }

    /// Returns the value of the authorization header, marked as sensitive.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Tells whether a request that leaves now may carry it. Only durations since the token was
    /// received count; a time before that means that the clock was set, and nothing is known.
    pub(in super::super) fn is_usable(&self, now: Duration) -> bool {
        let lifetime = self.expires.saturating_sub(self.obtained).min(LONGEST_LIFE);
        let margin = MARGIN.min(lifetime / 2);
        match now.checked_sub(self.obtained) {
            Some(age) => age < lifetime - margin,
            None => self.obtained - now <= CLOCK_TOLERANCE,
        }
    }
}

/// The token that is in use, read by every request and replaced seldom.
#[derive(Debug, Default)]
pub(super) struct TokenCell {
    current: RwLock<Option<Arc<AccessToken>>>,
}

impl TokenCell {
    /// Returns the token when a request may carry it and it is not the refused one.
    pub(super) fn usable(
        &self,
        now: Duration,
        refused: Option<&AccessToken>,
    ) -> Option<Arc<AccessToken>> {
        let current = self
            .current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        current.filter(|token| {
            token.is_usable(now) && refused.is_none_or(|refused| refused.value != token.value)
        })
    }

    pub(super) fn set(&self, token: Option<Arc<AccessToken>>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = token;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_000_000);

    fn usable(lifetime: u64, now: i64) -> bool {
        let token = AccessToken::new("abc", START, Some(Duration::from_secs(lifetime))).unwrap();
        let now = Duration::from_secs(u64::try_from(1_000_000 + now).unwrap());
        token.is_usable(now)
    }

    #[test]
    fn a_token_is_renewed_a_minute_before_it_expires() {
        assert!(usable(3600, 0));
        assert!(usable(3600, 3539));
        assert!(!usable(3600, 3540));
    }

    #[test]
    fn a_short_token_is_used_for_half_its_life() {
        assert!(usable(30, 14));
        assert!(!usable(30, 15));
        assert!(!usable(0, 0));
    }

    #[test]
    fn a_clock_that_was_set_back_makes_a_token_unknown() {
        assert!(usable(3600, -30));
        assert!(!usable(3600, -3600));
    }

    #[test]
    fn no_token_is_used_for_longer_than_a_day() {
        assert!(!usable(u64::from(u32::MAX), 86_400));
    }

    #[test]
    fn a_token_that_fits_into_no_header_is_refused() {
        for value in ["", "a b", "a\r\nb", "\u{e9}"] {
            assert!(AccessToken::new(value, START, None).is_none(), "{value:?}");
        }
    }
}
