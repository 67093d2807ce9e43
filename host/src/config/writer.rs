//! Adds a connection to `seatwise.toml` without touching the rest of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};
use url::Url;

use super::connection::PacingOverride;
use super::error::ConfigError;
use super::load::Config;
use super::names::connection_name_fault;
use super::source::SecretSource;
use crate::base::{
    files::{create, folder_of, read_regular_text, rewrite},
    turn::{self, Busy, Turn, TurnError},
    zone::Zone,
};

/// What a new file begins with, for [`header`].
const HEAD: &str = r#"# Seatwise: which distributors are read, and where the data goes.
# Relative paths are relative to this file. Secrets are named here and kept elsewhere.

# Days and weeks are those of this time zone, a name of the tz database. Without it, the time zone of the machine is used.
TIME_ZONE

# The DuckDB file that `seatwise sync` fills and `seatwise query` reads.
database = "seatwise.duckdb"

# Private working files: unfinished reads, access tokens, pacing.
state = ".seatwise"

# A read-only copy for analysts, replaced after each sync. Remove the # to get it.
# publish = "published.duckdb"
"#;

/// What a new file begins with: [`HEAD`] with the time zone of this machine, where it has a name.
fn header() -> String {
    let zone = Zone::of_machine();
    let is_named = zone.iana_name().is_some() && Zone::named(&zone.name()).is_ok();
    let zone = if is_named {
        format!("time_zone = \"{}\"", zone.name())
    } else {
        "# time_zone = \"Europe/Berlin\"".to_owned()
    };
    HEAD.replace("TIME_ZONE", &zone)
}

/// A connection to be written. Paths of secret files are written as they are: relative ones are
/// relative to the configuration file.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Its name.
    pub name: String,
    /// The vendor id.
    pub vendor: String,
    /// Settings that are not secrets.
    pub settings: BTreeMap<String, String>,
    /// Where the secrets come from.
    pub secrets: BTreeMap<String, SecretSource>,
    /// Base URLs in place of the manifest's.
    pub origins: BTreeMap<String, Url>,
    /// Whether private addresses may be dialled.
    pub allow_private_addresses: bool,
    /// The pace in place of the manifest's.
    pub pacing: Option<PacingOverride>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Whether it is new.
    pub created: bool,
}

