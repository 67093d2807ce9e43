-- Compares the customers that were read with those that are stored. The key is `id`.

-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT staged_rows.* REPLACE (
    json_or_text(staged_rows.path) AS path,
    json_or_text(staged_rows.extra) AS extra
)
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
            incoming.name, incoming.path, incoming.status, incoming.suspended_at, incoming.contact_name,
            incoming.email, incoming.phone, incoming.domain, incoming.tenant_id, incoming.address_street,
            incoming.address_city, incoming.address_region, incoming.address_postal_code,
            incoming.address_country, incoming.created_at, incoming.updated_at, incoming.extra
        ) IS DISTINCT FROM row(
            stored.name, stored.path::VARCHAR, stored.status, stored.suspended_at, stored.contact_name,
            stored.email, stored.phone, stored.domain, stored.tenant_id, stored.address_street,
            stored.address_city, stored.address_region, stored.address_postal_code,
            stored.address_country, stored.created_at, stored.updated_at, stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN customers AS stored
    ON stored.connection = getvariable('connection')
    AND stored.id = incoming.id;

CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.id AS customer_id,
    coalesce(by_customer.proves_absence, getvariable('account_proves_absence')) AS proves_absence,
    true AS listed
FROM customers AS stored
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.id
WHERE stored.connection = getvariable('connection')
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL
    );
