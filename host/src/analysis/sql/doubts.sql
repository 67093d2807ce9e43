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

CREATE OR REPLACE MACRO unread_connections() AS TABLE
SELECT known.vendor, known.connection
FROM (SELECT vendor, connection FROM connections UNION SELECT vendor, connection FROM configured_connections) AS known
ANTI JOIN (FROM sync_checkpoints WHERE dataset = 'subscriptions' AND last_complete_at IS NOT NULL) AS complete
    ON complete.connection = known.connection;

COMMENT ON MACRO TABLE unread_connections IS 'One row per connection of which no list of subscriptions was ever read completely: what is bought there is unknown.';

CREATE OR REPLACE MACRO doubts_as_of(on_day) AS TABLE
WITH
    placed AS (
        SELECT
            'refused' AS kind,
            *,
            CASE
                WHEN dataset IN ('customers', 'subscriptions') AND NOT rest_was_read THEN 'seats'
                WHEN dataset = 'usage' THEN 'assigned'
                ELSE 'cost'
            END AS touches,
            CASE
                WHEN customer_id IS NOT NULL THEN 'customer'
                WHEN dataset = 'customers' THEN 'everybody'
                -- A line of a bill that names nobody and nothing, such as a total, belongs to no product.
                WHEN dataset = 'payable-charges' AND len(own_product_keys) = 0 THEN 'nothing'
                ELSE 'distributor'
            END AS who
        FROM refused_rows_as_of(on_day)
        UNION ALL BY NAME
        -- What was never read may be bought by anybody.
        SELECT
            'unread' AS kind, vendor, connection, 'subscriptions' AS dataset, 'it was never read completely' AS reason,
            []::VARCHAR[] AS own_product_keys, 'seats' AS touches, 'everybody' AS who
        FROM unread_connections()
    ),
    -- A customer that is not known may be anybody, but what it bought may be known.
    bought_by_refused AS (
        SELECT history.connection, history.customer_id,
            list(DISTINCT product_key(
                history.vendor, history.publisher_product_id, history.publisher_sku_id, history.sku, history.product_name
            )) AS own_product_keys
        FROM subscription_history AS history
        SEMI JOIN (FROM placed WHERE who = 'everybody') AS strangers
            ON strangers.connection = history.connection AND strangers.named_customer_id = history.customer_id
        WHERE history.valid_to IS NULL
        GROUP BY history.connection, history.customer_id
    ),
    with_products AS (
        SELECT
            placed.* REPLACE (CASE who WHEN 'everybody' THEN coalesce(bought.own_product_keys, []) ELSE placed.own_product_keys END
                AS own_product_keys)
        FROM placed
        LEFT JOIN bought_by_refused AS bought
            ON bought.connection = placed.connection
            AND bought.customer_id = CASE placed.who WHEN 'everybody' THEN placed.named_customer_id END
    ),
    by_product AS (
        SELECT * EXCLUDE (own_product_keys),
            unnest(CASE WHEN len(own_product_keys) = 0 THEN [NULL] ELSE own_product_keys END) AS own_product_key
        FROM with_products
    )
SELECT
    by_product.kind,
    by_product.touches,
    CASE
        WHEN who = 'customer' AND own_product_key IS NOT NULL THEN 'product'
        ELSE who
    END AS reach,
    CASE who WHEN 'customer'
        THEN coalesce(owners.psa || '/' || owners.psa_customer_id, by_product.connection || '/' || by_product.customer_id)
    END AS customer_key,
    coalesce(psa_customers.name, customers.name) AS customer_name,
    coalesce(families.family, by_product.own_product_key) AS product_key,
    by_product.vendor,
    by_product.connection,
    by_product.dataset,
    by_product.customer_id,
    by_product.subscription_id,
    by_product.key AS row_key,
    by_product.reason,
    by_product.rejected_at
FROM by_product
LEFT JOIN product_families() AS families ON families.product_key = by_product.own_product_key
LEFT JOIN customer_owners AS owners
    ON owners.connection = by_product.connection AND owners.customer_id = by_product.customer_id
LEFT JOIN psa_customers ON psa_customers.psa = owners.psa AND psa_customers.id = owners.psa_customer_id
LEFT JOIN customers ON customers.connection = by_product.connection AND customers.id = by_product.customer_id;

