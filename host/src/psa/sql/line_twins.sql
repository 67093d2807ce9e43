-- Customers of one name whose ids do not agree. Reads: lines, line_customers_named. A row: a fault.
SELECT
    twin.line,
    'customer_id' AS field,
    twin.id AS value,
    'is ' || twin.first_id || ' in ' || chr(1) || twin.first_line || chr(1)
        || ', for the same name; a spreadsheet drops leading zeros: export the file again, and open it with this column as text' AS rule
FROM (
    SELECT
        line,
        id,
        first_value(line) OVER by_name AS first_line,
        first_value(id) OVER by_name AS first_id
    FROM line_customers_named
    WHERE plain_id(id) IS NOT NULL
    WINDOW by_name AS (PARTITION BY lower(name), plain_id(id) ORDER BY line)
) AS twin
WHERE twin.id <> twin.first_id
UNION ALL
SELECT
    lines.line,
    'customer_name',
    lines.customer_name,
    'has ' || several.ids || ' ids in the file, but none in this row; write the id of the customer into it'
FROM lines
JOIN (
    SELECT lower(name) AS name, count(DISTINCT id) AS ids
    FROM line_customers_named
    WHERE id IS NOT NULL
    GROUP BY lower(name)
    HAVING count(DISTINCT id) > 1
) AS several
    ON several.name = lower(lines.customer_name)
WHERE lines.customer_id IS NULL
ORDER BY ALL
