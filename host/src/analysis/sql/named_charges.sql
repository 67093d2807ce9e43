-- Whom and what each line of a bill names.
CREATE OR REPLACE MACRO named_charges() AS TABLE
WITH
    -- A name that two customers have says nothing.
    names AS (
        SELECT connection, plain_name(name) AS name, CASE WHEN count(*) = 1 THEN min(id) END AS customer_id
        FROM customers
        GROUP BY ALL
    ),
    -- A name that nobody has any more is that of the customer whose lines were read under it.
    former AS (
        SELECT lines.connection, plain_name(lines.customer_name) AS name, min(lines.customer_id) AS customer_id
        FROM charges AS lines
        SEMI JOIN customers ON customers.connection = lines.connection AND customers.id = lines.customer_id
        WHERE lines.customer_name IS NOT NULL
        GROUP BY ALL
        HAVING count(DISTINCT lines.customer_id) = 1
    ),
    -- A SKU, a product of the publisher or a name that several products have says nothing either.
    listed AS (
        SELECT DISTINCT
            vendor, upper(trim(sku)) AS sku, lower(trim(product_name)) AS name,
            nullif(upper(trim(publisher_product_id)), '') AS product_id,
            product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
        FROM license_subscriptions
        SEMI JOIN charges ON charges.vendor = license_subscriptions.vendor
    ),
    words AS (
        SELECT vendor, word, min(own_product_key) AS own_product_key
        FROM (
            SELECT vendor, unnest(['sku ' || sku, 'product ' || product_id, 'name ' || name]) AS word, own_product_key
            FROM listed
        )
        WHERE word IS NOT NULL
        GROUP BY vendor, word
        HAVING count(DISTINCT own_product_key) = 1
    )
SELECT
    charges.* REPLACE (
        coalesce(known.id, names.customer_id, CASE WHEN names.name IS NULL THEN former.customer_id END, charges.customer_id)
            AS customer_id
    ),
    charges.rowid AS line,
    known.id IS NOT NULL OR names.customer_id IS NOT NULL OR (names.name IS NULL AND former.customer_id IS NOT NULL)
        AS customer_known,
    coalesce(
        by_sku.own_product_key,
        by_product.own_product_key,
        charge_product_key(charges.vendor, charges.product_id, charges.sku, charges.product_name)
    ) AS own_product_key
FROM charges
-- Keys that are null where nothing is looked for: a condition on one side alone makes a loop of the join.
LEFT JOIN customers AS known ON known.connection = charges.connection AND known.id = charges.customer_id
LEFT JOIN names
    ON names.connection = charges.connection
    AND names.name = CASE WHEN known.id IS NULL THEN plain_name(charges.customer_name) END
LEFT JOIN former
    ON former.connection = charges.connection
    AND former.name = CASE WHEN known.id IS NULL THEN plain_name(charges.customer_name) END
LEFT JOIN words AS by_sku
    ON by_sku.vendor = charges.vendor
    AND by_sku.word = 'sku ' || upper(trim(charges.sku))
-- The SKU of what is used names a meter, and that of the list the plan.
LEFT JOIN words AS by_product
    ON by_product.vendor = charges.vendor
    AND by_product.word = CASE
        WHEN trim(charges.product_id) <> '' AND (charges.kind = 'usage' OR coalesce(trim(charges.sku), '') IN ('', trim(charges.product_id)))
            THEN 'product ' || upper(trim(charges.product_id))
        WHEN coalesce(trim(charges.sku), '') = '' THEN 'name ' || lower(trim(charges.product_name))
    END;

COMMENT ON MACRO TABLE named_charges IS 'One row per row of charges, with the customer and the product that it names: customer_id by the id, else by the only customer of that name, now or before a renaming; own_product_key as in subscription_money where the distributor lists the product. customer_known: whether the distributor lists that customer. line tells the rows apart.';
