-- Customers of a list of customers who cannot be told. A row: a fault.
SELECT line, 'name' AS field, name AS value,
    'is the name of ' || ids || ' stored customers, but the list has no id for it; map a column to id' AS rule
FROM psa_found_customers
WHERE ids > 1 AND NOT by_name
UNION ALL
-- The list went through a spreadsheet since the last time.
SELECT
    incoming.line, 'id', incoming.id,
    'was ' || min(stored.id) || ' in the list before, for the same name; a spreadsheet drops leading zeros: '
        || 'export the file again, and open it with this column as text'
FROM incoming
JOIN psa_customers AS stored
    ON stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND stored.import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers')
    AND lower(stored.name) = lower(incoming.name)
    AND stored.id <> incoming.id
    AND plain_id(stored.id) = plain_id(incoming.id)
WHERE incoming.has_id
    AND stored.id NOT IN (SELECT id FROM incoming)
    AND incoming.id NOT IN (SELECT id FROM psa_customers WHERE psa = getvariable('psa'))
GROUP BY incoming.line, incoming.id
ORDER BY ALL
