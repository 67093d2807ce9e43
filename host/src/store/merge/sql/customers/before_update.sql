-- Lines of bills name some customers by their name alone. Before a name changes, they get the customer that it was.
UPDATE charges
SET customer_id = renamed.id
FROM (
    SELECT stored.id, lower(trim(stored.name)) AS name
    FROM customers AS stored
    JOIN changes ON changes.stored_row = stored.rowid AND changes.change = 'changed'
    JOIN incoming ON incoming.staged_row = changes.staged_row AND incoming.name <> stored.name
    ANTI JOIN customers AS other
        ON other.connection = stored.connection
        AND other.id <> stored.id
        AND lower(trim(other.name)) = lower(trim(stored.name))
) AS renamed
WHERE charges.connection = getvariable('connection')
    AND charges.customer_id IS NULL
    AND lower(trim(charges.customer_name)) = renamed.name;
