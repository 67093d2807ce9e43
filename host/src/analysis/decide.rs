//! What people decide about findings.

use duckdb::{Connection, params};
use jiff::{Timestamp, civil::Date};

use super::{error::FindingError, list::whole_id};
use crate::store::{Store, pending};

/// The name under which the program itself records events; nobody else may use it.
const PROGRAM: &str = "analysis";

/// Who decides, when and why.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// The name of the person.
    pub who: &'a str,
    /// Why, in the person's words; none where there is nothing to say.
    pub note: Option<&'a str>,
    /// When.
    pub now: Timestamp,
}

/// What becomes of a finding.
struct Change {
    verb: &'static str,
    event: &'static str,
    state: &'static str,
    /// The states from which it is possible.
    from: &'static [&'static str],
    muted_until: Option<Date>,
}

/// Mutes the finding whose id begins so: it is left out of the open ones until the day comes. Returns its
/// whole id.
///
/// # Errors
///
/// [`FindingError::Past`] where the day is not ahead, [`FindingError::State`] where it is resolved.
pub fn mute(
    store: &mut Store,
    id: &str,
    until: Date,
    decision: Decision<'_>,
) -> Result<String, FindingError> {
    let id = whole_id(store.connection(), id)?;
    let is_past: bool = store.connection().query_row(
        "SELECT ?::DATE <= local_day(make_timestamp(?))",
        params![until.to_string(), decision.now.as_microsecond()],
        |row| row.get(0),
    )?;
    if is_past {
        return Err(FindingError::Past { id, until });
    }
    let change = Change {
        verb: "mute",
        event: "muted",
        state: "muted",
        from: &["open", "reopened", "muted"],
        muted_until: Some(until),
    };
    apply(store.connection(), id, &change, decision)
}

/// Opens the muted finding whose id begins so. Returns its whole id.
///
/// # Errors
///
/// [`FindingError::State`] where it is not muted.
pub fn unmute(store: &mut Store, id: &str, decision: Decision<'_>) -> Result<String, FindingError> {
    let id = whole_id(store.connection(), id)?;
    let change = Change {
        verb: "unmute",
        event: "unmuted",
        state: "open",
        from: &["muted"],
        muted_until: None,
    };
    apply(store.connection(), id, &change, decision)
}

/// Resolves the finding whose id begins so. It comes back after it was gone for a refresh, or with another
/// amount. Returns its whole id.
///
/// # Errors
///
/// [`FindingError::State`] where it is resolved already.
pub fn resolve(
    store: &mut Store,
    id: &str,
    decision: Decision<'_>,
) -> Result<String, FindingError> {
    let id = whole_id(store.connection(), id)?;
    let change = Change {
        verb: "resolve",
        event: "resolved",
        state: "resolved",
        from: &["open", "reopened", "muted"],
        muted_until: None,
    };
    apply(store.connection(), id, &change, decision)
}

fn apply(
    connection: &Connection,
    id: String,
    change: &Change,
    decision: Decision<'_>,
) -> Result<String, FindingError> {
    let who = decision.who.trim();
    if who.is_empty() || who == PROGRAM {
        return Err(FindingError::Who {
            verb: change.verb,
            id,
            who: decision.who.to_owned(),
        });
    }
    let state: String = connection.query_row(
        "SELECT state FROM findings WHERE finding_id = ?",
        params![id],
        |row| row.get(0),
    )?;
    if !change.from.contains(&state.as_str()) {
        return Err(FindingError::State {
            verb: change.verb,
            id,
            state,
        });
    }
    let until = change.muted_until.map(|day| day.to_string());
    let reason = until.as_ref().and(decision.note);
    let note = match (&until, decision.note) {
        (Some(until), Some(note)) => Some(format!("until {until}: {note}")),
        (Some(until), None) => Some(format!("until {until}")),
        (None, note) => note.map(str::to_owned),
    };
    let now = decision.now.as_microsecond();
    let transaction = connection.unchecked_transaction()?;
    transaction.execute(
        "UPDATE findings SET state = ?, muted_until = ?::DATE, muted_reason = ?, changed_at = make_timestamp(?)
         WHERE finding_id = ?",
        params![change.state, until, reason, now, id],
    )?;
    transaction.execute(
        "INSERT INTO finding_events
         SELECT finding_id, make_timestamp(?), ?, state, amount, currency, ?, ? FROM findings WHERE finding_id = ?",
        params![now, change.event, who, note, id],
    )?;
    pending::decided(&transaction)?;
    transaction.commit()?;
    Ok(id)
}
