-- Writes a list of customers.

UPDATE psa_customers AS stored
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
FROM psa_incoming AS incoming
JOIN psa_changes AS changes ON changes.line = incoming.line
WHERE changes.change = 'changed'
    AND stored.rowid = changes.stored_row;

UPDATE psa_customers AS stored
SET last_seen_at = getvariable('as_of'), ended_at = NULL, import_id = getvariable('import_id')
FROM psa_changes AS changes
WHERE stored.rowid = changes.stored_row;

UPDATE psa_customers AS stored
SET ended_at = getvariable('as_of')
FROM psa_gone AS gone
WHERE stored.rowid = gone.stored_row;

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
    getvariable('as_of') AS first_seen_at,
    getvariable('as_of') AS last_seen_at,
    getvariable('import_id') AS import_id
FROM psa_incoming AS incoming
SEMI JOIN (FROM psa_changes WHERE change = 'added') AS added ON added.line = incoming.line;
