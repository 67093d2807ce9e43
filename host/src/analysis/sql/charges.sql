-- Whom a line of a bill is about, where the distributor names the customer without its id and no subscription.
CREATE OR REPLACE MACRO assigned_charges() AS TABLE
WITH
    -- A name that two customers have says nothing.
    names AS (
        SELECT connection, name, min(id) AS customer_id
        FROM customers
        GROUP BY connection, name
        HAVING count(*) = 1
    ),
    -- Nor does a SKU that the customer has twice.
    skus AS (
        SELECT connection, customer_id, sku, min(id) AS subscription_id
        FROM license_subscriptions
        WHERE sku IS NOT NULL AND missing_since IS NULL
        GROUP BY connection, customer_id, sku
        HAVING count(*) = 1
    )
SELECT
    charges.* REPLACE (
        coalesce(charges.customer_id, names.customer_id) AS customer_id,
        coalesce(charges.subscription_id, skus.subscription_id) AS subscription_id
    )
FROM charges
-- Keys that are null where nothing is looked for: a condition on one side alone makes a loop of the join.
LEFT JOIN names
    ON names.connection = charges.connection
    AND names.name = CASE WHEN charges.customer_id IS NULL THEN charges.customer_name END
LEFT JOIN skus
    ON skus.connection = charges.connection
    AND skus.customer_id = coalesce(charges.customer_id, names.customer_id)
    AND skus.sku = CASE WHEN charges.subscription_id IS NULL THEN charges.sku END;

COMMENT ON MACRO TABLE assigned_charges IS 'One row per row of charges. Where the distributor names the customer but not its id, customer_id is that of its only customer of that very name; where it names no subscription, subscription_id is that of the customer''s only subscription with that SKU.';
