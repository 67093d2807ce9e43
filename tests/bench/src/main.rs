//! Measures Seatwise and prints a table of ratios from one run.
//!
//! A figure stands beside what it is measured against: a bare program that makes the same requests,
//! the time that a rate limit permits, DuckDB's own append. Nothing here passes or fails.
//!
//! ```text
//! cargo run --package seatwise-bench                  # everything
//! cargo run --package seatwise-bench -- sync pace     # some of it
//! cargo run --package seatwise-bench -- --quick       # smaller, for a look
//! cargo run --package seatwise-bench -- matching --labelled FOLDER   # precision on labelled lists
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement that fails has no result"
)]

mod analysis;
mod bare;
mod child;
mod folder;
mod matching;
mod merge;
mod pace;
mod reports;
mod start;
mod sync;
mod table;

use table::Table;

/// Measures something, quickly or thoroughly, and adds rows to the table.
type Measure = fn(&mut Table, bool);

/// What is measured, in the order of the table.
const PARTS: [(&str, Measure); 8] = [
    ("sync", sync::measure),
    ("latency", pace::measure_latency),
    ("pace", pace::measure_pace),
    ("start", start::measure),
    ("merge", merge::measure),
    ("matching", matching::measure),
    ("analysis", analysis::measure),
    ("reports", reports::measure),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Measured programs are this one, started again: so each has its own memory to be measured.
    if arguments.first().is_some_and(|first| first == "child") {
        return child::run(&arguments[1..]);
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let named = |part: &str| arguments.iter().any(|argument| argument == part);
    let all = PARTS.iter().all(|(part, _)| !named(part));
    let mut table = Table::new();
    for (part, measure) in PARTS {
        if all || named(part) {
            eprintln!("measuring: {part}");
            measure(&mut table, quick);
        }
    }
    println!("{table}");
}
