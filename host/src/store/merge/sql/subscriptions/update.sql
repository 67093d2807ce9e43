-- Writes the subscriptions that changed. Where prices could not be asked (`priced` is false), prices
-- and billing cycle stay as they were read last.
UPDATE license_subscriptions
SET
    customer_id = incoming.customer_id,
    publisher_subscription_id = incoming.publisher_subscription_id,
    sku = incoming.sku,
    publisher_product_id = incoming.publisher_product_id,
    publisher_sku_id = incoming.publisher_sku_id,
    product_name = incoming.product_name,
    friendly_name = incoming.friendly_name,
    status = incoming.status,
    charge_model = incoming.charge_model,
    trial = incoming.trial,
    billing_cycle = CASE WHEN incoming.priced THEN incoming.billing_cycle ELSE license_subscriptions.billing_cycle END,
    billing_cycle_months = CASE WHEN incoming.priced THEN incoming.billing_cycle_months ELSE license_subscriptions.billing_cycle_months END,
    commitment_term = incoming.commitment_term,
    commitment_term_months = incoming.commitment_term_months,
    purchased_at = incoming.purchased_at,
    starts_on = incoming.starts_on,
    commitment_ends_on = incoming.commitment_ends_on,
    renews_on = incoming.renews_on,
    renewal_computed = incoming.renewal_computed,
    auto_renew = incoming.auto_renew,
    cancellable_until = incoming.cancellable_until,
    seats = incoming.seats,
    renewal_seats = incoming.renewal_seats,
    committed = incoming.committed,
    unit_cost = CASE WHEN incoming.priced THEN incoming.unit_cost ELSE license_subscriptions.unit_cost END,
    unit_price = CASE WHEN incoming.priced THEN incoming.unit_price ELSE license_subscriptions.unit_price END,
    list_price = CASE WHEN incoming.priced THEN incoming.list_price ELSE license_subscriptions.list_price END,
    currency = CASE WHEN incoming.priced THEN incoming.currency ELSE license_subscriptions.currency END,
    updated_at = incoming.updated_at,
    extra = incoming.extra
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND license_subscriptions.rowid = changes.stored_row;
