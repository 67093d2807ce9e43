-- Compares a list of customers with those that are stored. The key is `psa` and `id`.

-- A customer of whom the file has a name alone is the one that is stored under that name. The id that is
-- the name itself comes first; several ids leave it open.
CREATE OR REPLACE TEMP TABLE psa_found_customers AS
SELECT
    incoming.line,
    incoming.name,
    count(stored.id) AS ids,
    arg_min(stored.id, (lower(stored.id) <> lower(stored.name), stored.id)) AS id,
    coalesce(bool_or(lower(stored.id) = lower(stored.name)), false) AS by_name
FROM seatwise_psa.customers AS incoming
JOIN psa_customers AS stored
    ON stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND lower(stored.name) = lower(incoming.name)
WHERE NOT incoming.has_id
    -- Another row of the list has that id: its customer was renamed.
    AND stored.id NOT IN (SELECT id FROM seatwise_psa.customers WHERE has_id)
GROUP BY incoming.line, incoming.name;

CREATE OR REPLACE TEMP VIEW psa_incoming AS
SELECT
    incoming.* REPLACE (
        CASE WHEN found.by_name OR found.ids = 1 THEN found.id ELSE incoming.id END AS id
    )
FROM seatwise_psa.customers AS incoming
LEFT JOIN psa_found_customers AS found ON found.line = incoming.line;

CREATE OR REPLACE TEMP TABLE psa_changes AS
SELECT
    incoming.line,
    stored.rowid AS stored_row,
    coalesce(stored.ended_at IS NOT NULL, false) AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN stored.ended_at IS NOT NULL OR row(
            incoming.name, incoming.active, incoming.kind, incoming.tenant_id, incoming.tax_id,
            incoming.domain, incoming.phone, incoming.address_street, incoming.address_city,
            incoming.address_region, incoming.address_postal_code, incoming.address_country,
            incoming.extra::VARCHAR
        ) IS DISTINCT FROM row(
            stored.name, stored.active, stored.kind, stored.tenant_id, stored.tax_id, stored.domain,
            stored.phone, stored.address_street, stored.address_city, stored.address_region,
            stored.address_postal_code, stored.address_country, stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM psa_incoming AS incoming
LEFT JOIN psa_customers AS stored
    ON stored.psa = getvariable('psa')
    AND stored.id = incoming.id;

-- Customers whom contract lines brought were never in a list; a list says nothing of them.
CREATE OR REPLACE TEMP TABLE psa_live AS
SELECT stored.rowid AS stored_row
FROM psa_customers AS stored
WHERE stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND stored.import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers');

CREATE OR REPLACE TEMP TABLE psa_gone AS
SELECT live.stored_row
FROM psa_live AS live
ANTI JOIN psa_changes AS seen ON seen.stored_row = live.stored_row;
