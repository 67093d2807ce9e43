//! The whole configuration, and how it is loaded.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::brand::BrandSettings;
use super::connection::Connection;
use super::error::{ConfigError, Problem};
use super::mail::MailSettings;
use super::names::join_path;
use super::owner::stranger;
use super::permissions::{everybody_can_write, others_can_read};
use super::resolve::resolve;
use super::tree::{Node, Problems, place};
use crate::analysis::Settings;
use crate::base::{files::open_regular, suggest, zone::Zone};

/// The file's name; it lies beside `seatwise.toml`.
const PLUGIN_LOCK: &str = "plugins.lock";

/// Everything that `seatwise.toml` says, with all paths absolute.
#[derive(Debug, Clone)]
pub struct Config {
    /// The configuration file.
    pub path: PathBuf,
    /// Its folder; relative paths in the file are relative to it.
    pub directory: PathBuf,
    /// The DuckDB file.
    pub database: PathBuf,
    /// The private state folder.
    pub state: PathBuf,
    /// Where a read-only copy of the database is put after each sync.
    pub publish: Option<PathBuf>,
    /// The folder from which plugins are loaded beside the built-in ones; it need not exist.
    pub plugins_directory: PathBuf,
    /// Plugin files that replace built-in plugins, by vendor id.
    pub plugin_replacements: BTreeMap<String, PathBuf>,
    /// The time zone whose days and weeks count.
    pub time_zone: Zone,
    /// The thresholds of the analysis.
    pub analysis: Settings,
    /// Where mail goes out, and to whom; none where no mail is wanted.
    pub mail: Option<MailSettings>,
    /// What pages for customers are dressed in.
    pub brand: BrandSettings,
    /// The connections, by name.
    pub connections: BTreeMap<String, Connection>,
}

impl Config {
    /// Loads and resolves a configuration file. Fetches no secret.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; [`ConfigError::Invalid`] lists every fault of the file.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let path = absolute(path)?;
        let unread = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => ConfigError::NotFound { path: path.clone() },
            _ => ConfigError::Read {
                path: path.clone(),
                source,
            },
        };
        let mut file = open_regular(&path).map_err(unread)?;
        // Asked of the open file: another one may have taken its place meanwhile.
        if let Some(stranger) = stranger(&file).map_err(unread)? {
            return Err(ConfigError::Stranger { path, stranger });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(unread)?;
        Self::from_text(&path, &text)
    }

    /// Resolves the text of a configuration file that lies, or will lie, at `path`.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn from_text(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let path = absolute(path)?;
        let root = DeTable::parse(text).map_err(|error| unreadable(&path, text, &error))?;
        let root = DeValue::Table(root.into_inner());
        let mut problems = Problems::new(text);
        let config = resolve(&path, &Node::root(&root), &mut problems);
        match (config, problems.into_sorted()) {
            (Some(config), problems) if problems.is_empty() => Ok(config),
            (_, problems) => Err(ConfigError::Invalid { path, problems }),
        }
    }

    /// Returns a connection by its name.
    ///
    /// # Errors
    ///
    /// [`ConfigError::UnknownConnection`], with the name that is spelled most alike.
    pub fn connection(&self, name: &str) -> Result<&Connection, ConfigError> {
        self.connections
            .get(name)
            .ok_or_else(|| ConfigError::UnknownConnection {
                name: name.to_owned(),
                path: self.path.clone(),
                suggestion: suggest(name, self.connections.keys().map(String::as_str))
                    .map(str::to_owned),
                names: self.connections.keys().cloned().collect(),
            })
    }

    /// Where it is written which plugin files are trusted.
    #[must_use]
    pub fn plugin_lock(&self) -> PathBuf {
        self.directory.join(PLUGIN_LOCK)
    }

    /// Returns what the operator should know about how secrets are kept, one sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self
            .connections
            .values()
            .flat_map(Connection::warnings)
            .collect();
        let clear_text = self
            .connections
            .values()
            .any(Connection::has_clear_text_secrets);
        if clear_text && others_can_read(&self.path) {
            warnings.push(format!(
                "other users can read {}, which contains secrets in clear text; `chmod 600` it",
                self.path.display()
            ));
        }
        if everybody_can_write(&self.path) {
            warnings.push(format!(
                "every user can change {}, and with it where secrets are sent and which commands are run; `chmod o-w` it",
                self.path.display()
            ));
        }
        warnings
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ConfigError> {
    std::path::absolute(path).map_err(|source| ConfigError::Read {
        path: path.to_path_buf(),
        source,
    })
}

/// Says where the text stops being TOML; a key that is given twice is named by its path.
fn unreadable(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or_default();
    let (line, column) = place(text, span.start);
    let path = path.to_path_buf();
    if !error.message().contains("duplicate key") {
        return ConfigError::Syntax {
            path,
            line,
            column,
            message: error.message().to_owned(),
        };
    }
    let key = duplicate_path(text, span.start, text.get(span).unwrap_or_default());
    let message = "the key is given twice; keep one of them".to_owned();
    ConfigError::Invalid {
        path,
        problems: vec![Problem { line, key, message }],
    }
}

/// Returns the path of a key from the section header above it.
fn duplicate_path(text: &str, offset: usize, key: &str) -> String {
    let start = text
        .get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let line = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default()
        .trim();
    if let Some(header) = header(line) {
        return header.to_owned();
    }
    let section = text
        .get(..start)
        .unwrap_or_default()
        .lines()
        .rev()
        .find_map(|line| header(line.trim()));
    let outer = line.split('=').next().unwrap_or_default().trim();
    let section = section.unwrap_or_default();
    match (section.is_empty(), outer.is_empty() || outer.ends_with(key)) {
        (true, true) => join_path("", key),
        (false, true) => join_path(section, key),
        (true, false) => join_path(outer, key),
        (false, false) => join_path(&format!("{section}.{outer}"), key),
    }
}

fn header(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.split(']').next().map(str::trim)
}
