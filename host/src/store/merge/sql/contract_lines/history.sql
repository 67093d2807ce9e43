-- Writes the history of the lines: the span that is open must say what the line is.

CREATE OR REPLACE TEMP TABLE spans AS
SELECT
    open.open_row,
    line.line_row
FROM (
    SELECT rowid AS open_row, *
    FROM psa_contract_line_history
    WHERE psa = getvariable('psa') AND valid_to IS NULL
) AS open
FULL JOIN (
    SELECT rowid AS line_row, *
    FROM psa_contract_lines
    WHERE psa = getvariable('psa') AND ended_at IS NULL
) AS line
    ON line.id = open.line_id
WHERE row(
    open.customer_id, open.contract_id, open.contract_name, open.contract_active, open.product_code,
    open.product_name, open.vendor_sku, open.publisher_subscription_id, open.quantity,
    open.included_quantity, open.quantity_billed, open.unit_price, open.unit_cost, open.currency,
    open.billable, open.not_billed_reason, open.recurring, open.billing_period_months, open.timing,
    open.effective_from, open.effective_to
) IS DISTINCT FROM row(
    line.customer_id, line.contract_id, line.contract_name, line.contract_active, line.product_code,
    line.product_name, line.vendor_sku, line.publisher_subscription_id, line.quantity,
    line.included_quantity, line.quantity_billed, line.unit_price, line.unit_cost, line.currency,
    line.billable, line.not_billed_reason, line.recurring, line.billing_period_months, line.timing,
    line.effective_from, line.effective_to
)
    OR open.line_id IS NULL
    OR line.id IS NULL;

UPDATE psa_contract_line_history AS open
SET valid_to = getvariable('seen_at')
FROM spans
WHERE open.rowid = spans.open_row;

-- A span that ends when it begins says nothing.
DELETE FROM psa_contract_line_history
WHERE psa = getvariable('psa') AND valid_to <= valid_from;

INSERT INTO psa_contract_line_history BY NAME
SELECT
    line.psa,
    line.id AS line_id,
    getvariable('seen_at') AS valid_from,
    line.customer_id,
    line.contract_id,
    line.contract_name,
    line.contract_active,
    line.product_code,
    line.product_name,
    line.vendor_sku,
    line.publisher_subscription_id,
    line.quantity,
    line.included_quantity,
    line.quantity_billed,
    line.unit_price,
    line.unit_cost,
    line.currency,
    line.billable,
    line.not_billed_reason,
    line.recurring,
    line.billing_period_months,
    line.timing,
    line.effective_from,
    line.effective_to,
    getvariable('run_id') AS import_id
FROM psa_contract_lines AS line
JOIN spans ON spans.line_row = line.rowid;
