-- Compares the charges that were read with those that are stored. A charge has no key of the
-- vendor's, so its id is made from its content; equal lines of one bill are told apart by counting.
-- A line that changed is therefore one line removed and one added.

CREATE OR REPLACE TEMP TABLE numbered AS
WITH described AS (
    SELECT
        staged_rows.staged_row,
        staged_rows.partition_customer_id,
        staged_rows.period_day,
        row(
            getvariable('direction'),
            coalesce(staged_rows.customer_id, staged_rows.partition_customer_id),
            staged_rows.customer_name,
            staged_rows.subscription_id,
            staged_rows.charge_id,
            staged_rows.product_id,
            staged_rows.sku,
            staged_rows.product_name,
            staged_rows.charge_name,
            staged_rows.kind,
            staged_rows.billing_cycle,
            staged_rows.billing_period_from,
            staged_rows.billing_period_to,
            staged_rows.charge_from,
            staged_rows.charge_to,
            staged_rows.quantity,
            staged_rows.list_price,
            staged_rows.unit_price,
            staged_rows.prorated_unit_price,
            staged_rows.amount,
            staged_rows.currency,
            staged_rows.billed,
            staged_rows.invoice_number,
            staged_rows.invoice_date,
            staged_rows.extra
        )::VARCHAR AS content
    FROM staged_rows
)
SELECT
    staged_row,
    md5(content || ' line ' || row_number() OVER (
        PARTITION BY content, partition_customer_id, period_day ORDER BY staged_row
    )) AS id
FROM described;

-- Two days of one billing period answer with the same bill: its lines count once.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT id, max(staged_row) AS staged_row FROM numbered GROUP BY id;

-- Whose a name is that a bill has without an id: that of the only customer with it, else the one whose lines had
-- it before. A bill may go on naming a customer as it was called before a renaming.
CREATE OR REPLACE TEMP TABLE bill_names AS
WITH
    present AS (
        SELECT lower(trim(name)) AS name, CASE WHEN count(*) = 1 THEN min(id) END AS customer_id
        FROM customers
        WHERE connection = getvariable('connection')
        GROUP BY 1
    ),
    former AS (
        SELECT lower(trim(customer_name)) AS name, min(customer_id) AS customer_id
        FROM charges
        WHERE connection = getvariable('connection') AND customer_id IS NOT NULL AND customer_name IS NOT NULL
        GROUP BY 1
        HAVING count(DISTINCT customer_id) = 1
    )
FROM present
UNION ALL
FROM former ANTI JOIN present ON present.name = former.name;

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    last_rows.id,
    staged_rows.* REPLACE (
        coalesce(staged_rows.customer_id, staged_rows.partition_customer_id, bill_names.customer_id) AS customer_id,
        json_or_text(staged_rows.extra) AS extra
    ),
    term_months(staged_rows.billing_cycle) AS billing_cycle_months
FROM staged_rows
JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row
LEFT JOIN bill_names ON bill_names.name = lower(trim(staged_rows.customer_name));

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    last_rows.staged_row,
    stored.rowid AS stored_row,
    false AS returned,
    CASE WHEN stored.rowid IS NULL THEN 'added' ELSE 'unchanged' END AS change
FROM last_rows
LEFT JOIN charges AS stored
    ON stored.connection = getvariable('connection')
    AND stored.id = last_rows.id;

-- What a read replaces: the stored lines of the billing period that the vendor answered with, and of
-- the one that has the day that was asked for. The last day of a period is left out of the latter,
-- because some bills name the first day of the next period there.
CREATE OR REPLACE TEMP TABLE expected AS
WITH
    answered AS (
        SELECT DISTINCT partition_customer_id, billing_period_from, billing_period_to
        FROM staged_rows
        WHERE billing_period_from IS NOT NULL
    ),
    stored AS (
        SELECT
            rowid AS stored_row,
            id,
            customer_id,
            period_day,
            billing_period_from,
            billing_period_to
        FROM charges
        WHERE connection = getvariable('connection') AND direction = getvariable('direction')
    ),
    by_period AS (
        SELECT stored.stored_row
        FROM stored
        JOIN answered
            ON answered.billing_period_from = stored.billing_period_from
            AND answered.billing_period_to IS NOT DISTINCT FROM stored.billing_period_to
        WHERE answered.partition_customer_id IS NULL OR answered.partition_customer_id = stored.customer_id
    ),
    by_day AS (
        SELECT stored.stored_row
        FROM stored
        JOIN partitions
            ON partitions.period_day = stored.period_day
            OR partitions.period_day = stored.billing_period_from
            OR (
                partitions.period_day > stored.billing_period_from
                AND partitions.period_day < stored.billing_period_to
            )
            OR (
                stored.billing_period_from IS NULL
                AND date_trunc('month', partitions.period_day) = date_trunc('month', stored.period_day)
            )
            OR (partitions.period_day IS NULL AND stored.period_day IS NULL)
        WHERE partitions.state = 'complete'
            AND (partitions.customer_id IS NULL OR partitions.customer_id = stored.customer_id)
    )
SELECT
    stored.stored_row,
    stored.id,
    stored.customer_id,
    true AS proves_absence,
    true AS listed
FROM stored
SEMI JOIN (FROM by_period UNION FROM by_day) AS covered ON covered.stored_row = stored.stored_row;


INSERT INTO charges BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('direction') AS direction,
    incoming.id,
    incoming.period_day,
    incoming.customer_id,
    incoming.customer_name,
    incoming.subscription_id,
    incoming.charge_id,
    incoming.product_id,
    incoming.sku,
    incoming.product_name,
    incoming.charge_name,
    incoming.kind,
    incoming.billing_cycle,
    incoming.billing_cycle_months,
    incoming.billing_period_from,
    incoming.billing_period_to,
    incoming.charge_from,
    incoming.charge_to,
    incoming.quantity,
    incoming.list_price,
    incoming.unit_price,
    incoming.prorated_unit_price,
    incoming.amount,
    incoming.currency,
    incoming.billed,
    incoming.invoice_number,
    incoming.invoice_date,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;

-- A line that was read before its customer was known belongs to that customer now.
UPDATE charges
SET customer_id = bill_names.customer_id
FROM bill_names
WHERE charges.connection = getvariable('connection')
    AND charges.customer_id IS NULL
    AND bill_names.customer_id IS NOT NULL
    AND lower(trim(charges.customer_name)) = bill_names.name;
