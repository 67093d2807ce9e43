    -- What is charged by use though the list of subscriptions does not say so: the bill has lines of usage for it, and none that
    -- recur. Part of the statements that look at bills.
    kinds AS (
        SELECT connection, customer_id, own_product_key, bool_or(kind = 'usage') AS used, bool_or(kind = 'recurring') AS recurs
        FROM assigned
        WHERE kind IN ('usage', 'recurring')
            AND missing_since IS NULL
            AND first_seen_at < end_of_day(on_day)
        GROUP BY ALL
    ),
    used AS MATERIALIZED (
        SELECT connection, customer_id, own_product_key, used AND NOT recurs AS charged_by_use
        FROM kinds
        WHERE customer_id IS NOT NULL
        UNION ALL
        -- For customers that no bill names yet.
        SELECT connection, NULL, own_product_key, bool_or(used) AND NOT bool_or(recurs)
        FROM kinds
        GROUP BY connection, own_product_key
    ),
