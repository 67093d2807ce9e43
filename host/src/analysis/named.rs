//! Whether a filter fits anybody: a typing mistake must not look like a clean list.

use duckdb::Connection;

use crate::store::sql::text;

/// What a list is narrowed down to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// A customer: its id, or a part of its name.
    pub customer: Option<&'a str>,
    /// A distributor: its id or its name.
    pub vendor: Option<&'a str>,
    /// A product: its key, or a part of its name.
    pub product: Option<&'a str>,
}

/// A filter that fits nothing that is stored. The message follows “failed to …”.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("find {what} \"{wanted}\": {why}")]
pub struct NothingFits {
    what: &'static str,
    wanted: String,
    why: &'static str,
}

impl Wanted<'_> {
    /// The questions whether each part fits anything, with what to say where it does not.
    pub(crate) fn questions(&self) -> Vec<(String, NothingFits)> {
        let customer = self.customer.map(|wanted| {
            let own = text(wanted);
            let sql = format!(
                "SELECT count(*) > 0 FROM (
                     SELECT psa AS place, id, name FROM psa_customers
                     UNION ALL SELECT connection, id, name FROM customers
                     UNION ALL SELECT psa, psa_customer_id, customer_name FROM findings
                     UNION ALL SELECT connection, customer_id, customer_name FROM charges
                 )
                 WHERE id = {own} OR place || '/' || id = {own} OR contains(lower(name), lower({own}))"
            );
            (sql, "the customer", wanted, "no customer has it as an id or in its name")
        });
        let vendor = self.vendor.map(|wanted| {
            let own = text(wanted);
            let sql = format!(
                "SELECT count(*) > 0 FROM (
                     SELECT vendor FROM connections UNION ALL SELECT unnest(vendors) FROM findings
                 )
                 WHERE lower({own}) IN (lower(vendor), lower(vendor_name(vendor)))"
            );
            (
                sql,
                "the distributor",
                wanted,
                "no synced connection is to this distributor; `seatwise status` lists the connections",
            )
        });
        let product = self.product.map(|wanted| {
            let own = text(wanted);
            let sql = format!(
                "SELECT count(*) > 0 FROM (
                     SELECT product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS key, product_name AS name
                     FROM license_subscriptions
                     UNION ALL SELECT product_key(vendor, NULL, NULL, sku, product_name), product_name FROM charges
                     UNION ALL SELECT product_code, product_name FROM psa_contract_lines
                     UNION ALL SELECT product_key, product_name FROM findings
                     UNION ALL SELECT product_key, NULL FROM product_links
                     UNION ALL SELECT product_key, NULL FROM product_aliases
                 )
                 WHERE key = {own} OR contains(lower(name), lower({own}))"
            );
            (sql, "the product", wanted, "no product has it as a key or in its name")
        });
        [customer, vendor, product]
            .into_iter()
            .flatten()
            .map(|(sql, what, wanted, why)| {
                let wanted = wanted.to_owned();
                (sql, NothingFits { what, wanted, why })
            })
            .collect()
    }

    /// Returns the first part that fits nothing that is stored; none where each fits something.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn misfit(&self, connection: &Connection) -> Result<Option<NothingFits>, duckdb::Error> {
        for (sql, misfit) in self.questions() {
            let fits: bool = connection.query_row(&sql, [], |row| row.get(0))?;
            if !fits {
                return Ok(Some(misfit));
            }
        }
        Ok(None)
    }
}
