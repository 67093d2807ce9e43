//! Names that are domains: “acme-dental.co.uk”, “acmedental.onmicrosoft.com”.

use crate::matching::domain::Domain;

/// Returns the label of a name that is a domain, without punctuation.
pub(super) fn label(name: &str) -> Option<String> {
    let name = name.trim();
    if name.contains(char::is_whitespace) || name.contains('@') || !name.contains('.') {
        return None;
    }
    Domain::read(name)
        .map(|domain| domain.label)
        .filter(|label| label.len() > 1)
}
