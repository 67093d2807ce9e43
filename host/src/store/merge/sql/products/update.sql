-- Writes the products that changed.
UPDATE products
SET
    sku = incoming.sku,
    name = incoming.name,
    publisher = incoming.publisher,
    billing_cycle = incoming.billing_cycle,
    billing_cycle_months = incoming.billing_cycle_months,
    commitment_term = incoming.commitment_term,
    commitment_term_months = incoming.commitment_term_months,
    unit_cost = incoming.unit_cost,
    unit_price = incoming.unit_price,
    list_price = incoming.list_price,
    currency = incoming.currency,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND products.rowid = changes.stored_row;