COMMENT ON MACRO TABLE doubts_as_of IS 'One row per rejected row and product on a day, and per connection that was never read; columns as in doubts.';

CREATE OR REPLACE VIEW doubts AS FROM doubts_as_of(analysis_day());

COMMENT ON VIEW doubts IS 'One row per rejected row (see rejected_rows) and product that it puts in doubt, and per connection that was never read completely. Nothing that such a row may explain is reported as over-billed, cancelled or not billed.';
COMMENT ON COLUMN doubts.kind IS 'refused, or unread: the connection was never read completely.';
COMMENT ON COLUMN doubts.touches IS 'What is in doubt: seats (what is bought), cost (what it costs), or assigned (how many seats are in use).';
COMMENT ON COLUMN doubts.reach IS 'How far it reaches: product (one product of one customer), customer (all its products), distributor (any customer of the distributor), everybody (an unknown customer may be any one, and so may the customers of a connection that was never read), or nothing (a line of a bill that names neither customer nor product).';
COMMENT ON COLUMN doubts.customer_key IS 'The customer; see license_rollup.customer_key. Null if it may be any.';
COMMENT ON COLUMN doubts.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN doubts.product_key IS 'The product; see license_rollup.product_key. Null if it may be any.';
COMMENT ON COLUMN doubts.vendor IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN doubts.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN doubts.dataset IS 'The dataset of the row.';
COMMENT ON COLUMN doubts.customer_id IS 'The distributor''s customer; see customers.id.';
COMMENT ON COLUMN doubts.subscription_id IS 'The subscription that the row names.';
COMMENT ON COLUMN doubts.row_key IS 'The key of the row; see rejected_rows.key.';
COMMENT ON COLUMN doubts.reason IS 'Why it was rejected.';
COMMENT ON COLUMN doubts.rejected_at IS 'When it was read (UTC); null where nothing was.';

-- Counted before customers are listed, so that a thousand rows that may be anybody's stay one.
CREATE OR REPLACE MACRO doubted_as_of(on_day) AS TABLE
WITH
    counted AS (
        SELECT
            customer_key, product_key, reach,
            CASE reach WHEN 'distributor' THEN connection END AS connection,
            count(*) FILTER (touches = 'seats') AS seat_rows,
            count(*) FILTER (touches = 'cost') AS cost_rows,
            count(*) FILTER (touches = 'assigned') AS meter_rows,
            vendor_name(min(vendor)) || ': ' || min(reason) FILTER (touches <> 'assigned') AS example
        FROM doubts_as_of(on_day)
        WHERE reach <> 'nothing'
        GROUP BY ALL
    ),
    listed AS (
        SELECT
            coalesce(owners.psa || '/' || owners.psa_customer_id, customers.connection || '/' || customers.id) AS customer_key,
            customers.connection
        FROM customers
        LEFT JOIN customer_owners AS owners
            ON owners.connection = customers.connection AND owners.customer_id = customers.id
    ),
    spread AS (
        SELECT customer_key, product_key, true AS is_own, seat_rows, cost_rows, meter_rows, example
        FROM counted
        WHERE reach IN ('product', 'customer')
        UNION ALL
        SELECT listed.customer_key, product_key, false, seat_rows, cost_rows, meter_rows, example
        FROM counted
        JOIN listed ON listed.connection = counted.connection
        WHERE reach = 'distributor'
        UNION ALL
        SELECT people.psa || '/' || people.id, product_key, false, seat_rows, cost_rows, meter_rows, example
        FROM counted
        CROSS JOIN psa_customers AS people
        WHERE reach = 'everybody'
    )
SELECT
    customer_key,
    product_key,
    coalesce(sum(seat_rows) FILTER (is_own), 0)::BIGINT AS seat_rows,
    coalesce(sum(seat_rows) FILTER (NOT is_own), 0)::BIGINT AS seat_rows_of_anybody,
    coalesce(sum(cost_rows), 0)::BIGINT AS cost_rows,
    coalesce(sum(meter_rows), 0)::BIGINT AS meter_rows,
    min(example) FILTER (is_own) AS example
FROM spread
GROUP BY customer_key, product_key;

COMMENT ON MACRO TABLE doubted_as_of IS 'One row per customer and product (null: all its products) that rejected rows put in doubt: how many rows name the customer (seat_rows) or may belong to it (seat_rows_of_anybody), how many concern the cost and the seats in use, and why one was rejected.';
