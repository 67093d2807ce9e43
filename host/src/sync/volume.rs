//! How much a run may bring. Each page is within its limits, but a cursor that brings new rows for ever fills
//! the disk with them: over a gigabyte in half a minute.

use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::Array as _;
use arrow::array::RecordBatch;

use crate::plugin::Limits;
use crate::store::RejectedRow;

/// What was brought, against what may be brought.
#[derive(Debug)]
pub(super) struct Volume {
    partition_limit: u64,
    run_limit: u64,
    /// The bytes of the run so far.
    run: AtomicU64,
}

impl Volume {
    /// Begins with what an earlier process has staged of the same run.
    pub(super) fn new(limits: &Limits, staged: u64) -> Self {
        Self {
            partition_limit: limits.partition_bytes,
            run_limit: limits.run_bytes,
            run: AtomicU64::new(staged),
        }
    }

    /// Adds a page to what its partition has brought.
    ///
    /// # Errors
    /// Fails with the limit that the page goes beyond; it must not be staged then.
    pub(super) fn add(&self, partition: &mut u64, page: u64) -> Result<(), String> {
        *partition = partition.saturating_add(page);
        if *partition > self.partition_limit {
            return Err(format!(
                "the read returned more than {}, page after page, which looks endless; it was stopped, and its dataset is incomplete; report this to the plugin's author",
                in_words(self.partition_limit)
            ));
        }
        let before = self.run.fetch_add(page, Ordering::Relaxed);
        if before.saturating_add(page) > self.run_limit {
            // What is not staged does not count, so that a smaller page still finds its room.
            self.run.fetch_sub(page, Ordering::Relaxed);
            return Err(format!(
                "one sync of a connection may read {}, and this one has reached that limit; what was read so far is kept; sync fewer datasets at once with --only, or, if that much cannot be right, report it to the plugin's author",
                in_words(self.run_limit)
            ));
        }
        Ok(())
    }
}

/// How many bytes the rows of a page have.
pub(super) fn size(rows: &RecordBatch, rejected: &[RejectedRow]) -> u64 {
    let columns: usize = rows
        .columns()
        .iter()
        .map(|column| column.to_data().get_slice_memory_size().unwrap_or(0))
        .sum();
    let texts: usize = rejected
        .iter()
        .map(|row| {
            let RejectedRow {
                key,
                reason,
                source,
                about,
            } = row;
            let optional = [key, about].into_iter().flatten().map(String::len);
            reason.len() + source.len() + optional.sum::<usize>()
        })
        .sum();
    u64::try_from(columns.saturating_add(texts)).unwrap_or(u64::MAX)
}

fn in_words(bytes: u64) -> String {
    const GIB: u64 = 1 << 30;
    match bytes {
        bytes if bytes >= GIB && bytes % GIB == 0 => format!("{} GiB", bytes / GIB),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(staged: u64) -> Volume {
        let limits = Limits {
            partition_bytes: 100,
            run_bytes: 250,
            ..Limits::default()
        };
        Volume::new(&limits, staged)
    }

    #[test]
    fn an_endless_read_ends_and_the_others_go_on() {
        let volume = volume(0);
        let mut endless = 0;
        assert_eq!(volume.add(&mut endless, 60), Ok(()));
        assert_eq!(volume.add(&mut endless, 40), Ok(()));
        let why = volume.add(&mut endless, 1).unwrap_err();
        assert!(
            why.starts_with("the read returned more than 100 bytes"),
            "{why}"
        );
        let mut other = 0;
        assert_eq!(volume.add(&mut other, 100), Ok(()));
    }

    #[test]
    fn many_endless_reads_end_with_what_a_run_may_bring() {
        let volume = volume(0);
        for _ in 0..2 {
            volume.add(&mut 0, 100).unwrap();
        }
        let why = volume.add(&mut 0, 51).unwrap_err();
        assert!(
            why.starts_with("one sync of a connection may read 250 bytes"),
            "{why}"
        );
        assert_eq!(volume.add(&mut 0, 50), Ok(()));
        assert!(volume.add(&mut 0, 1).is_err());
    }

    #[test]
    fn what_an_earlier_process_has_staged_counts() {
        assert!(volume(200).add(&mut 0, 51).is_err());
        assert_eq!(volume(200).add(&mut 0, 50), Ok(()));
    }

    #[test]
    fn a_text_counts_with_all_its_bytes() {
        let text = "x".repeat(10_000);
        let batch = RecordBatch::try_from_iter([(
            "text",
            std::sync::Arc::new(arrow::array::StringArray::from(vec![text.as_str()])) as _,
        )])
        .unwrap();
        let rejected = RejectedRow {
            key: Some("k".to_owned()),
            reason: "r".to_owned(),
            source: "s".repeat(500),
            about: None,
        };
        let bytes = size(&batch, &[rejected]);
        assert!((10_502..11_000).contains(&bytes), "{bytes}");
    }

    #[test]
    fn the_defaults_leave_room_for_the_largest_provider_and_are_told_in_gibibytes() {
        let limits = Limits::default();
        assert_eq!(in_words(limits.partition_bytes), "2 GiB");
        assert_eq!(in_words(limits.run_bytes), "8 GiB");
    }
}
