-- Undoes what later lists of customers did, as far as it is known: there is no history of customers, so
-- their fields stay until the list in hand replaces them.

DELETE FROM psa_customers
WHERE psa = getvariable('psa')
    AND first_seen_at > getvariable('as_of')
    AND import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers');

UPDATE psa_customers
SET ended_at = NULL
WHERE psa = getvariable('psa') AND ended_at > getvariable('as_of');
