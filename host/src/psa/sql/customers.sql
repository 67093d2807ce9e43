-- Makes customers of typed rows. Reads: typed. Makes: customers.
CREATE TABLE customers AS
SELECT
    line,
    coalesce(id, name) AS id,
    id IS NOT NULL AS has_id,
    name,
    coalesce(active, true)
        AND NOT coalesce(inactive, false)
        AND NOT coalesce(deleted, false)
        AND coalesce(status, true) AS active,
    kind,
    lower(tenant_id) AS tenant_id,
    tax_id,
    coalesce(domain_of(domain), domain_of(website), domain_of(email)) AS domain,
    CASE WHEN NOT is_shortened(phone) THEN phone END AS phone,
    address_street,
    address_city,
    address_region,
    address_postal_code,
    address_country,
    extra
FROM typed;

CREATE VIEW listed_customers_named AS
SELECT typed.id, typed.name, min(typed.line) AS line
FROM typed
WHERE typed.name IS NOT NULL
GROUP BY typed.id, typed.name;
