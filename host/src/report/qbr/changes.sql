WITH
    versions AS (
        SELECT
            history.*,
            lag(valid_from) OVER earlier AS earlier_from,
            lag(seats) OVER earlier AS earlier_seats,
            lag(status) OVER earlier AS earlier_status,
            lag(missing) OVER earlier AS earlier_missing,
            lag(unit_cost) OVER earlier AS earlier_cost,
            lag(currency) OVER earlier AS earlier_currency
        FROM subscription_history AS history
        SEMI JOIN owned ON owned.connection = history.connection AND owned.customer_id = history.customer_id
        WINDOW earlier AS (PARTITION BY history.connection, history.subscription_id ORDER BY valid_from)
    ),
    begun AS (SELECT connection, min(valid_from) AS first_read FROM subscription_history GROUP BY connection),
    lines AS (
        SELECT
            history.*,
            lag(valid_from) OVER earlier AS earlier_from,
            lag(quantity_billed) OVER earlier AS earlier_quantity,
            lag(unit_price) OVER earlier AS earlier_price,
            lag(currency) OVER earlier AS earlier_currency,
            valid_to IS NOT NULL AND NOT EXISTS (
                SELECT 1
                FROM psa_contract_line_history AS later
                WHERE later.psa = history.psa AND later.line_id = history.line_id AND later.valid_from >= history.valid_to
            ) AS is_last_and_over
        FROM psa_contract_line_history AS history
        WHERE psa || '/' || customer_id = {customer}
        WINDOW earlier AS (PARTITION BY history.psa, history.line_id ORDER BY valid_from)
    ),
    imports_begun AS (SELECT psa, min(valid_from) AS first_import FROM psa_contract_line_history GROUP BY psa),
    changes AS (
        -- What the first read of all brought is not a change.
        SELECT valid_from AS changed_at, 'new subscription' AS change, product_name, NULL AS before, seats::VARCHAR AS after
        FROM versions
        JOIN begun ON begun.connection = versions.connection
        WHERE earlier_from IS NULL AND valid_from > begun.first_read
        UNION ALL
        SELECT valid_from, 'seats', product_name, earlier_seats::VARCHAR, seats::VARCHAR
        FROM versions
        WHERE earlier_from IS NOT NULL AND seats IS DISTINCT FROM earlier_seats
        UNION ALL
        SELECT valid_from, 'status', product_name, earlier_status, status
        FROM versions
        WHERE earlier_from IS NOT NULL AND status IS DISTINCT FROM earlier_status
        UNION ALL
        SELECT valid_from, CASE WHEN missing THEN 'no longer listed' ELSE 'listed again' END, product_name, NULL, NULL
        FROM versions
        WHERE earlier_from IS NOT NULL AND missing IS DISTINCT FROM earlier_missing
        {changes_of_cost}
        UNION ALL
        SELECT valid_from, 'new contract line', coalesce(product_name, product_code), NULL, without_zeros(quantity_billed)
        FROM lines
        JOIN imports_begun ON imports_begun.psa = lines.psa
        WHERE earlier_from IS NULL AND valid_from > imports_begun.first_import
        UNION ALL
        SELECT valid_from, 'quantity billed', coalesce(product_name, product_code), without_zeros(earlier_quantity), without_zeros(quantity_billed)
        FROM lines
        WHERE earlier_from IS NOT NULL AND quantity_billed IS DISTINCT FROM earlier_quantity
        UNION ALL
        SELECT valid_from, 'price billed', coalesce(product_name, product_code),
            concat_ws(' ', plain_price(earlier_price), earlier_currency), concat_ws(' ', plain_price(unit_price), currency)
        FROM lines
        WHERE earlier_from IS NOT NULL
            AND (unit_price IS DISTINCT FROM earlier_price OR currency IS DISTINCT FROM earlier_currency)
        UNION ALL
        SELECT valid_to, 'contract line ended', coalesce(product_name, product_code), without_zeros(quantity_billed), NULL
        FROM lines
        WHERE is_last_and_over
    )
SELECT local_day(changed_at) AS day, change, product_name, before, after
FROM changes
WHERE changed_at >= {from} AND changed_at < {until}
ORDER BY changed_at, change, product_name, before, after
