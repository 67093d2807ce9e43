//! Every command, with names and arguments that would like to steer the terminal or to run in a spreadsheet.

use std::path::Path;

use clap::Parser as _;

use super::terminal::captured::{Captured, captured};
use super::{Arguments, Output, run};
use crate::analysis::tests::fixtures::{NOW, Place};
use crate::base::safe_text::{harmful_in, is_harmful};

/// A title, a colour in one byte, an override of direction, a forged line, a mark of our own.
const HOSTILE: &str =
    "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\r\nerror: forged \u{1b}[31m\u{fdd0}\u{e0041}";

/// A formula in a cell of its own, behind other separators, and behind blanks.
const FORMULA: &str = "\u{3000}=cmd|+1;@x\t＝2\n-3 ";

/// A folder with the database of the golden scenario, and names that begin with a text.
fn folder(begin: &str) -> tempfile::TempDir {
    let mut place = Place::golden();
    place.refresh(NOW);
    let columns = crate::analysis::tests::fixtures::rows(
        place.connection(),
        "SELECT columns.table_name, columns.column_name
         FROM duckdb_columns() AS columns JOIN duckdb_tables() AS tables USING (table_oid)
         WHERE columns.column_name IN ('name', 'product_name', 'friendly_name', 'customer_name', 'psa_customer_name',
             'charge_name', 'explanation')
             AND columns.data_type = 'VARCHAR' AND tables.table_name NOT LIKE '%rule%'",
    );
    assert!(columns.len() > 8, "{columns:?}");
    for column in columns {
        let (table, name) = column.split_once(" | ").unwrap();
        place
            .connection()
            .execute(&format!("UPDATE {table} SET {name} = ? || {name}"), [begin])
            .unwrap();
    }
    let Place { store, folder } = place;
    drop(store);
    std::fs::write(
        folder.path().join("seatwise.toml"),
        "database = \"seatwise.duckdb\"\n",
    )
    .unwrap();
    folder
}

/// Runs a command in a folder as `main` does.
fn ran(folder: &Path, arguments: &[&str], terminal: bool) -> Captured {
    let config = folder.join("seatwise.toml");
    let line = [
        "seatwise",
        "--color",
        "never",
        "--config",
        config.to_str().unwrap(),
    ];
    let line = line.iter().chain(arguments);
    captured(|| match Arguments::try_parse_from(line) {
        Ok(arguments) => {
            let mut output = Output::new(&arguments.global);
            output.stdout_terminal = terminal;
            output.stderr_terminal = terminal;
            if let Err(error) = run(&arguments, &output) {
                output.error(&error);
            }
        }
        Err(error) => super::run::tell_misuse(&error, &Output::new(&Default::default())),
    })
    .1
}

#[track_caller]
fn assert_harmless(text: &str, arguments: &[&str]) {
    let harmful = harmful_in(text).find(|one| !matches!(one, '\n' | '\t'));
    assert_eq!(harmful, None, "{arguments:?}: {text:?}");
}

