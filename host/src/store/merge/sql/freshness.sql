-- Records how fresh each customer's part of the dataset in hand is.

-- One row per customer that the run tried (null: the whole account); the worst of its partitions counts.
CREATE OR REPLACE TEMP TABLE attempts AS
WITH judged AS (
    SELECT
        customer_id,
        read_at,
        CASE WHEN state = 'complete' AND getvariable('held_back') IS NOT NULL THEN 'held_back' ELSE state END AS state,
        CASE WHEN state = 'complete' THEN getvariable('held_back') ELSE reason END AS reason
    FROM partitions
),
ranked AS (
    SELECT
        *,
        list_position(
            ['failed', 'unfinished', 'not_planned', 'incomplete', 'held_back', 'unavailable', 'skipped', 'complete'],
            state
        ) AS severity
    FROM judged
)
SELECT
    customer_id,
    CASE arg_min(state, severity) WHEN 'complete' THEN 'fresh' ELSE arg_min(state, severity) END AS state,
    CASE min(severity) WHEN 8 THEN NULL ELSE arg_min(reason, severity) END AS reason,
    max(read_at) AS read_at
FROM ranked
GROUP BY customer_id;

-- A read that covers the account speaks for every customer, and reads of customers speak for the account.
DELETE FROM sync_checkpoints
WHERE connection = getvariable('connection')
    AND dataset = getvariable('dataset')
    AND CASE
        WHEN customer_id IS NULL
            THEN EXISTS (FROM attempts WHERE attempts.customer_id IS NOT NULL)
                AND NOT EXISTS (FROM attempts WHERE attempts.customer_id IS NULL)
        ELSE EXISTS (FROM attempts WHERE attempts.customer_id IS NULL AND attempts.state = 'fresh')
    END;

UPDATE sync_checkpoints AS stored
SET
    state = attempts.state,
    last_complete_at = CASE attempts.state WHEN 'fresh' THEN attempts.read_at ELSE stored.last_complete_at END,
    last_complete_run = CASE attempts.state WHEN 'fresh' THEN getvariable('run_id') ELSE stored.last_complete_run END,
    last_attempt_at = getvariable('now'),
    last_attempt_run = getvariable('run_id'),
    stale_since = CASE attempts.state
        WHEN 'fresh' THEN NULL
        ELSE coalesce(stored.stale_since, getvariable('now'))
    END,
    stale_reason = attempts.reason
FROM attempts
WHERE stored.connection = getvariable('connection')
    AND stored.dataset = getvariable('dataset')
    AND stored.customer_id IS NOT DISTINCT FROM attempts.customer_id;

INSERT INTO sync_checkpoints BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('dataset') AS dataset,
    attempts.customer_id,
    attempts.state,
    CASE attempts.state WHEN 'fresh' THEN attempts.read_at END AS last_complete_at,
    CASE attempts.state WHEN 'fresh' THEN getvariable('run_id') END AS last_complete_run,
    getvariable('now') AS last_attempt_at,
    getvariable('run_id') AS last_attempt_run,
    CASE attempts.state WHEN 'fresh' THEN NULL ELSE getvariable('now') END AS stale_since,
    attempts.reason AS stale_reason
FROM attempts
ANTI JOIN (
    FROM sync_checkpoints
    WHERE connection = getvariable('connection') AND dataset = getvariable('dataset')
) AS stored
    ON stored.customer_id IS NOT DISTINCT FROM attempts.customer_id;

-- A dataset that could not be read at all is stale for the customers that it was once read for.
UPDATE sync_checkpoints AS stored
SET
    state = attempts.state,
    last_attempt_at = getvariable('now'),
    last_attempt_run = getvariable('run_id'),
    stale_since = coalesce(stored.stale_since, getvariable('now')),
    stale_reason = attempts.reason
FROM attempts
WHERE attempts.customer_id IS NULL
    AND attempts.state <> 'fresh'
    AND stored.connection = getvariable('connection')
    AND stored.dataset = getvariable('dataset')
    AND stored.customer_id IS NOT NULL
    AND stored.state <> 'gone'
    AND stored.customer_id NOT IN (SELECT customer_id FROM attempts WHERE customer_id IS NOT NULL);
