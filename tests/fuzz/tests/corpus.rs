//! The fuzz targets without a fuzzer: every input of the corpus, and random changes of them.
//!
//! `SEATWISE_FUZZ_SEED` makes another run, and `SEATWISE_FUZZ_ROUNDS` a longer one.

#![expect(clippy::expect_used, reason = "a test may panic")]

mod changes;

use std::panic::{UnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use changes::Changes;

/// How many changed inputs a target gets, where nobody says more.
const ROUNDS: usize = 5_000;

/// Calls a target with every input of its corpus, then with so many changed ones.
fn keeps_its_promises(target: &str, rounds: usize, run: fn(&[u8])) {
    let corpus = corpus(target);
    for (name, input) in &corpus {
        guarded(&format!("{target}/{name}"), input, || run(input));
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = number("SEATWISE_FUZZ_SEED").unwrap_or(1);
    let rounds = number("SEATWISE_FUZZ_ROUNDS").map_or(rounds, |rounds| rounds as usize);
    println!("{target}: SEATWISE_FUZZ_SEED={seed}");
    let inputs: Vec<&[u8]> = corpus.iter().map(|(_, input)| input.as_slice()).collect();
    let mut changes = Changes::new(seed, &inputs);
    for round in 0..rounds {
        let input = changes.next_input();
        guarded(&format!("{target}, round {round}"), &input, || run(&input));
    }
}

/// The inputs of a target with the names of their files.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let files = std::fs::read_dir(&folder).expect("the target has a corpus");
    let mut inputs: Vec<_> = files
        .map(|file| {
            let file = file.expect("the folder can be listed");
            let name = file.file_name().to_string_lossy().into_owned();
            (
                name,
                std::fs::read(file.path()).expect("the input can be read"),
            )
        })
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{} is empty", folder.display());
    inputs
}

/// Says which input broke a promise.
fn guarded(what: &str, input: &[u8], run: impl FnOnce() + UnwindSafe) {
    if let Err(panic) = catch_unwind(run) {
        eprintln!(
            "{what}: this input breaks a promise: b\"{}\"",
            input.escape_ascii()
        );
        resume_unwind(panic);
    }
}

#[test]
fn a_manifest_that_is_accepted_keeps_every_rule() {
    keeps_its_promises("manifest", ROUNDS, seatwise_fuzz::manifest);
}

#[test]
fn a_file_that_is_compiled_or_refused_ends_nothing_else() {
    keeps_its_promises("components", ROUNDS, seatwise_fuzz::components);
}

#[test]
fn a_url_that_passes_is_inside_a_declared_origin() {
    keeps_its_promises("url_policy", ROUNDS, seatwise_fuzz::url_policy);
}

#[test]
fn a_wait_that_is_asked_for_is_kept_and_has_a_limit() {
    keeps_its_promises("waits", ROUNDS, seatwise_fuzz::waits);
}

#[test]
fn a_date_or_number_that_is_read_is_that_of_the_text() {
    keeps_its_promises(
        "dates_and_decimals",
        ROUNDS,
        seatwise_fuzz::dates_and_decimals,
    );
}

#[test]
fn an_answer_of_sherweb_makes_a_page_that_keeps_the_contract() {
    keeps_its_promises("sherweb", ROUNDS, seatwise_fuzz::sherweb);
}

#[test]
fn an_answer_of_streamone_makes_a_page_that_keeps_the_contract() {
    keeps_its_promises("streamone", ROUNDS, seatwise_fuzz::streamone);
}

#[test]
fn a_file_of_the_psa_is_read_without_losing_a_row() {
    keeps_its_promises("csv_import", ROUNDS, seatwise_fuzz::csv_import);
}

#[test]
fn a_file_of_the_psa_is_imported_as_a_whole_or_not_at_all() {
    keeps_its_promises("csv_import", 0, seatwise_fuzz::csv_import_into_a_database);
}
