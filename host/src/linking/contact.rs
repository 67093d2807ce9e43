//! Where a customer is and how it is reached: what a person compares.

use std::fmt;

use duckdb::{OptionalExt as _, Row};

use super::{Links, customer_links::CustomerLink, error::LinkError};

/// Where a customer is and how it is reached, as its system spells it. What is unknown is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Street and number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Internet domain.
    pub domain: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
}

impl fmt::Display for Contact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |parts: &[&Option<String>], between: &str| {
            let parts: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
            Some(parts.join(between)).filter(|text| !text.is_empty())
        };
        let town = joined(&[&self.postal_code, &self.city], " ");
        let place = joined(&[&self.street, &town, &self.country], ", ");
        match joined(&[&place, &self.domain, &self.phone], " · ") {
            Some(text) => formatter.write_str(&text),
            None => formatter.write_str("nothing but the name is known"),
        }
    }
}

impl Links<'_> {
    /// Returns the contacts of both sides of a link: of the distributor's customer, and of the PSA's.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn contacts(&self, link: &CustomerLink) -> Result<(Contact, Contact), LinkError> {
        Ok((
            self.contact(
                "customers WHERE connection = ?1 AND id = ?2",
                &link.connection,
                &link.customer_id,
            )?,
            self.contact(
                "psa_customers WHERE psa = ?1 AND id = ?2",
                &link.psa,
                &link.psa_customer_id,
            )?,
        ))
    }

    fn contact(&self, of: &str, source: &str, id: &str) -> Result<Contact, LinkError> {
        let sql = format!(
            "SELECT address_street, address_postal_code, address_city, address_country, domain, phone FROM {of}"
        );
        let found = self.connection().query_row(&sql, [source, id], contact);
        Ok(found.optional()?.unwrap_or_default())
    }
}

fn contact(row: &Row<'_>) -> duckdb::Result<Contact> {
    Ok(Contact {
        street: row.get("address_street")?,
        postal_code: row.get("address_postal_code")?,
        city: row.get("address_city")?,
        country: row.get("address_country")?,
        domain: row.get("domain")?,
        phone: row.get("phone")?,
    })
}
