//! The templates of the pages, and what they share.

use minijinja::{AutoEscape, Environment, Value, syntax::SyntaxConfig};

/// Tables, charts and headings that several pages have.
const PARTS: &str = include_str!("look/parts.html");

/// How pages begin: their policy, their title and their style, which the page may add to.
const START: &str = include_str!("look/start.html");

/// The style that several pages have.
pub(super) const STYLE: &str = include_str!("look/look.css");

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("write the page: {0}")]
pub struct PageError(#[from] minijinja::Error);

/// Fills a template. Every text is shown as it is, whatever is in it, unless the template says that it is HTML.
///
/// # Errors
///
/// If the template does not fit, which is a fault of this program.
pub(super) fn fill(template: &str, content: Value) -> Result<String, PageError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.add_template("parts.html", PARTS)?;
    environment.add_template("start.html", START)?;
    environment.add_template("page", template)?;
    Ok(environment.get_template("page")?.render(content)?)
}
