//! Decisions about products.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{ExchangeError, Exchanged, Line, Problem, compared, decided, read, write};
use crate::linking::{
    LinkState, Links,
    product_links::{ProductLink, append, by_person},
};
use crate::store::pending;

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductLine {
    psa: String,
    line_key: String,
    psa_customer_id: String,
    decision: String,
    product_key: String,
    product_name: String,
    decided_by: String,
    decided_at: String,
}

impl Line for ProductLine {
    const COLUMNS: &'static [&'static str] = &[
        "psa",
        "line_key",
        "psa_customer_id",
        "decision",
        "product_key",
        "product_name",
        "decided_by",
        "decided_at",
    ];
}

impl Links<'_> {
    /// Writes the decisions that people took about products into a CSV file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written or the database not be read.
    pub fn export_products(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let mut decided = self.product_links(&[])?;
        decided.retain(by_person);
        write(path, decided.iter().map(line))
    }

    /// Reads decisions from a CSV file that [`Links::export_products`] wrote, or that has the same columns:
    /// all of them, or none. A decision about a pair replaces what was said of the same pair before.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Row`] names the line and the column that it does not understand.
    pub fn import_products(&self, path: &Path) -> Result<Exchanged, ExchangeError> {
        let links = read(path, understand)?;
        let mut before = self.product_links(&[])?;
        before.retain(by_person);
        let exchanged = compared(&links, &before, meaning);
        let transaction = self.connection().unchecked_transaction()?;
        for link in &links {
            self.make_way_for(link)?;
        }
        append(self.connection(), &links)?;
        pending::changed(self.connection(), "decisions about products")?;
        transaction.commit()?;
        Ok(exchanged)
    }
}

fn meaning(link: &ProductLink) -> (&str, &str, Option<&str>, &str, LinkState) {
    (
        &link.psa,
        &link.line_key,
        link.customer_id.as_deref(),
        &link.product_key,
        link.state,
    )
}

fn line(link: &ProductLink) -> ProductLine {
    ProductLine {
        psa: link.psa.clone(),
        line_key: link.line_key.clone(),
        psa_customer_id: link.customer_id.clone().unwrap_or_default(),
        decision: link.state.as_str().to_owned(),
        product_key: link.product_key.clone(),
        product_name: link.product_name.clone(),
        decided_by: link.decided_by.clone(),
        decided_at: link.decided_at.to_string(),
    }
}

fn understand(line: ProductLine) -> Result<ProductLink, Problem> {
    let state = match line.decision.as_str() {
        "linked" => LinkState::Linked,
        "rejected" => LinkState::Rejected,
        other => {
            let problem = format!("\"{other}\" is not one of linked, rejected");
            return Err(("decision", problem));
        }
    };
    let keys = [
        ("psa", &line.psa),
        ("line_key", &line.line_key),
        ("product_key", &line.product_key),
    ];
    if let Some((column, _)) = keys.iter().find(|(_, key)| key.is_empty()) {
        return Err((column, "it must not be empty".to_owned()));
    }
    let decided_at = decided(&line.decided_by, &line.decided_at)?;
    Ok(ProductLink {
        product_key: line.product_key,
        product_name: line.product_name,
        psa: line.psa,
        line_key: line.line_key,
        customer_id: Some(line.psa_customer_id).filter(|id| !id.is_empty()),
        state,
        basis: "confirmed".to_owned(),
        score: None,
        explanation: Some(format!("{} said so", line.decided_by)),
        decided_by: line.decided_by,
        decided_at,
    })
}
