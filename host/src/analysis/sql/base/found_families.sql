-- Products are one where an alias says so, and where one product of the contracts is linked to both: its
-- quantity would count twice otherwise. The smallest key names them all; publishers' keys begin with a
-- capital and so come before those of distributors.
CREATE OR REPLACE MACRO found_families() AS TABLE
WITH RECURSIVE
    known AS (
        SELECT aliases.alias AS product_key
        FROM subscription_history AS history
        JOIN product_aliases AS aliases
            ON aliases.alias = product_key(
                history.vendor, history.publisher_product_id, history.publisher_sku_id, history.sku, history.product_name
            )
        UNION
        -- What is on a bill alone.
        SELECT aliases.alias
        FROM charges
        JOIN product_aliases AS aliases
            ON aliases.alias = charge_product_key(charges.vendor, charges.product_id, charges.sku, charges.product_name)
        UNION
        SELECT product_key FROM product_links
        UNION
        SELECT product_key FROM product_aliases
    ),
    pairs AS (
        SELECT aliases.product_key AS one, aliases.alias AS other
        FROM product_aliases AS aliases
        SEMI JOIN known ON known.product_key = aliases.alias
        UNION
        SELECT product_key, min(product_key) OVER (PARTITION BY psa, line_key)
        FROM product_links
        WHERE state = 'linked' AND customer_id IS NULL
    ),
    edges AS (
        SELECT one, other FROM pairs WHERE one <> other
        UNION
        SELECT other, one FROM pairs WHERE one <> other
    ),
    reached(product_key, member) AS (
        SELECT one, one FROM edges
        UNION
        SELECT reached.product_key, edges.other
        FROM reached
        JOIN edges ON edges.one = reached.member
    )
SELECT product_key, min(member) AS family FROM reached GROUP BY product_key;

COMMENT ON MACRO TABLE found_families IS 'The rows of product_families according to the current aliases and links; every comparison stores them.';
