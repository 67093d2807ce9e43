-- Whom and what the lines of bills name that do not name a subscription by the distributor's id.
CREATE OR REPLACE MACRO named_charges() AS TABLE
WITH
    -- Found by few columns first: mostly a bill names subscriptions by the distributor's id, and a bill has many columns.
    unnamed AS MATERIALIZED (
        SELECT charges.rowid AS line
        FROM charges
        ANTI JOIN license_subscriptions AS listed
            ON listed.connection = charges.connection AND listed.id = charges.subscription_id
    ),
    lines AS MATERIALIZED (
        SELECT
            rowid AS line, vendor, connection, id, direction, customer_id, customer_name, subscription_id, product_id, sku, product_name,
            kind, billing_cycle_months, quantity, amount,
            coalesce(charge_from, billing_period_from, period_day) AS begins_on,
            coalesce(charge_to, billing_period_to, period_day) AS ends_on
        FROM charges
        SEMI JOIN unnamed ON unnamed.line = charges.rowid
    ),
    -- A name that two customers have says nothing.
    names AS (
        SELECT connection, plain_name(name) AS name, CASE WHEN count(*) = 1 THEN min(id) END AS customer_id
        FROM customers
        SEMI JOIN lines ON lines.connection = customers.connection
        GROUP BY ALL
    ),
    -- A name that nobody has any more is that of the customer whose lines were read under it.
    former AS (
        SELECT earlier.connection, plain_name(earlier.customer_name) AS name, min(earlier.customer_id) AS customer_id
        FROM charges AS earlier
        SEMI JOIN lines ON lines.connection = earlier.connection AND lines.customer_name = earlier.customer_name
        SEMI JOIN customers ON customers.connection = earlier.connection AND customers.id = earlier.customer_id
        GROUP BY ALL
        HAVING count(DISTINCT earlier.customer_id) = 1
    ),
    -- A SKU, a product of the publisher or a name that several products have says nothing either.
    listed AS (
        SELECT DISTINCT
            vendor, upper(trim(sku)) AS sku, lower(trim(product_name)) AS name,
            nullif(upper(trim(publisher_product_id)), '') AS product_id,
            product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
        FROM license_subscriptions
        SEMI JOIN lines ON lines.vendor = license_subscriptions.vendor
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
    lines.* EXCLUDE (product_id, product_name) REPLACE (
        coalesce(known.id, names.customer_id, CASE WHEN names.name IS NULL THEN former.customer_id END, lines.customer_id)
            AS customer_id
    ),
    known.id IS NOT NULL OR names.customer_id IS NOT NULL OR (names.name IS NULL AND former.customer_id IS NOT NULL)
        AS customer_known,
    coalesce(
        by_sku.own_product_key,
        by_product.own_product_key,
        charge_product_key(lines.vendor, lines.product_id, lines.sku, lines.product_name)
    ) AS own_product_key
FROM lines
-- Keys that are null where nothing is looked for: a condition on one side alone makes a loop of the join.
LEFT JOIN customers AS known ON known.connection = lines.connection AND known.id = lines.customer_id
LEFT JOIN names
    ON names.connection = lines.connection
    AND names.name = CASE WHEN known.id IS NULL THEN plain_name(lines.customer_name) END
LEFT JOIN former
    ON former.connection = lines.connection
    AND former.name = CASE WHEN known.id IS NULL THEN plain_name(lines.customer_name) END
LEFT JOIN words AS by_sku
    ON by_sku.vendor = lines.vendor
    AND by_sku.word = 'sku ' || upper(trim(lines.sku))
-- The SKU of what is used names a meter, and that of the list the plan.
LEFT JOIN words AS by_product
    ON by_product.vendor = lines.vendor
    AND by_product.word = CASE
        WHEN trim(lines.product_id) <> '' AND (lines.kind = 'usage' OR coalesce(trim(lines.sku), '') IN ('', trim(lines.product_id)))
            THEN 'product ' || upper(trim(lines.product_id))
        WHEN coalesce(trim(lines.sku), '') = '' THEN 'name ' || lower(trim(lines.product_name))
    END;

COMMENT ON MACRO TABLE named_charges IS 'One row per line of a bill that does not name a subscription by the distributor''s id, with the customer and the product that it names: customer_id by the id, else by the only customer of that name, now or before a renaming (customer_known: whether the distributor lists it); own_product_key as in subscription_money where the distributor lists the product. line is the rowid in charges.';
