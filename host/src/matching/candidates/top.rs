//! Adds up shares by place and keeps the largest.

/// Candidates that one way of looking contributes at most.
const MOST: usize = 12;

/// A sum for each place; only the places that were touched cost anything.
pub(super) struct Sums {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    /// Makes sums for so many places.
    pub(super) fn of(places: usize) -> Self {
        Self {
            sums: vec![0.0; places],
            touched: Vec::new(),
        }
    }

    /// Adds a share, which is positive, to a place.
    pub(super) fn add(&mut self, place: u32, share: f32) {
        let sum = &mut self.sums[place as usize];
        if *sum == 0.0 {
            self.touched.push(place);
        }
        *sum += share;
    }

    /// Returns the places of the largest sums of at least `least`, and starts again from zero. Of
    /// equal sums the first places win, so the order of the work does not matter.
    pub(super) fn take(&mut self, least: f32) -> Vec<u32> {
        let Self { sums, touched } = self;
        let mut best: Vec<(f32, u32)> = Vec::new();
        for place in touched.drain(..) {
            let sum = std::mem::take(&mut sums[place as usize]);
            if sum >= least {
                best.push((sum, place));
            }
        }
        let order = |one: &(f32, u32), other: &(f32, u32)| {
            other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
        };
        if best.len() > MOST {
            best.select_nth_unstable_by(MOST - 1, order);
            best.truncate(MOST);
        }
        best.into_iter().map(|(_, place)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_sums_win_and_of_equals_the_first() {
        let mut sums = Sums::of(100);
        for place in (0..100).rev() {
            sums.add(place, if place == 77 { 2.0 } else { 1.0 });
        }
        let mut best = sums.take(0.5);
        best.sort_unstable();
        assert_eq!(best, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 77]);
        assert_eq!(sums.take(0.0), Vec::<u32>::new());
    }
}
