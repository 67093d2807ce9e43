//! Loads clean rows into a DuckDB file of their own. Everything is text there.

use std::path::Path;

use duckdb::{Config, Connection};
use jiff::Timestamp;

use super::{
    content::Content,
    error::ReadFault,
    field::{Field, Kind, fields},
    profile::Profile,
    source::{
        Clean, Form, Located, Opened, Places, RowWriter, locate, read_csv, read_json, tidied_in_sql,
    },
};
use crate::base::drafts::{self, WorkFolder};
use crate::store::sql::{self, identifier};
use crate::store::{Partition, StagedRun, Staging, StagingHold};

/// Memory of the engine while it reads; what does not fit is spilled beside its file.
const MEMORY_LIMIT: &str = "512MB";

/// Room for the longest row: some dozens of values of the longest kind.
const LONGEST_ROW: usize = 16 << 20;

/// A DuckDB file for one import. It lies in a private folder and goes with this value.
pub(super) struct Scratch {
    pub(super) connection: Connection,
    folder: WorkFolder,
}

/// The rows of a file, staged in a folder that goes with this value.
pub(super) struct StagedFile {
    hold: StagingHold,
    _folder: WorkFolder,
}

impl StagedFile {
    /// Where they are staged.
    pub(super) fn path(&self) -> &Path {
        self.hold.path()
    }
}

/// What was read of a file.
pub(super) struct ReadFile {
    pub(super) located: Located,
    pub(super) clean: Clean,
    /// How it was understood, a sentence each.
    pub(super) notes: Vec<String>,
    /// Whether columns have fixed numbers.
    pub(super) numbered: bool,
    /// Whether numbers come from a program, which writes a decimal point.
    pub(super) by_program: bool,
}

impl Scratch {
    /// Makes the file.
    pub(super) fn new() -> Result<Self, ReadFault> {
        let folder = WorkFolder::new(drafts::PSA_IMPORT, &std::env::temp_dir())
            .map_err(ReadFault::Scratch)?;
        let config = Config::default()
            .max_memory(MEMORY_LIMIT)?
            .enable_autoload_extension(false)?;
        let connection = Connection::open_with_flags(folder.path().join("rows.duckdb"), config)?;
        // Its rows live for seconds: compressing them costs more than it saves. Each has its line, so
        // their order need not be kept.
        connection.execute_batch(
            "SET force_compression = 'uncompressed'; SET preserve_insertion_order = false",
        )?;
        Ok(Self { connection, folder })
    }

    /// Stages the rows that were understood, as those of a read are staged, and closes the file.
    pub(super) fn stage(
        self,
        content: Content,
        run: &StagedRun,
        as_of: Timestamp,
    ) -> Result<StagedFile, ReadFault> {
        let Self { connection, folder } = self;
        connection
            .close()
            .map_err(|(_, error)| ReadFault::Database(error))?;
        let rows = folder.path().join("rows.duckdb");
        let table = match content {
            Content::ContractLines => "lines",
            Content::Customers => "customers",
        };
        let mut staging = Staging::open(folder.path(), "import")?;
        staging.begin(run)?;
        let whole = Partition::account(content.dataset());
        staging.append_table(&whole, &rows, table, as_of)?;
        // The merge needs the room.
        std::fs::remove_file(&rows).map_err(ReadFault::Scratch)?;
        Ok(StagedFile {
            hold: staging.into_hold()?,
            _folder: folder,
        })
    }

    /// Reads a file into the table `cells`: `line`, which no two rows have the same (see [`Places`]), the
    /// fields of its content, and `extra`.
    pub(super) fn read(
        &self,
        opened: &Opened,
        profile: &Profile,
        wanted: Option<Content>,
    ) -> Result<ReadFile, ReadFault> {
        let rows = self.folder.path().join("rows.csv");
        let writer = || RowWriter::create(&rows).map_err(ReadFault::Scratch);
        let (clean, located, mut notes) = match &opened.form {
            Form::Csv(decoded) => read_csv(decoded, profile, wanted, writer()?)?,
            Form::Json(decoded) => read_json(decoded, profile, wanted, writer()?)?,
            Form::Parquet => return self.read_parquet(opened, profile, wanted),
        };
        self.connection
            .execute_batch(&load(located.content, &clean.path))?;
        let numbered = matches!(opened.form, Form::Csv(_));
        // Programs write objects with dozens of members, and a list of these would hide what matters.
        notes.extend(located.unread_money().filter(|_| numbered));
        // Half the space that a million rows take, before the tables that are made of them.
        std::fs::remove_file(&clean.path).map_err(ReadFault::Scratch)?;
        Ok(ReadFile {
            located,
            clean,
            notes,
            numbered,
            by_program: matches!(opened.form, Form::Json(_)),
        })
    }

