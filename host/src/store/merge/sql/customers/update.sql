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

-- Writes the customers that changed.
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
