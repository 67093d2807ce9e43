-- Customers of contract lines who cannot be told. A row: a fault.
SELECT line, 'customer_name' AS field, name AS value,
    'is the name of ' || ids || ' customers; map a column to customer_id' AS rule
FROM psa_named_customers
WHERE ids > 1
UNION ALL
SELECT
    line, 'customer_id', id_of_file,
    'is not in the imported list of customers, which has “' || name || '” as ' || listed_id
        || '; import the newest list, or use the ids of the list in the lines'
FROM psa_named_customers
WHERE standing = 'other'
UNION ALL
-- The id says one customer and the name another.
SELECT
    min(named.line), 'customer_name', named.name,
    'is ' || min(other.id) || ' in the imported list of customers, but the row has the id ' || named.id
        || ', which the list has as “' || any_value(own.name) || '”; correct the id or the name'
FROM (SELECT customer_id AS id, customer_name AS name, min(line) AS line FROM line_rows GROUP BY ALL) AS named
JOIN psa_known_customers AS own ON own.listed AND own.id = named.id
JOIN psa_known_customers AS other ON other.listed AND other.live AND lower(other.name) = lower(named.name)
WHERE lower(own.name) <> lower(named.name)
GROUP BY named.id, named.name
ORDER BY ALL
