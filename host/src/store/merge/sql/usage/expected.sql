-- The latest snapshot, which may be that of an earlier week: a read that returns far less than last
-- week's is as suspicious as within a week. A row of an earlier week is a fact and stays as it is.
CREATE OR REPLACE TEMP TABLE expected AS
WITH latest AS (
    SELECT max(iso_week) AS iso_week
    FROM license_usage
    WHERE connection = getvariable('connection')
        AND source = 'meter'
        AND iso_week <= getvariable('iso_week')
)
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id,
    stored.iso_week = getvariable('iso_week')
        AND coalesce(by_customer.proves_absence, by_subscription.proves_absence, getvariable('account_proves_absence'))
        AS proves_absence,
    coalesce(by_customer.listed, true) AS listed
FROM license_usage AS stored
JOIN latest ON latest.iso_week = stored.iso_week
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.customer_id
LEFT JOIN subscription_scope AS by_subscription ON by_subscription.subscription_id = stored.subscription_id
WHERE stored.connection = getvariable('connection')
    AND stored.source = 'meter'
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL
        OR by_subscription.subscription_id IS NOT NULL
    );
