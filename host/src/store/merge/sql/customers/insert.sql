-- Writes the customers that are new.
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
