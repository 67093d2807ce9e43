//! Puts the macros and views into a database.

mod stand_in;

use std::sync::LazyLock;

use duckdb::Connection;
use sha2::{Digest, Sha256};

use super::{error::InstallError, known, order::in_order, settings::Settings, statements::OBJECTS};
use crate::store::{sql::text, vendor_names};
use stand_in::StandIns;

/// The macro that has the settings.
const SETTINGS: &str = "base/analysis_settings";

/// The macro that says what the distributors are called.
const VENDOR_NAME: &str = "base/vendor_name";

/// Makes the macros and views of the analysis, with the default settings. Does nothing where they are
/// there already.
///
/// # Errors
///
/// If the database refuses a statement; then it is as it was.
pub fn install(connection: &Connection) -> Result<(), InstallError> {
    install_with(connection, &Settings::default())
}

/// Makes the macros and views of the analysis, with other settings.
///
/// # Errors
///
/// If the database refuses a statement, also because a setting is not a number; then it is as it
/// was.
pub fn install_with(connection: &Connection, settings: &Settings) -> Result<(), InstallError> {
    let vendors = vendor_name_macro(connection)?;
    let version = version(settings, &vendors);
    if installed(connection)? == Some(version.clone()) {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    let failed = |name| move |source| InstallError::Statement { name, source };
    let mut stand_ins = StandIns::default();
    for object in in_order() {
        stand_ins
            .run(&transaction, &object.sql)
            .map_err(failed(object.name))?;
        if object.name == SETTINGS {
            replace(&transaction, SETTINGS, &settings.sql())?;
            transaction
                .execute_batch("SELECT analysis_settings()")
                .map_err(failed(SETTINGS))?;
        }
    }
    stand_ins.leave(&transaction).map_err(failed("macros"))?;
    replace(&transaction, VENDOR_NAME, &vendors)?;
    known::renew(&transaction).map_err(failed("known"))?;
    transaction
        .execute_batch(&format!(
            "CREATE OR REPLACE MACRO analysis_version() AS '{version}';
             COMMENT ON MACRO analysis_version IS 'Which macros and views are installed: a hash of their text and settings.';"
        ))
        .map_err(failed("analysis_version"))?;
    Ok(transaction.commit()?)
}

/// Returns whether a database has these very macros and views, with these settings and the names of its distributors.
///
/// # Errors
///
/// If the database cannot be read.
pub fn is_installed(connection: &Connection, settings: &Settings) -> Result<bool, InstallError> {
    let vendors = vendor_name_macro(connection)?;
    Ok(installed(connection)? == Some(version(settings, &vendors)))
}

/// Replaces a macro. Its file has the comment, which replacing alone would lose.
fn replace(connection: &Connection, file: &'static str, sql: &str) -> Result<(), InstallError> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let failed = |source| InstallError::Statement { name: file, source };
    let comment: String = connection
        .query_row(
            "SELECT comment FROM duckdb_functions() WHERE function_name = ?",
            [name],
            |row| row.get(0),
        )
        .map_err(failed)?;
    connection
        .execute_batch(&format!(
            "{sql}; COMMENT ON MACRO {name} IS {};",
            text(&comment)
        ))
        .map_err(failed)
}

/// What makes the macro that says what the distributors are called.
fn vendor_name_macro(connection: &Connection) -> duckdb::Result<String> {
    let names = vendor_names(connection)?;
    let cases: String = names
        .iter()
        .map(|(vendor, name)| format!(" WHEN {} THEN {}", text(vendor), text(name)))
        .collect();
    let body = if cases.is_empty() {
        "vendor".to_owned()
    } else {
        format!("CASE vendor{cases} ELSE vendor END")
    };
    Ok(format!(
        "CREATE OR REPLACE MACRO vendor_name(vendor) AS {body}"
    ))
}

/// A hash of the texts of all objects. Every command asks for it at least once.
static TEXTS: LazyLock<Sha256> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for object in OBJECTS {
        hash.update(object.sql());
    }
    hash
});

fn version(settings: &Settings, vendors: &str) -> String {
    let mut hash = TEXTS.clone();
    hash.update(settings.sql());
    hash.update(vendors);
    crate::base::hex(&hash.finalize()[..8])
}

fn installed(connection: &Connection) -> Result<Option<String>, duckdb::Error> {
    let known: bool = connection.query_row(
        "SELECT count(*) > 0 FROM duckdb_functions()
         WHERE function_name = 'analysis_version' AND database_name = current_database()",
        [],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(None);
    }
    connection
        .query_row("SELECT analysis_version()", [], |row| row.get(0))
        .map(Some)
}
