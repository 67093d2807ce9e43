-- Suspended subscriptions, and active ones of suspended customers, that may still be charged.
SELECT subscriptions.vendor, customers.name AS customer, customers.status AS customer_is, subscriptions.status AS subscription_is,
    product_name AS product, seats, commitment_ends_on, currency,
    (seats * coalesce(unit_cost, unit_price) / nullif(billing_cycle_months, 0))::DECIMAL(18, 2) AS a_month
FROM license_subscriptions AS subscriptions
JOIN customers ON customers.connection = subscriptions.connection AND customers.id = subscriptions.customer_id
WHERE subscriptions.missing_since IS NULL AND charge_model = 'seats'
    AND (subscriptions.status = 'suspended' OR customers.status = 'suspended' AND subscriptions.status = 'active')
ORDER BY a_month DESC NULLS LAST, customer
LIMIT 20
