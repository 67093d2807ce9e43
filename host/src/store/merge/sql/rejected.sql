-- Replaces the rejected rows of the partitions that were read.

DELETE FROM rejected_rows
USING (
    SELECT DISTINCT customer_id, subscription_id, period_day FROM partitions WHERE state = 'complete'
) AS complete
WHERE rejected_rows.connection = getvariable('connection')
    AND rejected_rows.dataset = getvariable('dataset')
    -- The bill of another period says nothing about this one.
    AND (
        rejected_rows.period_day IS NULL
        OR complete.period_day = rejected_rows.period_day
        OR getvariable('dataset') NOT IN ('payable-charges', 'receivable-charges')
    )
    AND (
        complete.customer_id IS NULL
        OR (
            complete.customer_id = rejected_rows.customer_id
            AND (complete.subscription_id IS NULL OR complete.subscription_id = rejected_rows.subscription_id)
        )
    );

INSERT INTO rejected_rows BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('dataset') AS dataset,
    rejected.customer_id,
    rejected.subscription_id,
    rejected.period_day,
    rejected.key,
    rejected.reason,
    rejected.source,
    CASE WHEN json_valid(rejected.about) THEN rejected.about END AS about,
    rejected.read_at AS rejected_at,
    getvariable('run_id') AS run_id
FROM rejected;
