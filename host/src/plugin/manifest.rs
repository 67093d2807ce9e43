//! What a plugin says about itself, read before any of its code runs.
//!
//! The manifest asks; it grants nothing. What is in effect is what the manifest declares and the
//! operator's configuration permits.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;

use crate::gateway::{CredentialSpec, OriginSpec, PacingSpec, PostRead, Wishes};

/// The contract that this host speaks: the version of the packages in `wit/`.
pub const CONTRACT_VERSION: &str = "0.1.0";

/// The most bytes of a manifest.
const MANIFEST_BYTES: usize = 64 * 1024;
/// The most characters of a name, label or version.
const SHORT_TEXT: usize = 200;
/// The most characters of a help text or hint.
const LONG_TEXT: usize = 2_000;

/// The most characters of what the reader of TOML says.
const LONGEST_MESSAGE: usize = 400;

/// What a plugin says about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the contract that it was built for.
    pub contract: String,
    /// The vendor id that its rows carry: 1 to 32 of a-z, 0-9, `-`, `_`.
    pub vendor: String,
    /// The distributor's name, as people read it.
    pub name: String,
    /// The plugin's own version.
    pub version: String,
    /// Where requests may go; the first one is the default.
    pub origins: Vec<OriginSpec>,
    /// How requests are authenticated.
    #[serde(default)]
    pub credentials: Vec<CredentialSpec>,
    /// What the operator sets.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// The vendor's limits on requests.
    #[serde(default)]
    pub pacing: PacingSpec,
    /// Paths that only read in spite of POST.
    #[serde(default)]
    pub post_reads: Vec<PostRead>,
    /// What a person does about a status of this vendor.
    #[serde(default)]
    pub hints: Hints,
}

/// One thing that the operator sets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its key in `seatwise.toml`.
    pub name: String,
    /// What to call it when asking for it.
    pub label: String,
    /// Where it is found.
    #[serde(default)]
    pub help: String,
    /// Whether it comes from a secret source and is kept from the plugin.
    #[serde(default)]
    pub secret: bool,
    /// Whether a connection cannot work without it.
    #[serde(default)]
    pub required: bool,
    /// Its value where the operator sets none.
    #[serde(default)]
    pub default: Option<String>,
    /// The values that it may have; empty for any.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl Setting {
    /// The short texts that are shown to a person.
    fn short_texts(&self) -> impl Iterator<Item = &String> {
        let Self {
            name,
            label,
            help: _,
            secret: _,
            required: _,
            default,
            choices,
        } = self;
        [name, label].into_iter().chain(default).chain(choices)
    }
}

/// What a person does about a status, by status.
pub type Hints = BTreeMap<String, String>;

