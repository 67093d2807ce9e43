//! Finds out what a file is, and makes clean rows of text of it.
//!
//! Clean means: UTF-8, one column a field of [`super::field`], in its order, and the line of the file
//! before them. Numbers of JSON keep their literal: DuckDB's own reader takes them through a binary
//! fraction, in which 1234567890123.123456 becomes 1234567890123.1235.

mod bytes;
mod classify;
mod csv;
mod dialect;
mod encoding;
mod json;
mod json_columns;
mod json_rows;
mod layout;
mod likeness;
mod records;
mod windows_1252;
mod writer;

pub(super) use bytes::{Form, Opened, of_bytes, open};
pub(super) use csv::read_csv;
pub(super) use json::read_json;
pub(super) use layout::{Located, locate};
pub(super) use writer::{Clean, RowWriter};
