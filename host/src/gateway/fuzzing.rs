//! What the fuzz targets reach of this room: its decisions on untrusted text, without a socket.
//!
//! No part of the interface for programs; `tests/fuzz` alone uses it.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::client::Answer;
use super::error::{PolicyError, SendError};
use super::pacing::Pacing;
use super::path::{self, PathPattern, PostRead};
use super::policy::{Limits, Origin};
use super::retry::{self, Tries};
use super::target::{Origins, Target};

pub use super::retry::LONGEST_STATED;

/// The origins and POST reads of one connection.
#[derive(Debug)]
pub struct Sieve {
    origins: Origins,
    post_reads: Vec<(usize, PathPattern)>,
}

/// A URL that may be dialled.
#[derive(Debug)]
pub struct Passed {
    /// The index of its origin.
    pub origin: usize,
    /// What is dialled.
    pub url: Url,
    /// The path within the origin.
    pub path: String,
    /// Whether a POST to it is declared as a read.
    pub is_post_read: bool,
}

impl Sieve {
    /// Checks origins and POST reads as the opening of a gateway does, without any grant.
    ///
    /// # Errors
    /// Fails with the first broken rule.
    pub fn new(origins: &[Origin], post_reads: &[PostRead]) -> Result<Self, PolicyError> {
        for origin in origins {
            origin.check(false)?;
        }
        let index = |name: &str| origins.iter().position(|origin| origin.name == name);
        let pattern = |read: &PostRead| {
            let origin = index(&read.origin).ok_or_else(|| PolicyError(read.origin.clone()))?;
            Ok((origin, PathPattern::parse(&read.path)?))
        };
        Ok(Self {
            origins: Origins::new(origins),
            post_reads: post_reads.iter().map(pattern).collect::<Result<_, _>>()?,
        })
    }

    /// Resolves what a plugin writes.
    ///
    /// # Errors
    /// Fails where no origin contains it, or it is not spelled plainly.
    pub fn resolve(&self, text: &str) -> Result<Passed, SendError> {
        self.origins.resolve(text).map(|target| self.passed(target))
    }

    /// Resolves the Location of a redirect that came from what a plugin wrote.
    ///
    /// # Errors
    /// Fails where one of them leads outside.
    pub fn redirect(&self, from: &str, location: &str) -> Result<Passed, SendError> {
        let from = self.origins.resolve(from)?;
        let target = self.origins.redirect(&from, location)?;
        Ok(self.passed(target))
    }

    fn passed(&self, target: Target) -> Passed {
        let Target { origin, url, path } = target;
        let segments = path::segments(&path);
        let meant =
            |(of, pattern): &(usize, PathPattern)| *of == origin && pattern.matches(&segments);
        Passed {
            is_post_read: self.post_reads.iter().any(meant),
            origin,
            url,
            path,
        }
    }
}

/// What a vendor answers to a request that it does not serve now.
#[derive(Debug, Clone, Copy)]
pub struct Refusal<'a> {
    /// The status.
    pub status: u16,
    /// The value of `Retry-After`.
    pub retry_after: Option<&'a [u8]>,
    /// The value of `Date`.
    pub date: Option<&'a [u8]>,
    /// The body.
    pub body: &'a [u8],
}

/// What becomes of a request whose every try is refused in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    /// How long the account pauses after each try; none where it does not.
    pub pauses: Vec<Option<Duration>>,
    /// How long the request waits after each try but the last.
    pub waits: Vec<Duration>,
}

impl Refusal<'_> {
    /// The wait that the headers state. `now` is the time since the Unix epoch.
    #[must_use]
    pub fn stated(&self, now: Duration) -> Option<Duration> {
        retry::retry_after(&self.answer().headers, now)
    }

    /// Plays all tries of a request. It ends where no further try is made.
    #[must_use]
    pub fn course(&self, limits: &Limits, pacing: &Pacing, now: Duration) -> Course {
        let mut tries = Tries::new(limits, pacing);
        let mut course = Course::default();
        loop {
            let next = tries.after(&Ok(self.answer()), now);
            course.pauses.push(next.pause);
            match next.again_after {
                Some(wait) => course.waits.push(wait),
                None => return course,
            }
        }
    }

    fn answer(&self) -> Answer {
        let mut headers = HeaderMap::new();
        let values = [("retry-after", self.retry_after), ("date", self.date)];
        for (name, value) in values {
            // The HTTP library hands over no other values than these.
            if let Some(Ok(value)) = value.map(HeaderValue::from_bytes) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        Answer {
            status: self.status,
            headers,
            body: self.body.to_vec(),
        }
    }
}
