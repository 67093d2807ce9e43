-- Writes the lines of a file, and the customers that they name.

INSERT INTO psa_customers BY NAME
SELECT
    getvariable('psa') AS psa,
    id,
    name,
    true AS active,
    getvariable('as_of') AS first_seen_at,
    getvariable('as_of') AS last_seen_at,
    getvariable('import_id') AS import_id
FROM psa_new_customers;

-- A customer whom only contract lines name is called as they call it; a list of customers knows better.
UPDATE psa_customers AS stored
SET name = named.name, last_seen_at = getvariable('as_of'), import_id = getvariable('import_id')
FROM (SELECT DISTINCT ON (id) id, name FROM psa_named_customers ORDER BY id, line) AS named
WHERE stored.psa = getvariable('psa')
    AND stored.id = named.id
    AND stored.import_id NOT IN (SELECT import_id FROM psa_imports WHERE content = 'customers');

-- A row that changed is written again: an update of many columns is kept in memory until the end, and
-- a million of them did not fit into half a gigabyte.
DELETE FROM psa_contract_lines AS stored
USING psa_changes AS changes
WHERE changes.change = 'changed' AND stored.rowid = changes.stored_row;

UPDATE psa_contract_lines AS stored
SET last_seen_at = getvariable('as_of'), import_id = getvariable('import_id')
FROM psa_changes AS changes
WHERE changes.change = 'unchanged' AND stored.rowid = changes.stored_row;

UPDATE psa_contract_lines AS stored
SET ended_at = getvariable('as_of')
FROM psa_gone AS gone
WHERE stored.rowid = gone.stored_row;

INSERT INTO psa_contract_lines BY NAME
SELECT
    getvariable('psa') AS psa,
    incoming.id,
    incoming.customer_id,
    incoming.contract_id,
    incoming.contract_name,
    incoming.contract_status,
    incoming.contract_active,
    incoming.product_code,
    incoming.product_name,
    incoming.vendor_sku,
    incoming.publisher_subscription_id,
    incoming.quantity,
    incoming.included_quantity,
    incoming.minimum_quantity,
    incoming.quantity_billed,
    incoming.unit_price,
    incoming.stated_price,
    incoming.unit_cost,
    incoming.currency,
    incoming.tax_rate,
    incoming.billable,
    incoming.not_billed_reason,
    incoming.recurring,
    incoming.billing_period_months,
    incoming.timing,
    incoming.effective_from,
    incoming.effective_to,
    incoming.extra,
    changes.first_seen_at,
    getvariable('as_of') AS last_seen_at,
    getvariable('import_id') AS import_id
FROM psa_incoming AS incoming
JOIN psa_changes AS changes ON changes.line = incoming.line
WHERE changes.change <> 'unchanged';
