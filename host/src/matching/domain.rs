//! Internet domains, as people write them: web sites, mail addresses, tenant domains.

use super::tables::{MAIL_PROVIDERS, SECOND_LEVEL, TOP_LEVEL};

/// The part of a domain that somebody registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Domain {
    /// The registered name, such as `acme-dental.co.uk`.
    pub(super) registrable: String,
    /// Its first label without punctuation, such as `acmedental`.
    pub(super) label: String,
}

impl Domain {
    /// Reads a domain, a URL or a mail address. The domains of mail providers do not count:
    /// thousands of customers share them.
    pub(super) fn read(text: &str) -> Option<Self> {
        let host = host(text)?;
        let labels: Vec<_> = host.split('.').collect();
        let well_formed = |label: &&str| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '-')
        };
        let (last, rest) = labels.split_last()?;
        if !labels.iter().all(well_formed) || !TOP_LEVEL.contains(last) {
            return None;
        }
        let registry = match rest.last() {
            // microsoft lets names below onmicrosoft.com like a registry.
            Some(&"onmicrosoft") => 2,
            Some(second) if rest.len() > 1 && last.len() == 2 && SECOND_LEVEL.contains(second) => 2,
            _ => 1,
        };
        let first = labels.len().checked_sub(registry + 1)?;
        let registrable = labels[first..].join(".");
        if MAIL_PROVIDERS.contains(registrable.as_str()) {
            return None;
        }
        let label = labels[first]
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        Some(Self { registrable, label })
    }
}

/// Returns the host of a URL or mail address, or the text itself.
fn host(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next()?;
    let text = text.rsplit('@').next()?;
    let text = text.split(':').next()?.trim_end_matches('.');
    let text = text.strip_prefix("www.").unwrap_or(text);
    Some(text.to_owned()).filter(|host| host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        Domain::read(text).map(|domain| (domain.registrable, domain.label))
    }

    #[test]
    fn the_registered_part_is_found_however_it_is_written() {
        let expected = Some(("acme-dental.com".to_owned(), "acmedental".to_owned()));
        for text in [
            "acme-dental.com",
            "https://www.Acme-Dental.com:443/contact?x",
            "jo@mail.acme-dental.com",
            "acme-dental.com.",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn registries_below_the_top_are_known() {
        assert_eq!(read("www.acme.co.uk").unwrap().0, "acme.co.uk");
        assert_eq!(read("co.uk").unwrap().0, "co.uk");
        assert_eq!(
            read("acme.onmicrosoft.com").unwrap(),
            ("acme.onmicrosoft.com".into(), "acme".into())
        );
    }

    #[test]
    fn mail_providers_and_other_text_are_no_domain() {
        for text in [
            "jo@gmail.com",
            "GMX.de",
            "acme",
            "st. mary",
            "inc.",
            "a..com",
            "acme.invalid-top",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
