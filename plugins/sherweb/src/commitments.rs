//! Commitment terms: how long seats are bound, what happens afterwards, and which cannot be reduced.

use seatwise_plugin::json::Number;
use seatwise_plugin::types::{CommittedQuantity, Date, Decimal, Term};
use serde::Deserialize;

use crate::fields::{self, Text};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Commitment<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
    #[serde(borrow)]
    term_end_date: Option<Text<'a>>,
    #[serde(borrow)]
    renewal_configuration: Option<Renewal<'a>>,
    #[serde(borrow)]
    committed_minimal_quantities: Option<Vec<Committed<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Renewal<'a> {
    #[serde(borrow)]
    renewal_date: Option<Text<'a>>,
    #[serde(borrow, default)]
    scheduled_quantity: Number<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Committed<'a> {
    #[serde(borrow)]
    committed_until: Option<Text<'a>>,
    #[serde(borrow, default)]
    quantity: Number<'a>,
}

/// What the commitment says of a subscription.
pub(crate) struct Terms {
    pub(crate) length: Option<Term>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) renews_on: Option<Date>,
    pub(crate) auto_renew: Option<bool>,
    pub(crate) renewal_seats: Option<Decimal>,
    pub(crate) committed: Vec<CommittedQuantity>,
}

/// Reads a commitment, of which null stands for "not tied to one".
///
/// # Errors
/// Fails with a fragment that names the field that cannot be understood.
pub(crate) fn read(source: Option<Commitment<'_>>) -> Result<Terms, String> {
    let Some(source) = source else {
        // Nothing is said about renewal then.
        return Ok(Terms {
            length: Some(Term::None),
            ends_on: None,
            renews_on: None,
            auto_renew: None,
            renewal_seats: None,
            committed: Vec::new(),
        });
    };
    let renewal = source.renewal_configuration;
    let auto_renew = Some(renewal.is_some());
    let (renews_on, renewal_seats) = match renewal {
        Some(renewal) => (
            fields::day("renewalDate", renewal.renewal_date.as_ref())?,
            fields::decimal("scheduledQuantity", &renewal.scheduled_quantity)?,
        ),
        None => (None, None),
    };
    Ok(Terms {
        length: fields::term(source.kind.as_ref()),
        ends_on: fields::day("termEndDate", source.term_end_date.as_ref())?,
        renews_on,
        auto_renew,
        renewal_seats,
        committed: committed(source.committed_minimal_quantities.unwrap_or_default())?,
    })
}

/// An entry without its day or its number commits nobody to anything and is left out.
fn committed(sources: Vec<Committed<'_>>) -> Result<Vec<CommittedQuantity>, String> {
    let mut committed = Vec::with_capacity(sources.len());
    for source in sources {
        let until = fields::day("committedUntil", source.committed_until.as_ref())?;
        let quantity = fields::decimal("the committed quantity", &source.quantity)?;
        committed.extend(
            until
                .zip(quantity)
                .map(|(until, quantity)| CommittedQuantity { until, quantity }),
        );
    }
    Ok(committed)
}
