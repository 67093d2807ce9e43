//! Whose pages they are.

use std::path::{Path, PathBuf};

use super::resolve::resolve_path;
use super::tree::{Node, Problems};

const KEYS: [&str; 4] = ["name", "logo", "color", "accent"];

/// `[brand]`: what the pages that a customer may see are dressed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrandSettings {
    /// The MSP's name.
    pub name: Option<String>,
    /// Its logo: a PNG, JPEG, WebP or SVG file.
    pub logo: Option<PathBuf>,
    /// The colour of the page's head, as `#rrggbb`.
    pub color: Option<String>,
    /// The colour of rules and links, as `#rrggbb`.
    pub accent: Option<String>,
}

/// Resolves `[brand]`.
pub(super) fn resolve_brand(
    node: Option<&Node<'_>>,
    directory: &Path,
    problems: &mut Problems<'_>,
) -> BrandSettings {
    let Some(fields) = node.and_then(|node| node.fields(problems, &KEYS)) else {
        return BrandSettings::default();
    };
    let mut color = |name| {
        let node = fields.get(name)?;
        let text = node.text(problems)?;
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Some(text);
        }
        node.fault(
            problems,
            format!("expected a colour as \"#1f4e79\", found \"{text}\""),
        );
        None
    };
    BrandSettings {
        color: color("color"),
        accent: color("accent"),
        name: fields.get("name").and_then(|node| node.text(problems)),
        logo: fields
            .get("logo")
            .and_then(|node| resolve_path(node, directory, problems)),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{BrandSettings, Config, ConfigError};

    fn brand(text: &str) -> Result<BrandSettings, ConfigError> {
        let path = std::path::Path::new("/etc/seatwise/seatwise.toml");
        Config::from_text(path, text).map(|config| config.brand)
    }

    #[test]
    fn a_brand_has_a_name_a_logo_beside_the_file_and_colours() {
        let read = brand(
            "[brand]\nname = \"Northwind IT\"\nlogo = \"logo.svg\"\ncolor = \"#1F4e79\"\naccent = \"#c55a11\"",
        );
        assert_eq!(
            read.unwrap(),
            BrandSettings {
                name: Some("Northwind IT".to_owned()),
                logo: Some("/etc/seatwise/logo.svg".into()),
                color: Some("#1F4e79".to_owned()),
                accent: Some("#c55a11".to_owned()),
            }
        );
        assert_eq!(brand("").unwrap(), BrandSettings::default());
    }

    #[test]
    fn what_is_no_colour_is_refused_before_it_can_be_a_style() {
        for color in [
            "red",
            "#12345",
            "#1234567",
            "#12345g",
            "1f4e79",
            "#fff;} *{x:y",
        ] {
            let error = brand(&format!("[brand]\ncolor = \"{color}\"")).unwrap_err();
            assert!(error.to_string().contains("#1f4e79"), "{color}: {error}");
        }
    }
}
