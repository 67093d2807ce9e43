//! Where a request may go: from the text that a plugin or a redirect gives to a URL that may be dialled.

use url::Url;

use super::error::SendError;
use super::path;
use super::policy::Origin;

/// The longest URL in bytes.
const URL_BYTES: usize = 8 * 1024;

/// Query fields that make some frameworks treat a POST as another method.
const METHOD_FIELDS: [&str; 4] = [
    "_method",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// A URL inside an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The index of the origin.
    pub(super) origin: usize,
    /// What is dialled.
    pub(super) url: Url,
    /// The path within the origin, as it was written, without the prefix of the base.
    pub(super) path: String,
}

/// The origins in effect, ready for comparing.
#[derive(Debug)]
pub(super) struct Origins {
    sites: Vec<Site>,
}

#[derive(Debug)]
struct Site {
    name: String,
    /// As manifests and plugins write it.
    declared: Authority,
    /// As it is dialled.
    base: Authority,
    /// The base URL without a slash at its end.
    root: String,
    /// The path of the base without a slash at its end; mostly empty.
    prefix: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Authority {
    scheme: String,
    host: String,
    port: u16,
}

impl Authority {
    fn of(url: &Url) -> Self {
        Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or(0),
        }
    }

    /// Compares with the text of a URL, which must be spelled plainly: the host in any case, the
    /// port in decimal or left out. No other spelling of the same place is understood, so none can
    /// be understood differently elsewhere.
    fn is(&self, scheme: &str, authority: &str) -> bool {
        let default_port = if self.scheme == "https" { 443 } else { 80 };
        let host = match authority.strip_suffix(&format!(":{}", self.port)) {
            Some(host) => host,
            None if self.port == default_port => authority,
            None => return false,
        };
        scheme == self.scheme && host.eq_ignore_ascii_case(&self.host)
    }
}

impl Origins {
    pub(super) fn new(origins: &[Origin]) -> Self {
        let site = |origin: &Origin| {
            let prefix = origin.base.path().trim_end_matches('/').to_owned();
            let root = format!("{}{prefix}", origin.base.origin().ascii_serialization());
            Site {
                name: origin.name.clone(),
                declared: Authority::of(&origin.declared),
                base: Authority::of(&origin.base),
                root,
                prefix,
            }
        };
        Self {
            sites: origins.iter().map(site).collect(),
        }
    }

    /// Returns the name of an origin.
    pub(super) fn name(&self, origin: usize) -> &str {
        self.sites.get(origin).map_or("", |site| site.name.as_str())
    }

    /// Resolves what a plugin writes: a path on the first origin, or an absolute URL in a declared origin.
    ///
    /// # Errors
    /// Fails as denied when no origin contains it, as invalid when it is not spelled plainly.
    pub(super) fn resolve(&self, text: &str) -> Result<Target, SendError> {
        check_characters(text).map_err(SendError::Invalid)?;
        if text.starts_with('/') {
            return self.target(0, text);
        }
        let (scheme, authority, rest) = split_absolute(text)?;
        let found = self
            .sites
            .iter()
            .position(|site| site.declared.is(scheme, authority));
        match found {
            Some(origin) => self.target(origin, rest),
            None => Err(self.outside(scheme, authority)),
        }
    }

    /// Resolves the Location of a redirect that came from `from`. It may name a base URL in effect,
    /// or a declared origin, which is mapped to its base.
    ///
    /// # Errors
    /// As [`Origins::resolve`]; also denied when the redirect leaves HTTPS.
    pub(super) fn redirect(&self, from: &Target, location: &str) -> Result<Target, SendError> {
        let joined = from.url.join(location).map_err(|error| {
            SendError::Denied(format!(
                "redirected to a Location that is not a URL ({error})"
            ))
        })?;
        let target = self
            .contains(&joined)
            .map_err(|error| SendError::Denied(format!("redirected, but {error}")))?;
        if from.url.scheme() == "https" && target.url.scheme() != "https" {
            return Err(SendError::Denied(format!(
                "redirected from https to {}, which is never followed",
                target.url.scheme()
            )));
        }
        Ok(target)
    }

