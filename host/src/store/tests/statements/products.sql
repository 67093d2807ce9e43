-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id, customer_id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    staged_rows.* REPLACE (
        json_or_text(staged_rows.extra) AS extra
    ),
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
            incoming.sku,
            incoming.name,
            incoming.publisher,
            incoming.billing_cycle,
            incoming.commitment_term,
            incoming.unit_cost,
            incoming.unit_price,
            incoming.list_price,
            incoming.currency,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.sku,
            stored.name,
            stored.publisher,
            stored.billing_cycle,
            stored.commitment_term,
            stored.unit_cost,
            stored.unit_price,
            stored.list_price,
            stored.currency,
            stored.extra::VARCHAR
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
    stored.customer_id AS customer_id,
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

UPDATE products
SET
    sku = incoming.sku,
    name = incoming.name,
    publisher = incoming.publisher,
    billing_cycle = incoming.billing_cycle,
    billing_cycle_months = incoming.billing_cycle_months,
    commitment_term = incoming.commitment_term,
    commitment_term_months = incoming.commitment_term_months,
    unit_cost = incoming.unit_cost,
    unit_price = incoming.unit_price,
    list_price = incoming.list_price,
    currency = incoming.currency,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND products.rowid = changes.stored_row;

INSERT INTO products BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.customer_id,
    incoming.sku,
    incoming.name,
    incoming.publisher,
    incoming.billing_cycle,
    incoming.billing_cycle_months,
    incoming.commitment_term,
    incoming.commitment_term_months,
    incoming.unit_cost,
    incoming.unit_price,
    incoming.list_price,
    incoming.currency,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
