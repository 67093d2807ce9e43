//! The database: whether it can be opened, its schema, its views, and who may read it.

use super::locks::held;
use super::modes::private;
use super::report::{Area, Check};
use super::surroundings::Surroundings;
use crate::analysis::is_installed;
use crate::base::private::FILE_MODE;
use crate::config::Config;
use crate::store::{OpenError, Store, newest_schema};

pub(super) fn check(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let path = &config.database;
    let mut checks = opened(config, surroundings);
    checks.extend(private(Area::Database, path, FILE_MODE));
    checks
}

fn opened(config: &Config, surroundings: &Surroundings) -> Vec<Check> {
    let path = config.database.display();
    vec![match Store::open_read_only(&config.database) {
        Ok(store) => {
            return std::iter::once(views(&store, config))
                .chain(uncompared(&store))
                .collect();
        }
        Err(OpenError::Missing(_)) => Check::ok(
            Area::Database,
            format!("{path} does not exist yet; the first sync creates it"),
        ),
        Err(OpenError::Locked { holder, .. }) => held(&format!("{path}"), &holder, surroundings),
        Err(OpenError::Older { found, known, .. }) => Check::warning(
            Area::Database,
            format!("{path} has schema version {found}, and this program writes version {known}"),
        )
        .then("the next sync upgrades it, and keeps a copy of the old one"),
        Err(
            error @ (OpenError::Newer { .. }
            | OpenError::Foreign(_)
            | OpenError::NoFile { .. }
            | OpenError::QuestionMark(_)
            | OpenError::Empty(_)
            | OpenError::Encrypted(_)
            | OpenError::NewerFormat { .. }
            | OpenError::CutOff { .. }),
        ) => Check::failed(Area::Database, format!("failed to {error}")),
        Err(error) => Check::failed(Area::Database, format!("failed to {error}")).then(
            "if the file is damaged, `seatwise restore FILE --force` puts a backup in its place",
        ),
    }]
}

/// A command that was ended between a change and the comparison leaves findings that are older than the data.
fn uncompared(store: &Store) -> Option<Check> {
    let since = store.uncompared_since().ok().flatten()?;
    let message = format!(
        "what changed since {} has not been compared yet: the findings are older",
        since.strftime("%Y-%m-%d %H:%M UTC")
    );
    Some(Check::warning(Area::Database, message).then("`seatwise match` compares again"))
}

fn views(store: &Store, config: &Config) -> Check {
    let path = config.database.display();
    match is_installed(store.connection(), &config.analysis) {
        Ok(true) => Check::ok(
            Area::Database,
            format!(
                "{path} has schema version {} and the analysis views",
                newest_schema()
            ),
        ),
        Ok(false) => Check::warning(
            Area::Database,
            format!("{path} lacks the analysis views, or has those of another version or other thresholds"),
        )
        .then("`seatwise report leakage` creates them"),
        Err(error) => Check::failed(Area::Database, format!("{path}: failed to {error}")),
    }
}
