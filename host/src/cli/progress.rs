//! Shows the progress of a sync on stderr: bars on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::output::Output;
use super::terminal::{self, Stream, Words};
use crate::render::{count, counted, duration, sanitize};
use crate::sync::{Progress, Silent};

/// Waits shorter than this are not shown: they would only flicker.
const SHOWN_WAIT: Duration = Duration::from_millis(500);

const BAR: &str = "{prefix:.bold} {bar:24} {pos}/{len} partitions  {msg}";
const SPINNER: &str = "{prefix:.bold} {spinner} {msg}";

/// Returns the listener that suits the terminal: bars, lines, or nothing with `--quiet`.
#[must_use]
pub fn for_output(output: &Output) -> Box<dyn Progress> {
    match (output.quiet, output.stderr_terminal) {
        (true, _) => Box::new(Silent),
        (false, true) => Box::new(Bars::new()),
        (false, false) => Box::new(Lines::default()),
    }
}

/// What is known of one connection.
#[derive(Debug, Clone, Default)]
struct Tally {
    partitions: u64,
    finished: u64,
    /// Of those, how many could be read.
    read: u64,
    rows: u64,
    dataset: String,
    started: Option<Instant>,
}

impl Tally {
    fn text(&self) -> String {
        let dataset = if self.dataset.is_empty() {
            String::new()
        } else {
            format!("  {}", sanitize(&self.dataset))
        };
        format!("{}{dataset}", counted(self.rows, "row"))
    }
}

/// The bars that are on the terminal. The log is set up before there are any and outlives them.
static SHOWN: Mutex<Option<MultiProgress>> = Mutex::new(None);

/// Writes log lines to stderr, above the bars where there are some.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogWriter;

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let shown = unpoisoned(&SHOWN).clone();
        let text = String::from_utf8_lossy(line);
        let print = || terminal::write(Stream::Err, Words::Person, true, &text);
        shown.map_or_else(print, |bars| bars.suspend(print))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One bar a connection.
#[derive(Debug, Default)]
pub struct Bars {
    all: MultiProgress,
    bars: Mutex<BTreeMap<String, (ProgressBar, Tally)>>,
}

impl Bars {
    /// Makes bars on stderr; from now on log lines are printed above them.
    #[must_use]
    pub fn new() -> Self {
        let bars = Self::default();
        *unpoisoned(&SHOWN) = Some(bars.all.clone());
        bars
    }

    fn with(&self, connection: &str, act: impl FnOnce(&ProgressBar, &mut Tally)) {
        if let Some((bar, tally)) = unpoisoned(&self.bars).get_mut(connection) {
            act(bar, tally);
        }
    }
}

impl Progress for Bars {
    fn connection_started(&self, connection: &str, vendor: &str) {
        let bar = self
            .all
            .add(ProgressBar::new_spinner().with_prefix(sanitize(connection).into_owned()));
        bar.set_style(style(SPINNER));
        bar.set_message(format!("connecting to {}", sanitize(vendor)));
        bar.enable_steady_tick(Duration::from_millis(120));
        let tally = Tally {
            started: Some(Instant::now()),
            ..Tally::default()
        };
        unpoisoned(&self.bars).insert(connection.to_owned(), (bar, tally));
    }

    fn dataset_planned(&self, connection: &str, dataset: &str, partitions: u64) {
        self.with(connection, |bar, tally| {
            tally.partitions += partitions;
            tally.dataset = dataset.to_owned();
            bar.set_style(style(BAR));
            bar.set_length(tally.partitions);
            bar.set_message(tally.text());
        });
    }

    fn rows_read(&self, connection: &str, dataset: &str, rows: u64) {
        self.with(connection, |bar, tally| {
            tally.rows += rows;
            dataset.clone_into(&mut tally.dataset);
            bar.set_message(tally.text());
        });
    }

    fn partition_finished(&self, connection: &str, _dataset: &str, was_read: bool) {
        self.with(connection, |bar, tally| {
            tally.finished += 1;
            tally.read += u64::from(was_read);
            bar.set_position(tally.finished);
        });
    }

    fn waiting(&self, connection: &str, left: Duration) {
        self.with(connection, |bar, tally| match left >= SHOWN_WAIT {
            true => bar.set_message(format!("{}  waiting {}", tally.text(), duration(left))),
            false => bar.set_message(tally.text()),
        });
    }

