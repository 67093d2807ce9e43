//! For how long the seats of a subscription are committed.

use seatwise_plugin::types::{Date, Term};

use crate::fields::{Field, record};
use crate::terms::term;

record!(Commitment {
    term: "term",
    end: "endDate"
});

/// A commitment, as far as it is known. If the answer has none, either there is no commitment or it is not provisioned
/// yet.
#[derive(Debug, Default)]
pub(crate) struct Committed {
    /// Its length.
    pub(crate) term: Option<Term>,
    /// Its last day. Whether the vendor means this day or the one before is not published.
    pub(crate) ends_on: Option<Date>,
}

/// Reads a commitment: an object, or the bare word for its length, as prices have it.
///
/// # Errors
/// Fails where its last day cannot be read.
pub(crate) fn read(field: Field<'_>) -> Result<Committed, String> {
    let Some(commitment) = field.nested::<Commitment<'_>>() else {
        return Ok(Committed {
            term: field.string().map(|text| term(&text)),
            ends_on: None,
        });
    };
    Ok(Committed {
        term: commitment.term.string().map(|text| term(&text)),
        ends_on: commitment.end.day("the commitment's endDate")?,
    })
}
