-- What is not read any more because its customer is gone is not stale by a fault.
UPDATE sync_checkpoints
SET
    state = 'gone',
    stale_since = coalesce(sync_checkpoints.stale_since, customers.missing_since),
    stale_reason = 'the distributor no longer lists this customer'
FROM customers
WHERE sync_checkpoints.connection = getvariable('connection')
    AND sync_checkpoints.state <> 'gone'
    AND customers.connection = sync_checkpoints.connection
    AND customers.id = sync_checkpoints.customer_id
    AND customers.missing_since IS NOT NULL;
