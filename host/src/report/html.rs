//! The templates of the pages, and what they share.

use minijinja::{AutoEscape, Environment, Value, syntax::SyntaxConfig};

use super::page::PageError;

/// Tables, charts and headings that several pages have.
const PARTS: &str = include_str!("look/parts.html");

/// The style that several pages have.
pub(super) const STYLE: &str = include_str!("look/look.css");

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
    environment.add_template("page", template)?;
    Ok(environment.get_template("page")?.render(content)?)
}
