-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

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
            incoming.customer_id,
            incoming.happened_at,
            incoming.action,
            incoming.outcome,
            incoming.seats,
            incoming.details,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.subscription_id,
            stored.customer_id,
            stored.happened_at,
            stored.action,
            stored.outcome,
            stored.seats,
            stored.details,
            stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN subscription_activities AS stored
    ON stored.connection = getvariable('connection')
    AND stored.id = incoming.id;

CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id AS customer_id,
    coalesce(by_customer.proves_absence, by_subscription.proves_absence, getvariable('account_proves_absence')) AS proves_absence,
    coalesce(by_customer.listed, true) AS listed
FROM subscription_activities AS stored
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.customer_id
LEFT JOIN subscription_scope AS by_subscription ON by_subscription.subscription_id = stored.subscription_id
WHERE stored.connection = getvariable('connection')
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL
        OR by_subscription.subscription_id IS NOT NULL
    );

UPDATE subscription_activities
SET
    subscription_id = incoming.subscription_id,
    customer_id = incoming.customer_id,
    happened_at = incoming.happened_at,
    action = incoming.action,
    outcome = incoming.outcome,
    seats = incoming.seats,
    details = incoming.details,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND subscription_activities.rowid = changes.stored_row;

INSERT INTO subscription_activities BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.subscription_id,
    incoming.customer_id,
    incoming.happened_at,
    incoming.action,
    incoming.outcome,
    incoming.seats,
    incoming.details,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