/// Why nothing was written; the file is as it was. Messages follow "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The connection's name cannot be used.
    #[error("add the connection {name:?}: {fault}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The file has a connection of that name.
    #[error("add the connection {name}: {} has a connection of that name; choose another name or edit the file", path.display())]
    Exists {
        /// The name.
        name: String,
        /// The file.
        path: PathBuf,
    },
    /// `connections` is written in a way that cannot be extended.
    #[error("add the connection {name}: {} does not write its connections as [connections.NAME] sections; rewrite them that way", path.display())]
    Layout {
        /// The name.
        name: String,
        /// The file.
        path: PathBuf,
    },
    /// The file as it is, or as it would be, is not valid.
    #[error("add a connection: {0}")]
    Config(#[from] ConfigError),
    /// Another process changes the file.
    #[error("add a connection: {0}")]
    Busy(#[from] Busy),
    /// The file cannot be read or written.
    #[error("write the configuration {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Adds a connection to the file at `path`, which is created, readable by its owner alone, when
/// it does not exist. Comments and layout of an existing file stay.
///
/// The file is replaced as a whole by rename, after the new text was checked. Of several processes that add a connection
/// at once, each waits for its turn.
///
/// # Errors
///
/// See [`WriteError`]; nothing is written then.
pub fn add_connection(path: &Path, connection: &NewConnection) -> Result<Written, WriteError> {
    let name = &connection.name;
    if let Some(fault) = connection_name_fault(name) {
        return Err(WriteError::Name {
            name: name.clone(),
            fault,
        });
    }
    let fault = |source| WriteError::Io {
        path: path.to_path_buf(),
        source,
    };
    let path = std::path::absolute(path).map_err(fault)?;
    let path = path.as_path();
    std::fs::create_dir_all(folder_of(path)).map_err(fault)?;
    let _turn = Turn::take(path, turn::PATIENCE).map_err(|error| match error {
        TurnError::Busy(busy) => WriteError::Busy(busy),
        TurnError::Io(source) => fault(source),
    })?;
    let existing = match read_regular_text(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(fault(error)),
    };
    let before = existing.clone().unwrap_or_else(header);
    let before = before.as_str();
    let config = Config::from_text(path, before)?;
    if config.connections.contains_key(name) {
        return Err(WriteError::Exists {
            name: name.clone(),
            path: path.to_path_buf(),
        });
    }
    let layout = || WriteError::Layout {
        name: name.clone(),
        path: path.to_path_buf(),
    };
    let text = with_connection(before, connection).ok_or_else(layout)?;
    // Dotted keys and inline tables can swallow a section; such a text is not written.
    if !Config::from_text(path, &text)?
        .connections
        .contains_key(name)
    {
        return Err(layout());
    }
    write(path, &text, existing.is_some()).map_err(fault)?;
    Ok(Written {
        path: config.path,
        created: existing.is_none(),
    })
}

/// Returns the text with the connection at its end; none where `connections` is not a section.
fn with_connection(before: &str, connection: &NewConnection) -> Option<String> {
    let mut document: DocumentMut = before.parse().ok()?;
    let mut section = section(connection);
    // A comment at the end of the file belongs to what stands above it, so it stays there.
    let comment = document
        .trailing()
        .as_str()
        .unwrap_or_default()
        .trim_end()
        .to_owned();
    let comment = if comment.is_empty() {
        comment
    } else {
        format!("{comment}\n")
    };
    section.decor_mut().set_prefix(format!("{comment}\n"));
    section.set_position(Some(isize::MAX));
    document.set_trailing("");
    let parent = document.entry("connections").or_insert_with(|| {
        let mut parent = Table::new();
        parent.set_implicit(true);
        Item::Table(parent)
    });
    parent
        .as_table_mut()?
        .insert(&connection.name, Item::Table(section));
    Some(document.to_string())
}

fn section(connection: &NewConnection) -> Table {
    let NewConnection {
        name: _,
        vendor,
        settings,
        secrets,
        origins,
        allow_private_addresses,
        pacing,
    } = connection;
    let mut table = Table::new();
    table.insert("vendor", value(vendor));
    if *allow_private_addresses {
        table.insert("allow_private_addresses", value(true));
    }
    insert_section(
        &mut table,
        "settings",
        settings
            .iter()
            .map(|(name, text)| (name, text.as_str().into())),
    );
    insert_section(
        &mut table,
        "secrets",
        secrets
            .iter()
            .map(|(name, source)| (name, source_value(source))),
    );
    insert_section(
        &mut table,
        "origins",
        origins
            .iter()
            .map(|(name, url)| (name, url.as_str().trim_end_matches('/').into())),
    );
    if let Some(pacing) = pacing {
        let entries = pacing_entries(pacing);
        insert_section(
            &mut table,
            "pacing",
            entries.iter().map(|(name, number)| (name, number.clone())),
        );
    }
    table
}

fn insert_section<'e>(
    parent: &mut Table,
    name: &str,
    entries: impl Iterator<Item = (&'e String, Value)>,
) {
    let mut section = Table::new();
    section.decor_mut().set_prefix("\n");
    for (key, entry) in entries {
        section.insert(key, Item::Value(entry));
    }
    if !section.is_empty() {
        parent.insert(name, Item::Table(section));
    }
}

fn source_value(source: &SecretSource) -> Value {
    let (kind, entry): (&str, Value) = match source {
        SecretSource::Environment { variable } => ("env", variable.into()),
        SecretSource::File { path } => ("file", path.display().to_string().into()),
        SecretSource::Command { arguments } => {
            ("command", arguments.iter().collect::<Array>().into())
        }
        SecretSource::Keyring { service, user } => ("keyring", format!("{service}/{user}").into()),
        SecretSource::Value(secret) => ("value", secret.reveal().into()),
    };
    let mut table = InlineTable::new();
    table.insert(kind, entry);
    table.into()
}

fn pacing_entries(pacing: &PacingOverride) -> Vec<(String, Value)> {
    let PacingOverride {
        requests,
        per_milliseconds,
        in_flight,
    } = *pacing;
    let seconds = |milliseconds: u64| match milliseconds % 1000 {
        0 => i64::try_from(milliseconds / 1000)
            .unwrap_or(i64::MAX)
            .into(),
        _ => (milliseconds as f64 / 1000.0).into(),
    };
    let mut entries: Vec<(String, Value)> = Vec::new();
    entries.extend(requests.map(|count| ("requests".to_owned(), i64::from(count).into())));
    entries.extend(per_milliseconds.map(|length| ("per_seconds".to_owned(), seconds(length))));
    entries.extend(in_flight.map(|count| {
        (
            "in_flight".to_owned(),
            i64::try_from(count).unwrap_or(i64::MAX).into(),
        )
    }));
    entries
}

/// Writes the file. A new file is readable by its owner alone; an existing one keeps
/// its permissions, and a symbolic link keeps pointing to it.
fn write(path: &Path, text: &str, exists: bool) -> io::Result<()> {
    if exists {
        return rewrite(path, text.as_bytes());
    }
    create(path, text.as_bytes())
}
