-- The customers that a complete list has to contain. Those whom contract lines brought were never in a list, which says
-- nothing of them.
CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.id AS customer_id,
    getvariable('account_proves_absence') AS proves_absence,
    true AS listed
FROM psa_customers AS stored
WHERE stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND stored.import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers')
    AND getvariable('account_read');
