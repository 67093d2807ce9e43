//! What is in effect for one connection: the manifest's wishes within what the operator granted.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use url::{Host, Url};

use crate::base::Secret;

use super::address::{self, Grants};
use super::credential::{Credential, CredentialSpec};
use super::error::PolicyError;
use super::host_name;
use super::pacing::{Pacing, PacingSpec};
use super::path::{PathPattern, PostRead};
use super::resolver::Resolver;

/// The values of settings, by setting name.
pub type Secrets = BTreeMap<String, Secret>;

/// What is in effect for one connection.
#[derive(Clone)]
pub struct Policy {
    /// The connection's name; files in the state folder carry it.
    pub connection: String,
    /// The distributor's display name, for messages.
    pub vendor_name: String,
    /// Where requests may go; the first one is the default.
    pub origins: Vec<Origin>,
    /// How requests are authenticated.
    pub credentials: Vec<Credential>,
    /// Paths that only read in spite of POST.
    pub post_reads: Vec<PostRead>,
    /// How fast requests may leave.
    pub pacing: Pacing,
    /// Whether names and base URLs may lead into private networks. Loopback, link-local, metadata
    /// and multicast addresses are not covered by it.
    pub allow_private_addresses: bool,
    /// Timeouts, sizes and numbers of tries.
    pub limits: Limits,
    /// Replaces the system's name resolution in tests; the check on addresses stays in effect.
    pub resolver: Option<Arc<dyn Resolver>>,
}

/// An origin as a manifest writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OriginSpec {
    /// The name that credentials, POST reads and the operator refer to.
    pub name: String,
    /// Scheme, host and port, such as `https://api.example.com`.
    pub url: String,
}

/// A place where requests may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name.
    pub name: String,
    /// What the manifest declares; plugins write absolute URLs with it.
    pub declared: Url,
    /// What is dialled: the declared URL, or the operator's override, which may have a path prefix.
    pub base: Url,
}

/// Timeouts, sizes and numbers of tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Name resolution, TCP and TLS together; stops a host that does not answer.
    pub connect_timeout: Duration,
    /// From sending a request to the head of its answer; stops a server that accepts and says nothing.
    pub first_byte_timeout: Duration,
    /// Between two pieces of a body; stops a server that falls silent.
    pub idle_timeout: Duration,
    /// One try in all; stops a server that sends one byte a minute.
    pub total_timeout: Duration,
    /// The most bytes of a body, after decompression; stops a compressed bomb.
    pub body_bytes: u64,
    /// How many redirects are followed.
    pub redirects: u32,
    /// How often a request is sent when the vendor answers 429.
    pub throttled_tries: u32,
    /// How often a request is sent when the connection fails, times out, or the vendor answers 500, 502, 503 or 504.
    pub faulty_tries: u32,
    /// The longest pause that is waited for. If a vendor asks for more, the plugin is told instead.
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            // Slow reports of distributors take tens of seconds before their first byte.
            first_byte_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(180),
            body_bytes: 32 * 1024 * 1024,
            redirects: 5,
            throttled_tries: 5,
            faulty_tries: 3,
            longest_pause: Duration::from_secs(600),
        }
    }
}

impl Origin {
    /// Joins what the manifest declares with the operator's override of the base URL.
    ///
    /// # Errors
    /// Fails when one of them breaks a rule for origins.
    pub fn new(spec: &OriginSpec, base: Option<&str>) -> Result<Self, PolicyError> {
        let declared = parse(&spec.name, &spec.url)?;
        let base = base.map_or_else(|| Ok(declared.clone()), |text| parse(&spec.name, text))?;
        let origin = Self {
            name: spec.name.clone(),
            declared,
            base,
        };
        if origin.declared.origin().ascii_serialization() != spec.url.trim_end_matches('/') {
            return Err(origin.refuse(&format!(
                "declares {:?}; write the scheme, host and port in their plain form: {}",
                spec.url,
                origin.declared.origin().ascii_serialization()
            )));
        }
        Ok(origin)
    }

    /// Whether the operator's override leads to this machine.
    pub(super) fn leads_to_loopback(&self) -> bool {
        self.base != self.declared && is_loopback_host(&self.base)
    }

    /// Returns what may be dialled for this origin.
    pub(super) fn grants(&self, allow_private_addresses: bool) -> Grants {
        Grants {
            loopback: self.leads_to_loopback(),
            private: allow_private_addresses,
        }
    }

    /// Checks the origin against every rule.
    ///
    /// # Errors
    /// Fails with the first broken rule.
    pub(super) fn check(&self, allow_private_addresses: bool) -> Result<(), PolicyError> {
        check_form(&self.declared)
            .and_then(|()| check_form(&self.base))
            .map_err(|why| self.refuse(why))?;
        if self.declared.scheme() != "https" {
            return Err(self.refuse("must be declared with https"));
        }
        if self.declared.path() != "/" {
            return Err(self.refuse("must be declared without a path"));
        }
        host_name::check(&self.declared).map_err(|why| self.refuse(why))?;
        let plain = self.base.scheme() == "http";
        if plain && !self.leads_to_loopback() {
            return Err(self.refuse("must use https; http is permitted only when the operator overrides the base URL with a loopback address"));
        }
        if let Some(literal) = literal_address(&self.base) {
            address::check(literal, self.grants(allow_private_addresses))
                .map_err(|why| self.refuse(&format!("cannot be used: {why}")))?;
        } else if is_loopback_host(&self.base) && !self.leads_to_loopback() {
            return Err(self.refuse("is this machine; only the operator may override a base URL with a loopback address"));
        }
        Ok(())
    }

