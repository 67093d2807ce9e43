//! `seatwise query`.

use std::ffi::OsString;
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use clap::Args;

use super::exit::{CommandError, CommandResult, Exit};
use super::output::{Format, Output};
use super::own_files::refuse_own;
use crate::base::{files, zone::Zone};
use crate::render::{self, Grid, Look, counted};
use crate::report::DocumentError;
use crate::store::{self, QueryError, QueryResult};

/// Arguments of `query`.
#[derive(Debug, Clone, Args)]
pub struct QueryArguments {
    /// The SQL; - reads it from the standard input
    pub sql: String,
    /// The format of the result; by default, table, or json with --json
    #[arg(short, long)]
    pub format: Option<Format>,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Sets SQL that begins with a comment apart from options, which begin alike: nobody quotes a file to pass it on.
///
/// No option has a blank in its name.
pub(super) fn with_comments(line: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut is_query = false;
    let mut apart = |argument: OsString| {
        let is_comment = |text: &str| {
            let name = text.split('=').next().unwrap_or_default();
            text.starts_with("--") && (text.contains('\n') || name.contains(char::is_whitespace))
        };
        if is_query && argument.to_str().is_some_and(is_comment) {
            let mut text = OsString::from(" ");
            text.push(argument);
            return text;
        }
        is_query |= argument == "query";
        argument
    };
    line.into_iter().map(&mut apart).collect()
}

/// What answers a question: the store, opened read-only.
pub trait QuerySource {
    /// Runs one query and returns its schema and rows.
    ///
    /// # Errors
    ///
    /// When the SQL is wrong, would write, or the database cannot be read.
    fn arrow(&self, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>), CommandError>;

    /// Runs one query and writes its result to a new Parquet file.
    ///
    /// # Errors
    ///
    /// As [`QuerySource::arrow`], and when the file cannot be written.
    fn parquet(&self, sql: &str, file: &Path) -> Result<(), CommandError>;
}

/// The database file, read through the store.
#[derive(Debug, Clone)]
pub struct Database {
    /// The file.
    pub path: PathBuf,
    /// The time zone whose days count.
    pub zone: Zone,
}

impl QuerySource for Database {
    fn arrow(&self, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>), CommandError> {
        let QueryResult { schema, batches } =
            store::query_in(&self.path, sql, &self.zone).map_err(refused)?;
        Ok((schema, batches))
    }

