//! The documents are all there, and what they tell a reader to type is understood.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Parser as _;

use super::{HINT, QUERIES, all, documents};
use crate::analysis::tests::fixtures::{NOW, Place};
use crate::base::zone::Zone;
use crate::cli::terminal::captured::{Captured, captured};
use crate::cli::{Arguments, Output, run};
use crate::store;

fn ran(line: &[&str]) -> Captured {
    captured(|| {
        let arguments = Arguments::try_parse_from(line).unwrap();
        run(&arguments, &Output::new(&arguments.global)).unwrap();
    })
    .1
}

/// The names of the files in a folder of this crate.
fn files(folder: &str, ending: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_suffix(ending)?.to_owned()))
        .collect()
}

#[test]
fn every_document_and_every_query_is_a_topic() {
    let topics: BTreeSet<_> = documents()
        .into_iter()
        .map(|document| document.topic.to_owned())
        .collect();
    let written = files("docs", ".md");
    assert!(written.len() > 10, "{written:?}");
    assert!(written.is_subset(&topics), "{written:?} and {topics:?}");
    let queries: BTreeSet<_> = QUERIES
        .iter()
        .map(|query| query.topic.strip_suffix(".sql").unwrap().to_owned())
        .collect();
    assert_eq!(files("queries", ".sql"), queries);
    for document in all() {
        assert!(!document.about().is_empty(), "{}", document.topic);
    }
}

#[test]
fn a_topic_is_printed_as_it_is_written_and_without_one_all_are_listed() {
    for document in all() {
        let printed = ran(&["seatwise", "docs", document.topic]);
        assert_eq!(printed.out, document.text, "{}", document.topic);
        assert_eq!(printed.err, "", "{}", document.topic);
    }
    let listed = ran(&["seatwise", "docs"]).out;
    let json: serde_json::Value =
        serde_json::from_str(&ran(&["seatwise", "docs", "--json"]).out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), all().count());
    for (document, told) in all().zip(json.as_array().unwrap()) {
        let line = format!("  {} ", document.topic);
        assert!(listed.contains(&line), "{line} is missing in {listed}");
        assert_eq!(told["topic"], document.topic);
        assert_eq!(told["about"], document.about());
    }
    let one: serde_json::Value =
        serde_json::from_str(&ran(&["seatwise", "docs", "backup", "--json"]).out).unwrap();
    assert!(
        one["text"].as_str().unwrap().starts_with("# Backups\n"),
        "{one}"
    );
    let error = Arguments::try_parse_from(["seatwise", "docs", "bakcup"]).unwrap_err();
    assert!(error.to_string().contains("'backup'"), "{error}");
}

/// The blocks of a document in a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let begin = format!("```{language}\n");
    text.split(&begin)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

/// The commands of a line of a shell, each as its words. Quotes, comments and what separates commands are all that our
/// documents use.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![vec![]];
    let mut word = String::new();
    let mut quote = None;
    for one in format!("{line} ").chars() {
        match (quote, one) {
            (None, '\'' | '"') => quote = Some(one),
            (Some(begin), end) if begin == end => quote = None,
            (None, '#') if word.is_empty() => break,
            (None, ' ' | ';' | '|' | '&' | '<') => {
                if !word.is_empty() {
                    commands.last_mut().unwrap().push(std::mem::take(&mut word));
                }
                if one != ' ' {
                    commands.push(vec![]);
                }
            }
            (_, other) => word.push(other),
        }
    }
    commands
}

/// The arguments of every `seatwise` in a line.
fn arguments_in(line: &str) -> Vec<Vec<String>> {
    let after_the_program = |words: Vec<String>| {
        let begins = [
            &["seatwise"][..],
            &["cargo", "run", "--"],
            &["sudo", "-u", "seatwise", "seatwise"],
        ];
        begins
            .iter()
            .find(|begin| words.iter().take(begin.len()).eq(begin.iter()))
            .map(|begin| {
                let rest = words[begin.len()..].iter();
                // Where its output goes is the shell's.
                let own = rest.take_while(|word| !word.starts_with('>'));
                own.cloned().collect()
            })
    };
    commands(line)
        .into_iter()
        .filter_map(after_the_program)
        .collect()
}

/// The arguments of every `seatwise` in the examples of a text.
fn examples(text: &str) -> Vec<Vec<String>> {
    let blocks = blocks(text, "sh");
    let shown = text.lines().filter_map(|line| line.strip_prefix("$ "));
    blocks
        .iter()
        .flat_map(|block| block.lines())
        .chain(shown)
        .flat_map(arguments_in)
        .collect()
}

#[test]
fn every_command_line_of_the_documents_is_understood() {
    let in_documents = documents()
        .into_iter()
        .flat_map(|document| examples(document.text));
    let in_the_list = HINT
        .lines()
        .flat_map(|line| arguments_in(line.split_once(":  ").unwrap().1));
    let all: Vec<_> = in_documents.chain(in_the_list).collect();
    assert!(all.len() > 70, "{}", all.len());
    let mut refused = Vec::new();
    for arguments in all {
        // What stands for a hash.
        let words = arguments.into_iter().map(|word| match word.as_str() {
            "…" => "0".repeat(64),
            _ => word,
        });
        let line: Vec<_> = std::iter::once("seatwise".to_owned())
            .chain(words)
            .collect();
        if let Err(error) = Arguments::try_parse_from(&line) {
            refused.push(format!("{line:?}: {error}"));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// The queries in a text: those behind `seatwise query`, and those between backticks.
fn queries(text: &str) -> Vec<String> {
    let asked = examples(text).into_iter().filter_map(|words| {
        let place = words.iter().position(|word| word == "query")?;
        words.get(place + 1).filter(|sql| *sql != "-").cloned()
    });
    let prose = text.split("```").step_by(2);
    let spans = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    let selects = spans.filter(|span| span.starts_with("FROM ") || span.starts_with("SELECT "));
    asked.chain(selects.map(str::to_owned)).collect()
}

#[test]
fn every_query_of_the_documents_runs() {
    let mut place = Place::golden();
    place.refresh(NOW);
    let Place { store, folder } = place;
    drop(store);
    let path = folder.path().join("seatwise.duckdb");
    let inside = documents()
        .into_iter()
        .flat_map(|document| queries(document.text));
    let files = QUERIES.into_iter().map(|query| query.text.to_owned());
    let all: Vec<_> = inside.chain(files).collect();
    assert!(all.len() > 12, "{all:#?}");
    for sql in all {
        if let Err(error) = store::query_in(&path, &sql, &Zone::utc()) {
            panic!("{sql}\n{error}");
        }
    }
}

#[test]
fn every_block_of_sql_in_a_document_is_a_file_and_every_file_is_in_a_document() {
    let blocks: BTreeSet<_> = documents()
        .into_iter()
        .flat_map(|document| blocks(document.text, "sql"))
        .collect();
    let files: BTreeSet<_> = QUERIES.iter().map(|query| query.text).collect();
    assert_eq!(blocks, files);
}
