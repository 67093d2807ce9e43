//! Sources of secrets on the command line: `env:NAME`, `file:PATH`, `command:…`, `keyring:SERVICE/USER`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::names::is_variable;
use super::source::SecretSource;

/// Why a text names no source. Does not quote the text: it may be the secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected env:VARIABLE, file:PATH, command:PROGRAM ARGUMENT… (or command:[\"program\", \"argument\"]) \
     or keyring:SERVICE/USER; the secret itself does not belong here"
)]
pub struct SourceTextError;

impl FromStr for SecretSource {
    type Err = SourceTextError;

    /// Parses a source. There is no form for clear text: what is on a command line is seen by
    /// every process of the machine and kept in the shell's history.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) = text.trim().split_once(':').ok_or(SourceTextError)?;
        let source = match kind {
            "env" if is_variable(rest) => Some(Self::Environment {
                variable: rest.to_owned(),
            }),
            "file" if !rest.is_empty() => Some(Self::File {
                path: PathBuf::from(rest),
            }),
            "command" => arguments(rest).map(|arguments| Self::Command { arguments }),
            "keyring" => rest
                .rsplit_once('/')
                .filter(|(service, user)| !service.is_empty() && !user.is_empty())
                .map(|(service, user)| Self::Keyring {
                    service: service.to_owned(),
                    user: user.to_owned(),
                }),
            _ => None,
        };
        source.ok_or(SourceTextError)
    }
}

/// Splits at white space, or reads a JSON list for arguments that contain some.
fn arguments(text: &str) -> Option<Vec<String>> {
    let arguments: Vec<String> = if text.starts_with('[') {
        serde_json::from_str(text).ok()?
    } else {
        text.split_whitespace().map(str::to_owned).collect()
    };
    (!arguments.is_empty()).then_some(arguments)
}

impl fmt::Display for SecretSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment { variable } => write!(formatter, "env:{variable}"),
            Self::File { path } => write!(formatter, "file:{}", path.display()),
            Self::Command { arguments } => write!(formatter, "command:{}", arguments.join(" ")),
            Self::Keyring { service, user } => write!(formatter, "keyring:{service}/{user}"),
            Self::Value(_) => formatter.write_str("clear text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_parsed_and_shown_alike() {
        for text in [
            "env:SHERWEB_ID",
            "file:keys/id",
            "command:pass show sherweb/id",
            "keyring:seatwise/main",
        ] {
            assert_eq!(text.parse::<SecretSource>().unwrap().to_string(), text);
        }
        let SecretSource::Command { arguments } = "command:[\"pass\", \"a b\"]".parse().unwrap()
        else {
            panic!()
        };
        assert_eq!(arguments, ["pass", "a b"]);
    }

    #[test]
    fn a_secret_in_place_of_its_source_is_refused_and_not_quoted() {
        for text in [
            "canary-7f3a",
            "value:canary-7f3a",
            "env:canary-7f3a",
            "env:",
            "file:",
            "command:",
            "command:[]",
            "keyring:x",
        ] {
            let error = text.parse::<SecretSource>().unwrap_err();
            assert!(!error.to_string().contains("canary"), "{text}");
        }
    }
}
