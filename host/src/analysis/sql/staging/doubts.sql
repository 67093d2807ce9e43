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
