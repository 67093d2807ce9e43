-- The rules that a single value cannot break. Reads the tables of lines.sql. A row: a fault.
SELECT line, 'customer_name' AS field, NULL AS value, 'is missing: whom is the line billed to?' AS rule
FROM present WHERE customer_name IS NULL AND customer_id IS NULL
UNION ALL
SELECT line, 'product_name', NULL, 'is missing: what is billed?'
FROM present WHERE product_name IS NULL AND product_code IS NULL
UNION ALL
SELECT line, 'included_quantity', included_quantity_text, 'is negative'
FROM counted WHERE included_quantity < 0
UNION ALL
SELECT line, 'minimum_quantity', minimum_quantity_text, 'is negative'
FROM counted WHERE minimum_quantity < 0
UNION ALL
SELECT line, 'discount_percent', discount_percent_text, 'is no discount: it is not between 0 and 100 %'
FROM counted WHERE discount_percent < 0 OR discount_percent > 1
UNION ALL
SELECT line, 'tax_rate', coalesce(tax_rate_text, rate::VARCHAR), 'is no tax rate: it is not between 0 and 100 %'
FROM counted WHERE with_tax AND (rate < 0 OR rate > 1)
UNION ALL
SELECT
    line, 'unit_price', unit_price_text,
    'disagrees with ' || extended_price_text || ' for ' || units_extended::DECIMAL(18, 2)::VARCHAR
        || ' units, with and without the discount of ' || discount_percent_text
FROM priced
WHERE extended_decides AND NOT fits_after_discount AND NOT fits_before_discount
UNION ALL
SELECT
    line, 'unit_price', NULL,
    CASE WHEN everywhere THEN 'has tax in it in every row' ELSE 'has tax in it' END
        || ', and there is no tax rate to take it out; map a column to tax_rate, or say tax_rate = "20%" in a mapping file'
FROM (
    SELECT line, count(*) OVER () = (SELECT count(*) FROM counted) AS everywhere
    FROM counted
    WHERE with_tax AND rate IS NULL AND coalesce(unit_price, extended_price) IS NOT NULL
        -- A text that is no rate has its own fault.
        AND tax_rate_text IS NULL
)
-- What is wrong with every row is told once.
QUALIFY NOT everywhere OR row_number() OVER (ORDER BY line) = 1
UNION ALL
SELECT
    line, 'currency', mark,
    CASE
        WHEN mark IS NOT NULL THEN 'can be several currencies; say which one it is with --currency'
        WHEN everywhere THEN 'is missing in every row; say which one it is with --currency'
        ELSE 'is missing; say with --currency which one it is where there is none'
    END
FROM (
    SELECT
        line,
        count(*) OVER () = (
            SELECT count(*) FROM counted WHERE coalesce(unit_price, extended_price, unit_cost) IS NOT NULL
        ) AS everywhere,
        CASE
            WHEN currency_currencies IS NOT NULL THEN currency_text
            WHEN unit_price_currencies IS NOT NULL THEN unit_price_text
            WHEN extended_price_currencies IS NOT NULL THEN extended_price_text
            WHEN unit_cost_currencies IS NOT NULL THEN unit_cost_text
        END AS mark
    FROM counted
    WHERE row_currency IS NULL AND coalesce(unit_price, extended_price, unit_cost) IS NOT NULL
        -- A text that is no currency has its own fault.
        AND (currency_text IS NULL OR currency_currencies IS NOT NULL)
)
QUALIFY NOT everywhere OR row_number() OVER (ORDER BY line) = 1
UNION ALL
SELECT
    counted.line, marks.field, marks.value,
    'is in another currency than the row, which is in ' || counted.row_currency
FROM counted,
    LATERAL (
        VALUES
            ('currency', counted.currency_text, counted.currency_currencies),
            ('unit_price', counted.unit_price_text, counted.unit_price_currencies),
            ('extended_price', counted.extended_price_text, counted.extended_price_currencies),
            ('unit_cost', counted.unit_cost_text, counted.unit_cost_currencies)
    ) AS marks (field, value, currencies)
WHERE marks.currencies IS NOT NULL
    AND counted.row_currency IS NOT NULL
    AND NOT contains(marks.currencies, ' ' || counted.row_currency || ' ')
UNION ALL
SELECT line, 'id', id, 'is the id of ' || chr(1) || first_line || chr(1) || ' too'
FROM (SELECT line, id, min(line) OVER (PARTITION BY id) AS first_line FROM lines)
WHERE line <> first_line
ORDER BY ALL
LIMIT 100000
