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
    stored.first_seen_at,
    stored.ended_at IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN stored.ended_at IS NOT NULL OR row(
            incoming.customer_id,
            incoming.contract_id,
            incoming.contract_name,
            incoming.contract_status,
            incoming.contract_active,
            incoming.product_code,
            incoming.product_name,
            incoming.vendor_sku,
            incoming.publisher_subscription_id,
            incoming.quantity,
            incoming.included_quantity,
            incoming.minimum_quantity,
            incoming.quantity_billed,
            incoming.unit_price,
            incoming.stated_price,
            incoming.unit_cost,
            incoming.currency,
            incoming.tax_rate,
            incoming.billable,
            incoming.not_billed_reason,
            incoming.recurring,
            incoming.billing_period_months,
            incoming.timing,
            incoming.effective_from,
            incoming.effective_to,
            incoming.extra
        ) IS DISTINCT FROM row(
            stored.customer_id,
            stored.contract_id,
            stored.contract_name,
            stored.contract_status,
            stored.contract_active,
            stored.product_code,
            stored.product_name,
            stored.vendor_sku,
            stored.publisher_subscription_id,
            stored.quantity,
            stored.included_quantity,
            stored.minimum_quantity,
            stored.quantity_billed,
            stored.unit_price,
            stored.stated_price,
            stored.unit_cost,
            stored.currency,
            stored.tax_rate,
            stored.billable,
            stored.not_billed_reason,
            stored.recurring,
            stored.billing_period_months,
            stored.timing,
            stored.effective_from,
            stored.effective_to,
            stored.extra::VARCHAR
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN psa_contract_lines AS stored
    ON stored.psa = getvariable('psa')
    AND stored.id = incoming.id;

CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id,
    getvariable('account_proves_absence') AS proves_absence,
    true AS listed
FROM psa_contract_lines AS stored
WHERE stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND getvariable('account_read');

DELETE FROM psa_contract_lines
USING changes
WHERE changes.change = 'changed'
    AND psa_contract_lines.rowid = changes.stored_row;

INSERT INTO psa_contract_lines BY NAME
SELECT
    getvariable('psa') AS psa,
    incoming.id,
    incoming.customer_id,
    incoming.contract_id,
    incoming.contract_name,
    incoming.contract_status,
    incoming.contract_active,
    incoming.product_code,
    incoming.product_name,
    incoming.vendor_sku,
    incoming.publisher_subscription_id,
    incoming.quantity,
    incoming.included_quantity,
    incoming.minimum_quantity,
    incoming.quantity_billed,
    incoming.unit_price,
    incoming.stated_price,
    incoming.unit_cost,
    incoming.currency,
    incoming.tax_rate,
    incoming.billable,
    incoming.not_billed_reason,
    incoming.recurring,
    incoming.billing_period_months,
    incoming.timing,
    incoming.effective_from,
    incoming.effective_to,
    incoming.extra,
    coalesce(changes.first_seen_at, getvariable('seen_at')) AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS import_id
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change <> 'unchanged';
