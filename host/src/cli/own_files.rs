//! Files of the program that no result may replace.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::exit::CommandError;
use crate::base::files::{beside, folder_of};
use crate::config::{Config, SecretSource};

/// What a DuckDB file has behind the checksum of its first block.
const DUCKDB: &[u8] = b"DUCK";

/// Ends of the names of a configuration, the list of trusted plugins, and what DuckDB and a checkpoint keep beside a
/// database.
const OWN: [&str; 4] = [".toml", ".lock", ".wal", ".rollback"];

/// What the configuration of this process names: files, and folders with all that is in them.
static NAMED: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// Keeps results away from what a configuration names. The first one counts: a process has one.
pub(super) fn protect(config: &Config) {
    let sources = config
        .connections
        .values()
        .flat_map(|connection| connection.secret_sources.values());
    let mail = config.mail.iter();
    let mail = mail.flat_map(|mail| mail.user.iter().chain(&mail.password));
    let secrets = sources.chain(mail).filter_map(|source| match source {
        SecretSource::File { path } => Some(path.clone()),
        _ => None,
    });
    let database = [".wal", ".lock", ".rollback", ".restore"];
    let named = secrets
        .chain([
            config.path.clone(),
            config.state.clone(),
            config.plugins_directory.clone(),
            config.plugin_lock(),
        ])
        .chain(database.map(|end| beside(&config.database, end)))
        .chain(config.plugin_replacements.values().cloned())
        .chain(config.publish.clone())
        .chain(config.brand.logo.clone())
        .chain(
            config
                .mail
                .as_ref()
                .and_then(|mail| mail.certificates.clone()),
        );
    let _ = NAMED.set(named.map(|path| real(&path)).collect());
}

/// A path without links and dots, also of a file that is not there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = folder_of(path).canonicalize();
        folder.map_or_else(
            |_| path.to_owned(),
            |folder| folder.join(path.file_name().unwrap_or_default()),
        )
    })
}

/// Refuses to put a result in the place of a database, of what lies beside one, of a configuration, of what that names, or of
/// what is not a regular file.
///
/// # Errors
///
/// Where such a file is there.
pub(super) fn refuse_own(target: &Path) -> Result<(), CommandError> {
    if let Ok(metadata) = std::fs::metadata(target)
        && !metadata.is_file()
        && !metadata.is_dir()
    {
        return Err(CommandError::usage(format!(
            "write {}: it is not a regular file; name a file, or a path where there is nothing yet",
            target.display()
        )));
    }
    let what = if is_database(target) {
        "a database"
    } else if target.exists() && is_beside(target) {
        "a file that Seatwise or DuckDB needs"
    } else {
        return refuse_named(target, NAMED.get().map_or(&[], Vec::as_slice));
    };
    Err(CommandError::usage(format!(
        "write {}: {what} is there, and the result would overwrite it; name another file",
        target.display()
    )))
}

fn refuse_named(target: &Path, named: &[PathBuf]) -> Result<(), CommandError> {
    // A link is replaced, and what it leads to stays: both places count.
    let link = folder_of(target)
        .canonicalize()
        .map(|folder| folder.join(target.file_name().unwrap_or_default()));
    let places = [Some(real(target)), link.ok()];
    let is_named = |place: &PathBuf| named.iter().any(|named| place.starts_with(named));
    if places.iter().flatten().any(is_named) {
        return Err(CommandError::usage(format!(
            "write {}: Seatwise keeps its own files there; name another file",
            target.display()
        )));
    }
    Ok(())
}

fn is_database(file: &Path) -> bool {
    let mut head = [0; 12];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.ends_with(DUCKDB)
}

fn is_beside(file: &Path) -> bool {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    OWN.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_never_takes_the_place_of_a_database_or_a_configuration() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        drop(duckdb::Connection::open(file("anything")).unwrap());
        for name in [
            "seatwise.toml",
            "plugins.lock",
            "x.duckdb.wal",
            "x.duckdb.rollback",
        ] {
            assert!(refuse_own(&file(name)).is_ok(), "{name} is not there");
            std::fs::write(file(name), "").unwrap();
            assert!(refuse_own(&file(name)).is_err(), "{name}");
        }
        let refused = refuse_own(&file("anything")).unwrap_err();
        assert!(
            refused.to_string().contains("a database is there"),
            "{refused}"
        );
        std::fs::write(file("result.csv"), "a\n").unwrap();
        assert!(refuse_own(&file("result.csv")).is_ok());
    }

    #[test]
    fn a_result_never_takes_the_place_of_what_the_configuration_names() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(file("state/tokens")).unwrap();
        std::fs::write(file("secret"), "s").unwrap();
        let named = [
            real(&file("state")),
            real(&file("secret")),
            real(&file("x.wal")),
        ];
        for name in [
            "state/tokens/a.json",
            "state/new",
            "state/../secret",
            "./secret",
            "x.wal",
        ] {
            assert!(refuse_named(&file(name), &named).is_err(), "{name}");
        }
        for name in ["stated", "secret.csv", "x"] {
            assert!(refuse_named(&file(name), &named).is_ok(), "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(file("secret"), file("link")).unwrap();
            assert!(refuse_named(&file("link"), &named).is_err());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_result_never_takes_the_place_of_a_device() {
        let refused = refuse_own(Path::new("/dev/null")).unwrap_err();
        assert!(
            refused.to_string().contains("not a regular file"),
            "{refused}"
        );
        // Not every command that writes a file prints its result without one.
        assert!(!refused.to_string().contains("option"), "{refused}");
    }
}
