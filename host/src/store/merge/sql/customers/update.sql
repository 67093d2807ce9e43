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
