//! The one place that writes to stdout and stderr: whatever is printed for a person goes through here, and holds no
//! harmful character but line feeds, tabs and the colours of [`Ink`](crate::render::Ink).
//!
//! Commands make foreign text harmless where they put it into a line, because only they know what is one line. This is
//! the net under all of them.

use std::io::{self, IsTerminal as _, Write};

use crate::base::safe_text::{harmless_json, harmless_lines};
use crate::render::settle;

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// Results.
    Out,
    /// Everything else.
    Err,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// Sentences and tables for a person; our colours are in them.
    Person,
    /// CSV, Markdown, a script: a program or a file gets every byte of it, a terminal none that is harmful.
    Data,
    /// JSON, as data; on a terminal what is harmful is escaped, so that it says the same.
    Json,
}

/// Writes a text.
pub(super) fn write(stream: Stream, words: Words, terminal: bool, text: &str) -> io::Result<()> {
    let clean = match (words, terminal) {
        (Words::Person, _) => settle(text),
        (Words::Data, true) => harmless_lines(text),
        (Words::Json, true) => harmless_json(text),
        (Words::Data | Words::Json, false) => text.into(),
    };
    raw(stream, clean.as_bytes())
}

/// Writes lines for a person to stderr. What nobody can receive is dropped: the result still counts.
pub(super) fn note(text: &str) {
    let _ = write(Stream::Err, Words::Person, true, &format!("{text}\n"));
}

/// Whether a stream is a terminal.
pub(super) fn is_terminal(stream: Stream) -> bool {
    match stream {
        Stream::Out => io::stdout().is_terminal(),
        Stream::Err => io::stderr().is_terminal(),
    }
}

/// Writes a text that comes in pieces.
#[derive(Debug)]
pub(super) struct Pieces {
    words: Words,
    terminal: bool,
    held: Vec<u8>,
}

/// So much is held before it is written.
const HELD: usize = 64 * 1024;

impl Pieces {
    /// Begins a text on stdout.
    pub(super) fn new(words: Words, terminal: bool) -> Self {
        Self {
            words,
            terminal,
            held: Vec::new(),
        }
    }

    /// Writes what is held; a character whose end is still to come stays.
    fn write_held(&mut self) -> io::Result<()> {
        self.write_first(self.held.len())
    }

    /// Writes so many bytes of what is held; a character whose end is still to come stays.
    fn write_first(&mut self, length: usize) -> io::Result<()> {
        let whole = match std::str::from_utf8(&self.held[..length]) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            // Nobody writes anything else than UTF-8; if somebody does, it is not let through as it is.
            Ok(_) | Err(_) => length,
        };
        let rest = self.held.split_off(whole);
        let piece = std::mem::replace(&mut self.held, rest);
        let text = String::from_utf8_lossy(&piece);
        write(Stream::Out, self.words, self.terminal, &text)
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD {
            // Behind a line, since what stands beside a character in it decides whether it is harmful.
            let line = self.held.iter().rposition(|byte| *byte == b'\n');
            self.write_first(line.map_or(self.held.len(), |end| end + 1))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_held()
    }
}

#[cfg(not(test))]
fn raw(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()
        }
        Stream::Err => io::stderr().lock().write_all(bytes),
    }
}

/// In tests, what a thread writes is kept for it while it asks for that.
#[cfg(test)]
fn raw(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    let is_kept = captured::keep(stream, bytes);
    match stream {
        _ if is_kept => Ok(()),
        Stream::Out => io::stdout().lock().write_all(bytes),
        Stream::Err => io::stderr().lock().write_all(bytes),
    }
}

#[cfg(test)]
pub(super) mod captured {
    use std::cell::RefCell;

    use super::Stream;

    /// What was written.
    #[derive(Debug, Default)]
    pub(crate) struct Captured {
        pub(crate) out: String,
        pub(crate) err: String,
    }

    thread_local! {
        static KEPT: RefCell<Option<Captured>> = const { RefCell::new(None) };
    }

    pub(super) fn keep(stream: Stream, bytes: &[u8]) -> bool {
        KEPT.with_borrow_mut(|kept| {
            let Some(kept) = kept else { return false };
            let text = std::str::from_utf8(bytes).unwrap();
            match stream {
                Stream::Out => kept.out.push_str(text),
                Stream::Err => kept.err.push_str(text),
            }
            true
        })
    }

    /// Returns what this thread writes while it does something.
    pub(crate) fn captured<T>(act: impl FnOnce() -> T) -> (T, Captured) {
        KEPT.set(Some(Captured::default()));
        let result = act();
        (result, KEPT.take().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
