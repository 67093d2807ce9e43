//! What a person decides about customers.

use duckdb::Row;
use jiff::Timestamp;
use serde::Serialize;

use super::{
    Links,
    customer_links::{CustomerLink, LinkState, append},
    decisions::Then,
    error::LinkError,
};
use crate::{
    base::safe_text::sanitize,
    store::{pending, sql::readings},
};

/// A distributor's customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerOfDistributor {
    /// The distributor.
    pub vendor: String,
    /// The connection.
    pub connection: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    domain: Option<String>,
    postal_code: Option<String>,
}

/// A customer of the PSA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerOfPsa {
    /// The PSA instance.
    pub psa: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its city, to tell namesakes apart.
    pub city: Option<String>,
}

/// What a person says of a distributor's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// It is this customer of the PSA. One that it was linked to before stays only with `also`.
    Same {
        /// The PSA's customer.
        psa: CustomerOfPsa,
        /// Whether the links that are there stay.
        also: bool,
    },
    /// It is never this customer of the PSA.
    Never(CustomerOfPsa),
    /// It is not a customer of the PSA.
    NotACustomer,
    /// Nothing is decided any more: the matcher judges.
    Open,
}

const LEFT: &str =
    "SELECT vendor, connection AS source, id, name, domain, address_postal_code FROM customers
    WHERE missing_since IS NULL AND (?2 IS NULL OR connection = ?2)";
const RIGHT: &str = "SELECT psa AS source, id, name, address_city FROM psa_customers
    WHERE active AND ended_at IS NULL AND (?2 IS NULL OR psa = ?2)";

