//! Renders results: columns and rows of optional texts, as a table, CSV, JSON or Markdown.

mod age;
mod csv;
mod from_arrow;
mod grid;
mod ink;
mod json;
mod markdown;
mod table;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod type_tests;

pub use crate::base::safe_text::sanitize;
pub use age::{age, count, counted, duration};
pub use csv::{write_csv, write_csv_for_people};
pub use from_arrow::{RenderError, columns, rows};
pub use grid::{Column, Grid, Kind, Row};
pub(crate) use ink::settle;
pub use ink::{Ink, Look};
pub use json::write_json;
pub use markdown::write_markdown;
pub use table::table;
