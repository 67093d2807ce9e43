//! Tables of routes, and what a request must look like to be one of them.

use super::Call;
use crate::Endpoint;

/// How the value of a query parameter is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything.
    Text,
    /// A UUID.
    Uuid,
    /// `yyyy-MM-dd`.
    Date,
    /// Digits.
    Count,
    /// `true` or `false`.
    Boolean,
    /// The vendor knows it, the simulator does not: only an empty value is accepted.
    Ignored,
}

/// A query parameter that an operation has.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

impl Parameter {
    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
        }
    }

    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: true,
        }
    }
}

/// One operation: `*` in the path matches one segment that is not empty.
#[derive(Debug)]
pub(crate) struct RouteSpec {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) endpoint: Endpoint,
    pub(crate) query: &'static [Parameter],
}

/// The operation that a request asks for, and the variable segments of its path.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) spec: &'static RouteSpec,
    pub(crate) segments: Vec<String>,
}

impl Route {
    /// A variable segment; empty where the path has fewer.
    pub(crate) fn segment(&self, index: usize) -> &str {
        self.segments.get(index).map_or("", String::as_str)
    }

    /// Checks the query against the operation; fails with what is wrong.
    pub(crate) fn check_query(&self, call: &Call, everywhere: &[&str]) -> Result<(), String> {
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in call.parameters() {
            if everywhere.contains(&name.as_str()) {
                continue;
            }
            let parameter = self
                .spec
                .query
                .iter()
                .find(|parameter| parameter.name == name)
                .ok_or_else(|| format!("unknown query parameter '{name}'"))?;
            if seen.contains(&name.as_str()) {
                return Err(format!("query parameter '{name}' is given twice"));
            }
            seen.push(name);
            if !value.is_empty() {
                check_value(parameter.kind, value)
                    .map_err(|reason| format!("query parameter '{name}' {reason}: '{value}'"))?;
            }
        }
        let missing = self
            .spec
            .query
            .iter()
            .find(|parameter| parameter.required && call.parameter(parameter.name).is_none());
        match missing {
            Some(parameter) => Err(format!("query parameter '{}' is missing", parameter.name)),
            None => Ok(()),
        }
    }
}

fn check_value(kind: Kind, value: &str) -> Result<(), &'static str> {
    let (fits, reason) = match kind {
        Kind::Text => (true, ""),
        Kind::Uuid => (is_uuid(value), "is no UUID"),
        Kind::Date => (is_date(value), "is no date of the form yyyy-MM-dd"),
        Kind::Count => (
            value.len() <= 9 && value.bytes().all(|b| b.is_ascii_digit()),
            "is no count",
        ),
        Kind::Boolean => (matches!(value, "true" | "false"), "is no boolean"),
        Kind::Ignored => (false, "is not simulated"),
    };
    if fits { Ok(()) } else { Err(reason) }
}

pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Finds the operation of a path whatever the method, and the one with the method.
pub(crate) fn find(table: &'static [RouteSpec], method: &str, path: &str) -> (bool, Option<Route>) {
    let mut known = false;
    for spec in table {
        if let Some(segments) = matches(spec.path, path) {
            known = true;
            if spec.method == method {
                return (true, Some(Route { spec, segments }));
            }
        }
    }
    (known, None)
}

fn matches(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    let mut rest = path.split('/');
    for wanted in pattern.split('/') {
        let segment = rest.next()?;
        if wanted == "*" && !segment.is_empty() {
            segments.push(segment.to_owned());
        } else if wanted != segment {
            return None;
        }
    }
    rest.next().is_none().then_some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_segment_by_segment() {
        assert_eq!(matches("/a/*/b", "/a/x/b"), Some(vec!["x".to_owned()]));
        assert_eq!(matches("/a/*/b", "/a//b"), None);
        assert_eq!(matches("/a/*", "/a/x/b"), None);
        assert_eq!(matches("/a/b", "/a/b/"), None);
    }

    #[test]
    fn a_date_is_written_with_four_digits_and_hyphens() {
        assert!(is_date("2024-02-29"));
        assert!(!is_date("2023-02-29"));
        assert!(!is_date("20240229"));
    }
}
