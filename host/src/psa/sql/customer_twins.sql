-- Customers of one name whose ids do not agree. Reads: listed_customers_named. A row: a fault.
SELECT
    twin.line,
    'id' AS field,
    twin.id AS value,
    'is ' || twin.first_id || ' in ' || chr(1) || twin.first_line || chr(1)
        || ', for the same name; a spreadsheet drops leading zeros: export the file again, and open it with this column as text' AS rule
FROM (
    SELECT
        line,
        id,
        first_value(line) OVER by_name AS first_line,
        first_value(id) OVER by_name AS first_id
    FROM listed_customers_named
    WHERE plain_id(id) IS NOT NULL
    WINDOW by_name AS (PARTITION BY lower(name), plain_id(id) ORDER BY line)
) AS twin
WHERE twin.id <> twin.first_id
ORDER BY ALL
