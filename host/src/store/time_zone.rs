//! The time zone whose days and weeks a database uses.

use duckdb::Connection;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{error::OpenError, open::Store, sql};
use crate::base::zone::Zone;

impl Store {
    /// Makes the days and weeks of the database those of a zone, from now on. A database remembers its zone, so this
    /// does nothing where it is the same. Weekly snapshots that were taken before keep their weeks, and a warning
    /// says so.
    ///
    /// # Errors
    ///
    /// If the database cannot be written; then it is as it was.
    pub fn use_time_zone(&self, zone: &Zone, now: Timestamp) -> Result<(), OpenError> {
        let failed = |source| OpenError::Database {
            path: self.path.clone(),
            source,
        };
        let remembered = self.remembered().map_err(failed)?;
        if is_same(remembered.as_ref(), zone) {
            return Ok(());
        }
        let is_change = !is_same_zone(remembered.as_ref(), zone);
        self.remember(is_change, zone, now).map_err(failed)?;
        if let Some((before, _)) = remembered.filter(|_| is_change) {
            tracing::warn!(
                "the time zone of {} changes from {before} to {after}: days and weeks are those of {after} from now on; weekly snapshots that were taken before keep the weeks of {before}",
                self.path.display(),
                after = zone.name()
            );
        }
        Ok(())
    }

    /// Returns whether the days and weeks of the database are those of a zone.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn uses_time_zone(&self, zone: &Zone) -> Result<bool, OpenError> {
        let remembered = self.remembered().map_err(|source| OpenError::Database {
            path: self.path.clone(),
            source,
        })?;
        Ok(is_same(remembered.as_ref(), zone))
    }

    /// The name and the rules of the zone of the database; none where it has not used any.
    fn remembered(&self) -> duckdb::Result<Option<(String, String)>> {
        self.connection
            .prepare("SELECT time_zone, rules FROM time_zones ORDER BY rowid DESC LIMIT 1")?
            .query_map([], |row| Ok((row.get("time_zone")?, row.get("rules")?)))?
            .next()
            .transpose()
    }

    fn remember(&self, is_change: bool, zone: &Zone, now: Timestamp) -> duckdb::Result<()> {
        let (name, rules) = (sql::text(&zone.name()), sql::text(&rules_of(zone)));
        let noted = if is_change {
            format!(
                "INSERT INTO time_zones VALUES ({name}, {}, {rules})",
                sql::timestamp(now)
            )
        } else {
            format!(
                "UPDATE time_zones SET time_zone = {name}, rules = {rules}
                 WHERE rowid = (SELECT rowid FROM time_zones ORDER BY rowid DESC LIMIT 1)"
            )
        };
        let transaction = self.connection.unchecked_transaction()?;
        self.connection
            .execute_batch(&format!("{}{noted}", macros(zone)))?;
        transaction.commit()
    }
}

fn is_same(remembered: Option<&(String, String)>, zone: &Zone) -> bool {
    remembered.is_some_and(|(name, rules)| *name == zone.name() && *rules == rules_of(zone))
}

/// The same zone with newer rules is not a change, and neither is the same clock under another
/// name.
fn is_same_zone(remembered: Option<&(String, String)>, zone: &Zone) -> bool {
    remembered.is_some_and(|(name, rules)| {
        *rules == rules_of(zone) || zone.iana_name().is_some() && *name == zone.name()
    })
}

/// Makes the days of a session those of a zone, whichever the database uses.
pub(super) fn use_in_session(connection: &Connection, zone: &Zone) -> duckdb::Result<()> {
    let macros: Vec<String> = definitions(zone)
        .iter()
        .map(|(_, signature, body, _)| format!("CREATE TEMP MACRO {signature} AS {body};"))
        .collect();
    connection.execute_batch(&macros.concat())
}

/// The macros that differ from zone to zone, with the comments that replacing them would lose.
fn macros(zone: &Zone) -> String {
    definitions(zone)
        .iter()
        .map(|(name, signature, body, comment)| {
            format!(
                "CREATE OR REPLACE MACRO {signature} AS {body};\nCOMMENT ON MACRO {name} IS {};\n",
                sql::text(comment)
            )
        })
        .collect()
}

/// Names, signatures, bodies and comments of these macros.
fn definitions(zone: &Zone) -> [(&'static str, &'static str, String, &'static str); 3] {
    [
        (
            "time_zone",
            "time_zone()",
            sql::text(&zone.name()),
            "The time zone whose days and weeks this database uses.",
        ),
        (
            "utc_offset_at",
            "utc_offset_at(moment)",
            zone.offset_at_sql(),
            "How far the local clock is ahead of UTC at a moment (UTC).",
        ),
        (
            "utc_offset_on",
            "utc_offset_on(on_day)",
            zone.offset_on_sql(),
            "How far the local clock is ahead of UTC when a local day begins.",
        ),
    ]
}

/// A hash of when the clock of a zone changes, and how.
fn rules_of(zone: &Zone) -> String {
    let mut hash = Sha256::new();
    hash.update(zone.offset_at_sql());
    hash.update(zone.offset_on_sql());
    crate::base::hex(&hash.finalize()[..8])
}