/// Why a manifest is refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ManifestError {
    /// The section is too large.
    #[error("its manifest has {0} bytes, but the limit is {MANIFEST_BYTES}")]
    TooLarge(usize),
    /// The section is not text.
    #[error("its manifest is not UTF-8 text")]
    NoText,
    /// Built for a contract that this host does not speak.
    #[error(
        "it was built for contract {found} and this host knows {CONTRACT_VERSION}; get a build of the plugin for {CONTRACT_VERSION}, or the Seatwise release that knows {found}"
    )]
    Contract {
        /// The plugin's contract.
        found: String,
    },
    /// The text does not have the right shape.
    #[error("its manifest cannot be read: {0}")]
    Shape(String),
    /// A value breaks a rule.
    #[error("its manifest is wrong: {0}")]
    Value(String),
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// Fails with the first rule that it breaks. The contract comes first, so that a plugin for another
    /// version is told so and not something about an unknown field.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MANIFEST_BYTES {
            return Err(ManifestError::TooLarge(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ManifestError::NoText)?;
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| shape(&error))?;
        let contract = table
            .get("contract")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        if contract != CONTRACT_VERSION {
            let found = if contract.is_empty() {
                "(none)"
            } else {
                contract
            };
            let found: String = super::imports::printable(found).chars().take(40).collect();
            return Err(ManifestError::Contract { found });
        }
        let manifest: Self = toml::from_str(text).map_err(|error| shape(&error))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The setting of that name.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }

    /// What a person does about a status of this vendor.
    #[must_use]
    pub fn hint(&self, status: u16) -> Option<&str> {
        self.hints.get(&status.to_string()).map(String::as_str)
    }

    /// What it asks of the gateway.
    pub(crate) fn wishes(&self) -> Wishes<'_> {
        Wishes {
            vendor_name: &self.name,
            origins: &self.origins,
            credentials: &self.credentials,
            post_reads: &self.post_reads,
            pacing: &self.pacing,
        }
    }

    fn check(&self) -> Result<(), ManifestError> {
        // First, because the other rules quote what breaks them.
        self.check_texts()?;
        let identifier = |text: &str| {
            (1..=32).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
        };
        ensure(identifier(&self.vendor), || {
            "vendor must be 1 to 32 of a-z, 0-9, - and _".to_owned()
        })?;
        ensure(!self.name.trim().is_empty(), || "name is empty".to_owned())?;
        ensure(!self.version.trim().is_empty(), || {
            "version is empty".to_owned()
        })?;
        ensure(!self.origins.is_empty(), || {
            "it declares no origin".to_owned()
        })?;
        unique(
            "origin",
            self.origins.iter().map(|origin| origin.name.as_str()),
        )?;
        unique(
            "credential",
            self.credentials
                .iter()
                .map(|credential| credential.name.as_str()),
        )?;
        unique(
            "setting",
            self.settings.iter().map(|setting| setting.name.as_str()),
        )?;
        for setting in &self.settings {
            ensure(identifier(&setting.name), || {
                format!(
                    "setting name {:?} must be 1 to 32 of a-z, 0-9, - and _",
                    setting.name
                )
            })?;
            if let Some(default) = &setting.default {
                ensure(!setting.secret, || {
                    format!(
                        "setting {} is secret and must not have a default",
                        setting.name
                    )
                })?;
                ensure(
                    setting.choices.is_empty() || setting.choices.contains(default),
                    || {
                        format!(
                            "the default of setting {} is not one of its choices",
                            setting.name
                        )
                    },
                )?;
            }
        }
        for status in self.hints.keys() {
            ensure(
                status
                    .parse::<u16>()
                    .is_ok_and(|code| (100..600).contains(&code) && code.to_string() == *status),
                || format!("hints has the key {status:?}, which is not an HTTP status"),
            )?;
        }
        // The gateway's own rules, here already: before anybody trusts the file, and before a secret is fetched.
        self.wishes()
            .check()
            .map_err(|error| ManifestError::Value(error.to_string()))
    }

    /// Bounds everything that is shown to a person, and refuses what would steer a terminal.
    fn check_texts(&self) -> Result<(), ManifestError> {
        let short = [&self.vendor, &self.name, &self.version]
            .into_iter()
            .chain(
                self.origins
                    .iter()
                    .flat_map(|origin| [&origin.name, &origin.url]),
            )
            .chain(self.credentials.iter().map(|credential| &credential.name))
            .chain(
                self.post_reads
                    .iter()
                    .flat_map(|read| [&read.origin, &read.path]),
            )
            .chain(self.hints.keys())
            .chain(self.settings.iter().flat_map(Setting::short_texts));
        let long = self
            .hints
            .values()
            .chain(self.settings.iter().map(|s| &s.help))
            .chain(self.credentials.iter().flat_map(CredentialSpec::texts))
            .chain(&self.pacing.wait_pattern);
        let texts = short
            .map(|text| (text, SHORT_TEXT))
            .chain(long.map(|text| (text, LONG_TEXT)));
        for (text, limit) in texts {
            ensure(text.chars().count() <= limit, || {
                format!("a text has more than {limit} characters")
            })?;
            ensure(super::imports::printable(text) == *text, || {
                "a text contains control characters".to_owned()
            })?;
        }
        Ok(())
    }
}

