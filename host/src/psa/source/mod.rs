//! Finds out what a file is, and makes clean rows of text of it.
//!
//! Clean means: UTF-8, one column a field of [`super::field`], in its order, and a number before them that
//! no other row has, called `line`: the line in which the row begins, or for JSON, where a line may have
//! any number of rows, how many rows come before it and itself; see [`Places`]. Numbers of JSON keep their literal: DuckDB's own reader takes them through a binary
//! fraction, in which 1234567890123.123456 becomes 1234567890123.1235.

mod bytes;
mod classify;
#[cfg(test)]
mod classify_tests;
mod copies;
mod csv;
mod dialect;
mod encoding;
mod groups;
mod json;
mod json_columns;
mod json_rows;
mod layout;
mod likeness;
mod places;
mod records;
mod rivals;
mod summary;
mod sums;
mod tidy;
mod windows_1252;
mod writer;

pub(super) use bytes::{Form, Opened, of_bytes, open};
pub(super) use csv::read_csv;
pub(super) use json::read_json;
pub(super) use layout::{Located, locate};
pub(super) use places::Places;
pub(super) use tidy::{CONTROLS, tidied_in_sql};
pub(super) use writer::{Clean, RowWriter};