impl Links<'_> {
    /// Finds the one customer of a distributor that a person means by an id or a name.
    ///
    /// # Errors
    ///
    /// [`LinkError::Unknown`] and [`LinkError::Ambiguous`].
    pub fn customer(
        &self,
        wanted: &str,
        connection: Option<&str>,
    ) -> Result<CustomerOfDistributor, LinkError> {
        let found = self.find(LEFT, wanted, connection, left)?;
        only("customer of a distributor", wanted, found, |customer| {
            format!(
                "{} of {} = {}",
                customer.id, customer.connection, customer.name
            )
        })
    }

    /// Finds the customers of the PSA that a person may mean, by id, by name, or by a part of the name.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn psa_customers(
        &self,
        wanted: &str,
        psa: Option<&str>,
    ) -> Result<Vec<CustomerOfPsa>, LinkError> {
        self.find(RIGHT, wanted, psa, right)
    }

    /// Finds the one customer of the PSA that a person means by an id or a name.
    ///
    /// # Errors
    ///
    /// [`LinkError::Unknown`] and [`LinkError::Ambiguous`].
    pub fn psa_customer(
        &self,
        wanted: &str,
        psa: Option<&str>,
    ) -> Result<CustomerOfPsa, LinkError> {
        let found = self.psa_customers(wanted, psa)?;
        only("customer of the PSA", wanted, found, |customer| {
            format!("{} of {} = {}", customer.id, customer.psa, customer.name)
        })
    }

    /// Writes down what a person says. It wins over the matcher until the person says something else.
    ///
    /// # Errors
    ///
    /// If the database cannot be written.
    pub fn decide(
        &self,
        customer: &CustomerOfDistributor,
        choice: &Choice,
        by: &str,
        now: Timestamp,
    ) -> Result<(), LinkError> {
        let transaction = self.connection().unchecked_transaction()?;
        self.make_way(customer, choice)?;
        if let Some(link) = link(customer, choice, by, now) {
            if link.state == LinkState::Linked {
                self.connection().execute(
                    "UPDATE customer_links SET owner = false WHERE connection = ?1 AND customer_id = ?2",
                    [&customer.connection, &customer.id],
                )?;
            }
            append(self.connection(), &[link])?;
        }
        pending::changed(self.connection(), "a decision about a customer")?;
        Ok(transaction.commit()?)
    }

    /// Removes the links that a choice replaces.
    fn make_way(&self, customer: &CustomerOfDistributor, choice: &Choice) -> Result<(), LinkError> {
        let replaced = match choice {
            Choice::Open | Choice::NotACustomer => "true",
            // What the matcher proposed is settled; a pair has one row.
            Choice::Same { also: true, .. } => "state <> 'linked' AND state <> 'rejected'",
            Choice::Same { also: false, .. } => "state <> 'rejected'",
            Choice::Never(_) => "state = 'not_a_customer'",
        };
        let (psa, id) = match choice {
            Choice::Same { psa, .. } | Choice::Never(psa) => (psa.psa.as_str(), psa.id.as_str()),
            Choice::NotACustomer | Choice::Open => ("", ""),
        };
        self.connection().execute(
            &format!(
                "DELETE FROM customer_links
                 WHERE connection = ?1 AND customer_id = ?2
                     AND ({replaced} OR psa = ?3 AND psa_customer_id = ?4)"
            ),
            [&customer.connection, &customer.id, psa, id],
        )?;
        Ok(())
    }

    /// Returns all that fit equally well what a person typed.
    fn find<T>(
        &self,
        select: &str,
        wanted: &str,
        within: Option<&str>,
        mut read: impl FnMut(&Row<'_>) -> duckdb::Result<T>,
    ) -> Result<Vec<T>, LinkError> {
        for reading in readings("?1") {
            let sql = format!("{select} AND {reading} ORDER BY name, source, id");
            let mut statement = self.connection().prepare(&sql)?;
            let rows = statement.query_map(duckdb::params![wanted, within], &mut read)?;
            let found: Vec<T> = rows.collect::<duckdb::Result<_>>()?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
}

fn link(
    customer: &CustomerOfDistributor,
    choice: &Choice,
    by: &str,
    now: Timestamp,
) -> Option<CustomerLink> {
    let (state, psa) = match choice {
        Choice::Same { psa, .. } => (LinkState::Linked, Some(psa)),
        Choice::Never(psa) => (LinkState::Rejected, Some(psa)),
        Choice::NotACustomer => (LinkState::NotACustomer, None),
        Choice::Open => return None,
    };
    let name = psa.map(|psa| psa.name.clone()).unwrap_or_default();
    let then = Then {
        customer_name: customer.name.clone(),
        domain: customer.domain.clone(),
        postal_code: customer.postal_code.clone(),
        psa_customer_name: name.clone(),
    };
    Some(CustomerLink {
        vendor: customer.vendor.clone(),
        connection: customer.connection.clone(),
        customer_id: customer.id.clone(),
        customer_name: customer.name.clone(),
        psa: psa.map(|psa| psa.psa.clone()).unwrap_or_default(),
        psa_customer_id: psa.map(|psa| psa.id.clone()).unwrap_or_default(),
        psa_customer_name: name,
        state,
        basis: "confirmed".to_owned(),
        owner: state == LinkState::Linked,
        score: None,
        confidence: None,
        evidence: Some(then.evidence()),
        explanation: Some(format!("{by} said so")),
        decided_by: by.to_owned(),
        decided_at: now,
    })
}

fn left(row: &Row<'_>) -> duckdb::Result<CustomerOfDistributor> {
    Ok(CustomerOfDistributor {
        vendor: row.get("vendor")?,
        connection: row.get("source")?,
        id: row.get("id")?,
        name: row.get("name")?,
        domain: row.get("domain")?,
        postal_code: row.get("address_postal_code")?,
    })
}

fn right(row: &Row<'_>) -> duckdb::Result<CustomerOfPsa> {
    Ok(CustomerOfPsa {
        psa: row.get("source")?,
        id: row.get("id")?,
        name: row.get("name")?,
        city: row.get("address_city")?,
    })
}

/// Returns the only one.
fn only<T>(
    what: &'static str,
    wanted: &str,
    mut found: Vec<T>,
    label: impl Fn(&T) -> String,
) -> Result<T, LinkError> {
    if found.len() > 1 {
        let examples: Vec<_> = found.iter().take(3).map(label).collect();
        // Names are foreign: a line break in one must not begin a sentence of its own.
        return Err(LinkError::Ambiguous {
            what,
            wanted: wanted.to_owned(),
            count: found.len(),
            examples: sanitize(&examples.join(", ")).into_owned(),
        });
    }
    found.pop().ok_or_else(|| LinkError::Unknown {
        what,
        wanted: wanted.to_owned(),
    })
}
