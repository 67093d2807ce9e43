-- The rules that a single value cannot break. A row: a fault.
SELECT line, 'name' AS field, NULL AS value, 'is missing: who is it?' AS rule
FROM customers WHERE name IS NULL
UNION ALL
SELECT line, 'id', id, 'is the id of line ' || first_line || ' too'
FROM (SELECT line, id, min(line) OVER (PARTITION BY id) AS first_line FROM customers WHERE id IS NOT NULL)
WHERE line <> first_line
ORDER BY ALL
LIMIT 100000
