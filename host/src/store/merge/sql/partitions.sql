-- Works out how far the read of the dataset in hand came.

-- One row per partition: whether it was read to its end, and if not, why. An incomplete one was read to
-- its last page, but rows may be absent: they are merged, and prove no absence.
CREATE OR REPLACE TEMP TABLE partitions AS
WITH
    reads AS (
        SELECT
            customer_id,
            subscription_id,
            period_day,
            arg_max(next IS NULL, page) AS finished,
            max(read_at) AS read_at
        FROM seatwise_staging.pages
        WHERE dataset = getvariable('dataset')
        GROUP BY ALL
    ),
    outcomes AS (
        SELECT
            customer_id,
            subscription_id,
            period_day,
            arg_max(outcome, position) AS outcome,
            arg_max(reason, position) AS reason
        FROM seatwise_staging.outcomes
        WHERE dataset = getvariable('dataset')
        GROUP BY ALL
    ),
    named AS (
        SELECT customer_id, subscription_id, period_day FROM reads
        UNION
        SELECT customer_id, subscription_id, period_day FROM outcomes
    )
SELECT
    named.customer_id,
    named.subscription_id,
    named.period_day,
    CASE
        WHEN reads.finished AND outcomes.outcome = 'incomplete' THEN 'incomplete'
        WHEN reads.finished THEN 'complete'
        -- A read that was incomplete and is being repeated.
        WHEN outcomes.outcome = 'incomplete' THEN 'unfinished'
        ELSE coalesce(outcomes.outcome, 'unfinished')
    END AS state,
    CASE
        WHEN reads.finished AND outcomes.outcome = 'incomplete' THEN outcomes.reason
        WHEN NOT coalesce(reads.finished, false) THEN coalesce(outcomes.reason, 'the read did not finish')
    END AS reason,
    reads.read_at
FROM named
LEFT JOIN reads
    ON reads.customer_id IS NOT DISTINCT FROM named.customer_id
    AND reads.subscription_id IS NOT DISTINCT FROM named.subscription_id
    AND reads.period_day IS NOT DISTINCT FROM named.period_day
LEFT JOIN outcomes
    ON outcomes.customer_id IS NOT DISTINCT FROM named.customer_id
    AND outcomes.subscription_id IS NOT DISTINCT FROM named.subscription_id
    AND outcomes.period_day IS NOT DISTINCT FROM named.period_day;

-- A list of customers that lacks one that it had, of which the same run read what goes on, did not bring all.
UPDATE partitions
SET state = 'incomplete', reason = 'subscriptions that continue belong to customers that the list had before and now lacks'
WHERE getvariable('dataset') = 'customers'
    AND state = 'complete'
    AND customer_id IS NULL
    AND EXISTS (
        SELECT 1
        FROM seatwise_staging.subscriptions AS bought
        JOIN customers AS listed
            ON listed.connection = getvariable('connection')
            AND listed.id = bought.customer_id
            AND listed.missing_since IS NULL
        ANTI JOIN seatwise_staging.customers AS read ON read.id = bought.customer_id
        WHERE bought.status NOT IN ('cancelled', 'expired')
    );

-- The pages of the partitions that were read to their last page. No other row is merged.
CREATE OR REPLACE TEMP TABLE complete_pages AS
SELECT pages.page, pages.customer_id, pages.subscription_id, pages.period_day, pages.read_at
FROM seatwise_staging.pages AS pages
SEMI JOIN (FROM partitions WHERE state IN ('complete', 'incomplete')) AS complete
    ON complete.customer_id IS NOT DISTINCT FROM pages.customer_id
    AND complete.subscription_id IS NOT DISTINCT FROM pages.subscription_id
    AND complete.period_day IS NOT DISTINCT FROM pages.period_day
WHERE pages.dataset = getvariable('dataset');

-- The rows of those pages that break a rule.
CREATE OR REPLACE TEMP TABLE rejected AS
SELECT
    complete_pages.customer_id,
    complete_pages.subscription_id,
    complete_pages.period_day,
    rejected.key,
    rejected.reason,
    rejected.source,
    rejected.about,
    complete_pages.read_at
FROM seatwise_staging.rejected AS rejected
JOIN complete_pages ON complete_pages.page = rejected.page;

-- What was read to its end. A rejected row without a key could be any row of its partition, so such
-- a partition proves no absence.
CREATE OR REPLACE TEMP TABLE scope AS
SELECT
    complete.customer_id,
    complete.subscription_id,
    bool_and(NOT EXISTS (
        FROM rejected
        WHERE rejected.key IS NULL
            AND rejected.customer_id IS NOT DISTINCT FROM complete.customer_id
            AND rejected.subscription_id IS NOT DISTINCT FROM complete.subscription_id
    )) AS proves_absence
FROM partitions AS complete
WHERE complete.state = 'complete'
GROUP BY ALL;

-- Whether one read covered the whole account.
SET VARIABLE account_read = (
    SELECT count(*) > 0 FROM scope WHERE customer_id IS NULL AND subscription_id IS NULL
);
SET VARIABLE account_proves_absence = (
    SELECT count(*) > 0 FROM scope WHERE customer_id IS NULL AND subscription_id IS NULL AND proves_absence
);

-- The customers that were read alone, and those whose rows cannot be read any more because a
-- complete read of the customers no longer lists them: that proves the absence of their rows too.
CREATE OR REPLACE TEMP TABLE customer_scope AS
SELECT customer_id, proves_absence, true AS listed
FROM scope
WHERE customer_id IS NOT NULL AND subscription_id IS NULL
UNION ALL
SELECT id, true, false
FROM customers
ANTI JOIN partitions ON partitions.customer_id = customers.id
WHERE connection = getvariable('connection') AND missing_since IS NOT NULL;

-- The subscriptions that were read alone.
CREATE OR REPLACE TEMP TABLE subscription_scope AS
SELECT subscription_id, bool_and(proves_absence) AS proves_absence
FROM scope
WHERE subscription_id IS NOT NULL
GROUP BY subscription_id;
