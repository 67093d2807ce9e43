-- Writes the lines that are new on the bills that were read.
INSERT INTO charges BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    getvariable('direction') AS direction,
    incoming.period_day,
    incoming.billing_period_from,
    incoming.billing_period_to,
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
    term_months(incoming.billing_cycle) AS billing_cycle_months,
    incoming.charge_from,
    incoming.charge_to,
    incoming.billed,
    incoming.invoice_number,
    incoming.invoice_date,
    incoming.quantity,
    incoming.list_price,
    incoming.unit_price,
    incoming.prorated_unit_price,
    incoming.amount,
    incoming.currency,
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
