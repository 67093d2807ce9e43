//! Rules that match nothing: a key that is misspelt would be kept and never count.

use duckdb::{Connection, OptionalExt, params};

use super::{error::RuleError, kind::RuleKind};
use crate::store::Store;

/// What a column of a rule names, and how to find out whether there is such a thing. `rule` is the rule.
struct Check {
    column: &'static str,
    what: &'static str,
    /// A query that has a row if there is.
    known: &'static str,
    /// A query that has what may be meant by `?1`, the likeliest first: its key and its name.
    alike: Option<&'static str>,
}

const fn check(column: &'static str, what: &'static str, known: &'static str) -> Check {
    Check {
        column,
        what,
        known,
        alike: None,
    }
}

const PRODUCT: Check = Check {
    column: "product_key",
    what: "distributed product has the key",
    known: "
        SELECT 1 FROM subscription_history
        WHERE product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) = rule.product_key
        UNION ALL
        SELECT 1 FROM license_subscriptions
        WHERE product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) = rule.product_key",
    alike: Some(
        "WITH products AS (
             SELECT sku, product_name,
                 product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS key
             FROM license_subscriptions
         )
         SELECT key, min(product_name) AS name,
             max(CASE
                 WHEN lower(?1) IN (lower(key), lower(sku), lower(product_name)) THEN 2
                 ELSE greatest(
                     jaro_winkler_similarity(lower(key), lower(?1)),
                     coalesce(jaro_winkler_similarity(lower(product_name), lower(?1)), 0)
                 )
             END) AS likeness
         FROM products
         GROUP BY key
         HAVING likeness >= 0.9
         ORDER BY likeness DESC, key
         LIMIT 1",
    ),
};

const LINE: Check = Check {
    column: "line_key",
    what: "line of a contract has the key",
    known: "SELECT 1 FROM psa_contract_lines AS lines
            WHERE lines.psa = rule.psa AND line_key(lines.product_code, lines.product_name) = rule.line_key",
    alike: Some(
        "WITH lines AS (
             SELECT product_code, product_name, line_key(product_code, product_name) AS key
             FROM psa_contract_lines
         )
         SELECT key, min(product_name) AS name,
             max(CASE
                 WHEN lower(?1) IN (lower(key), lower(product_code), lower(product_name)) THEN 2
                 ELSE jaro_winkler_similarity(lower(key), lower(?1))
             END) AS likeness
         FROM lines
         GROUP BY key
         HAVING likeness >= 0.9
         ORDER BY likeness DESC, key
         LIMIT 1",
    ),
};

const VENDOR: Check = check(
    "vendor",
    "connection is to the vendor",
    "SELECT 1 FROM connections WHERE connections.vendor = rule.vendor",
);

const PSA: Check = check(
    "psa",
    "PSA has the name",
    "SELECT 1 FROM psa_imports WHERE psa_imports.psa = rule.psa",
);

const MARGIN: &[Check] = &[
    VENDOR,
    PRODUCT,
    PSA,
    check(
        "psa_customer_id",
        "customer of the PSA has the id",
        "SELECT 1 FROM psa_customers AS customers
         WHERE customers.id = rule.psa_customer_id AND coalesce(rule.psa, customers.psa) = customers.psa",
    ),
];

const COVER: &[Check] = &[
    PSA,
    LINE,
    check(
        "customer_id",
        "customer of the PSA has the id",
        "SELECT 1 FROM psa_customers AS customers
         WHERE customers.id = rule.customer_id AND customers.psa = rule.psa",
    ),
    PRODUCT,
];

const EXCLUSIONS: &[Check] = &[
    VENDOR,
    check(
        "connection",
        "connection has the name",
        "SELECT 1 FROM connections WHERE connections.connection = rule.connection",
    ),
    check(
        "customer_id",
        "customer of the distributor has the id",
        "SELECT 1 FROM customers
         WHERE customers.id = rule.customer_id
             AND coalesce(rule.connection, customers.connection) = customers.connection",
    ),
    check(
        "subscription_id",
        "subscription has the id",
        "SELECT 1 FROM license_subscriptions AS subscriptions
         WHERE subscriptions.id = rule.subscription_id
             AND coalesce(rule.connection, subscriptions.connection) = subscriptions.connection
             AND coalesce(rule.customer_id, subscriptions.customer_id) = subscriptions.customer_id",
    ),
    PRODUCT,
];

// An alias is read without punctuation and with the words of a name in any order; this is a first look.
const ALIASES: &[Check] = &[
    PRODUCT,
    check(
        "alias",
        "contract line and no distributed product has the name, code or key",
        "WITH known(text) AS (
             SELECT unnest([product_code, product_name, vendor_sku]) FROM psa_contract_lines
             UNION ALL
             SELECT unnest([
                 sku, product_name,
                 product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name)
             ]) FROM subscription_history
         )
         SELECT 1 FROM known
         WHERE regexp_replace(lower(known.text), '[^[:alnum:]]', '', 'g')
             = regexp_replace(lower(rule.alias), '[^[:alnum:]]', '', 'g')",
    ),
];

/// Returns a sentence for every rule of a kind that names what is not there; such a rule counts for nothing.
///
/// # Errors
///
/// If the database cannot be read.
pub fn unmatched(store: &Store, kind: RuleKind) -> Result<Vec<String>, RuleError> {
    let checks = match kind {
        RuleKind::Margin => MARGIN,
        RuleKind::Cover => COVER,
        RuleKind::Exclusions => EXCLUSIONS,
        RuleKind::Aliases => ALIASES,
        RuleKind::Rates => &[],
    };
    let connection = store.connection();
    let mut found = Vec::new();
    for check in checks {
        for (place, value) in unknown(connection, kind, check)? {
            let hint = match check.alike {
                Some(alike) => hint(connection, alike, &value)?,
                None => String::new(),
            };
            found.push((
                place,
                format!(
                    "rule {place} has no effect: no {} \"{value}\"{hint}",
                    check.what
                ),
            ));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, sentence)| sentence).collect())
}

/// The rules whose column names what is not there: their places in the file, from 1, and what they name.
fn unknown(
    connection: &Connection,
    kind: RuleKind,
    check: &Check,
) -> duckdb::Result<Vec<(i64, String)>> {
    let sql = format!(
        "SELECT place, {column} FROM (
             SELECT *, row_number() OVER (ORDER BY rowid) AS place FROM {table}
         ) AS rule
         WHERE {column} IS NOT NULL AND NOT EXISTS ({known})
         ORDER BY place",
        column = check.column,
        table = kind.table(),
        known = check.known
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get("place")?, row.get(check.column)?)))?;
    rows.collect()
}

fn hint(connection: &Connection, alike: &str, value: &str) -> duckdb::Result<String> {
    let likeliest = connection
        .query_row(alike, params![value], |row| {
            Ok((
                row.get::<_, String>("key")?,
                row.get::<_, Option<String>>("name")?,
            ))
        })
        .optional()?;
    Ok(match likeliest {
        Some((key, Some(name))) => format!("; \"{key}\" is {name}"),
        Some((key, None)) => format!("; did you mean \"{key}\"?"),
        None => String::new(),
    })
}
