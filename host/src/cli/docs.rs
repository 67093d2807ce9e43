//! `seatwise docs`: prints the documents. They are part of the program, because whoever looks something up at night
//! may have no checkout.

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::Output;

/// Arguments of `docs`.
#[derive(Debug, Clone, Default, Args)]
pub struct DocsArguments {
    /// The topic; without it, all topics are listed
    #[arg(value_parser = PossibleValuesParser::new(topics()), hide_possible_values = true)]
    pub topic: Option<String>,
}

/// A document of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Document {
    topic: &'static str,
    about: &'static str,
    text: &'static str,
}

/// A document, of `host/docs` unless it has another path.
macro_rules! document {
    ($topic:literal, $about:literal) => {
        document!($topic, $about, concat!("../../docs/", $topic, ".md"))
    };
    ($topic:literal, $about:literal, $path:expr) => {
        Document {
            topic: $topic,
            about: $about,
            text: include_str!($path),
        }
    };
}

/// A query of `host/queries`. What it is about is its first line, a comment.
macro_rules! query {
    ($topic:literal) => {
        document!($topic, "", concat!("../../queries/", $topic))
    };
}

/// What a new reader needs first.
const FIRST: [Document; 3] = [
    document!(
        "readme",
        "what Seatwise is, and the first steps",
        "../../../README.md"
    ),
    document!("demo", "everything, on simulated distributors"),
    document!(
        "sync",
        "reading the distributors, and what to do when it fails"
    ),
];

/// What follows after the documents of the plugins.
const FURTHER: [Document; 16] = [
    document!(
        "configuration",
        "every key of seatwise.toml, secrets, environment variables"
    ),
    document!("schedule", "a sync every night; running as a service"),
    document!("exit-codes", "what each exit code means, and what to do"),
    document!("backup", "backups, restoring, and refresh tokens"),
    document!("doctor", "what the doctor checks"),
    document!("billing", "importing what the PSA bills"),
    document!(
        "matching",
        "customers and products of both sides, and your decisions"
    ),
    document!(
        "findings",
        "findings, reports, the weekly digest, rules, views"
    ),
    document!(
        "pages",
        "the dashboard, the licences of a customer, the quarterly review"
    ),
    document!("exports", "counts, changes of invoice lines, Parquet files"),
    document!("database", "the tables, and what applies to all of them"),
    document!("queries", "queries to start with"),
    document!(
        "security",
        "the sandbox of plugins, secrets, trust, and what is not protected"
    ),
    document!("plugins", "writing a plugin", "../../../plugins/README.md"),
    document!(
        "install",
        "building, installing, completions, the source",
        "../../README.md"
    ),
    document!(
        "tests",
        "attacks and failures with their tests, fuzzing, benchmarks",
        "../../../tests/README.md"
    ),
];

/// The queries of the documents.
const QUERIES: [Document; 6] = [
    query!("margin_by_customer.sql"),
    query!("sold_below_cost.sql"),
    query!("unused_seats.sql"),
    query!("upcoming_renewals.sql"),
    query!("suspended_and_charged.sql"),
    query!("seat_changes.sql"),
];

impl Document {
    /// The document of a built-in plugin. What it is about is its heading, the distributor.
    fn of_plugin(document: seatwise_builtin_plugins::Document) -> Self {
        Self {
            topic: document.vendor,
            about: "",
            text: document.text,
        }
    }

    /// Returns what it is about, in one line.
    fn about(self) -> String {
        if !self.about.is_empty() {
            return self.about.to_owned();
        }
        let first = self.text.lines().next().unwrap_or_default();
        match (first.strip_prefix("-- "), first.strip_prefix("# ")) {
            (Some(comment), _) => comment.to_owned(),
            (_, Some(distributor)) => {
                format!("the first sync of {distributor}, and what each status means")
            }
            _ => String::new(),
        }
    }
}

/// The documents, in the order in which a new reader needs them.
fn documents() -> Vec<Document> {
    let plugins = seatwise_builtin_plugins::DOCUMENTS.map(Document::of_plugin);
    FIRST.into_iter().chain(plugins).chain(FURTHER).collect()
}

fn all() -> impl Iterator<Item = Document> {
    documents().into_iter().chain(QUERIES)
}

fn topics() -> Vec<&'static str> {
    all().map(|document| document.topic).collect()
}

/// A topic, as `--json` prints it.
#[derive(Serialize)]
struct Topic {
    topic: &'static str,
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'static str>,
}

impl Topic {
    fn of(document: Document, text: Option<&'static str>) -> Self {
        Self {
            topic: document.topic,
            about: document.about(),
            text,
        }
    }
}

/// Prints a document, or the list of topics.
///
/// # Errors
///
/// When there is no such topic, or the output cannot be written.
pub fn run(arguments: &DocsArguments, output: &Output) -> CommandResult {
    match &arguments.topic {
        None => list(output)?,
        Some(topic) => print(topic, output)?,
    }
    Ok(Exit::Ok)
}

fn print(topic: &str, output: &Output) -> Result<(), CommandError> {
    let document = all()
        .find(|document| document.topic == topic)
        .ok_or_else(|| CommandError::usage(format!("find the topic {topic:?}")))?;
    if output.json {
        return output.print_json(&Topic::of(document, Some(document.text)));
    }
    output.print_data(document.text)
}

fn list(output: &Output) -> Result<(), CommandError> {
    if output.json {
        let topics: Vec<_> = all().map(|document| Topic::of(document, None)).collect();
        return output.print_json(&topics);
    }
    output.print(&format!(
        "Documents:\n{}\nQueries:\n{}\n{HINT}",
        lines(&documents()),
        lines(&QUERIES)
    ))
}

const HINT: &str = "\
Print a document:  seatwise docs backup | less
Run a query:       seatwise docs unused_seats.sql | seatwise query -
";

fn lines(documents: &[Document]) -> String {
    let width = documents.iter().map(|document| document.topic.len()).max();
    let width = width.unwrap_or_default();
    documents
        .iter()
        .map(|document| format!("  {:<width$}  {}\n", document.topic, document.about()))
        .collect()
}

#[cfg(test)]
mod tests;
