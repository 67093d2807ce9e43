-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    staged_rows.* REPLACE (
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
            incoming.name,
            incoming.path,
            incoming.status,
            incoming.suspended_at,
            incoming.contact_name,
            incoming.email,
            incoming.phone,
            incoming.domain,
            incoming.tenant_id,
            incoming.address_street,
            incoming.address_city,
            incoming.address_region,
            incoming.address_postal_code,
            incoming.address_country,
            incoming.created_at,
            incoming.updated_at,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.name,
            stored.path::VARCHAR,
            stored.status,
            stored.suspended_at,
            stored.contact_name,
            stored.email,
            stored.phone,
            stored.domain,
            stored.tenant_id,
            stored.address_street,
            stored.address_city,
            stored.address_region,
            stored.address_postal_code,
            stored.address_country,
            stored.created_at,
            stored.updated_at,
            stored.extra::VARCHAR
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

-- Lines of bills name some customers by their name alone. Before a name changes, they get the customer that it was.
UPDATE charges
SET customer_id = renamed.id
FROM (
    SELECT stored.id, lower(trim(stored.name)) AS name
    FROM customers AS stored
    JOIN changes ON changes.stored_row = stored.rowid AND changes.change = 'changed'
    JOIN incoming ON incoming.staged_row = changes.staged_row AND incoming.name <> stored.name
    ANTI JOIN customers AS other
        ON other.connection = stored.connection
        AND other.id <> stored.id
        AND lower(trim(other.name)) = lower(trim(stored.name))
) AS renamed
WHERE charges.connection = getvariable('connection')
    AND charges.customer_id IS NULL
    AND lower(trim(charges.customer_name)) = renamed.name;

UPDATE customers
SET
    name = incoming.name,
    path = incoming.path,
    status = incoming.status,
    suspended_at = incoming.suspended_at,
    contact_name = incoming.contact_name,
    email = incoming.email,
    phone = incoming.phone,
    domain = incoming.domain,
    tenant_id = incoming.tenant_id,
    address_street = incoming.address_street,
    address_city = incoming.address_city,
    address_region = incoming.address_region,
    address_postal_code = incoming.address_postal_code,
    address_country = incoming.address_country,
    created_at = incoming.created_at,
    updated_at = incoming.updated_at,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND customers.rowid = changes.stored_row;

INSERT INTO customers BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.name,
    incoming.path,
    incoming.status,
    incoming.suspended_at,
    incoming.contact_name,
    incoming.email,
    incoming.phone,
    incoming.domain,
    incoming.tenant_id,
    incoming.address_street,
    incoming.address_city,
    incoming.address_region,
    incoming.address_postal_code,
    incoming.address_country,
    incoming.created_at,
    incoming.updated_at,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
