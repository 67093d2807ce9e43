-- Seats that nobody uses, with their value a month where a price is known.
SELECT meters.vendor, customers.name AS customer, coalesce(meter_name, subscriptions.product_name) AS product,
    total::BIGINT AS bought, used::BIGINT AS used, (total - used)::BIGINT AS unused, subscriptions.currency,
    ((total - used) * coalesce(subscriptions.unit_cost, subscriptions.unit_price)
        / nullif(subscriptions.billing_cycle_months, 0))::DECIMAL(18, 2) AS a_month
FROM license_usage AS meters
JOIN customers ON customers.connection = meters.connection AND customers.id = meters.customer_id
LEFT JOIN license_subscriptions AS subscriptions
    ON subscriptions.connection = meters.connection AND subscriptions.id = meters.subscription_id
WHERE source = 'meter' AND total > used AND meters.missing_since IS NULL
QUALIFY iso_week = max(iso_week) OVER (PARTITION BY meters.connection)
ORDER BY unused DESC
LIMIT 20