    /// Finds the origin of a URL that is dialled.
    fn contains(&self, url: &Url) -> Result<Target, SendError> {
        check_characters(url.as_str()).map_err(SendError::Denied)?;
        let (scheme, authority, rest) = split_absolute(url.as_str())?;
        for (origin, site) in self.sites.iter().enumerate() {
            if site.base.is(scheme, authority)
                && let Some(inside) = rest.strip_prefix(site.prefix.as_str())
                && inside.starts_with(['/', '?'])
            {
                return self.target(origin, inside);
            }
        }
        match self
            .sites
            .iter()
            .position(|site| site.declared.is(scheme, authority))
        {
            Some(origin) => self.target(origin, rest),
            None => Err(self.outside(scheme, authority)),
        }
    }

    /// Builds the URL of a path and query in an origin.
    pub(super) fn target(&self, origin: usize, rest: &str) -> Result<Target, SendError> {
        let site = self
            .sites
            .get(origin)
            .ok_or_else(|| SendError::Denied("the manifest declares no origin".to_owned()))?;
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        let path = if path.is_empty() { "/" } else { path };
        path::check(path).map_err(SendError::Invalid)?;
        let mut text = format!("{}{path}", site.root);
        if let Some(query) = query {
            check_query(query)?;
            text.push('?');
            text.push_str(query);
        }
        let url = Url::parse(&text)
            .map_err(|error| SendError::Invalid(format!("the URL cannot be read: {error}")))?;
        // What was checked must be what is sent: the parser may not have read the path differently.
        if url.path().strip_prefix(site.prefix.as_str()) != Some(path) {
            return Err(SendError::Invalid(
                "the path is not in its normal form; send the resolved path".to_owned(),
            ));
        }
        Ok(Target {
            origin,
            url,
            path: path.to_owned(),
        })
    }

    fn outside(&self, scheme: &str, authority: &str) -> SendError {
        let declared: Vec<_> = self
            .sites
            .iter()
            .map(|site| format!("{}://{}", site.declared.scheme, site.declared.host))
            .collect();
        SendError::Denied(format!(
            "{scheme}://{authority} is not a declared origin; the manifest declares {} under [[origins]]",
            declared.join(", ")
        ))
    }
}

/// Splits an absolute URL into scheme, authority and the rest.
fn split_absolute(text: &str) -> Result<(&str, &str, &str), SendError> {
    let Some((scheme, rest)) = text
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
    else {
        return Err(SendError::Invalid(
            "the URL must be a path that begins with / or begin with https://".to_owned(),
        ));
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    if authority.contains('@') {
        return Err(SendError::Denied(
            "the URL contains user information (user@host); name a credential instead".to_owned(),
        ));
    }
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    if host.ends_with('.') || authority.ends_with('.') {
        return Err(SendError::Denied(
            "the host ends with a dot; write it as the manifest declares it".to_owned(),
        ));
    }
    Ok((scheme, authority, rest))
}

fn check_characters(text: &str) -> Result<(), String> {
    if text.len() > URL_BYTES {
        return Err(format!(
            "the URL has {} bytes, but the limit is {URL_BYTES}",
            text.len()
        ));
    }
    if text.contains('#') {
        return Err(
            "the URL contains a fragment (#…), which is never sent; leave it out".to_owned(),
        );
    }
    match text
        .chars()
        .find(|character| !character.is_ascii_graphic() || *character == '\\')
    {
        Some(character) => Err(format!(
            "the URL contains the character {}; percent-encode it",
            character.escape_unicode()
        )),
        None => Ok(()),
    }
}

fn check_query(query: &str) -> Result<(), SendError> {
    if let Some(byte) = query.bytes().find(|byte| b"\"<>`{}^\\".contains(byte)) {
        return Err(SendError::Invalid(format!(
            "the query contains the character {:?}; percent-encode it",
            char::from(byte)
        )));
    }
    let overrides = |name: &str| {
        METHOD_FIELDS
            .iter()
            .any(|field| name.eq_ignore_ascii_case(field))
    };
    // Most queries are judged by their text; only a suspicious one is parsed.
    let suspicious = query.contains('%') || query.to_ascii_lowercase().contains("method");
    let fields = || {
        query
            .split(['&', ';'])
            .flat_map(|field| url::form_urlencoded::parse(field.as_bytes()))
    };
    if suspicious && fields().any(|(name, _)| overrides(&name)) {
        return Err(SendError::Denied(
            "the query overrides the method; only GET, HEAD and declared POST reads are permitted"
                .to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests/target.rs"]
mod tests;
