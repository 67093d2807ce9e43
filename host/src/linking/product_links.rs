//! The table `product_links`.

use duckdb::{
    Connection, Row,
    types::{TimeUnit, Value},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    Links,
    customer_links::{LinkState, MATCHER, moment},
    error::LinkError,
};
use crate::{
    base::safe_text::sanitize,
    store::{pending, sql::to_timestamp},
};

/// A pair of a distributed product and a product of the contracts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProductLink {
    /// The distributed product; see the macro `product_key`.
    pub product_key: String,
    /// Its name; its key where it is gone.
    pub product_name: String,
    /// The PSA instance.
    pub psa: String,
    /// The product of the contracts; see the macro `line_key`.
    pub line_key: String,
    /// The only PSA customer for which this holds; none: for all.
    pub customer_id: Option<String>,
    /// What it is: linked, review or rejected.
    pub state: LinkState,
    /// confirmed, exact, inferred or proposed.
    pub basis: String,
    /// The similarity of the names, 0 to 1.
    pub score: Option<f64>,
    /// The evidence in a sentence.
    pub explanation: Option<String>,
    /// `matcher`, or who decided.
    pub decided_by: String,
    /// When (UTC).
    #[serde(serialize_with = "moment")]
    pub decided_at: Timestamp,
}

/// What a person says of a pair of products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductVerdict {
    /// They are one.
    Same,
    /// They are not.
    Never,
}

const SELECT: &str = "
    WITH names AS (
        SELECT
            product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS product_key,
            min(product_name) AS name
        FROM license_subscriptions
        GROUP BY 1
        UNION ALL
        SELECT own_product_key, min(product_name)
        FROM assigned_charges()
        WHERE own_product_key NOT IN (
            SELECT product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) FROM license_subscriptions
        )
        GROUP BY 1
    )
    SELECT links.product_key, coalesce(names.name, links.product_key) AS product_name, links.psa, links.line_key,
        links.customer_id, links.state, links.basis, links.score, links.explanation, links.decided_by,
        epoch_us(links.decided_at) AS decided_at
    FROM product_links AS links
    LEFT JOIN names ON names.product_key = links.product_key";

