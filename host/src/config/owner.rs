//! Whose the configuration is. It names commands that are run and folders that are written, with the rights of
//! whoever starts the program; so it must be theirs, or the administrator's.

#[cfg(unix)]
use std::fs::File;

/// The administrator.
#[cfg(unix)]
const ROOT: u32 = 0;

/// Whose a file is, where it is neither the user's who runs this program nor the administrator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Who owns it: a name, or a number where it has none here.
    pub owner: String,
    /// Who runs this program.
    pub user: String,
}

/// Returns the owner of an open file who is a stranger to this process. Root is told as well: what another
/// user wrote would be run with every right that there is.
///
/// # Errors
/// Fails where the system does not say whose the file is.
#[cfg(unix)]
pub(crate) fn stranger(file: &File) -> std::io::Result<Option<Stranger>> {
    use std::os::unix::fs::MetadataExt as _;
    let user = rustix::process::geteuid().as_raw();
    let owner = file.metadata()?.uid();
    Ok(is_stranger(owner, user).then(|| Stranger {
        owner: crate::base::private::user_name(owner),
        user: crate::base::private::user_name(user),
    }))
}

/// Whose a file is is not examined on this system.
#[cfg(not(unix))]
pub(crate) fn stranger(_file: &std::fs::File) -> std::io::Result<Option<Stranger>> {
    Ok(None)
}

#[cfg(unix)]
const fn is_stranger(owner: u32, user: u32) -> bool {
    owner != user && owner != ROOT
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::config::{Config, ConfigError};

    #[test]
    fn the_user_and_the_administrator_are_no_strangers_and_a_user_is_one_to_root() {
        assert!(!is_stranger(1000, 1000));
        assert!(!is_stranger(ROOT, 1000));
        assert!(!is_stranger(ROOT, ROOT));
        assert!(is_stranger(1001, 1000));
        assert!(is_stranger(1000, ROOT));
    }

    #[test]
    fn a_configuration_of_somebody_else_is_refused_with_its_owner_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seatwise.toml");
        std::fs::write(&path, "").unwrap();
        Config::load(&path).unwrap();
        if std::os::unix::fs::chown(&path, Some(64_123), None).is_err() {
            println!("SKIPPED: only root can give a file away");
            return;
        }
        let error = Config::load(&path).unwrap_err();
        assert!(matches!(error, ConfigError::Stranger { .. }), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("it belongs to 64123, but root runs this program")
                && text.contains("`chown root "),
            "{text}"
        );
    }
}
