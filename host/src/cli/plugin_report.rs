//! What `seatwise plugin list` and `seatwise plugin inspect` print.

use serde::Serialize;

use super::exit::CommandError;
use super::output::Output;
use crate::render::{Column, Grid, Look, count, sanitize, table};

/// What `plugin list` shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PluginList {
    /// The plugins that can be used.
    pub plugins: Vec<PluginRow>,
    /// The files that were refused.
    pub refused: Vec<RefusedPlugin>,
}

/// A plugin that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PluginRow {
    /// Its vendor id.
    pub vendor: String,
    /// The vendor's name.
    pub name: String,
    /// The plugin's version.
    pub version: String,
    /// The version of the contract that it was built for.
    pub contract: String,
    /// `built-in`, or the file.
    pub source: String,
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Whether it may be used: `built-in`, `trusted`, `not trusted` or `changed`.
    pub trust: String,
}

/// A file that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedPlugin {
    /// The file.
    pub file: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What `plugin inspect` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PluginDetails {
    /// Names, versions and origin of the plugin.
    pub plugin: PluginRow,
    /// The size of the file in bytes.
    pub size: u64,
    /// Where it may send requests.
    pub origins: Vec<OriginDetails>,
    /// The credentials that the host adds.
    pub credentials: Vec<CredentialDetails>,
    /// The pace, in words: `60 requests per 60 s, 3 at once`.
    pub pacing: String,
    /// All that is sent by POST: paths that only read (`api /a/*/b`), and those that tokens come from.
    #[serde(rename = "post_reads")]
    pub posts: Vec<String>,
    /// The command that trusts this very file; none for a plugin that needs no trust.
    pub trust_command: Option<String>,
    /// Its settings.
    pub settings: Vec<SettingDetails>,
    /// What a person does about a status, in the order of the statuses.
    pub hints: Vec<(u16, String)>,
    /// The limits of each call: what is limited, and the limit.
    pub limits: Vec<(String, String)>,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
}

/// An origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OriginDetails {
    /// Its name.
    pub name: String,
    /// Its base URL.
    pub url: String,
}

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CredentialDetails {
    /// Its name.
    pub name: String,
    /// How it works: `oauth2-client-credentials`.
    pub scheme: String,
    /// Where it is sent: `api`.
    pub sent_to: String,
    /// Where its tokens come from: `/auth/token`; none where it has none.
    pub token_path: Option<String>,
    /// The header lines that carry it or go with it, names alone.
    pub headers: Vec<String>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingDetails {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Where a person finds the value.
    pub help: String,
    /// Whether it is a secret.
    pub secret: bool,
    /// Whether it must be given.
    pub required: bool,
    /// The value when none is given.
    pub default: Option<String>,
    /// The values that are allowed; none allows all.
    pub choices: Vec<String>,
}

/// Prints the list: the plugins to stdout, refused files as warnings to stderr.
///
/// # Errors
///
/// When stdout cannot be written.
pub fn print_list(list: &PluginList, output: &Output) -> Result<(), CommandError> {
    if output.json {
        return output.print_json(list);
    }
    let mut grid = Grid::new(
        [
            "vendor", "name", "version", "contract", "source", "trust", "sha256",
        ]
        .map(Column::text)
        .to_vec(),
    );
    for PluginRow {
        vendor,
        name,
        version,
        contract,
        source,
        sha256,
        trust,
    } in &list.plugins
    {
        let digest: String = sha256.chars().take(12).collect();
        grid.push([vendor, name, version, contract, source, trust, &digest].map(String::clone));
    }
    output.print(&table(&grid, output.look()))?;
    for RefusedPlugin { file, reason } in &list.refused {
        output.warn(&format!(
            "{} was rejected: {}",
            sanitize(file),
            sanitize(reason)
        ));
    }
    Ok(())
}

/// Prints one plugin.
///
/// # Errors
///
/// When stdout cannot be written.
pub fn print_details(details: &PluginDetails, output: &Output) -> Result<(), CommandError> {
    if output.json {
        return output.print_json(details);
    }
    output.print(&text(details, output.look()))
}

/// Returns one plugin as text. What the plugin's author wrote is shown harmlessly.
#[must_use]
pub fn text(details: &PluginDetails, look: Look) -> String {
    let PluginDetails {
        plugin,
        size,
        origins,
        credentials,
        pacing,
        posts,
        trust_command,
        settings,
        hints,
        limits,
        imports,
    } = details;
    let PluginRow {
        vendor,
        name,
        version,
        contract,
        source,
        sha256,
        trust,
    } = plugin;
    let mut page = Page {
        text: String::new(),
        look,
    };
    page.line(&format!(
        "{} ({vendor}) {version}",
        look.ink.bold(sanitize(name))
    ));
    page.line(&format!(
        "contract {contract}, {source}, {} bytes",
        count(*size)
    ));
    page.line(&format!("sha256 {sha256}"));
    if let Some(command) = trust_command {
        page.line(&format!(
            "{trust}; this command trusts exactly this file and no other:"
        ));
        page.line(&format!("  {}", sanitize(command)));
    }
    page.section(
        "May send requests to",
        origins
            .iter()
            .map(|origin| format!("{}  {}", origin.name, origin.url)),
    );
    page.section(
        "Credentials, added by the host",
        credentials.iter().map(credential),
    );
    page.section("Pace", [pacing.clone()]);
    page.section(
        "POST requests that only read or ask for a token",
        posts.iter().cloned(),
    );
    page.section("Settings", settings.iter().map(setting));
    page.section(
        "What to do about a status",
        hints
            .iter()
            .map(|(status, hint)| format!("{status}  {hint}")),
    );
    page.section(
        "Limits of each call",
        limits
            .iter()
            .map(|(what, limit)| format!("{what}: {limit}")),
    );
    page.section("Imports", imports.iter().cloned());
    page.text
}

struct Page {
    text: String,
    look: Look,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn section(&mut self, title: &str, lines: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| format!("  {}", sanitize(&line)))
            .collect();
        let title = self.look.ink.bold(title);
        self.line("");
        self.line(&title);
        self.line(&if lines.is_empty() {
            "  none".to_owned()
        } else {
            lines.join("\n")
        });
    }
}

