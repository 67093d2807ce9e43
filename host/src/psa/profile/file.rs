//! Reads a profile from a TOML text.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{
    builtin::{BUILTIN_PROFILES, find},
    error::ProfileError,
    model::Profile,
    section,
};
use crate::base::files::read_regular_text;
use crate::config::tree::{Fields, Node, Problems, place};
use crate::psa::content::Content;

const KEYS: &[&str] = &[
    "name",
    "title",
    "psa",
    "extends",
    "contract-lines",
    "customers",
];

impl Profile {
    /// Loads a profile: one that comes with the program, by its name, or a mapping file, by its path.
    ///
    /// # Errors
    ///
    /// See [`ProfileError`]; [`ProfileError::Invalid`] lists every fault of the file.
    pub fn load(name_or_path: &str) -> Result<Self, ProfileError> {
        if let Some(builtin) = find(name_or_path) {
            return Self::from_text(Path::new(builtin.name), builtin.text);
        }
        let path = PathBuf::from(name_or_path);
        let is_file = path
            .extension()
            .is_some_and(|extension| extension == "toml")
            || path.is_file();
        if !is_file {
            return Err(ProfileError::Unknown {
                name: name_or_path.to_owned(),
            });
        }
        let text = read_regular_text(&path).map_err(|source| ProfileError::Read {
            path: path.clone(),
            source,
        })?;
        Self::from_text(&path, &text)
    }

    /// Reads a profile from the text of a file; where the text has no name, the file's is taken.
    ///
    /// # Errors
    ///
    /// As [`Profile::load`].
    pub fn from_text(path: &Path, text: &str) -> Result<Self, ProfileError> {
        let root = DeTable::parse(text).map_err(|error| unreadable(path, text, &error))?;
        let root = DeValue::Table(root.into_inner());
        let mut problems = Problems::new(text);
        let profile = resolve(path, &Node::root(&root), &mut problems);
        match (profile, problems.into_sorted()) {
            (Some(profile), problems) if problems.is_empty() => Ok(profile),
            (_, problems) => Err(ProfileError::Invalid {
                path: path.to_owned(),
                problems,
            }),
        }
    }
}

fn resolve(path: &Path, root: &Node<'_>, problems: &mut Problems<'_>) -> Option<Profile> {
    let fields = root.fields(problems, KEYS)?;
    let base = base(&fields, problems);
    let text = |name: &str, problems: &mut Problems<'_>| {
        fields.get(name).and_then(|node| node.text(problems))
    };
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().to_lowercase());
    let name = text("name", problems).or(stem).unwrap_or_default();
    text("title", problems);
    let psa = text("psa", problems)
        .or_else(|| base.as_ref().map(|base| base.psa.clone()))
        .unwrap_or_else(|| name.clone());
    let mut sections = base.map(|base| base.sections).unwrap_or_default();
    for content in Content::ALL {
        if let Some(node) = fields.get(content.name()) {
            let section = sections.entry(content).or_default();
            section::read(node, content, section, problems);
        }
    }
    if sections.is_empty() {
        root.fault(problems, "it has neither [contract-lines] nor [customers]");
    }
    Some(Profile {
        name,
        psa,
        sections,
    })
}

/// The profile that this one extends.
fn base(fields: &Fields<'_>, problems: &mut Problems<'_>) -> Option<Profile> {
    let node = fields.get("extends")?;
    let name = node.text(problems)?;
    match find(&name) {
        Some(builtin) => Profile::from_text(Path::new(builtin.name), builtin.text).ok(),
        None => {
            let names: Vec<&str> = BUILTIN_PROFILES
                .iter()
                .map(|profile| profile.name)
                .collect();
            node.fault(
                problems,
                format!("expected one of {}, found {name:?}", names.join(", ")),
            );
            None
        }
    }
}

fn unreadable(path: &Path, text: &str, error: &toml::de::Error) -> ProfileError {
    let (line, column) = place(text, error.span().unwrap_or_default().start);
    ProfileError::Syntax {
        path: path.to_owned(),
        line,
        column,
        message: error.message().to_owned(),
    }
}
