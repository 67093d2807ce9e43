-- The rules that a single value cannot break. A row: a fault.
SELECT line, 'name' AS field, NULL AS value, 'is missing: who is it?' AS rule
FROM customers WHERE name IS NULL
UNION ALL
SELECT
    line,
    CASE WHEN has_id THEN 'id' ELSE 'name' END,
    id,
    'is the id of ' || chr(1) || first_of_id || chr(1) || ' too'
FROM (
    SELECT *, first_value(line) OVER by_id AS first_of_id, first_value(name) OVER by_id AS first_name
    FROM customers
    WHERE id IS NOT NULL
    WINDOW by_id AS (PARTITION BY id ORDER BY line)
)
-- The same name without an id has a fault of its own.
WHERE line <> first_of_id AND (has_id OR lower(first_name) IS DISTINCT FROM lower(name))
UNION ALL
-- Without ids, customers are told apart by name.
SELECT
    line, 'name', name,
    'is the name of ' || chr(1) || first_of_name || chr(1)
        || ' too, and there is no id to tell them apart; remove one of the two, or map a column to id'
FROM (
    SELECT
        line,
        name,
        min(line) OVER by_name AS first_of_name,
        NOT bool_and(has_id) OVER by_name AS lacks_id
    FROM customers
    WHERE name IS NOT NULL
    WINDOW by_name AS (PARTITION BY lower(name))
)
WHERE line <> first_of_name AND lacks_id
UNION ALL
SELECT line, 'name', name, 'is a number, and the id is “' || id || '”; are the two swapped?'
FROM customers
WHERE has_id AND regexp_full_match(name, '[0-9]+') AND NOT regexp_matches(id, '[0-9]')
ORDER BY ALL
LIMIT 100000