    fn parquet(&self, sql: &str, file: &Path) -> Result<(), CommandError> {
        store::query_to_parquet(&self.path, sql, file, &self.zone)
            .map(drop)
            .map_err(refused)
    }
}

/// How the command ends when the database refuses a question.
pub(super) fn refused(error: QueryError) -> CommandError {
    let exit = match &error {
        QueryError::Writing { .. } => Exit::Busy,
        QueryError::Empty | QueryError::Several => Exit::Usage,
        _ => Exit::Failed,
    };
    CommandError::new(exit, error)
}

/// How the command ends when a report cannot be written.
pub(super) fn undelivered(error: DocumentError) -> CommandError {
    match error {
        DocumentError::Query(error) => refused(error),
        other => CommandError::failed(other),
    }
}

/// Answers the question and prints the answer.
///
/// # Errors
///
/// When the question cannot be read or answered, or the answer not be written.
pub fn run<S: QuerySource>(
    arguments: &QueryArguments,
    source: &S,
    output: &Output,
) -> CommandResult {
    let sql = sql(&arguments.sql)?;
    let format = arguments.format.unwrap_or(if output.json {
        Format::Json
    } else {
        Format::Table
    });
    match (format, &arguments.output) {
        (Format::Parquet, None) => {
            return Err(
                CommandError::usage("write Parquet to the terminal: it is a binary file")
                    .with_hint("name a file with --output FILE"),
            );
        }
        (Format::Parquet, Some(file)) => {
            into_file(file, |path| source.parquet(&sql, path))?;
            output.note(&format!("Wrote {}", file.display()));
        }
        (format, Some(file)) => {
            let (schema, batches) = source.arrow(&sql)?;
            into_file(file, |path| {
                let mut out = BufWriter::new(
                    std::fs::File::create(path).map_err(|error| unwritten(file, &error))?,
                );
                // A file is opened with a spreadsheet sooner or later.
                write(
                    format,
                    Reader::Person,
                    &schema,
                    &batches,
                    Look::default(),
                    &file.display().to_string(),
                    &mut out,
                )
            })?;
            output.note(&format!(
                "Wrote {} to {}",
                rows_of(&batches),
                file.display()
            ));
        }
        (format, None) => {
            let (schema, batches) = source.arrow(&sql)?;
            let is_empty = batches.iter().all(|batch| batch.num_rows() == 0);
            let reader = match output.stdout_terminal {
                true => Reader::Person,
                false => Reader::Program,
            };
            let mut out = output.pieces(format);
            write(
                format,
                reader,
                &schema,
                &batches,
                output.look(),
                "the result",
                &mut out,
            )?;
            if format == Format::Table && output.stdout_terminal {
                output.note(&rows_of(&batches));
            }
            if is_empty {
                return why_empty(&sql, source, output);
            }
        }
    }
    Ok(Exit::Ok)
}

/// What compares both sides: without one of them, an empty result is not an answer.
const COMPARED: [&str; 9] = [
    "findings",
    "license_rollup",
    "leakage",
    "margin",
    "customer_margin",
    "below_margin",
    "cancelled_but_billed",
    "contract_drift",
    "unmatched",
];

/// Says why a question about what is compared has no row, where nothing was compared.
fn why_empty<S: QuerySource>(sql: &str, source: &S, output: &Output) -> CommandResult {
    let asked = sql
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .map(str::to_lowercase)
        .any(|word| COMPARED.contains(&word.trim_end_matches("_as_of")));
    if !asked {
        return Ok(Exit::Ok);
    }
    // A file without these views answers nothing here, and was asked without them.
    let Ok((_, batches)) = source.arrow("SELECT text FROM cautions WHERE blocks ORDER BY place")
    else {
        return Ok(Exit::Ok);
    };
    let mut exit = Exit::Ok;
    for batch in &batches {
        let rows = render::rows(batch).map_err(CommandError::failed)?;
        for text in rows.into_iter().flatten().flatten() {
            output.warn(&render::sanitize(&text));
            exit = Exit::Incomplete;
        }
    }
    Ok(exit)
}

fn sql(argument: &str) -> Result<String, CommandError> {
    let mut text = argument.to_owned();
    if argument == "-" {
        text.clear();
        let read = io::stdin().lock().read_to_string(&mut text);
        read.map_err(|error| {
            CommandError::failed(format!("read the SQL from the standard input: {error}"))
        })?;
    }
    if text.trim().is_empty() {
        return Err(CommandError::usage("run the query: it is empty")
            .with_hint("try: seatwise query \"FROM customers\""));
    }
    Ok(text)
}

fn rows_of(batches: &[RecordBatch]) -> String {
    let rows = batches.iter().map(|batch| batch.num_rows() as u64).sum();
    counted(rows, "row")
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person, at the terminal or with a spreadsheet.
    Person,
    /// A program at the other end of a pipe, which gets values as they are stored.
    Program,
}

fn write(
    format: Format,
    reader: Reader,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    look: Look,
    what: &str,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    let columns = render::columns(schema);
    // Batches become text one by one, so that a large result is not held twice.
    let mut fault = None;
    let mut texts = batches.iter().map_while(|batch| {
        render::rows(batch)
            .map_err(|error| fault = Some(error))
            .ok()
    });
    let written = match format {
        Format::Csv => match reader {
            Reader::Person => render::write_csv_for_people(&columns, texts.by_ref().flatten(), out),
            Reader::Program => render::write_csv(&columns, texts.by_ref().flatten(), out),
        },
        Format::Json => render::write_json(&columns, texts.by_ref().flatten(), out),
        Format::Markdown => render::write_markdown(&columns, texts.by_ref().flatten(), out),
        Format::Table | Format::Parquet => {
            let rows = texts.by_ref().flatten().collect();
            out.write_all(render::table(&Grid { columns, rows }, look).as_bytes())
        }
    };
    drop(texts);
    match fault {
        Some(fault) => Err(CommandError::failed(fault)),
        None => written
            .and_then(|()| out.flush())
            .map_err(|error| CommandError::from_write(what, &error)),
    }
}

/// Lets `fill` write a file beside `target`, and puts it in its place when it is complete.
pub(super) fn into_file(
    target: &Path,
    fill: impl FnOnce(&Path) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    refuse_own(target)?;
    files::fill(target, |error| unwritten(target, &error), fill)
}

fn unwritten(target: &Path, error: &io::Error) -> CommandError {
    CommandError::from_write(&target.display().to_string(), error)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};

