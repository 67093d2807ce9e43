//! Says which customers of an import cannot be told, and which are not what they seem.

use duckdb::Connection;

use super::CustomerFault;
use crate::store::{dataset::Dataset, merge::statements};

/// So many customers are named in a note.
const NAMED: usize = 10;

/// So many of them are listed as faults.
const LISTED: usize = 1_000;

/// Lists the customers who cannot be told.
pub(super) fn faults(
    connection: &Connection,
    dataset: Dataset,
) -> duckdb::Result<Vec<CustomerFault>> {
    let sql = match dataset {
        Dataset::PsaCustomers => statements::FAULTS_OF_CUSTOMERS,
        _ => statements::FAULTS_OF_LINES,
    };
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(CustomerFault {
            line: row.get("line")?,
            column: row.get("field")?,
            value: row.get("value")?,
            rule: row.get("rule")?,
        })
    })?;
    rows.take(LISTED).collect()
}

/// What is said of some customers: the rows of a query, how they are counted, and what it means.
type Saying = (&'static str, &'static str, &'static str);

const OF_LINES: &[Saying] = &[
    (
        "SELECT '“' || name || '” (' || id_of_file || ' for ' || listed_id || ')'
         FROM psa_named_customers WHERE standing = 'number' ORDER BY line",
        "ids of customers that are the same number as an id in the list, with the same name",
        "they are read as the ids of the list; a spreadsheet drops leading zeros",
    ),
    (
        "SELECT '“' || name || '” (' || id_of_file || ')'
         FROM psa_named_customers WHERE standing = 'name' ORDER BY line",
        "ids of customers that the list of customers has only by name",
        "the names are used; import a list with ids",
    ),
    (
        "SELECT '“' || named.name || '”' || coalesce(' (' || named.id_of_file || ')', '')
         FROM psa_named_customers AS named
         WHERE EXISTS (FROM psa_known_customers WHERE listed)
             AND coalesce(named.standing, '') <> 'other'
             AND named.id NOT IN (SELECT id FROM psa_known_customers WHERE listed)
         ORDER BY line",
        "customers that are not in the imported list of customers",
        "only these lines name them; import the list again if it is older, otherwise check their ids",
    ),
];

const OF_LISTS: &[Saying] = &[
    (
        "SELECT '“' || line.customer_id || '” (' || count(*) || ')'
         FROM psa_contract_lines AS line
         WHERE line.psa = getvariable('psa') AND line.ended_at IS NULL
             AND line.customer_id IN (SELECT incoming.name FROM incoming)
             AND line.customer_id NOT IN (SELECT incoming.id FROM incoming)
         GROUP BY line.customer_id ORDER BY line.customer_id",
        "customers whose contract lines have only their names",
        "import the lines again, so that they are assigned to the customers of this list",
    ),
    (
        "SELECT '“' || stored.name || '” (' || stored.id || ', in the list ' || min(incoming.id) || ')'
         FROM psa_contract_lines AS line
         JOIN psa_customers AS stored ON stored.psa = line.psa AND stored.id = line.customer_id
         JOIN incoming ON lower(incoming.name) = lower(stored.name)
         WHERE line.psa = getvariable('psa') AND line.ended_at IS NULL
             AND lower(stored.id) <> lower(stored.name)
             AND stored.id NOT IN (SELECT id FROM incoming)
         GROUP BY stored.name, stored.id ORDER BY stored.name, stored.id",
        "customers whose contract lines have a different id than this list",
        "import the lines again; if the ids still differ, the import says which",
    ),
];

/// Says which customers are not what they seem, a sentence for each kind.
pub(super) fn notes(connection: &Connection, dataset: Dataset) -> duckdb::Result<Vec<String>> {
    let sayings = match dataset {
        Dataset::PsaCustomers => OF_LISTS,
        _ => OF_LINES,
    };
    let mut notes = Vec::new();
    for (sql, which, what) in sayings {
        let mut statement = connection.prepare(sql)?;
        let found: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<duckdb::Result<_>>()?;
        if found.is_empty() {
            continue;
        }
        let shown: Vec<&str> = found.iter().take(NAMED).map(String::as_str).collect();
        let more = match found.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!(
            "{which}: {}; {what}: {}{more}",
            found.len(),
            shown.join(", ")
        ));
    }
    Ok(notes)
}
