//! Contract lines that name the subscription that they bill.

use duckdb::Connection;
use jiff::Timestamp;

use super::{
    customer_links::{LinkState, MATCHER},
    product_links::ProductLink,
};

// A line is linked for its customer alone: others may bill another product under the same name.
const NAMED: &str = "
    WITH subscriptions AS (
        SELECT
            unnest([id, publisher_subscription_id]) AS name,
            product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS product_key
        FROM license_subscriptions
    ),
    products AS (
        SELECT regexp_replace(lower(name), '[^[:alnum:]]', '', 'g') AS id, min(product_key) AS product_key
        FROM subscriptions
        WHERE name IS NOT NULL
        GROUP BY id
        HAVING count(DISTINCT product_key) = 1
    ),
    lines AS (
        SELECT
            psa, customer_id, line_key(product_code, product_name) AS line_key, publisher_subscription_id AS name,
            regexp_replace(lower(publisher_subscription_id), '[^[:alnum:]]', '', 'g') AS id
        FROM psa_contract_lines
        WHERE ended_at IS NULL AND publisher_subscription_id IS NOT NULL
    )
    SELECT psa, line_key, customer_id, min(product_key) AS only_product_key, min(name) AS subscription
    FROM lines
    JOIN products USING (id)
    GROUP BY psa, line_key, customer_id
    HAVING count(DISTINCT product_key) = 1
    ORDER BY psa, line_key, customer_id";

/// Returns a link for every product of a customer's contracts whose lines name subscriptions of one
/// distributed product.
pub(super) fn links(connection: &Connection, now: Timestamp) -> duckdb::Result<Vec<ProductLink>> {
    let mut statement = connection.prepare(NAMED)?;
    let links = statement.query_map([], |row| {
        let product_key: String = row.get("only_product_key")?;
        let subscription: String = row.get("subscription")?;
        Ok(ProductLink {
            product_name: product_key.clone(),
            product_key,
            psa: row.get("psa")?,
            line_key: row.get("line_key")?,
            customer_id: row.get("customer_id")?,
            state: LinkState::Linked,
            basis: "exact".to_owned(),
            score: None,
            explanation: Some(format!(
                "The contract names its subscription {subscription}."
            )),
            decided_by: MATCHER.to_owned(),
            decided_at: now,
        })
    })?;
    links.collect()
}