impl Links<'_> {
    /// Returns the links of products, by their names; those in one of the states, or all where none is named.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn product_links(&self, states: &[LinkState]) -> Result<Vec<ProductLink>, LinkError> {
        let states: Vec<_> = states.iter().map(|state| state.as_str()).collect();
        let sql = format!(
            "{SELECT}
             WHERE ?1 = '' OR list_contains(string_split(?1, ','), links.state)
             ORDER BY links.psa, links.line_key, links.score DESC NULLS FIRST, links.product_key, links.customer_id"
        );
        let mut statement = self.connection().prepare(&sql)?;
        let links = statement.query_map([states.join(",")], link)?;
        Ok(links.collect::<duckdb::Result<_>>()?)
    }

    /// Writes down what a person says of a product of the contracts and a distributed product, for one
    /// customer of the PSA or for all. It replaces what was said of the same pair before.
    ///
    /// # Errors
    ///
    /// [`LinkError::Unknown`] if no contract has the one, or no distributor the other.
    pub fn decide_product(
        &self,
        line: &str,
        product_key: &str,
        customer_id: Option<&str>,
        verdict: ProductVerdict,
        by: &str,
        now: Timestamp,
    ) -> Result<Vec<ProductLink>, LinkError> {
        let lines = self.lines_like(line)?;
        self.know_product(product_key)?;
        let (state, basis) = match verdict {
            ProductVerdict::Same => (LinkState::Linked, "confirmed"),
            ProductVerdict::Never => (LinkState::Rejected, "confirmed"),
        };
        let links: Vec<_> = lines
            .into_iter()
            .map(|(psa, line_key)| ProductLink {
                product_key: product_key.to_owned(),
                product_name: product_key.to_owned(),
                psa,
                line_key,
                customer_id: customer_id.map(str::to_owned),
                state,
                basis: basis.to_owned(),
                score: None,
                explanation: Some(format!("{by} said so")),
                decided_by: by.to_owned(),
                decided_at: now,
            })
            .collect();
        let transaction = self.connection().unchecked_transaction()?;
        for link in &links {
            self.make_way_for(link)?;
        }
        append(self.connection(), &links)?;
        pending::changed(self.connection(), "a decision about a product")?;
        transaction.commit()?;
        Ok(links)
    }

    /// Removes what a decision replaces.
    pub(super) fn make_way_for(&self, decision: &ProductLink) -> duckdb::Result<()> {
        self.connection().execute(
            "DELETE FROM product_links
             WHERE psa = ?1 AND line_key = ?2 AND customer_id IS NOT DISTINCT FROM ?4
                 AND (product_key = ?3 OR decided_by = 'matcher')",
            duckdb::params![
                decision.psa,
                decision.line_key,
                decision.product_key,
                decision.customer_id
            ],
        )?;
        Ok(())
    }

    /// Returns the products of the contracts that a person means by a key, a code or a name.
    fn lines_like(&self, wanted: &str) -> Result<Vec<(String, String)>, LinkError> {
        // A code that stands on different products means none of them.
        let mut statement = self.connection().prepare(
            "SELECT DISTINCT psa, line_key(product_code, product_name) AS key
             FROM psa_contract_lines
             WHERE key = ?1 OR product_code = ?1 AND starts_with(key, 'code:')
                 OR lower(product_name) = lower(?1)
             ORDER BY psa, key",
        )?;
        let rows = statement.query_map([wanted], |row| Ok((row.get("psa")?, row.get("key")?)))?;
        let lines: Vec<_> = rows.collect::<duckdb::Result<_>>()?;
        if lines.is_empty() {
            self.refuse_shared_code(wanted)?;
            return Err(LinkError::Unknown {
                what: "product of the contracts",
                wanted: wanted.to_owned(),
            });
        }
        Ok(lines)
    }

    /// Says which names a code stands on, where it stands on those of different products.
    fn refuse_shared_code(&self, code: &str) -> Result<(), LinkError> {
        let names: Option<String> = self.connection().query_row(
            "SELECT string_agg(DISTINCT product_name, ', ' ORDER BY product_name)
             FROM psa_contract_lines
             WHERE ended_at IS NULL AND trim(product_code) = trim(?1)
                 AND trim(product_code) IN (SELECT shared_codes.product_code FROM shared_codes)",
            [code],
            |row| row.get(0),
        )?;
        match names {
            Some(names) => Err(LinkError::SharedCode {
                code: code.to_owned(),
                names: sanitize(&names).into_owned(),
            }),
            None => Ok(()),
        }
    }

    fn know_product(&self, key: &str) -> Result<(), LinkError> {
        let known: bool = self.connection().query_row(
            "SELECT count(*) > 0 FROM (
                 SELECT product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS key
                 FROM license_subscriptions
                 UNION ALL
                 -- What is on a bill alone.
                 SELECT own_product_key FROM assigned_charges() WHERE joined_by IS NULL
             ) WHERE key = ?1",
            [key],
            |row| row.get(0),
        )?;
        if known {
            return Ok(());
        }
        Err(LinkError::Unknown {
            what: "distributed product",
            wanted: key.to_owned(),
        })
    }
}

fn link(row: &Row<'_>) -> duckdb::Result<ProductLink> {
    let state: String = row.get("state")?;
    Ok(ProductLink {
        product_key: row.get("product_key")?,
        product_name: row.get("product_name")?,
        psa: row.get("psa")?,
        line_key: row.get("line_key")?,
        customer_id: row.get("customer_id")?,
        state: LinkState::from_word(&state).unwrap_or(LinkState::Review),
        basis: row.get("basis")?,
        score: row.get("score")?,
        explanation: row.get("explanation")?,
        decided_by: row.get("decided_by")?,
        decided_at: to_timestamp(row.get("decided_at")?),
    })
}

/// Whether a person wrote it.
pub(super) fn by_person(link: &ProductLink) -> bool {
    link.decided_by != MATCHER
}

/// Adds links.
pub(super) fn append(connection: &Connection, links: &[ProductLink]) -> duckdb::Result<()> {
    let mut appender = connection.appender("product_links")?;
    for link in links {
        appender.append_row(duckdb::params![
            link.product_key,
            link.psa,
            link.line_key,
            link.customer_id,
            link.state.as_str(),
            link.basis,
            link.score,
            link.explanation,
            link.decided_by,
            Value::Timestamp(TimeUnit::Microsecond, link.decided_at.as_microsecond()),
        ])?;
    }
    appender.flush()
}