    fn refuse(&self, why: &str) -> PolicyError {
        PolicyError(format!("origin {} {why}", self.name))
    }
}

fn parse(name: &str, text: &str) -> Result<Url, PolicyError> {
    Url::parse(text).map_err(|error| {
        PolicyError(format!(
            "origin {name} has the URL {text:?}, which cannot be read: {error}"
        ))
    })
}

fn check_form(url: &Url) -> Result<(), &'static str> {
    if !matches!(url.scheme(), "https" | "http") {
        return Err("must use https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain user information; use a credential");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not contain a query or fragment");
    }
    if url
        .host_str()
        .is_none_or(|host| host.is_empty() || host.ends_with('.'))
    {
        return Err("must name a host, without a dot at its end");
    }
    super::path::check(url.path()).map_err(|_| "has a path that is not in its plain form")
}

fn literal_address(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(IpAddr::V4(address)),
        Host::Ipv6(address) => Some(IpAddr::V6(address)),
        Host::Domain(_) => None,
    }
}

fn is_loopback_host(url: &Url) -> bool {
    // RFC 6761 reserves the name and all below it for this machine.
    let named = |host: &str| host == "localhost" || host.ends_with(".localhost");
    literal_address(url).map_or_else(|| url.host_str().is_some_and(named), address::is_loopback)
}

/// What a manifest asks of the gateway.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes<'a> {
    /// The distributor's display name.
    pub(crate) vendor_name: &'a str,
    /// Where requests may go; the first one is the default.
    pub(crate) origins: &'a [OriginSpec],
    /// How requests are authenticated.
    pub(crate) credentials: &'a [CredentialSpec],
    /// Paths that only read in spite of POST.
    pub(crate) post_reads: &'a [PostRead],
    /// How fast requests may leave.
    pub(crate) pacing: &'a PacingSpec,
}

impl Wishes<'_> {
    /// The policy of a connection, where the operator overrides these base URLs and grants nothing else.
    ///
    /// # Errors
    /// Fails where a part cannot be read. [`Policy::check`] tells whether it keeps the rules.
    pub(crate) fn policy(
        &self,
        connection: &str,
        overrides: &BTreeMap<String, Url>,
    ) -> Result<Policy, PolicyError> {
        let origin =
            |spec: &OriginSpec| Origin::new(spec, overrides.get(&spec.name).map(Url::as_str));
        let credential = |spec: &CredentialSpec| Credential::try_from(spec.clone());
        Ok(Policy {
            connection: connection.to_owned(),
            vendor_name: self.vendor_name.to_owned(),
            origins: self.origins.iter().map(origin).collect::<Result<_, _>>()?,
            credentials: self
                .credentials
                .iter()
                .map(credential)
                .collect::<Result<_, _>>()?,
            post_reads: self.post_reads.to_vec(),
            pacing: Pacing::try_from(self.pacing)?,
            allow_private_addresses: false,
            limits: Limits::default(),
            resolver: None,
        })
    }

    /// Checks all that can be known before an operator has granted anything, and before a secret is there.
    ///
    /// # Errors
    /// Fails with the first broken rule.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        self.policy("", &BTreeMap::new())?.check_wishes()
    }
}

impl Policy {
    /// Checks everything that does not depend on secrets.
    ///
    /// # Errors
    /// Fails with the first broken rule.
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        check_name("connection", &self.connection)?;
        self.check_wishes()
    }

    fn check_wishes(&self) -> Result<(), PolicyError> {
        if self.origins.is_empty() {
            return Err(PolicyError("the manifest declares no origin".to_owned()));
        }
        unique(
            "origin",
            self.origins.iter().map(|origin| origin.name.as_str()),
        )?;
        unique(
            "credential",
            self.credentials
                .iter()
                .map(|credential| credential.name.as_str()),
        )?;
        for origin in &self.origins {
            origin.check(self.allow_private_addresses)?;
        }
        for credential in &self.credentials {
            check_name("credential", &credential.name)?;
            self.origin_index(
                &credential.origin,
                &format!("credential {}", credential.name),
            )?;
            credential.check()?;
        }
        self.patterns().map(drop)
    }

    /// Returns the POST reads with the indices of their origins.
    ///
    /// # Errors
    /// Fails when one names an unknown origin or is not a pattern.
    pub(super) fn patterns(&self) -> Result<Vec<(usize, PathPattern)>, PolicyError> {
        let compile = |read: &PostRead| {
            let origin =
                self.origin_index(&read.origin, &format!("the POST read {:?}", read.path))?;
            Ok((origin, PathPattern::parse(&read.path)?))
        };
        self.post_reads.iter().map(compile).collect()
    }

    /// Returns the index of an origin; `who` names it in the error.
    ///
    /// # Errors
    /// Fails when there is no such origin.
    pub(super) fn origin_index(&self, name: &str, who: &str) -> Result<usize, PolicyError> {
        let found = self.origins.iter().position(|origin| origin.name == name);
        found.ok_or_else(|| {
            PolicyError(format!(
                "{who} names the origin {name:?}, which is not declared under [[origins]]"
            ))
        })
    }
}

/// Names become parts of file names, so they are kept plain.
fn check_name(what: &str, name: &str) -> Result<(), PolicyError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if (1..=64).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('.') {
        return Ok(());
    }
    Err(PolicyError(format!(
        "{what} {name:?} must have 1 to 64 letters, digits, hyphens, underscores and dots"
    )))
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), PolicyError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(PolicyError(format!("{what} {name:?} is declared twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests/policy.rs"]
mod tests;
