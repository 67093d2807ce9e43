//! Writes lists of rows.

use bytes::Bytes;
use serde::Serialize;

use super::World;
use crate::Endpoint;

/// A JSON array that is being written, with what stands before it.
pub(crate) struct List<'a> {
    world: &'a World,
    endpoint: Endpoint,
    out: Vec<u8>,
    rows: usize,
}

impl<'a> List<'a> {
    /// Starts with everything up to the array, for example `{"items":`.
    pub(crate) fn open(world: &'a World, endpoint: Endpoint, head: impl Into<Vec<u8>>) -> Self {
        Self {
            world,
            endpoint,
            out: head.into(),
            rows: 0,
        }
    }

    /// Writes a row, or what replaces it.
    pub(crate) fn push<T: Serialize>(&mut self, id: &str, row: &T) {
        let overlays = &self.world.overlays;
        if !overlays.is_empty() {
            let as_value = || serde_json::to_value(row).unwrap_or_default();
            if let Some(value) = overlays.apply(self.endpoint, id, as_value) {
                self.write(&value);
                return;
            }
        }
        self.write(row);
    }

    /// Writes a value as it is.
    pub(crate) fn write<T: Serialize>(&mut self, value: &T) {
        self.out.push(if self.rows == 0 { b'[' } else { b',' });
        self.rows += 1;
        let written = serde_json::to_writer(&mut self.out, value);
        debug_assert!(written.is_ok(), "rows are plain data: {written:?}");
    }

    /// Adds the rows that were added to the list of an owner.
    pub(crate) fn added(mut self, owner: &str) -> Self {
        for value in self.world.overlays.added(self.endpoint, owner) {
            self.write(value);
        }
        self
    }

    /// Ends the array and writes what stands behind it, for example `}`.
    pub(crate) fn close(mut self, tail: &str) -> Bytes {
        self.out
            .extend_from_slice(if self.rows == 0 { b"[]" } else { b"]" });
        self.finish(tail)
    }

    /// As [`List::close`], with `null` for an empty list.
    pub(crate) fn close_or_null(mut self, tail: &str) -> Bytes {
        self.out
            .extend_from_slice(if self.rows == 0 { b"null" } else { b"]" });
        self.finish(tail)
    }

    fn finish(mut self, tail: &str) -> Bytes {
        self.out.extend_from_slice(tail.as_bytes());
        self.out.into()
    }
}

impl World {
    /// Writes a row that is a whole body, or what replaces it.
    pub(crate) fn single<T: Serialize>(&self, endpoint: Endpoint, id: &str, row: &T) -> Bytes {
        let as_value = || serde_json::to_value(row).unwrap_or_default();
        let replaced = self.overlays.apply(endpoint, id, as_value);
        let written = match replaced {
            Some(value) => serde_json::to_vec(&value),
            None => serde_json::to_vec(row),
        };
        debug_assert!(written.is_ok(), "rows are plain data: {written:?}");
        written.unwrap_or_default().into()
    }
}
