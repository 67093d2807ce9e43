//! What a read needs to know of a customer or a subscription.

use duckdb::{Connection, Params, Row};

use super::{error::StatusError, open::Store, sql::readings};

/// A customer that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerReference {
    /// The distributor's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether the distributor suspends it.
    pub suspended: bool,
}

/// A subscription that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionReference {
    /// The distributor's id.
    pub id: String,
    /// The publisher's id of it.
    pub publisher_subscription_id: Option<String>,
    /// The id of its customer.
    pub customer_id: String,
}

const CUSTOMERS: &str = "SELECT id, name, status = 'suspended' AS suspended FROM customers
    WHERE connection = ?1 AND missing_since IS NULL";

impl Store {
    /// Returns the customers of a connection that are not missing, by name.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn customers(&self, connection: &str) -> Result<Vec<CustomerReference>, StatusError> {
        Ok(customers(
            &self.connection,
            &format!("{CUSTOMERS} ORDER BY name, id"),
            [connection],
        )?)
    }

    /// Finds a customer by what a person typed: the id; else the whole name, in any case; else a part
    /// of the name. Returns all that fit equally well, by name.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn find_customers(
        &self,
        connection: &str,
        id_or_name: &str,
    ) -> Result<Vec<CustomerReference>, StatusError> {
        for condition in readings("?2") {
            let sql = format!("{CUSTOMERS} AND {condition} ORDER BY name, id");
            let found = customers(&self.connection, &sql, [connection, id_or_name])?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// Returns the subscriptions of a connection that are not missing, of one customer or of all.
    ///
    /// # Errors
    ///
    /// If the database cannot be read.
    pub fn subscriptions(
        &self,
        connection: &str,
        customer: Option<&str>,
    ) -> Result<Vec<SubscriptionReference>, StatusError> {
        let sql = "SELECT id, publisher_subscription_id, customer_id FROM license_subscriptions
            WHERE connection = ?1 AND missing_since IS NULL AND (?2 IS NULL OR customer_id = ?2)
            ORDER BY customer_id, id";
        Ok(subscriptions(
            &self.connection,
            sql,
            duckdb::params![connection, customer],
        )?)
    }
}

/// Runs a query that returns id, name and whether it is suspended.
pub(super) fn customers<P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
) -> duckdb::Result<Vec<CustomerReference>> {
    let customer = |row: &Row<'_>| {
        Ok(CustomerReference {
            id: row.get("id")?,
            name: row.get("name")?,
            suspended: row.get("suspended")?,
        })
    };
    connection
        .prepare(sql)?
        .query_map(params, customer)?
        .collect()
}

/// Runs a query that returns id, publisher's id and customer.
pub(super) fn subscriptions<P: Params>(
    connection: &Connection,
    sql: &str,
    params: P,
) -> duckdb::Result<Vec<SubscriptionReference>> {
    let subscription = |row: &Row<'_>| {
        Ok(SubscriptionReference {
            id: row.get("id")?,
            publisher_subscription_id: row.get("publisher_subscription_id")?,
            customer_id: row.get("customer_id")?,
        })
    };
    connection
        .prepare(sql)?
        .query_map(params, subscription)?
        .collect()
}
