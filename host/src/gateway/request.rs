//! What a plugin asks for and what it gets.

use std::fmt;

/// The request method. There is no case for writing, because none is ever permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads a resource.
    Get,
    /// Reads the headers of a resource.
    Head,
    /// Permitted only for paths that are declared as reads in spite of POST.
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        })
    }
}

/// A request as a plugin makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// A path on the first origin (`/customers?x=1`), or an absolute URL inside a declared origin. At most 8 KiB.
    pub url: String,
    /// Header lines besides those that the gateway adds; at most 32 with 16 KiB in all.
    pub headers: Vec<(String, String)>,
    /// The body, for POST alone. At most 1 MiB.
    pub body: Vec<u8>,
    /// The credential that the gateway adds; none sends the request without one.
    pub credential: Option<String>,
}

impl Request {
    /// Returns a GET request without headers or credential.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
            credential: None,
        }
    }

    /// Returns the request with a credential.
    #[must_use]
    pub fn with_credential(mut self, name: impl Into<String>) -> Self {
        self.credential = Some(name.into());
        self
    }
}

/// The vendor's answer, after redirects and retries, with known secrets masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status. A status outside 2xx is an answer, not an error.
    pub status: u16,
    /// The header lines, names in lower case, without cookies and connection headers.
    pub headers: Vec<(String, String)>,
    /// The decompressed body.
    pub body: Vec<u8>,
}
