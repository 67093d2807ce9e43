-- Replaces the rejected rows of the partitions that were read to their end.

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

-- After an incomplete read the other rows that were refused stay in doubt.
DELETE FROM rejected_rows
USING (
    SELECT DISTINCT rejected.customer_id, rejected.key, rejected.source
    FROM rejected
    SEMI JOIN (FROM partitions WHERE state = 'incomplete') AS incomplete
        ON incomplete.customer_id IS NOT DISTINCT FROM rejected.customer_id
) AS again
WHERE rejected_rows.connection = getvariable('connection')
    AND rejected_rows.dataset = getvariable('dataset')
    AND (again.customer_id IS NULL OR again.customer_id = rejected_rows.customer_id)
    AND (again.key = rejected_rows.key OR (again.key IS NULL AND again.source = rejected_rows.source));

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
