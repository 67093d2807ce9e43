//! Decisions as CSV, to keep them beside the database or to take them to another one.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Links,
    customer_links::{CustomerLink, LinkFilter, LinkState, append},
    decisions::{Then, by_person},
    error::LinkError,
};

/// Why decisions could not be exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file.
    #[error("{verb} {}: {source}", path.display())]
    File {
        /// read or write.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A row of the file.
    #[error("read {}: line {line}, column {column}: {problem}; nothing was imported", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The links.
    #[error(transparent)]
    Links(#[from] LinkError),
}

impl From<duckdb::Error> for ExchangeError {
    fn from(error: duckdb::Error) -> Self {
        Self::Links(error.into())
    }
}

/// How many decisions were exported or imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Exchanged {
    /// Decisions in the file.
    pub decisions: u64,
    /// Those that were not there before, or said something else.
    pub new: u64,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    vendor: String,
    connection: String,
    customer_id: String,
    customer_name: String,
    customer_domain: String,
    customer_postal_code: String,
    decision: String,
    psa: String,
    psa_customer_id: String,
    psa_customer_name: String,
    owner: bool,
    decided_by: String,
    decided_at: String,
}

impl Links<'_> {
    /// Writes the decisions that people took about customers into a CSV file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written or the database not be read.
    pub fn export(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let failed = |source| ExchangeError::File {
            verb: "write",
            path: path.to_owned(),
            source,
        };
        let mut decided = self.customer_links(&LinkFilter::default())?;
        decided.retain(by_person);
        let mut file = csv::Writer::from_path(path).map_err(failed)?;
        for link in &decided {
            file.serialize(line(link)).map_err(failed)?;
        }
        file.flush().map_err(|error| failed(error.into()))?;
        Ok(Exchanged {
            decisions: decided.len() as u64,
            new: 0,
        })
    }

    /// Reads decisions from a CSV file that [`Links::export`] wrote, or that has the same columns: all
    /// of them, or none. A decision about a pair replaces what was said of the same pair before.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Row`] names the line and the column that it does not understand.
    pub fn import(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let links = read(path)?;
        let mut before = self.customer_links(&LinkFilter::default())?;
        before.retain(by_person);
        let said: std::collections::HashSet<_> = before.iter().map(meaning).collect();
        let new = links.iter().filter(|link| !said.contains(&meaning(link)));
        let exchanged = Exchanged {
            decisions: links.len() as u64,
            new: new.count() as u64,
        };
        let transaction = self.connection().unchecked_transaction()?;
        for link in &links {
            self.connection().execute(
                "DELETE FROM customer_links
                 WHERE connection = ?1 AND customer_id = ?2
                     AND (decided_by = 'matcher' OR psa = ?3 AND psa_customer_id = ?4)",
                [
                    &link.connection,
                    &link.customer_id,
                    &link.psa,
                    &link.psa_customer_id,
                ],
            )?;
        }
        append(self.connection(), &links)?;
        transaction.commit()?;
        Ok(exchanged)
    }
}

fn meaning(link: &CustomerLink) -> (&str, &str, &str, &str, LinkState) {
    (
        &link.connection,
        &link.customer_id,
        &link.psa,
        &link.psa_customer_id,
        link.state,
    )
}

fn line(link: &CustomerLink) -> Line {
    let then: Then = link
        .evidence
        .as_deref()
        .and_then(|evidence| serde_json::from_str(evidence).ok())
        .unwrap_or_default();
    let word = match link.state {
        // Whether it has lapsed is found out anew.
        LinkState::Lapsed => LinkState::Linked,
        state => state,
    };
    Line {
        vendor: link.vendor.clone(),
        connection: link.connection.clone(),
        customer_id: link.customer_id.clone(),
        customer_name: then.customer_name,
        customer_domain: then.domain.unwrap_or_default(),
        customer_postal_code: then.postal_code.unwrap_or_default(),
        decision: word.as_str().to_owned(),
        psa: link.psa.clone(),
        psa_customer_id: link.psa_customer_id.clone(),
        psa_customer_name: then.psa_customer_name,
        owner: link.owner,
        decided_by: link.decided_by.clone(),
        decided_at: link.decided_at.to_string(),
    }
}

fn read(path: &Path) -> Result<Vec<CustomerLink>, ExchangeError> {
    let failed = |source| ExchangeError::File {
        verb: "read",
        path: path.to_owned(),
        source,
    };
    let mut file = csv::Reader::from_path(path).map_err(failed)?;
    let mut links = Vec::new();
    for row in file.deserialize::<Line>() {
        let row = row.map_err(failed)?;
        // The heading is line 1. A field with a line break in it moves the rest on; the count is of rows.
        let number = links.len() as u64 + 2;
        links.push(
            understand(row).map_err(|(column, problem)| ExchangeError::Row {
                path: path.to_owned(),
                line: number,
                column,
                problem,
            })?,
        );
    }
    Ok(links)
}

fn understand(line: Line) -> Result<CustomerLink, (&'static str, String)> {
    let state = match line.decision.as_str() {
        "linked" => LinkState::Linked,
        "rejected" => LinkState::Rejected,
        "not_a_customer" => LinkState::NotACustomer,
        other => {
            let problem = format!("\"{other}\" is none of linked, rejected, not_a_customer");
            return Err(("decision", problem));
        }
    };
    let named = !line.psa.is_empty() && !line.psa_customer_id.is_empty();
    if named == (state == LinkState::NotACustomer) {
        let problem = "it must name a customer of the PSA unless the decision is not_a_customer";
        return Err(("psa_customer_id", problem.to_owned()));
    }
    if line.decided_by.is_empty() || line.decided_by == super::customer_links::MATCHER {
        return Err(("decided_by", "it must name a person".to_owned()));
    }
    let decided_at: Timestamp = line.decided_at.parse().map_err(|_| {
        let problem = format!(
            "\"{}\" is no moment such as 2026-11-20T09:00:00Z",
            line.decided_at
        );
        ("decided_at", problem)
    })?;
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    let then = Then {
        customer_name: line.customer_name.clone(),
        domain: text(line.customer_domain),
        postal_code: text(line.customer_postal_code),
        psa_customer_name: line.psa_customer_name.clone(),
    };
    Ok(CustomerLink {
        vendor: line.vendor,
        connection: line.connection,
        customer_id: line.customer_id,
        customer_name: line.customer_name,
        psa: line.psa,
        psa_customer_id: line.psa_customer_id,
        psa_customer_name: line.psa_customer_name,
        state,
        basis: "confirmed".to_owned(),
        owner: line.owner && state == LinkState::Linked,
        score: None,
        confidence: None,
        evidence: Some(then.evidence()),
        explanation: Some(format!("{} said so", line.decided_by)),
        decided_by: line.decided_by,
        decided_at,
    })
}
