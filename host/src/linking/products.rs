//! Links products.

use std::collections::{HashMap, HashSet};

use duckdb::{Connection, Row};
use jiff::Timestamp;

use super::{
    Links,
    customer_links::{LinkState, MATCHER},
    error::LinkError,
    named_subscriptions,
    product_links::{ProductLink, append, by_person},
    run::Counts,
    shared_codes,
};
use crate::matching::{
    ContractProduct, DistributedProduct, ProductBand, ProductCandidate, match_products,
};

/// Links all products of the contracts. Runs inside the caller's transaction.
pub(super) fn link(links: &Links<'_>, now: Timestamp) -> Result<Counts, LinkError> {
    let connection = links.connection();
    // First of all: what a product of the contracts is depends on it.
    shared_codes::write(connection)?;
    let distributed = distributed(connection)?;
    let (psas, contract) = contract(connection)?;
    let mut decided = links.product_links(&[])?;
    decided.retain(by_person);
    let outcomes = match_products(&distributed, &contract);

    let said = Said::of(&decided);
    let mut counts = Counts::default();
    let mut written = decided.clone();
    for (psa, outcome) in psas.iter().zip(&outcomes) {
        if said.settles(psa, &outcome.key) {
            counts.confirmed += 1;
            continue;
        }
        let open: Vec<_> = outcome
            .candidates
            .iter()
            .filter(|candidate| !said.is_never(psa, &outcome.key, &candidate.key))
            .collect();
        count(&mut counts, &open);
        let proposed = open
            .into_iter()
            .map(|candidate| proposal(psa, &outcome.key, candidate, now));
        written.extend(proposed);
    }
    let mut named = named_subscriptions::links(connection, now)?;
    let for_all = for_all(&written);
    named.retain(|link| {
        let known = for_all.get(&(link.psa.as_str(), link.line_key.as_str()));
        !said.is_about(link)
            && known.is_none_or(|products| products != &[link.product_key.as_str()])
    });
    written.extend(named);
    connection.execute_batch("DELETE FROM product_links")?;
    append(connection, &written)?;
    Ok(counts)
}

/// The distributed products that are linked to each product of the contracts for all customers.
fn for_all(links: &[ProductLink]) -> HashMap<(&str, &str), Vec<&str>> {
    let mut products: HashMap<_, Vec<_>> = HashMap::new();
    for link in links {
        if link.customer_id.is_none() && link.state == LinkState::Linked {
            let line = (link.psa.as_str(), link.line_key.as_str());
            products
                .entry(line)
                .or_default()
                .push(link.product_key.as_str());
        }
    }
    products
}

