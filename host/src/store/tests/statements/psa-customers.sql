-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    staged_rows.* REPLACE (
        json_or_text(staged_rows.extra) AS extra
    )
FROM staged_rows
SEMI JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row;

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    incoming.staged_row,
    stored.rowid AS stored_row,
    stored.ended_at IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN stored.ended_at IS NOT NULL OR row(
            incoming.name,
            incoming.active,
            incoming.kind,
            incoming.tenant_id,
            incoming.tax_id,
            incoming.domain,
            incoming.phone,
            incoming.address_street,
            incoming.address_city,
            incoming.address_region,
            incoming.address_postal_code,
            incoming.address_country,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.name,
            stored.active,
            stored.kind,
            stored.tenant_id,
            stored.tax_id,
            stored.domain,
            stored.phone,
            stored.address_street,
            stored.address_city,
            stored.address_region,
            stored.address_postal_code,
            stored.address_country,
            stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN psa_customers AS stored
    ON stored.psa = getvariable('psa')
    AND stored.id = incoming.id;

-- The customers that a complete list has to contain. Those whom contract lines brought were never in a list, which says
-- nothing of them.
CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.id AS customer_id,
    getvariable('account_proves_absence') AS proves_absence,
    true AS listed
FROM psa_customers AS stored
WHERE stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND stored.import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers')
    AND getvariable('account_read');

UPDATE psa_customers
SET
    name = incoming.name,
    active = incoming.active,
    kind = incoming.kind,
    tenant_id = incoming.tenant_id,
    tax_id = incoming.tax_id,
    domain = incoming.domain,
    phone = incoming.phone,
    address_street = incoming.address_street,
    address_city = incoming.address_city,
    address_region = incoming.address_region,
    address_postal_code = incoming.address_postal_code,
    address_country = incoming.address_country,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND psa_customers.rowid = changes.stored_row;

INSERT INTO psa_customers BY NAME
SELECT
    getvariable('psa') AS psa,
    incoming.id,
    incoming.name,
    incoming.active,
    incoming.kind,
    incoming.tenant_id,
    incoming.tax_id,
    incoming.domain,
    incoming.phone,
    incoming.address_street,
    incoming.address_city,
    incoming.address_region,
    incoming.address_postal_code,
    incoming.address_country,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS import_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
