use std::path::Path;

use super::captured::captured;
use super::*;
use crate::base::safe_text::harmful_in;
use crate::render::Ink;

/// Characters that are random enough for a test, from a seed.
struct Letters(u64);

impl Letters {
    fn below(&mut self, bound: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).unwrap()
    }

    /// Any text, with more harmful characters, and more pieces of escape sequences, than chance would give.
    fn text(&mut self) -> String {
        let pieces = self.below(12);
        (0..pieces)
            .map(|_| match self.below(6) {
                0 => "\u{1b}[31m".to_owned(),
                1 => {
                    ["\u{9b}1m", "\u{1b}]0;x\u{7}", "[0m", "1", "31", "0"][self.below(6)].to_owned()
                }
                2 => char::from_u32(0xfdd0 + u32::try_from(self.below(32)).unwrap())
                    .unwrap()
                    .to_string(),
                3 => char::from_u32(u32::try_from(self.below(0x300)).unwrap())
                    .unwrap()
                    .to_string(),
                4 => char::from_u32(0x2000 + u32::try_from(self.below(0x100)).unwrap())
                    .unwrap()
                    .to_string(),
                _ => char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap())
                    .unwrap_or('é')
                    .to_string(),
            })
            .collect()
    }
}

fn letters() -> Letters {
    let seed = std::env::var("SEATWISE_SEED").ok();
    let seed: u64 = seed
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_120);
    println!("SEATWISE_SEED={seed}");
    Letters(seed | 1)
}

/// What is harmful in a text, line feeds and tabs left out.
fn harmful(text: &str) -> Option<char> {
    harmful_in(text).find(|one| !matches!(one, '\n' | '\t'))
}

fn written(words: Words, terminal: bool, text: &str) -> String {
    captured(|| write(Stream::Out, words, terminal, text).unwrap())
        .1
        .out
}

#[test]
fn whatever_is_printed_for_a_person_holds_no_escape_sequence_but_our_own_colours() {
    let mut letters = letters();
    let paints: [fn(Ink, &str) -> String; 6] = [
        |ink, text| ink.bold(text),
        |ink, text| ink.faint(text),
        |ink, text| ink.red(text),
        |ink, text| ink.green(text),
        |ink, text| ink.yellow(text),
        |ink, text| ink.blue(text),
    ];
    for _ in 0..20_000 {
        let paint = paints[letters.below(paints.len())];
        let (before, inside, behind) = (letters.text(), letters.text(), letters.text());
        let line = |ink| format!("{before}{}{behind}\n", paint(ink, &inside));
        for terminal in [true, false] {
            let plain = written(Words::Person, terminal, &line(Ink::Plain));
            assert_eq!(harmful(&plain), None, "{plain:?}");
            let coloured = written(Words::Person, terminal, &line(Ink::Colored));
            assert_eq!(coloured.matches('\u{1b}').count(), 2, "{coloured:?}");
            let bare = ["1", "2", "31", "32", "33", "34", "0"]
                .iter()
                .fold(coloured, |text, code| {
                    text.replace(&format!("\u{1b}[{code}m"), "")
                });
            assert_eq!(bare, plain);
        }
    }
}

#[test]
fn data_is_harmless_on_a_terminal_and_elsewhere_every_byte_of_it_is_kept() {
    let mut letters = letters();
    for _ in 0..20_000 {
        let text = letters.text();
        let shown = written(Words::Data, true, &text);
        assert_eq!(harmful(&shown), None, "{shown:?}");
        assert_eq!(written(Words::Data, false, &text), text);
        let json = serde_json::to_string(&text).unwrap();
        let shown = written(Words::Json, true, &json);
        assert_eq!(harmful(&shown), None, "{shown:?}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
        assert_eq!(written(Words::Json, false, &json), json);
    }
}

#[test]
fn a_text_that_comes_in_pieces_is_as_harmless_as_a_whole_one() {
    let text = "é\u{9b}31m東\u{202e}\u{e0041}".repeat(3);
    let bytes = text.as_bytes();
    for size in 1..bytes.len() {
        let ((), found) = captured(|| {
            let mut pieces = Pieces::new(Words::Data, true);
            for piece in bytes.chunks(size) {
                pieces.write_all(piece).unwrap();
                pieces.flush().unwrap();
            }
        });
        assert_eq!(found.out, written(Words::Data, true, &text), "{size}");
    }
}

#[test]
fn a_panic_is_told_without_what_its_words_could_do() {
    let panic = "panicked at src/x.rs:1:2:\n\u{1b}[2J\u{202e}";
    let text = crate::cli::run::told(&panic, &std::backtrace::Backtrace::disabled());
    let ((), found) = captured(|| note(&text));
    assert!(
        found
            .err
            .contains(" panicked at src/x.rs:1:2:\n\\u{1b}[2J\\u{202e}\nnote: run with"),
        "{}",
        found.err
    );
}

/// Sources below a folder, without those of tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.contains("test") {
            let text = std::fs::read_to_string(&path).unwrap();
            let is_tests = |line: &&str| line.starts_with("#[cfg(") && line.contains("test");
            let code: Vec<&str> = text.lines().take_while(|line| !is_tests(line)).collect();
            found.push((name, code.join("\n")));
        }
    }
}

#[test]
fn nothing_else_writes_to_stdout_or_stderr() {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 300, "{}", found.len());
    for (name, code) in found {
        let writes = ["io::stdout(", "io::stderr(", "println!", "print!("];
        // A process that compiles talks with this program, and not with a person.
        let is_here = name.ends_with("cli/terminal.rs") || name.ends_with("plugin/apart.rs");
        for write in writes.iter().filter(|_| !is_here) {
            assert!(!code.contains(write), "{name} has {write}");
        }
    }
}
