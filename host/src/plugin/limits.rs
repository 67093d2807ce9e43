//! What a plugin may use, and what each limit stops.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// The limits of one call into a plugin. They are in effect from the first call on and a plugin
/// cannot raise them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the `.wasm` file, in bytes, checked before anything is compiled. Stops compile bombs; a
    /// small file can still be slow to compile.
    pub file_bytes: u64,
    /// Linear memory in bytes, summed over all memories of the instance. Stops memory bombs; it does
    /// not count what the host holds on the plugin's behalf, which the HTTP limits bound.
    pub memory_bytes: usize,
    /// Elements of one table. Stops allocation by tables.
    pub table_elements: usize,
    /// Core instances, memories and tables of one component instance. Stops allocation by count.
    pub instances: usize,
    /// Processor time of the guest, measured in ticks of [`Limits::TICK`]. Stops endless loops; time
    /// spent waiting in the host is not counted.
    pub processor_time: Duration,
    /// Wall clock of one call, with all its waiting. Stops a call that never returns.
    pub wall_clock: Duration,
    /// Bytes that one crossing may lift out of the guest, as wasmtime's hostcall fuel counts them.
    /// Stops huge lists and strings before they are allocated.
    pub lifted_bytes: usize,
    /// Handles to host resources. Stops resource floods.
    pub handles: usize,
    /// Rows of one page.
    pub page_rows: usize,
    /// Features that one page may report as unavailable; each becomes a note for a person.
    pub features: usize,
    /// Bytes of text in one page, over all its cells but those of rows that are set apart for one that is
    /// too large.
    pub page_bytes: usize,
    /// Bytes of one cell; a row with a larger one is set apart.
    pub cell_bytes: usize,
    /// Bytes of a cursor.
    pub cursor_bytes: usize,
    /// Pages of one read of one partition. Stops an endless cursor that never repeats.
    pub pages: u64,
    /// Bytes of rows of one read of one partition. Stops a cursor that brings new rows for ever before
    /// it has filled the disk.
    pub partition_bytes: u64,
    /// Bytes of rows of one run, over all its partitions. Stops a plugin whose every customer is endless.
    pub run_bytes: u64,
    /// Requests of one call.
    pub requests: u32,
    /// Requests of one `send-all`.
    pub batch_requests: usize,
    /// Bytes of response bodies of one call.
    pub response_bytes: u64,
    /// Bytes of one request's body.
    pub request_body_bytes: usize,
    /// Messages of one call; further ones are counted, not kept. Stops log floods.
    pub log_messages: u32,
    /// Bytes of one message with its fields; the rest is cut off.
    pub log_message_bytes: usize,
    /// Bytes of messages of one call.
    pub log_bytes: usize,
    /// Bytes of standard error that are kept: the last ones, for the message of a trap.
    pub stderr_bytes: usize,
}

impl Limits {
    /// How often the engine's clock ticks. Ten milliseconds bound how long a spinning guest can hold
    /// a thread before it yields to others.
    pub const TICK: Duration = Duration::from_millis(10);
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        const GIB: u64 = 1024 * MIB as u64;
        Self {
            file_bytes: 16 * MIB as u64,
            memory_bytes: 256 * MIB,
            table_elements: 100_000,
            instances: 32,
            processor_time: Duration::from_secs(60),
            wall_clock: Duration::from_secs(15 * 60),
            lifted_bytes: 32 * MIB,
            handles: 1_000,
            page_rows: 10_000,
            features: 100,
            page_bytes: 8 * MIB,
            cell_bytes: MIB,
            cursor_bytes: 64 * KIB,
            pages: 100_000,
            // A million subscriptions take about a gigabyte; twenty thousand customers with twenty each, 400 MB.
            partition_bytes: 2 * GIB,
            run_bytes: 8 * GIB,
            requests: 10_000,
            batch_requests: 256,
            response_bytes: 256 * MIB as u64,
            request_body_bytes: MIB,
            log_messages: 500,
            log_message_bytes: 8 * KIB,
            log_bytes: MIB,
            stderr_bytes: 64 * KIB,
        }
    }
}

/// Adds up what an instance allocates and refuses what goes beyond the limits.
///
/// wasmtime's own `StoreLimits` bounds each memory on its own, so a guest with many memories could
/// pass it. This one counts the sum, and remembers a refusal so that the error can name it.
#[derive(Debug)]
pub(crate) struct MemoryLimiter {
    memory_bytes: usize,
    table_elements: usize,
    instances: usize,
    allocated: usize,
    refused: Option<String>,
}

impl MemoryLimiter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            memory_bytes: limits.memory_bytes,
            table_elements: limits.table_elements,
            instances: limits.instances,
            allocated: 0,
            refused: None,
        }
    }

    /// The first refusal, as a sentence fragment.
    pub(crate) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }
}

impl ResourceLimiter for MemoryLimiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let wanted = self
            .allocated
            .saturating_add(desired.saturating_sub(current));
        if wanted > self.memory_bytes {
            self.refused.get_or_insert_with(|| {
                format!(
                    "it asked for {wanted} bytes of memory, but the limit is {}",
                    self.memory_bytes
                )
            });
            return Ok(false);
        }
        self.allocated = wanted;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired > self.table_elements {
            self.refused.get_or_insert_with(|| {
                format!(
                    "it asked for {desired} table elements, but the limit is {}",
                    self.table_elements
                )
            });
            return Ok(false);
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.instances
    }

    fn memories(&self) -> usize {
        self.instances
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> MemoryLimiter {
        MemoryLimiter::new(&Limits {
            memory_bytes: 100,
            table_elements: 10,
            ..Limits::default()
        })
    }

    #[test]
    fn memories_are_added_up() {
        let mut limiter = limiter();
        assert!(limiter.memory_growing(0, 60, None).unwrap());
        assert!(limiter.memory_growing(60, 70, None).unwrap());
        assert!(limiter.memory_growing(0, 30, None).unwrap());
        assert!(!limiter.memory_growing(0, 1, None).unwrap());
        assert_eq!(
            limiter.refused(),
            Some("it asked for 101 bytes of memory, but the limit is 100")
        );
    }

    #[test]
    fn what_was_refused_is_not_counted_and_the_first_refusal_is_remembered() {
        let mut limiter = limiter();
        assert!(!limiter.memory_growing(0, usize::MAX, None).unwrap());
        assert!(limiter.memory_growing(0, 100, None).unwrap());
        assert!(!limiter.table_growing(0, 11, None).unwrap());
        assert_eq!(
            limiter.refused(),
            Some(
                format!(
                    "it asked for {} bytes of memory, but the limit is 100",
                    usize::MAX
                )
                .as_str()
            )
        );
    }

    #[test]
    fn tables_are_bounded() {
        let mut limiter = limiter();
        assert!(limiter.table_growing(0, 10, None).unwrap());
        assert_eq!(limiter.refused(), None);
        assert!(!limiter.table_growing(10, 11, None).unwrap());
        assert_eq!(
            limiter.refused(),
            Some("it asked for 11 table elements, but the limit is 10")
        );
    }
}
