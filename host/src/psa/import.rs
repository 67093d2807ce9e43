//! Imports a file: reads it, understands it, and merges it unless anything is wrong.

use std::path::Path;

use jiff::Timestamp;

use super::{
    content::Content,
    error::{Blame, ImportError, ReadFault},
    job::Job,
    options::ImportOptions,
    preview::preview,
    profile::{Profile, Section},
    read::{ReadFile, Scratch},
    report::{ImportReport, MOST_SKIPPED, RowFault},
    rows::{MOST_FAULTS, Settings, canonical, understand},
    source::{Opened, Places, open},
};
use crate::store::StagedRun;

/// Clocks differ; a file that describes a moment further ahead is refused.
const AHEAD: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// Imports a file into the database at `database`, which is made where it is missing. A dry run reads
/// the database if it is there, and writes nothing.
///
/// # Errors
///
/// See [`ImportError`]. Nothing of the file is in the database then. [`ImportError::Faults`] lists
/// every row that breaks a rule; a dry run returns them in its report instead.
pub fn import(
    file: &Path,
    profile: &Profile,
    database: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, ImportError> {
    let as_of = options.moment();
    if as_of > options.now.checked_add(AHEAD).unwrap_or(Timestamp::MAX) {
        return Err(ImportError::Future {
            path: file.to_owned(),
            as_of,
        });
    }
    let opened = open(file)?;
    let blame = Blame(file);
    let mut understood = read(opened, profile, options).map_err(|fault| blame.of(fault))?;
    let report = &mut understood.report;
    if report.rows == 0 && report.faulty_rows == 0 && !options.allow_empty {
        return Err(ImportError::NoRows {
            path: file.to_owned(),
            psa: report.psa.clone(),
        });
    }
    if report.faulty_rows > 0 {
        return if options.dry_run {
            Ok(understood.report)
        } else {
            Err(ImportError::faults(understood.report))
        };
    }
    let import_id = import_id(&report.psa, options.now, &understood.sha256);
    let run = StagedRun {
        run_id: import_id.clone(),
        vendor: profile.psa.clone(),
        connection: report.psa.clone(),
        started_at: options.now,
        plan: format!("import {}", understood.content),
    };
    let staged = understood
        .scratch
        .stage(understood.content, &run, report.as_of)
        .map_err(|fault| blame.of(fault))?;
    let job = Job {
        file,
        database,
        options,
        staged: &staged,
        import_id,
        file_name: &understood.file_name,
        sha256: &understood.sha256,
        content: understood.content,
        places: &understood.places,
    };
    job.merge(understood.report)
}

/// The id of an import: unique, and in the order of time.
fn import_id(psa: &str, now: Timestamp, sha256: &str) -> String {
    let moment = now.strftime("%Y%m%dT%H%M%S%6fZ");
    let file: String = sha256.chars().take(8).collect();
    format!("{psa}-{moment}-{file}")
}

/// A file that was understood.
struct UnderstoodFile {
    scratch: Scratch,
    content: Content,
    file_name: String,
    sha256: String,
    places: Places,
    report: ImportReport,
}

fn read(
    opened: Opened,
    profile: &Profile,
    options: &ImportOptions,
) -> Result<UnderstoodFile, ReadFault> {
    let scratch = Scratch::new()?;
    let read = scratch.read(&opened, profile, options.content)?;
    let content = read.located.content;
    let empty = Section::default();
    let section = profile.section(content).unwrap_or(&empty);
    let settings = Settings {
        date_order: options.date_order,
        decimal: options.decimal,
    };
    let connection = &scratch.connection;
    let understood = understand(connection, &read, section, settings)?;
    let currency = options.currency.as_deref();
    let canonical = canonical(connection, &read, section, currency, options.day())?;
    let preview = preview(connection, content, &read.clean.places)?;
    let ReadFile {
        clean, mut notes, ..
    } = read;
    notes.extend(understood.notes);
    notes.extend(canonical.notes);
    let mut faults: Vec<RowFault> = clean.faults;
    faults.extend(clean.faults_of_rows);
    faults.extend(understood.faults);
    faults.extend(canonical.faults);
    faults.sort();
    faults.dedup();
    let mut rows: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
    rows.dedup();
    faults.truncate(MOST_FAULTS);
    let mut skipped_rows = clean.examples;
    skipped_rows.extend(canonical.examples);
    skipped_rows.sort_by_key(|skipped| skipped.line);
    skipped_rows.truncate(MOST_SKIPPED);
    // Up to here, each row has a number of its own for a line.
    let places = clean.places;
    faults.iter_mut().for_each(|fault| places.settle(fault));
    skipped_rows
        .iter_mut()
        .for_each(|skipped| places.settle_skipped(skipped));
    let report = ImportReport {
        file: opened.path.display().to_string(),
        psa: options.psa.clone().unwrap_or_else(|| profile.psa.clone()),
        profile: profile.name.clone(),
        content: content.name().to_owned(),
        as_of: options.moment(),
        rows: clean.rows - canonical.skipped,
        skipped: clean.skipped + canonical.skipped,
        skipped_rows,
        faulty_rows: rows.len() as u64,
        faults,
        preview,
        notes,
        counts: None,
        new_customers: 0,
        imported: false,
        import_id: None,
    };
    // The text of the file goes here; the merge needs the memory.
    Ok(UnderstoodFile {
        scratch,
        content,
        file_name: opened.name,
        sha256: opened.sha256,
        places,
        report,
    })
}
