//! Whose page it is: the MSP's name, logo and colours.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::error::ReportError;
use crate::base::files::read_regular;
use crate::config::BrandSettings;

/// The largest logo: it is part of every page.
const LARGEST_LOGO: u64 = 512 * 1024;

/// What a page needs of the brand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Brand {
    name: Option<String>,
    /// The image as a `data:` URL.
    logo: Option<String>,
    color: Option<String>,
    /// The colour of text on `color`.
    on_color: Option<&'static str>,
    accent: Option<String>,
}

impl Brand {
    /// Reads the logo.
    ///
    /// # Errors
    ///
    /// [`ReportError::Logo`] where it cannot be read, is too large, or is not an image that browsers
    /// show.
    pub fn load(settings: &BrandSettings) -> Result<Self, ReportError> {
        let logo = match &settings.logo {
            None => None,
            Some(path) => {
                let failed = |reason: String| ReportError::Logo {
                    path: path.clone(),
                    reason,
                };
                let size = std::fs::metadata(path)
                    .map_err(|error| failed(error.to_string()))?
                    .len();
                if size > LARGEST_LOGO {
                    return Err(failed(format!(
                        "it has {size} bytes, but a logo may have at most {LARGEST_LOGO}, since it is part of every page; make it smaller"
                    )));
                }
                let bytes = read_regular(path).map_err(|error| failed(error.to_string()))?;
                let kind = kind_of_image(&bytes)
                    .ok_or_else(|| failed("it is not a PNG, JPEG, WebP or SVG image".to_owned()))?;
                Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
            }
        };
        Ok(Self {
            name: settings.name.clone(),
            logo,
            on_color: settings.color.as_deref().map(readable_on),
            color: settings.color.clone(),
            accent: settings.accent.clone(),
        })
    }
}

/// Black or white, whichever has the higher contrast on a colour, by the relative luminance of WCAG 2.
fn readable_on(color: &str) -> &'static str {
    let channel = |from: usize| {
        let value = color
            .get(from..from + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .map_or(0.0, |value| f64::from(value) / 255.0);
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    // Where (1.05 / (l + 0.05)) and ((l + 0.05) / 0.05) are equal.
    if luminance < 0.179 {
        "#ffffff"
    } else {
        "#000000"
    }
}

/// The media type of an image, by its first bytes. An SVG in an image element runs no scripts and loads nothing.
fn kind_of_image(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        let text = std::str::from_utf8(bytes).ok()?;
        text.contains("<svg").then_some("image/svg+xml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(content: &[u8]) -> Result<Brand, ReportError> {
        let folder = tempfile::tempdir().unwrap();
        let logo = folder.path().join("logo");
        std::fs::write(&logo, content).unwrap();
        Brand::load(&BrandSettings {
            logo: Some(logo),
            ..BrandSettings::default()
        })
    }

    #[test]
    fn a_logo_is_known_by_its_bytes_and_becomes_part_of_the_page() {
        let brand = load(b"\x89PNG\r\n\x1a\nrest").unwrap();
        assert_eq!(
            brand.logo.as_deref(),
            Some("data:image/png;base64,iVBORw0KGgpyZXN0")
        );
        let brand =
            load(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
        assert!(
            brand
                .logo
                .unwrap()
                .starts_with("data:image/svg+xml;base64,")
        );
    }

    #[test]
    fn text_on_the_colour_of_the_brand_can_be_read() {
        for (color, text) in [
            ("#000000", "#ffffff"),
            ("#1f4e79", "#ffffff"),
            ("#ffcc00", "#000000"),
            ("#ffffff", "#000000"),
        ] {
            assert_eq!(readable_on(color), text, "{color}");
        }
    }

    #[test]
    fn what_is_no_image_or_too_large_is_refused_with_the_name_of_the_file() {
        for (content, reason) in [
            (b"PK\x03\x04 a document".to_vec(), "not a PNG"),
            (vec![0; 600 * 1024], "make it smaller"),
        ] {
            let error = load(&content).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains("logo"), "{error}");
        }
        let missing = Brand::load(&BrandSettings {
            logo: Some("no-such-logo.png".into()),
            ..BrandSettings::default()
        });
        assert!(
            missing
                .unwrap_err()
                .to_string()
                .contains("no-such-logo.png")
        );
    }
}