#[test]
fn no_command_lets_a_name_or_an_argument_steer_the_terminal() {
    let folder = folder(HOSTILE);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let lines = path("lines.csv");
    std::fs::write(
        &lines,
        format!("Client ID,Client Name,Item Name,Quantity,Unit Price\n\"1{HOSTILE}\",\"A{HOSTILE}\",\"B{HOSTILE}\",\"x{HOSTILE}\",\"2{HOSTILE}\"\n"),
    )
    .unwrap();
    let rules = path("rules.csv");
    std::fs::write(&rules, format!("{},\"x{HOSTILE}\"\n", "\u{1b}[2J")).unwrap();
    let missing = path(&HOSTILE.replace('/', ""));
    let wrong = format!("SELECT \"x{HOSTILE}\" FROM customers");
    let heading = format!("SELECT 1 AS \"x{HOSTILE}\", name FROM customers");
    let commands: Vec<Vec<&str>> = vec![
        vec!["status"],
        vec!["doctor"],
        vec!["findings"],
        vec!["findings", "list", "--customer", HOSTILE],
        vec!["findings", "list", "--sku", HOSTILE],
        vec!["findings", "list", "--condition", HOSTILE],
        vec!["findings", "show", HOSTILE],
        vec!["findings", "mute", HOSTILE],
        vec!["findings", "resolve", HOSTILE, "--note", HOSTILE],
        vec!["match", "list"],
        vec!["match", "list", "--customer", HOSTILE],
        vec!["match", "products"],
        vec!["match", "explain", HOSTILE],
        vec!["match", "explain", "forged"],
        vec!["match", "accept", "forged", "forged"],
        vec!["match", "reject", HOSTILE, HOSTILE],
        vec!["match", "none", "forged"],
        vec!["match", "forget", HOSTILE],
        vec!["match", "product", HOSTILE, HOSTILE],
        vec!["match", "export", &missing],
        vec!["match", "import", &missing],
        vec!["match", "import", &rules],
        vec!["match", "score", &missing, &missing],
        vec!["report", "customer", "forged"],
        vec!["report", "customer", HOSTILE],
        vec!["report", "qbr", "forged"],
        vec!["report", "qbr", "--customer", HOSTILE],
        vec!["report", "dashboard", "--customer", HOSTILE],
        vec!["report", "margin", "--customer", HOSTILE],
        vec!["report", "margin", "--week", HOSTILE],
        vec!["report", "margin"],
        vec!["report", "leakage"],
        vec!["report", "drift"],
        vec!["report", "renewals"],
        vec!["report", "unmatched"],
        vec!["report", "digest"],
        vec!["report", "unmatched", "--format", "markdown"],
        vec!["report", "unmatched", "--format", "csv"],
        vec!["report", "unmatched", "--format", "json"],
        vec!["report", "margin", "--out", &missing],
        vec!["export", "counts"],
        vec!["export", "counts", "--wide"],
        vec!["export", "counts", "--json"],
        vec!["export", "invoice-lines", "--profile", "halopsa"],
        vec![
            "export",
            "invoice-lines",
            "--profile",
            "halopsa",
            "--psa",
            HOSTILE,
        ],
        vec!["export", "parquet", "--dir", &missing],
        vec!["query", &wrong],
        vec!["query", &heading],
        vec!["query", &heading, "--format", "csv"],
        vec!["query", &heading, "--format", "json"],
        vec!["query", &heading, "--format", "markdown"],
        vec!["query", HOSTILE],
        vec!["rules", "import", "cover", &rules],
        vec!["rules", "import", "cover", &missing],
        vec!["rules", "import", HOSTILE, &missing],
        vec!["psa", "import", &lines, "--profile", "generic"],
        vec![
            "psa",
            "import",
            &lines,
            "--profile",
            "generic",
            "--psa",
            HOSTILE,
        ],
        vec!["psa", "import", &missing, "--profile", HOSTILE],
        vec!["psa", "profile", HOSTILE],
        vec!["plugin", "list"],
        vec!["plugin", "inspect", HOSTILE],
        vec!["plugin", "trust", HOSTILE],
        vec!["test", HOSTILE],
        vec!["sync", "--connection", HOSTILE],
        vec!["sync", HOSTILE],
        vec!["backup", &missing],
        vec!["restore", &missing],
        vec!["init", "--connection", HOSTILE, "--vendor", HOSTILE],
        vec!["init", "--connection", "a", "--vendor", HOSTILE],
        vec!["schedule", "print", HOSTILE],
        vec![HOSTILE],
        vec!["completions", HOSTILE],
    ];
    let (mut spelled, mut told) = (0, 0);
    for arguments in &commands {
        let found = ran(folder.path(), arguments, true);
        for text in [&found.out, &found.err] {
            assert_harmless(text, arguments);
            spelled += usize::from(text.contains("u{1b}") || text.contains("\\u001b"));
        }
        told += usize::from(!found.err.is_empty());
        // A report that was written says nothing.
        let is_silent = found.out.is_empty() && found.err.is_empty();
        assert!(!is_silent || arguments.contains(&"--out"), "{arguments:?}");
        if arguments.starts_with(&["export"]) {
            // What a program reads is kept; what is told beside it is harmless all the same.
            let found = ran(folder.path(), arguments, false);
            assert_harmless(&found.err, arguments);
        }
    }
    // It was there, and was told.
    assert!(spelled > 50 && told > 40, "{spelled} and {told}");
}

