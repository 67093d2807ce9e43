//! Work on many records on all cores.

use rayon::prelude::*;

/// Records that one turn of a thread takes at least: enough to make turns cheap, few enough to end together.
const CHUNK: usize = 256;

/// Applies a function to each number below `count` and returns the results in order. Each turn of a thread
/// has a state of its own, made by `state`, for buffers that are worth keeping.
pub(super) fn map<S, T: Send>(
    count: usize,
    state: impl Fn() -> S + Send + Sync,
    work: impl Fn(&mut S, usize) -> T + Send + Sync,
) -> Vec<T> {
    (0..count)
        .into_par_iter()
        .with_min_len(CHUNK)
        .map_init(state, work)
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