    fn read_parquet(
        &self,
        opened: &Opened,
        profile: &Profile,
        wanted: Option<Content>,
    ) -> Result<ReadFile, ReadFault> {
        let file = literal(&opened.path);
        let mut describe = self.connection.prepare(&format!(
            "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet({file}))"
        ))?;
        let columns: Vec<String> = describe
            .query_map([], |row| row.get(0))?
            .collect::<duckdb::Result<_>>()?;
        let located = locate(profile, wanted, &columns)
            .map_err(|fault| ReadFault::Columns { line: None, fault })?;
        self.connection
            .execute_batch(&parquet(&located, &columns, &file))?;
        let (rows, blank): (u64, u64) = self.connection.query_row(
            "SELECT count(*) FILTER (NOT blank) AS rows, count(*) FILTER (blank) AS blank_rows FROM cells_and_blanks",
            [],
            |row| Ok((row.get("rows")?, row.get("blank_rows")?)),
        )?;
        self.connection.execute_batch(
            "CREATE TABLE cells AS SELECT * EXCLUDE (blank) FROM cells_and_blanks WHERE NOT blank;
             DROP TABLE cells_and_blanks;",
        )?;
        Ok(ReadFile {
            located,
            clean: Clean {
                path: opened.path.clone(),
                rows,
                skipped: blank,
                examples: Vec::new(),
                faults: Vec::new(),
                faults_of_rows: Vec::new(),
                places: Places::default(),
            },
            notes: vec!["read as Parquet; lines are rows".to_owned()],
            numbered: false,
            by_program: true,
        })
    }
}

/// The statement that loads clean rows. Nothing is left for DuckDB to guess.
fn load(content: Content, path: &Path) -> String {
    let columns: Vec<String> = fields(content)
        .iter()
        .map(|field| format!("'{}': 'VARCHAR'", field.name))
        .collect();
    let selected: Vec<String> = fields(content).iter().map(composed).collect();
    format!(
        "CREATE TABLE cells AS SELECT line, {}, extra FROM read_csv({}, auto_detect = false, header = false, delim = ',',
             quote = '\"', escape = '\"', new_line = '\\n', max_line_size = {LONGEST_ROW},
             buffer_size = {}, columns = {{'line': 'BIGINT', {}, 'extra': 'VARCHAR'}})",
        selected.join(", "),
        literal(path),
        2 * LONGEST_ROW,
        columns.join(", ")
    )
}

/// A field as it is loaded: letters are one character each, whether a program wrote é or e and an accent.
fn composed(field: &Field) -> String {
    match field.kind {
        Kind::Text => format!("nfc_normalize({0}) AS {0}", field.name),
        _ => field.name.to_owned(),
    }
}

/// The statement that loads a Parquet file: every column as text, the first that has a value.
fn parquet(located: &Located, columns: &[String], file: &str) -> String {
    let text = |field: &Field, place: &usize| {
        let name = columns.get(*place).map(String::as_str).unwrap_or_default();
        let text = format!("CAST({} AS VARCHAR)", identifier(name));
        format!("nullif({}, '')", tidied_in_sql(field, &text))
    };
    let mut selected = Vec::new();
    for (field, places) in fields(located.content).iter().zip(&located.places) {
        let values: Vec<String> = places.iter().map(|place| text(field, place)).collect();
        let value = match values.as_slice() {
            [] => "NULL::VARCHAR".to_owned(),
            values => format!("coalesce({})", values.join(", ")),
        };
        let value = match field.kind {
            Kind::Text => format!("nfc_normalize({value})"),
            _ => value,
        };
        selected.push(format!("{value} AS {}", field.name));
    }
    let members: Vec<String> = located
        .rest
        .iter()
        .filter_map(|(place, name)| {
            let column = columns.get(*place)?;
            Some(format!("{}, {}", sql::text(name), identifier(column)))
        })
        .collect();
    let extra = if members.is_empty() {
        "NULL::VARCHAR".to_owned()
    } else {
        format!(
            "nullif(json_merge_patch('{{}}', json_object({}))::VARCHAR, '{{}}')",
            members.join(", ")
        )
    };
    let names: Vec<&str> = fields(located.content)
        .iter()
        .map(|field| field.name)
        .collect();
    format!(
        "CREATE TABLE cells_and_blanks AS
         SELECT *, coalesce({}, extra) IS NULL AS blank FROM (
             SELECT file_row_number + 1 AS line, {}, {extra} AS extra
             FROM read_parquet({file}, file_row_number = true)
         )",
        names.join(", "),
        selected.join(", ")
    )
}

fn literal(path: &Path) -> String {
    sql::text(&path.to_string_lossy())
}
