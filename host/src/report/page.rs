//! Parts with tables as one HTML page that needs nothing else: it opens from a disk and inside a mail.

use minijinja::{context, value::Serde};
use serde::Serialize;

use super::html::{PageError, fill};

/// The page. Mail programs drop scripts and much of CSS, so it has none of the former and little of the latter.
const TEMPLATE: &str = include_str!("page.html");

/// What is on a page.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub subtitle: String,
    /// What must be read first; none where all is well.
    pub warning: Option<String>,
    /// Its parts.
    pub parts: Vec<PagePart>,
    /// What stands at the end.
    pub footer: String,
}

/// A part of a page: a table.
#[derive(Debug, Clone, Serialize)]
pub struct PagePart {
    /// Its title.
    pub title: String,
    /// What is said where there is no row.
    pub nothing: String,
    /// The columns of its table.
    pub columns: Vec<PageColumn>,
    /// Its rows, each as long as `columns`; none where a value is unknown.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct PageColumn {
    /// Its heading.
    pub name: String,
    /// Whether it has numbers, which are aligned to the right.
    pub number: bool,
}

impl Page {
    /// Returns the page as HTML. Every text is shown as it is, whatever is in it.
    ///
    /// # Errors
    ///
    /// If the template does not fit, which is a fault of this program.
    pub fn html(&self) -> Result<String, PageError> {
        fill(TEMPLATE, context! { page => Serde(self) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_html_is_shown_as_text() {
        let part = PagePart {
            title: "<b>".to_owned(),
            nothing: String::new(),
            columns: vec![PageColumn {
                name: "customer".to_owned(),
                number: false,
            }],
            rows: vec![
                vec![Some("<script>alert('x')</script> & \"Söhne\"".to_owned())],
                vec![None],
            ],
        };
        let html = Page {
            title: "t".to_owned(),
            subtitle: String::new(),
            warning: Some("<i>".to_owned()),
            parts: vec![part],
            footer: String::new(),
        }
        .html()
        .unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(
            html.contains("&lt;script&gt;alert(&#x27;x&#x27;)&lt;"),
            "{html}"
        );
        assert!(html.contains("Söhne"), "{html}");
        assert!(html.contains("unknown"), "{html}");
    }
}
