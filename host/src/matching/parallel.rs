//! Work on many records on all cores.

use std::{num::NonZero, panic, thread};

/// Records that one turn of a thread takes: enough to make turns cheap, few enough to end together.
const CHUNK: usize = 256;

/// Applies a function to each number below `count` and returns the results in order. Each thread
/// has a state of its own, made by `state`, for buffers that are worth keeping.
pub(super) fn map<S, T: Send>(
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let turns = || {
        let mut state = state();
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(CHUNK, std::sync::atomic::Ordering::Relaxed);
            if start >= count {
                return done;
            }
            let end = count.min(start + CHUNK);
            let results: Vec<_> = (start..end).map(|each| work(&mut state, each)).collect();
            done.push((start, results));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(count.div_ceil(CHUNK)).max(1);
    let mut chunks = thread::scope(|scope| {
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(turns)).collect();
        let mut chunks = turns();
        for thread in running {
            match thread.join() {
                Ok(more) => chunks.extend(more),
                Err(cause) => panic::resume_unwind(cause),
            }
        }
        chunks
    });
    chunks.sort_unstable_by_key(|(start, _)| *start);
    chunks
        .into_iter()
        .flat_map(|(_, results)| results)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_come_in_order_whoever_made_them() {
        let squares = super::map(10_000, || (), |(), each| each * each);
        assert!(
            squares
                .iter()
                .enumerate()
                .all(|(each, square)| each * each == *square)
        );
        assert_eq!(squares.len(), 10_000);
        assert_eq!(super::map(0, || (), |(), each| each), Vec::<usize>::new());
    }
}
