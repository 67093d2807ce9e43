-- Customers of a file of lines who cannot be told. A row: a fault.
SELECT line, 'customer_name' AS field, name AS value,
    'is the name of ' || ids || ' customers; map a column to customer_id' AS rule
FROM psa_named_customers
WHERE ids > 1
UNION ALL
SELECT
    line, 'customer_id', id_of_file,
    'is not in the list of customers that was imported, which has “' || name || '” as ' || listed_id
        || '; import the newest list, or give the lines the ids of the list'
FROM psa_named_customers
WHERE standing = 'other'
ORDER BY ALL
