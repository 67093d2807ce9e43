    -- What is charged by use though the list of subscriptions does not say so: the bill has lines of usage for it, and none that
    -- recur. Part of the statements that look at bills.
    kinds AS (
        SELECT assigned.connection, customer_id, assigned.own_product_key, bool_or(kind = 'usage') AS used, bool_or(kind = 'recurring') AS recurs
        FROM assigned
        -- What has no usage at all is of no interest.
        SEMI JOIN (FROM assigned WHERE kind = 'usage') AS usage
            ON usage.connection = assigned.connection AND usage.own_product_key = assigned.own_product_key
        WHERE kind IN ('usage', 'recurring')
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
