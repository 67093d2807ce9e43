//! What every comparison finds out once and nearly every view asks for, written down.

use duckdb::Connection;

/// Which products are one. To find it out reads every product that was ever bought or billed.
const FAMILIES: &str = "
    CREATE OR REPLACE TEMP TABLE families_found AS FROM found_families();
    DELETE FROM known_families WHERE NOT EXISTS (
        SELECT 1
        FROM families_found AS found
        WHERE found.product_key = known_families.product_key AND found.family = known_families.family
    );
    INSERT INTO known_families
    SELECT found.product_key, found.family
    FROM families_found AS found
    ANTI JOIN known_families AS known ON known.product_key = found.product_key;
    DROP TABLE families_found;";

/// What the lines of bills are about that do not name a subscription. It is based on the families.
const BILL_LINES: &str = "
    CREATE OR REPLACE TEMP TABLE bill_lines_found AS FROM found_bill_lines();
    DELETE FROM known_bill_lines WHERE NOT EXISTS (
        SELECT 1
        FROM bill_lines_found AS found
        WHERE found.connection = known_bill_lines.connection
            AND found.id = known_bill_lines.id
            AND found.customer_id IS NOT DISTINCT FROM known_bill_lines.customer_id
            AND found.subscription_id IS NOT DISTINCT FROM known_bill_lines.subscription_id
            AND found.own_product_key IS NOT DISTINCT FROM known_bill_lines.own_product_key
            AND found.joined_by IS NOT DISTINCT FROM known_bill_lines.joined_by
            AND found.possible_subscriptions IS NOT DISTINCT FROM known_bill_lines.possible_subscriptions
    );
    INSERT INTO known_bill_lines BY NAME
    FROM bill_lines_found AS found
    ANTI JOIN known_bill_lines AS known ON known.connection = found.connection AND known.id = found.id;
    DROP TABLE bill_lines_found;";

/// Brings what is written down in line with aliases, links, bills and subscriptions. Writes nothing where it is so
/// already.
///
/// # Errors
///
/// If the database refuses a statement, or lacks the macros of the analysis.
pub(crate) fn renew(connection: &Connection) -> duckdb::Result<()> {
    connection.execute_batch(FAMILIES)?;
    connection.execute_batch(BILL_LINES)
}
