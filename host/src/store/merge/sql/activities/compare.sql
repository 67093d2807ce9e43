-- Compares the activities that were read with those that are stored. The key is `id`.

-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY id;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT staged_rows.* REPLACE (json_or_text(staged_rows.extra) AS extra)
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
            incoming.subscription_id, incoming.customer_id, incoming.happened_at, incoming.action,
            incoming.outcome, incoming.details, incoming.seats, incoming.extra
        ) IS DISTINCT FROM row(
            stored.subscription_id, stored.customer_id, stored.happened_at, stored.action, stored.outcome,
            stored.details, stored.seats, stored.extra::VARCHAR
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
    stored.customer_id,
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