/// The message may quote a name of the manifest, whatever its length.
fn shape(error: &toml::de::Error) -> ManifestError {
    let message = super::imports::printable(error.message());
    ManifestError::Shape(super::imports::cut(message, LONGEST_MESSAGE))
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), ManifestError> {
    if holds {
        Ok(())
    } else {
        Err(ManifestError::Value(otherwise()))
    }
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<(), ManifestError> {
    let mut seen = BTreeSet::new();
    for name in names {
        ensure(seen.insert(name), || {
            format!("it declares {what} {name:?} twice")
        })?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests/wishes.rs"]
mod asked;

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        contract = "0.1.0"
        vendor = "acme"
        name = "Acme"
        version = "1.0.0"
        [[origins]]
        name = "api"
        url = "https://api.acme.example"
    "#;

    fn refusal(text: &str) -> String {
        Manifest::parse(text.as_bytes())
            .map(drop)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_small_manifest_is_read() {
        let manifest = Manifest::parse(SMALL.as_bytes()).unwrap();
        assert_eq!(manifest.vendor, "acme");
        assert!(manifest.credentials.is_empty());
    }

    #[test]
    fn another_contract_is_refused_before_anything_else_is_read() {
        let text = "contract = \"9.0.0\"\nsomething_new = true";
        assert_eq!(
            refusal(text),
            "it was built for contract 9.0.0 and this host knows 0.1.0; get a build of the plugin for 0.1.0, or the Seatwise release that knows 9.0.0"
        );
    }

    #[test]
    fn wrong_values_are_named() {
        assert!(refusal(&SMALL.replace("\"acme\"", "\"Acme Ltd\"")).contains("vendor must be"));
        assert!(refusal(&SMALL.replace("version =", "versoin =")).contains("versoin"));
        assert!(
            refusal(&format!(
                "{SMALL}\n[[origins]]\nname = \"api\"\nurl = \"https://b.example\""
            ))
            .contains("twice")
        );
        assert!(refusal(&format!("{SMALL}\n[hints]\nsoon = \"x\"")).contains("not an HTTP status"));
        assert!(
            refusal(&SMALL.replace("\"Acme\"", "\"Ac\\u001bme\"")).contains("control characters")
        );
        assert!(refusal(&"#".repeat(70_000)).contains("the limit is 65536"));
    }

    #[test]
    fn no_text_of_a_manifest_can_steer_a_terminal() {
        let full = format!(
            "{SMALL}\n[[origins]]\nname = \"origin\"\nurl = \"https://origin.example\"\n\
             [[origins]]\nname = \"elsewhere\"\nurl = \"https://elsewhere.example\"\n\
             [[credentials]]\nname = \"key\"\nscheme = \"header\"\norigin = \"origin\"\nheader = \"X-Key\"\nsetting = \"mode\"\nprefix = \"Bearer\"\n\
             [[credentials.headers]]\nname = \"X-More\"\nsetting = \"more\"\n\
             [[settings]]\nname = \"mode\"\nlabel = \"Label\"\nhelp = \"Help\"\ndefault = \"fast\"\nchoices = [\"fast\", \"slow\"]\n\
             [[post_reads]]\norigin = \"elsewhere\"\npath = \"/prices\"\n[pacing]\nwait_pattern = \"in (x+)\"\n[hints]\n404 = \"Look\"\n"
        );
        assert!(Manifest::parse(full.as_bytes()).is_ok(), "{full}");
        for text in [
            "\"api\"",
            "https://api.acme.example",
            "\"key\"",
            "\"header\"",
            "\"origin\"",
            "X-Key",
            "\"Bearer\"",
            "X-More",
            "\"more\"",
            "\"Label\"",
            "\"Help\"",
            "\"slow\"",
            "\"elsewhere\"",
            "/prices",
            "in (x+)",
            "\"Look\"",
        ] {
            let steering = if text.starts_with('"') {
                text.replacen('"', "\"\\u001b[2J", 1)
            } else {
                format!("{text}\\u001b[2J")
            };
            let reason = refusal(&full.replacen(text, &steering, 1));
            assert!(
                reason.ends_with("a text contains control characters"),
                "{text}: {reason}"
            );
        }
    }

    #[test]
    fn a_hint_that_would_never_be_found_is_refused() {
        for status in ["+401", "0401"] {
            let text = format!("{SMALL}\n[hints]\n\"{status}\" = \"x\"");
            assert!(refusal(&text).contains("not an HTTP status"), "{status}");
        }
    }

    #[test]
    fn a_long_fault_and_a_deep_one_are_told_in_short() {
        let long = format!("{SMALL}\n{} = 1", "x".repeat(60_000));
        assert!(refusal(&long).len() < 3_000, "{}", refusal(&long).len());
        let deep = format!("{SMALL}\n[settings]\na = {}", "[".repeat(60_000));
        assert!(refusal(&deep).starts_with("its manifest cannot be read: "));
    }

    #[test]
    fn a_refusal_does_not_repeat_the_whole_manifest() {
        let name = "x".repeat(30_000);
        let twice =
            format!("[[origins]]\nname = \"{name}\"\nurl = \"https://b.example\"\n").repeat(2);
        for text in [format!("{SMALL}{twice}"), format!("{name} = 1\n{SMALL}")] {
            assert!(refusal(&text).len() < 1_000, "{}", refusal(&text).len());
        }
    }
}
