//! The table `customer_links`.

use std::fmt;

use duckdb::{Connection, Row, types::Value};
use jiff::Timestamp;
use serde::Serialize;

use super::{Links, error::LinkError};
use crate::store::sql::to_timestamp;

/// By this name the matcher signs what it wrote.
pub(super) const MATCHER: &str = "matcher";

/// What a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// The two are one; it counts.
    Linked,
    /// Proposed; it counts for nothing.
    Review,
    /// A person linked them, but one of the two has changed since; it counts for nothing.
    Lapsed,
    /// A person said no.
    Rejected,
    /// A person said that the PSA has no such customer.
    NotACustomer,
}

impl LinkState {
    const ALL: [Self; 5] = [
        Self::Linked,
        Self::Review,
        Self::Lapsed,
        Self::Rejected,
        Self::NotACustomer,
    ];

    /// Returns the word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Review => "review",
            Self::Lapsed => "lapsed",
            Self::Rejected => "rejected",
            Self::NotACustomer => "not_a_customer",
        }
    }

    /// Reads the word for it.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for LinkState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A pair of a distributor's customer and a PSA customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CustomerLink {
    /// The distributor.
    pub vendor: String,
    /// The connection.
    pub connection: String,
    /// The distributor's customer.
    pub customer_id: String,
    /// Its name now; its id where it is gone.
    pub customer_name: String,
    /// The PSA instance; empty for [`LinkState::NotACustomer`].
    pub psa: String,
    /// The PSA's customer; empty for [`LinkState::NotACustomer`].
    pub psa_customer_id: String,
    /// Its name now; its id where it is gone.
    pub psa_customer_name: String,
    /// What it is.
    pub state: LinkState,
    /// confirmed, exact, inferred or proposed.
    pub basis: String,
    /// Whether the cost follows this link.
    pub owner: bool,
    /// The matcher's score in log-odds.
    pub score: Option<f64>,
    /// The score as a probability, 0 to 1.
    pub confidence: Option<f64>,
    /// Points, guards and words, as a JSON object.
    pub evidence: Option<String>,
    /// The evidence in a sentence.
    pub explanation: Option<String>,
    /// `matcher`, or who decided.
    pub decided_by: String,
    /// When (UTC).
    #[serde(serialize_with = "moment")]
    pub decided_at: Timestamp,
}

/// Writes a moment as text.
pub(super) fn moment<S: serde::Serializer>(
    moment: &Timestamp,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

/// Which links are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFilter {
    /// Only those in one of these states; all where there is none.
    pub states: Vec<LinkState>,
    /// Only those whose customer (on either side) has this id, or this text in its name.
    pub customer: Option<String>,
    /// Only those of this connection.
    pub connection: Option<String>,
}

const SELECT: &str = "SELECT links.vendor, links.connection, links.customer_id,
        coalesce(customers.name, links.customer_id) AS customer_name, links.psa, links.psa_customer_id,
        coalesce(psa_customers.name, links.psa_customer_id) AS psa_customer_name, links.state, links.basis, links.owner,
        links.score, links.confidence, links.evidence::VARCHAR AS evidence, links.explanation, links.decided_by,
        epoch_us(links.decided_at) AS decided_at
    FROM customer_links AS links
    LEFT JOIN customers
        ON customers.connection = links.connection AND customers.id = links.customer_id
    LEFT JOIN psa_customers
        ON psa_customers.psa = links.psa AND psa_customers.id = links.psa_customer_id";

impl Links<'_> {
    /// Returns links, by the name of the distributor's customer, the likeliest first.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn customer_links(&self, filter: &LinkFilter) -> Result<Vec<CustomerLink>, LinkError> {
        let text = |wanted: &Option<String>| wanted.clone().map_or(Value::Null, Value::Text);
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let sql = format!(
            "{SELECT}
             WHERE (?1 = '' OR list_contains(string_split(?1, ','), links.state))
                 AND (?2 IS NULL OR links.connection = ?2)
                 AND (?3 IS NULL OR links.customer_id = ?3 OR links.psa_customer_id = ?3
                     OR contains(lower(customers.name), lower(?3))
                     OR contains(lower(psa_customers.name), lower(?3)))
             ORDER BY lower(coalesce(customers.name, links.customer_id)), links.connection, links.customer_id,
                 links.score DESC NULLS LAST, links.psa, links.psa_customer_id"
        );
        let parameters = [
            Value::Text(states.join(",")),
            text(&filter.connection),
            text(&filter.customer),
        ];
        let mut statement = self.connection().prepare(&sql)?;
        let links = statement.query_map(duckdb::params_from_iter(parameters), link)?;
        Ok(links.collect::<duckdb::Result<_>>()?)
    }
}

fn link(row: &Row<'_>) -> duckdb::Result<CustomerLink> {
    let state: String = row.get("state")?;
    Ok(CustomerLink {
        vendor: row.get("vendor")?,
        connection: row.get("connection")?,
        customer_id: row.get("customer_id")?,
        customer_name: row.get("customer_name")?,
        psa: row.get("psa")?,
        psa_customer_id: row.get("psa_customer_id")?,
        psa_customer_name: row.get("psa_customer_name")?,
        // A word of a newer program counts for nothing.
        state: LinkState::from_word(&state).unwrap_or(LinkState::Review),
        basis: row.get("basis")?,
        owner: row.get("owner")?,
        score: row.get("score")?,
        confidence: row.get("confidence")?,
        evidence: row.get("evidence")?,
        explanation: row.get("explanation")?,
        decided_by: row.get("decided_by")?,
        decided_at: to_timestamp(row.get("decided_at")?),
    })
}

/// Adds links.
pub(super) fn append(connection: &Connection, links: &[CustomerLink]) -> duckdb::Result<()> {
    let mut appender = connection.appender("customer_links")?;
    for link in links {
        let at = Value::Timestamp(
            duckdb::types::TimeUnit::Microsecond,
            link.decided_at.as_microsecond(),
        );
        appender.append_row(duckdb::params![
            link.vendor,
            link.connection,
            link.customer_id,
            link.psa,
            link.psa_customer_id,
            link.state.as_str(),
            link.basis,
            link.owner,
            link.score,
            link.confidence,
            link.evidence,
            link.explanation,
            link.decided_by,
            at,
            crate::matching::SCORECARD,
        ])?;
    }
    appender.flush()
}