    use super::*;

    struct Fixed;

    impl QuerySource for Fixed {
        fn arrow(&self, sql: &str) -> Result<(SchemaRef, Vec<RecordBatch>), CommandError> {
            if sql == "bad" {
                return Err(CommandError::failed("answer the query: no such table"));
            }
            let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
            let batch = RecordBatch::try_from_iter([("n", numbers)]).unwrap();
            Ok((batch.schema(), vec![batch.clone(), batch]))
        }

        fn parquet(&self, _sql: &str, file: &Path) -> Result<(), CommandError> {
            std::fs::write(file, "PAR1").map_err(CommandError::failed)
        }
    }

    fn query(sql: &str, format: Format, file: Option<PathBuf>) -> CommandResult {
        let output = Output::new(&crate::cli::global::GlobalArguments {
            quiet: true,
            ..Default::default()
        });
        run(
            &QueryArguments {
                sql: sql.to_owned(),
                format: Some(format),
                output: file,
            },
            &Fixed,
            &output,
        )
    }

    #[test]
    fn a_file_holds_the_rows_of_all_batches() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.csv");
        query("FROM x", Format::Csv, Some(file.clone())).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "n\n1\n2\n1\n2\n");
        query("FROM x", Format::Parquet, Some(file.clone())).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "PAR1");
    }

    #[test]
    fn a_query_that_fails_leaves_an_earlier_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.json");
        std::fs::write(&file, "before").unwrap();
        let error = query("bad", Format::Json, Some(file.clone())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "failed to answer the query: no such table"
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "before");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    fn parsed(line: &[&str]) -> Result<QueryArguments, String> {
        use crate::cli::commands::{Arguments, Command};
        use clap::Parser as _;
        let line = ["seatwise", "query"].iter().chain(line);
        match Arguments::try_parse_from(with_comments(line.map(Into::into))) {
            Ok(Arguments {
                command: Command::Query(arguments),
                ..
            }) => Ok(arguments),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn sql_may_begin_with_a_comment_and_options_are_still_options() {
        for sql in [
            "-- All of them.\nFROM customers",
            "--All of them.\nFROM customers",
            "-- --format csv\nFROM customers",
            "--format=csv\nFROM customers",
            "--\nFROM customers",
            "/* a */ FROM customers",
            "-",
        ] {
            for line in [
                &[sql, "--format", "json", "--output", "x y.json"][..],
                &["--format=json", sql, "--output=x y.json"],
                &["-f", "json", "--output", "x y.json", sql],
                &["-f", "json", "--output", "x y.json", "--", sql],
            ] {
                let arguments = parsed(line).unwrap();
                assert_eq!(arguments.sql.trim_start(), sql);
                assert_eq!(arguments.format, Some(Format::Json), "{line:?}");
                assert_eq!(arguments.output.as_deref(), Some(Path::new("x y.json")));
            }
        }
        assert_eq!(parsed(&["--", "--format"]).unwrap().sql, "--format");
        for (line, told) in [
            (&["--formt", "json", "FROM customers"][..], "'--formt'"),
            (&["FROM customers", "--formt=json"], "'--formt'"),
            (&["-x", "FROM customers"], "'-x'"),
            (&["--format"], "'--format <FORMAT>'"),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(told), "{line:?}: {error}");
        }
    }

    #[test]
    fn parquet_without_a_file_and_an_empty_query_are_refused() {
        assert_eq!(
            query("FROM x", Format::Parquet, None).unwrap_err().exit,
            Exit::Usage
        );
        assert_eq!(
            query(" \n", Format::Csv, None).unwrap_err().exit,
            Exit::Usage
        );
    }
}
