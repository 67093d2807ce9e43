-- Makes the contract lines what the history says that they were at the moment of the import.

DELETE FROM psa_contract_line_history
WHERE psa = getvariable('psa') AND valid_from > getvariable('as_of');

UPDATE psa_contract_line_history
SET valid_to = NULL
WHERE psa = getvariable('psa') AND valid_to > getvariable('as_of');

DELETE FROM psa_contract_lines AS line
WHERE line.psa = getvariable('psa')
    AND line.id NOT IN (
        SELECT line_id FROM psa_contract_line_history WHERE psa = getvariable('psa')
    );

UPDATE psa_contract_lines AS line
SET
    customer_id = span.customer_id,
    contract_id = span.contract_id,
    contract_name = span.contract_name,
    contract_active = span.contract_active,
    product_code = span.product_code,
    product_name = span.product_name,
    vendor_sku = span.vendor_sku,
    publisher_subscription_id = span.publisher_subscription_id,
    quantity = span.quantity,
    included_quantity = span.included_quantity,
    quantity_billed = span.quantity_billed,
    unit_price = span.unit_price,
    -- The history does not have it.
    stated_price = CASE WHEN line.unit_price IS NOT DISTINCT FROM span.unit_price THEN line.stated_price END,
    unit_cost = span.unit_cost,
    currency = span.currency,
    billable = span.billable,
    not_billed_reason = span.not_billed_reason,
    recurring = span.recurring,
    billing_period_months = span.billing_period_months,
    timing = span.timing,
    effective_from = span.effective_from,
    effective_to = span.effective_to,
    first_seen_at = span.first_seen_at,
    last_seen_at = least(line.last_seen_at, getvariable('as_of')),
    ended_at = span.valid_to,
    import_id = span.import_id
FROM (
    SELECT *, min(valid_from) OVER (PARTITION BY line_id) AS first_seen_at
    FROM psa_contract_line_history
    WHERE psa = getvariable('psa')
    QUALIFY row_number() OVER (PARTITION BY line_id ORDER BY valid_from DESC) = 1
) AS span
WHERE line.psa = getvariable('psa') AND line.id = span.line_id;

-- Customers whom only the dropped imports named.
DELETE FROM psa_customers
WHERE psa = getvariable('psa')
    AND first_seen_at > getvariable('as_of')
    AND import_id IN (SELECT import_id FROM psa_imports WHERE content = 'contract-lines');