fn credential(credential: &CredentialDetails) -> String {
    let CredentialDetails {
        name,
        scheme,
        sent_to,
        token_path,
        headers,
    } = credential;
    let token = token_path
        .as_ref()
        .map(|path| format!(", tokens from {path}"))
        .unwrap_or_default();
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!(", in {}", headers.join(", "))
    };
    format!("{name}  {scheme}, sent to {sent_to}{token}{headers}")
}

fn setting(setting: &SettingDetails) -> String {
    let SettingDetails {
        name,
        label,
        help,
        secret,
        required,
        default,
        choices,
    } = setting;
    let mut traits = Vec::new();
    traits.extend(secret.then(|| "secret".to_owned()));
    traits.push(if *required { "required" } else { "optional" }.to_owned());
    traits.extend(default.as_ref().map(|value| format!("default {value}")));
    traits.extend((!choices.is_empty()).then(|| format!("one of {}", choices.join(", "))));
    let help = if help.is_empty() {
        String::new()
    } else {
        format!(": {help}")
    };
    format!("{name}  {label} ({}){help}", traits.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_where_secrets_go_and_what_may_be_posted() {
        let details = PluginDetails {
            plugin: PluginRow {
                vendor: "sherweb".to_owned(),
                name: "Sherweb\u{1b}[2J".to_owned(),
                version: "0.1.0".to_owned(),
                contract: "0.1.0".to_owned(),
                source: "built-in".to_owned(),
                sha256: "ab".repeat(32),
                trust: "built-in".to_owned(),
            },
            size: 123_456,
            origins: vec![OriginDetails {
                name: "api".to_owned(),
                url: "https://api.sherweb.com".to_owned(),
            }],
            credentials: vec![CredentialDetails {
                name: "service-provider".to_owned(),
                scheme: "oauth2-client-credentials".to_owned(),
                sent_to: "api".to_owned(),
                token_path: Some("/auth/token".to_owned()),
                headers: vec![
                    "Authorization".to_owned(),
                    "Ocp-Apim-Subscription-Key".to_owned(),
                ],
            }],
            pacing: "60 requests per 60 s, 3 at once".to_owned(),
            posts: vec![],
            trust_command: None,
            settings: vec![SettingDetails {
                name: "client_id".to_owned(),
                label: "Client ID".to_owned(),
                help: "Security > APIs".to_owned(),
                secret: true,
                required: true,
                default: None,
                choices: vec![],
            }],
            hints: vec![(401, "Issue a new secret".to_owned())],
            limits: vec![("memory".to_owned(), "256 MiB".to_owned())],
            imports: vec!["seatwise:host/http@0.1.0".to_owned()],
        };
        let text = text(&details, Look::default());
        for expected in [
            "Sherweb\\u{1b}[2J (sherweb) 0.1.0\ncontract 0.1.0, built-in, 123,456 bytes\n",
            "\nMay send requests to\n  api  https://api.sherweb.com\n\n",
            "oauth2-client-credentials, sent to api, tokens from /auth/token, in Authorization, Ocp-Apim-Subscription-Key\n",
            "\nPOST requests that only read or ask for a token\n  none\n\n",
            "  client_id  Client ID (secret, required): Security > APIs\n",
            "  401  Issue a new secret\n",
            "  memory: 256 MiB\n",
        ] {
            assert!(
                text.contains(expected),
                "{expected:?} is missing in:\n{text}"
            );
        }
        assert!(!text.contains("plugin trust"), "{text}");
    }

    #[test]
    fn a_file_is_shown_with_the_command_that_trusts_it_and_no_other() {
        let details = PluginDetails {
            plugin: PluginRow {
                vendor: "acme".to_owned(),
                name: "Acme".to_owned(),
                version: "1".to_owned(),
                contract: "0.1.0".to_owned(),
                source: "plugins/acme.wasm".to_owned(),
                sha256: "ab".repeat(32),
                trust: "not trusted".to_owned(),
            },
            size: 1,
            origins: vec![],
            credentials: vec![],
            pacing: String::new(),
            posts: vec!["api /token, for tokens of key".to_owned()],
            trust_command: Some("seatwise plugin trust acme --sha256 abab".to_owned()),
            settings: vec![],
            hints: vec![],
            limits: vec![],
            imports: vec![],
        };
        let text = text(&details, Look::default());
        for expected in [
            "not trusted; this command trusts exactly this file and no other:\n  seatwise plugin trust acme --sha256 abab\n",
            "\nPOST requests that only read or ask for a token\n  api /token, for tokens of key\n",
        ] {
            assert!(
                text.contains(expected),
                "{expected:?} is missing in:\n{text}"
            );
        }
    }
}
