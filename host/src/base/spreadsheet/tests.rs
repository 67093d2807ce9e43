use icu_properties::{
    CodePointSetData,
    props::{DefaultIgnorableCodePoint, WhiteSpace},
};

use super::*;

/// What begins a formula, or may be taken for the beginning of one.
const FORMULAS: &[&str] = &[
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\r",
    "\tplain",
    "-",
    "=",
    "-1.",
    "-.5",
    "--1",
    "'=1",
    "''@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    " =1",
    "\u{a0}=1",
    "\u{3000}＝1",
    "\u{feff}=1",
    "\u{200b}\u{200e}=1",
    "\u{1}\u{b}=1",
    "\"=1",
    " ' \" @x",
    "\u{2800}=1",
    "\u{3164}=1",
    "\u{ffa0}+1",
    "\u{ad}\u{200d}\u{fe0f}@x",
];

#[test]
fn what_begins_like_a_formula_gets_an_apostrophe_and_loses_it_again() {
    for formula in FORMULAS {
        assert_eq!(defused(formula), format!("'{formula}"));
        assert_eq!(restored(&defused(formula)), *formula);
    }
}

#[test]
fn the_first_character_that_is_seen_decides_whatever_unseen_ones_stand_before_it() {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let blank = CodePointSetData::new::<WhiteSpace>();
    let unseen: Vec<char> = ('\0'..=char::MAX)
        .filter(|one| ignorable.contains(*one) || blank.contains(*one) || one.is_control())
        .chain(['\u{2800}', '\u{1d159}', '\u{fffe}'])
        .collect();
    assert!(unseen.len() > 4_000, "{} characters", unseen.len());
    for character in unseen {
        // What ends a cell elsewhere gets its apostrophe behind it, which another test shows.
        if ENDS.contains(&character) {
            continue;
        }
        for begin in BEGINS {
            for formula in [
                format!("{character}{begin}1"),
                format!(" {character}{character}{begin}A1"),
            ] {
                assert_eq!(defused(&formula), format!("'{formula}"), "{formula:?}");
                assert_eq!(restored(&format!("'{formula}")), formula);
            }
        }
        let honest = format!("{character}a=1");
        assert_eq!(defused(&honest), honest);
    }
}

#[test]
fn what_begins_like_a_formula_where_another_separator_splits_gets_one_there() {
    for end in [";", "\t", "|", "\n", "\r", "\r\n", "; ", ";\u{a0}", "a;b|"] {
        for formula in FORMULAS
            .iter()
            .filter(|text| !text.starts_with(['\t', '\r']))
        {
            let cell = format!("a{end}{formula}");
            let split = end.rfind(ENDS).map_or(0, |place| place + 1);
            let (ended, blank) = end.split_at(split);
            let harmless = format!("a{ended}'{blank}{formula}");
            assert_eq!(defused(&cell), harmless);
            assert_eq!(restored(&harmless), cell);
        }
    }
    // Also a number does: what follows it in the line would be a part of the formula.
    assert_eq!(defused("a;-1"), "a;'-1");
    assert_eq!(defused("\t=1"), "'\t'=1");
    assert_eq!(defused("\r=1\n@x"), "'\r'=1\n'@x");
}

#[test]
fn everything_else_stays_as_it_is() {
    // A person wrote that apostrophe: a number gets none.
    assert_eq!(restored("'-1"), "'-1");
    for text in [
        "",
        "Contoso",
        "a=b",
        "a＝b",
        "-1",
        "-12.50",
        "12",
        "'t Hooft",
        "O'Neil",
        "'",
        "東京",
        "Smith, - and Sons",
        "a; b | c",
        "a;'b",
        "two\nlines",
        "\"quoted\" GmbH",
    ] {
        assert_eq!(defused(text), text);
        assert_eq!(restored(text), text);
    }
}

/// Numbers that are random enough for a test, from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).unwrap()
    }
}

#[test]
fn any_cell_is_restored_and_no_reader_sees_a_formula_in_it() {
    let seed = std::env::var("SEATWISE_SEED").ok();
    let seed: u64 = seed
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_120);
    println!("SEATWISE_SEED={seed}");
    let mut numbers = Numbers(seed | 1);
    let letters: Vec<char> =
        "ab1.0=+-@＝＋－＠﹣;|,\t\r\n'\"\u{a0}\u{3000}\u{feff}\u{200b}\u{85} é\u{1b}\u{3164}\u{2800}"
            .chars()
            .collect();
    for _ in 0..100_000 {
        let length = numbers.below(9);
        let cell: String = (0..length)
            .map(|_| letters[numbers.below(letters.len())])
            .collect();
        let harmless = defused(&cell);
        assert_eq!(restored(&harmless), cell, "{harmless:?}");
        if !is_number(&harmless) {
            for piece in harmless.split(ENDS) {
                let bare = piece.trim_start_matches(|one: char| {
                    one == '"' || one.is_whitespace() || is_harmful(one)
                });
                assert!(!bare.starts_with(BEGINS), "{cell:?} became {harmless:?}");
            }
        }
        let mut line = Vec::new();
        write_texts(&mut line, ["x", &cell]).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(line.as_slice());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(restored(&row[1]), cell);
        assert_eq!(row.len(), 2);
    }
}

#[test]
fn a_cell_that_any_separator_would_split_is_quoted() {
    for cell in ["a;b", "a\tb", "a|b", "a\"b", "a,b", "a\nb", " a", "a\u{a0}"] {
        let mut line = Vec::new();
        write_texts(&mut line, [cell, "plain", ""]).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line, format!("\"{}\",plain,\n", cell.replace('"', "\"\"")));
    }
    let mut line = Vec::new();
    write_texts(&mut line, [""]).unwrap();
    assert_eq!(line, b"\"\"\n");
}
