//! Names: what is allowed, and how a path is spelled.

/// The environment variables that `seatwise init` proposes start with this.
const VARIABLE_PREFIX: &str = "SEATWISE";

/// Returns what is wrong with the name of a connection, if anything.
///
/// Connection names appear in file names, SQL and command lines, so they are kept to
/// `[a-z0-9_-]{1,64}`.
pub fn connection_name_fault(name: &str) -> Option<String> {
    fault(
        name,
        64,
        "a connection's name",
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'),
    )
}

/// Returns what is wrong with the name of a secret or of a setting, if anything: `[A-Za-z0-9_-]{1,64}`.
pub fn secret_name_fault(name: &str) -> Option<String> {
    fault(
        name,
        64,
        "a setting's name",
        |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-'),
    )
}

/// Returns what is wrong with a vendor id, if anything: `[a-z0-9_-]{1,32}`.
pub(super) fn vendor_fault(vendor: &str) -> Option<String> {
    fault(
        vendor,
        32,
        "a vendor id",
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'),
    )
}

/// Returns whether a text has the shape of an environment variable's name.
///
/// A secret that was written where its variable's name belongs rarely has this shape, and
/// refusing it early keeps it out of later messages.
pub(super) fn is_variable(name: &str) -> bool {
    let first = name.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && name.len() <= 128
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Returns the environment variable proposed for a secret of a connection:
/// `SEATWISE_ACME_MAIN_CLIENT_ID`.
pub fn default_variable(connection: &str, secret: &str) -> String {
    [VARIABLE_PREFIX, connection, secret]
        .join("_")
        .to_ascii_uppercase()
        .replace('-', "_")
}

/// Returns a key's path, quoting a key that is not bare.
pub(super) fn join_path(parent: &str, key: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let key = if bare {
        key.to_owned()
    } else {
        format!("{key:?}")
    };
    if parent.is_empty() {
        key
    } else {
        format!("{parent}.{key}")
    }
}

fn fault(name: &str, longest: usize, what: &str, allowed: impl Fn(u8) -> bool) -> Option<String> {
    if name.is_empty() {
        return Some(format!("{what} must not be empty"));
    }
    if name.len() > longest {
        return Some(format!(
            "{what} may have at most {longest} characters, but this one has {}",
            name.chars().count()
        ));
    }
    if name.bytes().all(&allowed) {
        return None;
    }
    let letters = if allowed(b'A') {
        "letters"
    } else {
        "lower-case letters"
    };
    Some(format!(
        "{what} may contain only {letters}, digits, _ and -"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposed_variable_is_a_valid_variable() {
        let variable = default_variable("sherweb-main", "client_id");
        assert_eq!(variable, "SEATWISE_SHERWEB_MAIN_CLIENT_ID");
        assert!(is_variable(&variable));
        assert!(!is_variable("3f8a-not/a variable"));
    }

    #[test]
    fn connection_names_keep_to_lower_case_digits_and_dashes() {
        assert_eq!(connection_name_fault("sherweb-main_2"), None);
        for name in ["", "Sherweb", "a b", "../x", "ü", &"x".repeat(65)] {
            assert!(
                connection_name_fault(name).is_some(),
                "{name:?} was accepted"
            );
        }
    }
}
