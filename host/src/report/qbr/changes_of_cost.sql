UNION ALL
        SELECT valid_from, 'cost', product_name,
            concat_ws(' ', plain_price(earlier_cost), earlier_currency), concat_ws(' ', plain_price(unit_cost), currency)
        FROM versions
        WHERE earlier_from IS NOT NULL
            AND (unit_cost IS DISTINCT FROM earlier_cost OR currency IS DISTINCT FROM earlier_currency)