#[test]
fn a_pipe_gets_csv_as_it_is_stored_and_a_terminal_gets_it_harmless() {
    let folder = folder(HOSTILE);
    let question = [
        "query",
        "SELECT name FROM customers LIMIT 1",
        "--format",
        "csv",
    ];
    let piped = ran(folder.path(), &question, false).out;
    assert!(
        piped.starts_with(&format!("name\n\"{HOSTILE}")),
        "{piped:?}"
    );
    let question = [
        "query",
        "SELECT name FROM customers LIMIT 1",
        "--format",
        "json",
    ];
    let piped = ran(folder.path(), &question, false).out;
    assert!(piped.contains("\u{9b}31m\u{202e}"), "{piped:?}");
    let shown = ran(folder.path(), &question, true).out;
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&shown), read(&piped));
    assert_harmless(&shown, &question);
}

#[test]
fn a_configuration_whose_words_are_hostile_is_refused_without_them() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "\"x\u{1b}[2J\u{202e}\" = 1\n".to_owned(),
        "database = \"\u{9b}31m\n".to_owned(),
        "[connections.\"a\u{202e}\u{9b}\"]\nvendor = \"b\u{9b}2J\"\n".to_owned(),
    ] {
        std::fs::write(folder.path().join("seatwise.toml"), text).unwrap();
        let found = ran(folder.path(), &["status"], true);
        assert_harmless(&found.err, &["status"]);
        assert!(found.err.starts_with("error: "), "{}", found.err);
    }
}

/// What begins a formula, blanks and quotes before it taken off.
fn is_formula(cell: &str) -> bool {
    let bare =
        cell.trim_start_matches(|one: char| one == '"' || is_harmful(one) || one.is_whitespace());
    let is_number = bare.parse::<f64>().is_ok();
    !is_number && bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// No reader sees a formula: neither one that splits at commas and heeds quotes, nor one that splits elsewhere and does
/// not.
#[track_caller]
fn assert_defused(text: &str, what: &str) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut defused = 0;
    for row in reader.records() {
        for cell in &row.unwrap() {
            assert!(!is_formula(cell), "{what}: {cell:?}");
            defused += usize::from(cell.starts_with('\''));
        }
    }
    for ends in [
        &[';', '\n'][..],
        &['\t', '\n'],
        &['|', '\n'],
        &[';', '|', '\t', '\r', '\n'],
    ] {
        for cell in text.split(ends) {
            assert!(!is_formula(cell), "{what}, split at {ends:?}: {cell:?}");
        }
    }
    assert!(defused > 0, "{what} holds nothing hostile: {text}");
}

#[test]
fn no_csv_of_any_command_holds_a_formula_in_a_cell_or_a_heading() {
    let folder = folder(FORMULA);
    let file = folder.path().join("out.csv");
    let out = file.to_str().unwrap();
    let heading = format!("SELECT name AS \"{FORMULA}\", 1 AS \"=cmd()\" FROM customers");
    // To a file, a terminal and, where the rows are for people whoever reads them, a pipe.
    for (arguments, option, pipe) in [
        (&["export", "counts"][..], "--out", true),
        (&["export", "counts", "--wide"], "--out", true),
        (
            &["export", "invoice-lines", "--profile", "halopsa"],
            "--out",
            true,
        ),
        (&["report", "margin", "--format", "csv"], "--out", true),
        (&["report", "leakage", "--format", "csv"], "--out", true),
        (&["report", "renewals", "--format", "csv"], "--out", true),
        (&["report", "unmatched", "--format", "csv"], "--out", true),
        (&["query", &heading, "--format", "csv"], "--output", false),
    ] {
        let shown = ran(folder.path(), arguments, true).out;
        assert_defused(&shown, &format!("{arguments:?} on a terminal"));
        let piped = ran(folder.path(), arguments, false).out;
        if pipe {
            assert_defused(&piped, &format!("{arguments:?} in a pipe"));
        }
        let into = [arguments, &[option, out]].concat();
        let told = ran(folder.path(), &into, true);
        let written = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", told.err));
        assert_defused(&written, &format!("{arguments:?} in a file"));
        std::fs::remove_file(&file).unwrap();
    }
    let question = ["query", &heading, "--format", "csv"];
    let piped = ran(folder.path(), &question, false).out;
    assert!(
        piped.starts_with(&format!("\"{FORMULA}\",=cmd()\n")),
        "{piped:?}"
    );
}
