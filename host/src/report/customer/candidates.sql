WITH
    known AS (
        SELECT psa || '/' || id AS customer_key, id, name FROM psa_customers
        UNION ALL
        SELECT customers.connection || '/' || customers.id, customers.id, coalesce(customers.name, customers.id)
        FROM customers
        ANTI JOIN customer_owners AS owners
            ON owners.connection = customers.connection AND owners.customer_id = customers.id
    ),
    ranked AS (
        SELECT
            customer_key, name,
            CASE
                WHEN customer_key = {wanted} THEN 1
                WHEN id = {wanted} THEN 2
                WHEN lower(name) = lower({wanted}) THEN 3
                WHEN contains(lower(name), lower({wanted})) THEN 4
            END AS place
        FROM known
    )
SELECT customer_key, name
FROM ranked
WHERE place IS NOT NULL
QUALIFY place = min(place) OVER ()
ORDER BY name, customer_key
LIMIT 20
