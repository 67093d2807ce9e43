-- Writes the customers that contract lines name.

INSERT INTO psa_customers BY NAME
SELECT
    getvariable('psa') AS psa,
    id,
    name,
    true AS active,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS import_id
FROM psa_new_customers;

-- A customer whom only contract lines name is called as they call it; a list of customers knows better.
UPDATE psa_customers AS stored
SET name = named.name, last_seen_at = getvariable('seen_at'), import_id = getvariable('run_id')
FROM (SELECT DISTINCT ON (id) id, name FROM psa_named_customers ORDER BY id, line) AS named
WHERE stored.psa = getvariable('psa')
    AND stored.id = named.id
    AND stored.import_id NOT IN (SELECT import_id FROM psa_imports WHERE content = 'customers');
