-- What was refused when it was read, and what was never read. A refused row is not nothing: it may be more of whatever
-- it names, and where it names nobody, of anything that its distributor provides.
CREATE OR REPLACE MACRO refused_rows_as_of(on_day) AS TABLE
WITH
    named AS MATERIALIZED (
        SELECT
            vendor, connection, dataset, key, reason, rejected_at, run_id,
            CASE dataset WHEN 'subscriptions' THEN coalesce(key, about ->> 'subscription_id')
                ELSE coalesce(subscription_id, about ->> 'subscription_id') END AS subscription_id,
            CASE dataset WHEN 'customers' THEN coalesce(key, about ->> 'customer_id')
                ELSE coalesce(customer_id, about ->> 'customer_id') END AS customer_id,
            about ->> 'customer_name' AS customer_name,
            about ->> 'sku' AS sku,
            CASE WHEN coalesce(about ->> 'publisher_sku_id', about ->> 'sku', about ->> 'product_name') IS NOT NULL
                THEN product_key(
                    vendor, about ->> 'publisher_product_id', about ->> 'publisher_sku_id', about ->> 'sku', about ->> 'product_name'
                ) END AS own_product_key
        FROM rejected_rows
        WHERE dataset IN ('customers', 'subscriptions', 'usage', 'payable-charges')
            AND rejected_at < end_of_day(on_day)
            -- An older bill tells no present cost.
            AND (
                dataset <> 'payable-charges'
                OR coalesce(period_day, rejected_at::DATE) >= on_day::DATE - analysis_settings().bill_days - 31
            )
    ),
    -- A name that two customers have says nothing.
    names AS (
        SELECT connection, name, min(id) AS id
        FROM customers
        SEMI JOIN named ON named.connection = customers.connection AND named.customer_name = customers.name
        GROUP BY connection, name
        HAVING count(*) = 1
    ),
    -- Mostly nothing is refused, and then no row of these is looked at.
    listed AS (
        SELECT connection, id, customer_id, sku, run_id,
            product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
        FROM license_subscriptions
        SEMI JOIN named ON named.connection = license_subscriptions.connection
    ),
    stored AS (
        FROM listed SEMI JOIN named ON named.connection = listed.connection AND named.subscription_id = listed.id
    ),
    -- A bill names the product by the SKU alone.
    by_sku AS (
        SELECT connection, customer_id, sku, list(DISTINCT own_product_key) AS own_product_keys
        FROM listed
        SEMI JOIN named ON named.connection = listed.connection AND named.sku = listed.sku
        GROUP BY connection, customer_id, sku
    )
SELECT
    named.vendor,
    named.connection,
    named.dataset,
    named.key,
    named.reason,
    named.rejected_at,
    named.customer_id AS named_customer_id,
    coalesce(known.id, stored.customer_id, names.id) AS customer_id,
    named.subscription_id,
    coalesce(stored.run_id = named.run_id, false) AS rest_was_read,
    list_sort(list_distinct(list_filter(
        CASE
            WHEN named.dataset <> 'payable-charges' THEN [named.own_product_key, stored.own_product_key]
            WHEN stored.id IS NOT NULL THEN [stored.own_product_key]
            ELSE coalesce(by_sku.own_product_keys, []) || [named.own_product_key]
        END,
        lambda product: product IS NOT NULL
    ))) AS own_product_keys
FROM named
LEFT JOIN stored ON stored.connection = named.connection AND stored.id = named.subscription_id
LEFT JOIN customers AS known ON known.connection = named.connection AND known.id = named.customer_id
LEFT JOIN names
    ON names.connection = named.connection
    AND names.name = CASE WHEN named.customer_id IS NULL THEN named.customer_name END
LEFT JOIN by_sku
    ON by_sku.connection = named.connection
    AND by_sku.customer_id = coalesce(known.id, names.id)
    AND by_sku.sku = named.sku;

COMMENT ON MACRO TABLE refused_rows_as_of IS 'One row per rejected row that a comparison on a day would have used, with the distributor''s customer and the products that it names; null and empty where it names none that is known.';
