-- Writes the products that are new.
INSERT INTO products BY NAME
SELECT
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    incoming.id,
    incoming.customer_id,
    incoming.sku,
    incoming.name,
    incoming.publisher,
    incoming.billing_cycle,
    incoming.billing_cycle_months,
    incoming.commitment_term,
    incoming.commitment_term_months,
    incoming.unit_cost,
    incoming.unit_price,
    incoming.list_price,
    incoming.currency,
    incoming.extra,
    getvariable('seen_at') AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS run_id
FROM incoming
SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row;
