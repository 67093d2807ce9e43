-- Compares the products that were read with those that are stored. The key is `id` with `customer_id`.

-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY customer_id, id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT staged_rows.* REPLACE (json_or_text(staged_rows.extra) AS extra),
    term_months(staged_rows.billing_cycle) AS billing_cycle_months,
    term_months(staged_rows.commitment_term) AS commitment_term_months
FROM staged_rows
SEMI JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row;

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    incoming.staged_row,
    stored.rowid AS stored_row,
    stored.missing_since IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN row(
            incoming.customer_id, incoming.sku, incoming.name, incoming.publisher, incoming.billing_cycle,
            incoming.commitment_term, incoming.unit_cost, incoming.unit_price, incoming.list_price,
            incoming.currency, incoming.extra
        ) IS DISTINCT FROM row(
            stored.customer_id, stored.sku, stored.name, stored.publisher, stored.billing_cycle,
            stored.commitment_term, stored.unit_cost, stored.unit_price, stored.list_price,
            stored.currency, stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN products AS stored
    ON stored.connection = getvariable('connection')
    AND stored.id = incoming.id
    AND stored.customer_id IS NOT DISTINCT FROM incoming.customer_id;

CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id,
    coalesce(by_customer.proves_absence, getvariable('account_proves_absence')) AS proves_absence,
    coalesce(by_customer.listed, true) AS listed
FROM products AS stored
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.customer_id
WHERE stored.connection = getvariable('connection')
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL
    );
