//! What a plugin may send.

use seatwise::gateway::fuzzing::Sieve;
use seatwise::gateway::{Origin, SendError};
use seatwise::plugin::Manifest;
use seatwise_plugin::types::{HttpError, Method, Request};

/// What may be sent, by a manifest.
#[derive(Debug)]
pub(crate) struct Rules {
    sieve: Sieve,
    credentials: Vec<String>,
    /// What every path of the plugin begins with.
    folders: &'static [&'static str],
}

impl Rules {
    pub(crate) fn of(manifest: &[u8], folders: &'static [&'static str]) -> Self {
        let manifest = Manifest::parse(manifest).expect("the plugin has a manifest");
        let origins: Vec<Origin> = manifest
            .origins
            .iter()
            .map(|origin| Origin::new(origin, None).expect("it is plain"))
            .collect();
        let credentials = manifest.credentials.into_iter().map(|one| one.name);
        Self {
            sieve: Sieve::new(&origins, &manifest.post_reads).expect("it keeps the rules"),
            credentials: credentials.collect(),
            folders,
        }
    }

    /// Refuses what the host refuses: a path that could mean two things, and a POST that is no declared read.
    /// What it lets through stays in the plugin's folders, whatever an answer said.
    pub(crate) fn admit(&self, request: &Request) -> Result<(), HttpError> {
        let Request {
            method,
            url,
            body,
            credential,
            ..
        } = request;
        let credential = credential.as_ref().expect("a request names a credential");
        assert!(self.credentials.contains(credential), "{credential}");
        let passed = self.sieve.resolve(url).map_err(|error| match error {
            SendError::Denied(rule) => HttpError::Denied(rule),
            other => HttpError::Invalid(other.to_string()),
        })?;
        match method {
            Method::Get | Method::Head => assert!(body.is_empty(), "{url} has a body"),
            Method::Post if passed.is_post_read => {}
            Method::Post => return Err(HttpError::Denied("it is no declared read".to_owned())),
        }
        assert_eq!(passed.origin, 0, "{url}");
        let inside = |folder: &&str| passed.path.starts_with(folder);
        assert!(
            self.folders.iter().any(inside),
            "{url} is outside the plugin's folders"
        );
        Ok(())
    }
}
