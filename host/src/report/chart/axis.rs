//! The vertical axis: it starts at zero, and ends at a round number.

use std::ops::Range;

use crate::report::figure::grouped;

/// How many steps an axis has, about.
const STEPS: f64 = 4.0;

/// What a vertical axis covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// The scale that reaches zero and all values.
    pub(super) fn around(values: &[f64]) -> Self {
        let high = values.iter().copied().fold(0.0, f64::max);
        let low = values.iter().copied().fold(0.0, f64::min);
        let step = round_step((high - low) / STEPS);
        Self {
            low: (low / step).floor() * step,
            // Never without height.
            high: ((high / step).ceil() * step).max((low / step).floor() * step + step),
            step,
        }
    }

    pub(super) fn range(self) -> Range<f64> {
        self.low..self.high
    }

    pub(super) fn goes_below_zero(self) -> bool {
        self.low < 0.0
    }

    /// How many labels the axis has.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a handful of steps"
    )]
    pub(super) fn steps(self) -> usize {
        ((self.high - self.low) / self.step).round() as usize + 1
    }

    pub(super) fn label(self, value: f64) -> String {
        let decimals = if self.step >= 1.0 { 0 } else { 1 };
        grouped(&format!("{value:.decimals$}"))
    }

    /// How much room the labels need, in pixels.
    pub(super) fn width(self) -> u32 {
        let longest = self
            .label(self.low)
            .chars()
            .count()
            .max(self.label(self.high).chars().count());
        u32::try_from(longest).unwrap_or(0) * 8 + 12
    }
}

/// The next of 1, 2, 5, 10, 20 … that is not below a step; counts have no smaller one than 1.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|rounded| *rounded >= step)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_starts_at_zero_and_ends_at_a_round_number() {
        for (values, low, high) in [
            (vec![97.0, 103.0], 0.0, 150.0),
            (vec![1.0], 0.0, 1.0),
            (vec![], 0.0, 1.0),
            (vec![-30.0, 70.0], -50.0, 100.0),
            (vec![-3.0], -3.0, 0.0),
            (vec![12_345.0], 0.0, 15_000.0),
        ] {
            let scale = Scale::around(&values);
            assert_eq!((scale.low, scale.high), (low, high), "{values:?}");
        }
    }

    #[test]
    fn a_label_of_the_axis_is_a_whole_number_with_its_thousands_apart() {
        let scale = Scale::around(&[12_345.0]);
        assert_eq!(scale.label(15_000.0), "15\u{202f}000");
        assert_eq!(scale.steps(), 4);
    }
}
