//! The table of results.

use std::fmt;

/// Rows of what, measured, against, ratio.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new() -> Self {
        let mut table = comfy_table::Table::new();
        table.load_preset(comfy_table::presets::ASCII_MARKDOWN);
        table.set_header(["what", "measured", "against", "ratio", "wanted"]);
        Self(table)
    }

    /// Adds a row; `wanted` says what is asked of the figure.
    pub(crate) fn row(
        &mut self,
        what: &str,
        measured: String,
        against: String,
        ratio: Option<f64>,
        wanted: &str,
    ) {
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.3}"));
        eprintln!("  {what}: {measured} ({against}) {ratio}");
        self.0.add_row([what, &measured, &against, &ratio, wanted]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Seconds with three digits.
pub(crate) fn seconds(duration: std::time::Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

/// The middle one of an odd number of measurements.
pub(crate) fn median<T: Copy + PartialOrd>(values: &mut [T]) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values[values.len() / 2]
}