/// What people said.
struct Said<'a> {
    settled: HashSet<(&'a str, &'a str)>,
    never: HashSet<(&'a str, &'a str, &'a str)>,
    of_customers: HashSet<(&'a str, &'a str, &'a str)>,
}

impl<'a> Said<'a> {
    fn of(decided: &'a [ProductLink]) -> Self {
        let general = || decided.iter().filter(|link| link.customer_id.is_none());
        let linked = general().filter(|link| link.state == LinkState::Linked);
        let never = general().filter(|link| link.state == LinkState::Rejected);
        Self {
            settled: linked
                .map(|link| (link.psa.as_str(), link.line_key.as_str()))
                .collect(),
            never: never
                .map(|link| {
                    (
                        link.psa.as_str(),
                        link.line_key.as_str(),
                        link.product_key.as_str(),
                    )
                })
                .collect(),
            of_customers: decided
                .iter()
                .filter_map(|link| {
                    let customer = link.customer_id.as_deref()?;
                    Some((link.psa.as_str(), link.line_key.as_str(), customer))
                })
                .collect(),
        }
    }

    /// Whether somebody decided about the pair, or about the line for its customer alone.
    fn is_about(&self, link: &ProductLink) -> bool {
        let customer = link.customer_id.as_deref().unwrap_or_default();
        self.of_customers
            .contains(&(&link.psa, &link.line_key, customer))
            || self.settles(&link.psa, &link.line_key)
            || self.is_never(&link.psa, &link.line_key, &link.product_key)
    }

    fn settles(&self, psa: &str, line: &str) -> bool {
        self.settled.contains(&(psa, line))
    }

    fn is_never(&self, psa: &str, line: &str, product: &str) -> bool {
        self.never.contains(&(psa, line, product))
    }
}

fn count(counts: &mut Counts, open: &[&ProductCandidate]) {
    let best = open.iter().map(|candidate| candidate.band).min();
    let place = match best {
        Some(ProductBand::Exact) => &mut counts.exact,
        Some(ProductBand::Inferred) => &mut counts.inferred,
        Some(ProductBand::Review) => &mut counts.review,
        None => &mut counts.none,
    };
    *place += 1;
}

fn proposal(psa: &str, line: &str, candidate: &ProductCandidate, now: Timestamp) -> ProductLink {
    let (state, basis) = match candidate.band {
        ProductBand::Exact => (LinkState::Linked, "exact"),
        ProductBand::Inferred => (LinkState::Linked, "inferred"),
        ProductBand::Review => (LinkState::Review, "proposed"),
    };
    ProductLink {
        product_key: candidate.key.clone(),
        product_name: candidate.key.clone(),
        psa: psa.to_owned(),
        line_key: line.to_owned(),
        customer_id: None,
        state,
        basis: basis.to_owned(),
        score: candidate.score,
        explanation: Some(candidate.explanation.clone()),
        decided_by: MATCHER.to_owned(),
        decided_at: now,
    }
}

const DISTRIBUTED: &str = "
    SELECT DISTINCT
        product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS key,
        sku, publisher_product_id, publisher_sku_id, product_name
    FROM license_subscriptions
    UNION
    -- What is used and on a bill alone.
    SELECT own_product_key, sku, NULL, NULL, product_name
    FROM assigned_charges()
    WHERE joined_by IS NULL AND kind = 'usage'
    ORDER BY ALL";

fn distributed(connection: &Connection) -> Result<Vec<DistributedProduct>, LinkError> {
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    let mut statement =
        connection.prepare("SELECT product_key, alias FROM product_aliases ORDER BY ALL")?;
    let pair = |row: &Row<'_>| {
        Ok((
            row.get::<_, String>("product_key")?,
            row.get::<_, String>("alias")?,
        ))
    };
    for row in statement.query_map([], pair)? {
        let (key, alias) = row?;
        aliases.entry(key).or_default().push(alias);
    }
    let mut products: Vec<DistributedProduct> = Vec::new();
    let mut statement = connection.prepare(DISTRIBUTED)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key: String = row.get("key")?;
        if products.last().is_none_or(|product| product.key != key) {
            products.push(DistributedProduct {
                aliases: aliases.remove(&key).unwrap_or_default(),
                publisher_product_id: row.get("publisher_product_id")?,
                publisher_sku_id: row.get("publisher_sku_id")?,
                key,
                skus: Vec::new(),
                names: Vec::new(),
            });
        }
        if let Some(product) = products.last_mut() {
            add(&mut product.skus, row.get("sku")?);
            add(&mut product.names, row.get("product_name")?);
        }
    }
    Ok(products)
}

fn add(values: &mut Vec<String>, value: Option<String>) {
    if let Some(value) = value.filter(|value| !values.contains(value)) {
        values.push(value);
    }
}

// A code that stands on different products is not evidence for any of them.
const CONTRACT: &str = "
    SELECT psa, line_key(product_code, product_name) AS key,
        CASE WHEN starts_with(key, 'code:') THEN min(product_code) END AS code, min(product_name) AS name,
        min(vendor_sku) AS vendor_sku
    FROM psa_contract_lines
    WHERE ended_at IS NULL
    GROUP BY psa, key
    ORDER BY psa, key";

fn contract(connection: &Connection) -> Result<(Vec<String>, Vec<ContractProduct>), LinkError> {
    let mut statement = connection.prepare(CONTRACT)?;
    let rows = statement.query_map([], |row| {
        let product = ContractProduct {
            key: row.get("key")?,
            code: row.get("code")?,
            name: row.get("name")?,
            vendor_sku: row.get("vendor_sku")?,
        };
        Ok((row.get::<_, String>("psa")?, product))
    })?;
    let pairs: Vec<_> = rows.collect::<duckdb::Result<_>>()?;
    Ok(pairs.into_iter().unzip())
}
