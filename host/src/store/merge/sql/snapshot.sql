-- Writes this week's snapshot of the subscriptions that this run read. Those of a customer that could
-- not be read, or not completely, keep what an earlier sync of the week wrote, or have no row for the week.

CREATE OR REPLACE TEMP VIEW snapshot AS
SELECT
    subscriptions.vendor,
    subscriptions.connection,
    getvariable('iso_week') AS iso_week,
    'subscription' AS source,
    subscriptions.id,
    subscriptions.customer_id,
    subscriptions.id AS subscription_id,
    subscriptions.sku,
    subscriptions.product_name,
    subscriptions.status,
    subscriptions.charge_model,
    subscriptions.trial,
    subscriptions.billing_cycle_months,
    subscriptions.commitment_term_months,
    subscriptions.seats,
    subscriptions.unit_cost,
    subscriptions.unit_price,
    subscriptions.currency,
    stored.rowid AS stored_row,
    coalesce(stored.first_seen_at, getvariable('seen_at')) AS first_seen_at,
    subscriptions.last_seen_at,
    subscriptions.run_id
FROM license_subscriptions AS subscriptions
LEFT JOIN license_usage AS stored
    ON stored.connection = subscriptions.connection
    AND stored.iso_week = getvariable('iso_week')
    AND stored.source = 'subscription'
    AND stored.id = subscriptions.id
-- An incomplete read did not bring all that this customer has: its sum would be too small.
ANTI JOIN (
    SELECT unread.customer_id
    FROM license_subscriptions AS unread
    JOIN partitions
        ON partitions.state = 'incomplete'
        AND (partitions.customer_id IS NULL OR partitions.customer_id = unread.customer_id)
    WHERE unread.connection = getvariable('connection')
        AND unread.missing_since IS NULL
        AND unread.run_id <> getvariable('run_id')
) AS unread ON unread.customer_id = subscriptions.customer_id
WHERE subscriptions.connection = getvariable('connection')
    AND subscriptions.run_id = getvariable('run_id')
    AND subscriptions.missing_since IS NULL;

UPDATE license_usage
SET
    customer_id = snapshot.customer_id,
    sku = snapshot.sku,
    product_name = snapshot.product_name,
    status = snapshot.status,
    charge_model = snapshot.charge_model,
    trial = snapshot.trial,
    billing_cycle_months = snapshot.billing_cycle_months,
    commitment_term_months = snapshot.commitment_term_months,
    seats = snapshot.seats,
    unit_cost = snapshot.unit_cost,
    unit_price = snapshot.unit_price,
    currency = snapshot.currency,
    last_seen_at = snapshot.last_seen_at,
    missing_since = NULL,
    run_id = snapshot.run_id
FROM snapshot
WHERE license_usage.rowid = snapshot.stored_row;

INSERT INTO license_usage BY NAME
SELECT snapshot.* EXCLUDE (stored_row)
FROM snapshot
WHERE snapshot.stored_row IS NULL;

UPDATE license_usage
SET missing_since = subscriptions.missing_since
FROM license_subscriptions AS subscriptions
WHERE license_usage.connection = getvariable('connection')
    AND license_usage.iso_week = getvariable('iso_week')
    AND license_usage.source = 'subscription'
    AND license_usage.missing_since IS NULL
    AND subscriptions.connection = license_usage.connection
    AND subscriptions.id = license_usage.id
    AND subscriptions.missing_since IS NOT NULL;
