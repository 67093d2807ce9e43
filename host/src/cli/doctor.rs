//! `seatwise doctor`: checks everything, and says what to do.

use std::path::Path;

use serde::Serialize;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;
use crate::doctor::{Check, Diagnosis, Outcome, Surroundings, examine};
use crate::render::{Ink, Look, sanitize};

#[derive(Serialize)]
struct Answer<'a> {
    failed: usize,
    warnings: usize,
    checks: &'a [Check],
}

/// Checks the configuration at `config` and all that it leads to.
///
/// # Errors
/// Fails when the result cannot be written. What is found wrong is a result.
pub fn run(config: &Path, plugins: Option<&Path>, output: &Output) -> CommandResult {
    let diagnosis = examine(config, plugins, &Surroundings::default());
    print(&diagnosis, output)?;
    Ok(match diagnosis.count(Outcome::Failed) {
        0 => Exit::Ok,
        _ => Exit::Failed,
    })
}

fn print(diagnosis: &Diagnosis, output: &Output) -> Result<(), CommandError> {
    if output.json {
        return output.print_json(&Answer {
            failed: diagnosis.count(Outcome::Failed),
            warnings: diagnosis.count(Outcome::Warning),
            checks: &diagnosis.checks,
        });
    }
    output.print(&text(diagnosis, output.look()))
}

fn text(diagnosis: &Diagnosis, look: Look) -> String {
    let lines: String = diagnosis
        .checks
        .iter()
        .map(|check| line(check, look.ink))
        .collect();
    format!("{lines}\n{}\n", conclusion(diagnosis))
}

fn line(check: &Check, ink: Ink) -> String {
    let Check {
        area,
        outcome,
        message,
        next,
    } = check;
    let word = format!("{:<8}", outcome.word());
    let word = match outcome {
        Outcome::Ok => ink.green(word),
        Outcome::Warning => ink.yellow(word),
        Outcome::Failed => ink.red(word),
    };
    let mut line = format!("{word} {:<13}  {}\n", area.word(), sanitize(message));
    if let Some(next) = next {
        line.push_str(&format!("{:24}to do: {}\n", "", sanitize(next)));
    }
    line
}

fn conclusion(diagnosis: &Diagnosis) -> String {
    let count = |outcome, one: &str, many: &str| match diagnosis.count(outcome) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let found: Vec<String> = [
        count(Outcome::Failed, "check failed", "checks failed"),
        count(Outcome::Warning, "warning", "warnings"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() {
        "All is well.".to_owned()
    } else {
        format!("{}.", found.join(", "))
    }
}
