//! What a sync tells while it runs.

use std::time::Duration;

/// Hears how a sync goes on. Called from many tasks at once; an implementation must not block.
///
/// Partitions and rows are added up by the listener: each call says what happened since the last.
pub trait Progress: Send + Sync {
    /// A connection is being read now.
    fn connection_started(&self, connection: &str, vendor: &str);
    /// So many more partitions of a dataset are to be read. May be called again when more turn up.
    fn dataset_planned(&self, connection: &str, dataset: &str, partitions: u64);
    /// So many rows more arrived.
    fn rows_read(&self, connection: &str, dataset: &str, rows: u64);
    /// One more partition is done: read to its end, or abandoned.
    fn partition_finished(&self, connection: &str, dataset: &str, was_read: bool);
    /// The pace makes the connection wait for so much longer.
    fn waiting(&self, connection: &str, left: Duration);
    /// Something that the operator should read, one line.
    fn note(&self, connection: &str, text: &str);
    /// The connection is done, well or badly.
    fn connection_finished(&self, connection: &str);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn connection_started(&self, _connection: &str, _vendor: &str) {}
    fn dataset_planned(&self, _connection: &str, _dataset: &str, _partitions: u64) {}
    fn rows_read(&self, _connection: &str, _dataset: &str, _rows: u64) {}
    fn partition_finished(&self, _connection: &str, _dataset: &str, _was_read: bool) {}
    fn waiting(&self, _connection: &str, _left: Duration) {}
    fn note(&self, _connection: &str, _text: &str) {}
    fn connection_finished(&self, _connection: &str) {}
}