    fn note(&self, connection: &str, text: &str) {
        // A note that the terminal does not take is dropped; the summary repeats what matters.
        let _ = self.all.println(sanitize(&format!("{connection}: {text}")));
    }

    fn connection_finished(&self, connection: &str) {
        self.with(connection, |bar, tally| {
            tally.dataset.clear();
            bar.disable_steady_tick();
            bar.finish_with_message(tally.text());
        });
    }
}

/// A line at the start and the end of each connection, and for each note.
#[derive(Debug, Default)]
pub struct Lines {
    tallies: Mutex<BTreeMap<String, Tally>>,
}

impl Lines {
    fn with(&self, connection: &str, act: impl FnOnce(&mut Tally)) {
        act(unpoisoned(&self.tallies)
            .entry(connection.to_owned())
            .or_default());
    }

    fn last_line(&self, connection: &str) -> String {
        let tally = unpoisoned(&self.tallies)
            .remove(connection)
            .unwrap_or_default();
        let took = tally
            .started
            .map(|started| format!(" in {}", duration(started.elapsed())))
            .unwrap_or_default();
        let Tally {
            partitions,
            read,
            rows,
            ..
        } = tally;
        format!(
            "{connection}: read {}, {} of {}{took}",
            counted(rows, "row"),
            count(read),
            counted(partitions, "partition")
        )
    }
}

impl Progress for Lines {
    fn connection_started(&self, connection: &str, vendor: &str) {
        self.with(connection, |tally| tally.started = Some(Instant::now()));
        line(&format!("{connection}: reading {vendor}"));
    }

    fn dataset_planned(&self, connection: &str, _dataset: &str, partitions: u64) {
        self.with(connection, |tally| tally.partitions += partitions);
    }

    fn rows_read(&self, connection: &str, _dataset: &str, rows: u64) {
        self.with(connection, |tally| tally.rows += rows);
    }

    fn partition_finished(&self, connection: &str, _dataset: &str, was_read: bool) {
        self.with(connection, |tally| tally.read += u64::from(was_read));
    }

    fn waiting(&self, _connection: &str, _left: Duration) {}

    fn note(&self, connection: &str, text: &str) {
        line(&format!("{connection}: {text}"));
    }

    fn connection_finished(&self, connection: &str) {
        line(&self.last_line(connection));
    }
}

/// Writes what is one line, whatever a vendor or a plugin put into it.
fn line(text: &str) {
    terminal::note(&sanitize(text));
}

/// A listener that panicked leaves numbers behind that are still good to show.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The templates are constants that a test parses; a plain bar stands in for one that would not.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_valid() {
        for template in [BAR, SPINNER] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn the_last_line_adds_up_rows_and_the_partitions_that_could_be_read() {
        let lines = Lines::default();
        lines.dataset_planned("a", "customers", 1);
        lines.dataset_planned("a", "usage", 1000);
        lines.rows_read("a", "usage", 700);
        lines.rows_read("a", "usage", 800);
        lines.partition_finished("a", "usage", true);
        lines.partition_finished("a", "usage", false);
        assert_eq!(
            lines.last_line("a"),
            "a: read 1,500 rows, 1 of 1,001 partitions"
        );
    }

    #[test]
    fn bars_count_what_they_are_told() {
        let bars = Bars {
            all: MultiProgress::with_draw_target(indicatif::ProgressDrawTarget::hidden()),
            ..Bars::default()
        };
        bars.connection_started("a", "sherweb");
        bars.dataset_planned("a", "customers", 1);
        bars.dataset_planned("a", "usage", 2);
        bars.rows_read("a", "usage", 1500);
        bars.partition_finished("a", "usage", false);
        bars.waiting("a", Duration::from_secs(12));
        bars.with("a", |bar, _| {
            assert_eq!((bar.position(), bar.length()), (1, Some(3)));
            assert_eq!(bar.message(), "1,500 rows  usage  waiting 12 s");
        });
        bars.waiting("a", Duration::ZERO);
        bars.with("a", |bar, _| assert_eq!(bar.message(), "1,500 rows  usage"));
        bars.connection_finished("a");
        bars.with("a", |bar, _| assert!(bar.is_finished()));
    }
}
