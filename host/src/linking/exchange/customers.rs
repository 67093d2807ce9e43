//! Decisions about customers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{ExchangeError, Exchanged, Line, Problem, compared, decided, read, write};
use crate::linking::{
    Links,
    customer_links::{CustomerLink, LinkFilter, LinkState, append},
    decisions::{Then, by_person},
};
use crate::store::pending;

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomerLine {
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

impl Line for CustomerLine {
    const COLUMNS: &'static [&'static str] = &[
        "vendor",
        "connection",
        "customer_id",
        "customer_name",
        "customer_domain",
        "customer_postal_code",
        "decision",
        "psa",
        "psa_customer_id",
        "psa_customer_name",
        "owner",
        "decided_by",
        "decided_at",
    ];
}

impl Links<'_> {
    /// Writes the decisions that people took about customers into a CSV file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written or the database not be read.
    pub fn export(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let mut decided = self.customer_links(&LinkFilter::default())?;
        decided.retain(by_person);
        write(path, decided.iter().map(line))
    }

    /// Reads decisions from a CSV file that [`Links::export`] wrote, or that has the same columns: all
    /// of them, or none. A decision about a pair replaces what was said of the same pair before.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Row`] names the line and the column that it does not understand.
    pub fn import(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let links = read(path, understand)?;
        let mut before = self.customer_links(&LinkFilter::default())?;
        before.retain(by_person);
        let exchanged = compared(&links, &before, meaning);
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
        pending::changed(self.connection(), "decisions about customers")?;
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

fn line(link: &CustomerLink) -> CustomerLine {
    let then: Then = link
        .evidence
        .as_deref()
        .and_then(|evidence| serde_json::from_str(evidence).ok())
        .unwrap_or_default();
    let word = match link.state {
        // Whether it has lapsed is found out again.
        LinkState::Lapsed => LinkState::Linked,
        state => state,
    };
    CustomerLine {
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

fn understand(line: CustomerLine) -> Result<CustomerLink, Problem> {
    let state = match line.decision.as_str() {
        "linked" => LinkState::Linked,
        "rejected" => LinkState::Rejected,
        "not_a_customer" => LinkState::NotACustomer,
        other => {
            let problem = format!("\"{other}\" is not one of linked, rejected, not_a_customer");
            return Err(("decision", problem));
        }
    };
    let named = !line.psa.is_empty() && !line.psa_customer_id.is_empty();
    if named == (state == LinkState::NotACustomer) {
        let problem = "it must name a customer of the PSA unless the decision is not_a_customer";
        return Err(("psa_customer_id", problem.to_owned()));
    }
    let decided_at = decided(&line.decided_by, &line.decided_at)?;
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
