//! Log messages on stderr: one line each, whatever is in them.

use std::fmt;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::render::{Ink, sanitize};

/// Writes a message in one line, in our own colours: those of the library could not be told from those that a message
/// brings along.
#[derive(Debug)]
pub(super) struct Lines {
    ink: Ink,
    message: Format<Full, ()>,
}

impl Lines {
    pub(super) fn new(ink: Ink) -> Self {
        let message = Format::default()
            .without_time()
            .with_level(false)
            .with_target(false)
            .with_ansi(false);
        Self { ink, message }
    }

    fn level(&self, level: Level) -> String {
        let word = format!("{level:>5}");
        match level {
            Level::ERROR => self.ink.red(word),
            Level::WARN => self.ink.yellow(word),
            Level::INFO => self.ink.green(word),
            _ => self.ink.blue(word),
        }
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let mut message = String::new();
        self.message
            .format_event(context, Writer::new(&mut message), event)?;
        writeln!(
            writer,
            "{} {} {}",
            self.ink.faint(time),
            self.level(*event.metadata().level()),
            sanitize(message.trim_end())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::safe_text::harmful_in;
    use crate::cli::progress::LogWriter;
    use crate::cli::terminal::captured::captured;

    fn logged(ink: Ink, act: impl FnOnce()) -> String {
        let subscriber = tracing_subscriber::fmt()
            .with_writer(LogWriter::default)
            .with_ansi(false)
            .event_format(Lines::new(ink))
            .finish();
        captured(|| tracing::subscriber::with_default(subscriber, act))
            .1
            .err
    }

    #[test]
    fn a_log_message_is_one_line_and_steers_nothing() {
        let hostile = "a\u{1b}[31mb\u{9b}2J\r\n2026-11-20 ERROR forged\u{202e}";
        let text = logged(Ink::Plain, || {
            tracing::warn!(name = hostile, "read {hostile}");
        });
        let harmful = harmful_in(text.trim_end_matches('\n')).next();
        assert_eq!(harmful, None, "{text:?}");
        assert!(
            text.contains("  WARN read a\\") && text.ends_with('\n'),
            "{text}"
        );
    }

    #[test]
    fn the_level_of_a_log_message_is_coloured_and_its_words_are_not() {
        let text = logged(Ink::Colored, || tracing::error!("\u{1b}[31mred"));
        assert!(text.contains("\u{1b}[31mERROR\u{1b}[0m "), "{text:?}");
        assert_eq!(text.matches('\u{1b}').count(), 4, "{text:?}");
    }
}
