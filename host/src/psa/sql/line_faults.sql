-- The rules that a single value cannot break. Reads the tables of lines.sql. A row: a fault.
SELECT line, 'customer_name' AS field, NULL AS value, 'is missing: who is the line billed to?' AS rule
FROM present WHERE customer_name IS NULL AND customer_id IS NULL
UNION ALL
SELECT line, 'product_name', NULL, 'is missing: what is billed?'
FROM present WHERE product_name IS NULL AND product_code IS NULL
UNION ALL
SELECT line, 'included_quantity', included_quantity_text, 'is negative; correct it, or leave the cell empty'
FROM counted WHERE included_quantity < 0
UNION ALL
SELECT line, 'minimum_quantity', minimum_quantity_text, 'is negative; correct it, or leave the cell empty'
FROM counted WHERE minimum_quantity < 0
UNION ALL
SELECT
    line, 'discount_percent', discount_percent_text,
    'is not a discount: it is not between 0 and 100 %; correct it, or name the right column in a mapping file'
FROM counted WHERE discount_percent < 0 OR discount_percent > 1
UNION ALL
SELECT
    line, 'tax_rate', coalesce(tax_rate_text, rate::VARCHAR),
    'is not a tax rate: it is not between 0 and 100 %; correct it, or name the right column in a mapping file'
FROM counted WHERE with_tax AND (rate < 0 OR rate > 1)
UNION ALL
SELECT
    line, 'unit_price', unit_price_text,
    'disagrees with ' || extended_price_text || ' for ' || units_extended::DECIMAL(18, 2)::VARCHAR
        || ' units, with and without the discount of ' || discount_percent_text
        || '; correct the row, or map only one of the two columns in a mapping file'
FROM priced
WHERE extended_decides AND NOT fits_after_discount AND NOT fits_before_discount
UNION ALL
SELECT
    line,
    CASE WHEN unit_price IS NOT NULL THEN 'unit_price' WHEN extended_price IS NOT NULL THEN 'extended_price' ELSE 'period_total' END,
    coalesce(unit_price_text, extended_price_text, period_total_text),
    'makes ' || CASE
        WHEN abs(price) > getvariable('largest_amount') THEN 'a unit price that is larger than the limit ('
            || format('{:,}', getvariable('largest_amount'))
        ELSE 'a line total that is larger than the limit (' || format('{:,}', getvariable('largest_line_total'))
    END || '); correct the quantity or the price'
FROM netted
WHERE abs(price) > getvariable('largest_amount')
    OR is_beyond(price, quantity)
    OR is_beyond(price, units_billed)
UNION ALL
SELECT
    line, 'unit_cost', coalesce(unit_cost_text, period_cost_text),
    'makes a line cost that is larger than the limit (' || format('{:,}', getvariable('largest_line_total'))
        || '); correct the quantity or the cost'
FROM netted
WHERE abs(stated_cost) > getvariable('largest_amount')
    OR is_beyond(stated_cost, quantity)
    OR is_beyond(stated_cost, units_billed)
UNION ALL
SELECT
    line, 'unit_price', NULL,
    CASE WHEN everywhere THEN 'includes tax in every row' ELSE 'includes tax' END
        || ', but there is no tax rate to remove it; map a column to tax_rate, or set tax_rate = "20%" in a mapping file'
FROM (
    SELECT line, count(*) OVER () = (SELECT count(*) FROM counted) AS everywhere
    FROM counted
    WHERE with_tax AND rate IS NULL AND coalesce(unit_price, extended_price, period_total) IS NOT NULL
        -- A text that is not a rate has its own fault.
        AND tax_rate_text IS NULL
)
-- What is wrong with every row is reported once.
QUALIFY NOT everywhere OR row_number() OVER (ORDER BY line) = 1
UNION ALL
SELECT
    line, 'currency', mark,
    CASE
        WHEN mark IS NOT NULL THEN 'may be several currencies; name the right one with --currency'
        WHEN everywhere THEN 'is missing in every row; name it with --currency'
        ELSE 'is missing; use --currency to name the currency of rows without one'
    END
FROM (
    SELECT
        line,
        count(*) OVER () = (
            SELECT count(*) FROM counted
            WHERE coalesce(unit_price, extended_price, period_total, unit_cost, period_cost) IS NOT NULL
        ) AS everywhere,
        CASE
            WHEN currency_currencies IS NOT NULL THEN currency_text
            WHEN unit_price_currencies IS NOT NULL THEN unit_price_text
            WHEN extended_price_currencies IS NOT NULL THEN extended_price_text
            WHEN period_total_currencies IS NOT NULL THEN period_total_text
            WHEN unit_cost_currencies IS NOT NULL THEN unit_cost_text
            WHEN period_cost_currencies IS NOT NULL THEN period_cost_text
        END AS mark
    FROM counted
    WHERE row_currency IS NULL
        AND coalesce(unit_price, extended_price, period_total, unit_cost, period_cost) IS NOT NULL
        -- A text that is not a currency has its own fault.
        AND (currency_text IS NULL OR currency_currencies IS NOT NULL)
)
QUALIFY NOT everywhere OR row_number() OVER (ORDER BY line) = 1
UNION ALL
SELECT
    counted.line, marks.field, marks.value,
    'is in a different currency than the row, which is in ' || counted.row_currency || '; correct one of them'
FROM counted,
    LATERAL (
        VALUES
            ('currency', counted.currency_text, counted.currency_currencies),
            ('unit_price', counted.unit_price_text, counted.unit_price_currencies),
            ('extended_price', counted.extended_price_text, counted.extended_price_currencies),
            ('period_total', counted.period_total_text, counted.period_total_currencies),
            ('unit_cost', counted.unit_cost_text, counted.unit_cost_currencies),
            ('period_cost', counted.period_cost_text, counted.period_cost_currencies)
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
