-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id, customer_id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    staged_rows.* REPLACE (
        json_or_text(staged_rows.extra) AS extra
    )
FROM staged_rows
SEMI JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row;

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    incoming.staged_row,
    stored.rowid AS stored_row,
    stored.missing_since IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN row(
            incoming.subscription_id,
            incoming.platform_id,
            incoming.meter_id,
            incoming.meter_name,
            incoming.unit,
            incoming.total,
            incoming.used,
            incoming.available,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.subscription_id,
            stored.platform_id,
            stored.meter_id,
            stored.meter_name,
            stored.unit,
            stored.total,
            stored.used,
            stored.available,
            stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN license_usage AS stored
    ON stored.connection = getvariable('connection')
    AND stored.iso_week = getvariable('iso_week')
    AND stored.source = 'meter'
    AND stored.id = incoming.id
    AND stored.customer_id = incoming.customer_id;

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

UPDATE license_usage
SET
    subscription_id = incoming.subscription_id,
    platform_id = incoming.platform_id,
    meter_id = incoming.meter_id,
    meter_name = incoming.meter_name,
    unit = incoming.unit,
    total = incoming.total,
    used = incoming.used,
    available = incoming.available,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND license_usage.rowid = changes.stored_row;

INSERT INTO license_usage BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('iso_week') AS iso_week,
    'meter' AS source,
    incoming.id,
    incoming.customer_id,
    incoming.subscription_id,
    incoming.platform_id,
    incoming.meter_id,
    incoming.meter_name,
    incoming.unit,
    incoming.total,
    incoming.used,
    incoming.available,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
