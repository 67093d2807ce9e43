//! What is licensed to one customer: the licensing section of a customer's page.

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use super::error::ReportError;
use super::rows::{Row, rows};
use super::section::Section;
use crate::analysis::{Kept, keep};
use crate::{
    base::{filled, safe_text::sanitize},
    store::{Snapshot, sql::text},
};

/// A customer of the PSA, or of a distributor where it is linked to none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// `psa/id` or `connection/id`, as in the views.
    pub key: String,
    /// Its name.
    pub name: String,
}

impl Customer {
    /// Finds the customer that a person names: by its key, its id, its name, or a part of its name.
    ///
    /// # Errors
    ///
    /// [`ReportError::NoCustomer`] and [`ReportError::SeveralCustomers`].
    pub fn find(snapshot: &Snapshot, wanted: &str) -> Result<Self, ReportError> {
        let sql = filled(
            include_str!("candidates.sql"),
            &[("wanted", &text(wanted.trim()))],
        );
        let mut candidates: Vec<Self> = rows(snapshot, &sql)?
            .into_iter()
            .filter_map(Self::of)
            .collect();
        if candidates.len() > 1 {
            return Err(ReportError::SeveralCustomers {
                wanted: wanted.to_owned(),
                candidates: candidates
                    .iter()
                    .map(|Self { key, name }| format!("{} ({})", sanitize(name), sanitize(key)))
                    .collect(),
            });
        }
        candidates
            .pop()
            .ok_or_else(|| ReportError::NoCustomer(wanted.to_owned()))
    }

    /// Returns the customer with whom most products earn something; none where there is no such customer.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn best_known(snapshot: &Snapshot) -> Result<Option<Self>, ReportError> {
        let found = rows(
            snapshot,
            "SELECT customer_key, min(customer_name) AS name FROM margin
             WHERE psa IS NOT NULL AND unknown_because IS NULL
             GROUP BY customer_key ORDER BY count(*) FILTER (monthly_profit > 0) DESC, customer_key LIMIT 1",
        )?;
        Ok(found.into_iter().next().and_then(Self::of))
    }

    fn of(row: Row) -> Option<Self> {
        let mut values = row.into_iter();
        Some(Self {
            key: values.next()??,
            name: values.next()??,
        })
    }

    /// The condition of the findings that are about the customer.
    pub(super) fn findings(&self) -> String {
        let key = text(&self.key);
        // A finding of a customer without a counterpart names no PSA; the connection is in its sources.
        format!(
            "(psa || '/' || psa_customer_id = {key} OR psa IS NULL AND list_contains(
                list_transform(
                    from_json(sources, '[\"JSON\"]'),
                    lambda source: CASE source ->> 'table' WHEN 'customers'
                        THEN (source -> 'key' ->> 'connection') || '/' || (source -> 'key' ->> 'id') END
                ),
                {key}
            ))"
        )
    }
}

/// What is licensed to a customer on a day.
#[derive(Debug, Clone)]
pub struct Licences {
    /// The customer.
    pub customer: Customer,
    /// The day.
    pub day: Date,
}

impl Licences {
    /// Returns the statements that must run before those of the parts, in the same session.
    #[must_use]
    pub fn kept(&self) -> String {
        keep(
            &[Kept::SubscriptionMoney, Kept::Reconciliation],
            &format!("DATE '{}'", self.day),
        )
    }

    /// Returns the parts in their order.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let part = |key, title, nothing, sql: &str| Section {
            key,
            title,
            nothing: Some(nothing),
            sql: self.fill(sql),
        };
        vec![
            part(
                "licences",
                "Licences by product",
                "Nothing is bought or billed.",
                include_str!("licences.sql"),
            ),
            part(
                "totals",
                "Margin by currency, per month",
                "There are no margins.",
                include_str!("totals.sql"),
            ),
            part(
                "findings",
                "Findings",
                "There are no findings.",
                include_str!("findings.sql"),
            ),
        ]
    }

    fn fill(&self, sql: &str) -> String {
        filled(
            sql,
            &[
                ("findings_of_customer", &self.customer.findings()),
                ("customer", &text(&self.customer.key)),
                ("day", &format!("DATE '{}'", self.day)),
            ],
        )
    }
}
