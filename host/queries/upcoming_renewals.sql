-- Commitments that renew or end within 60 days, with the value of the next term at today's price.
SELECT subscriptions.vendor, customers.name AS customer, product_name AS product, seats, commitment_term AS term,
    coalesce(renews_on, commitment_ends_on) AS day, auto_renew, currency,
    (seats * coalesce(unit_cost, unit_price) * commitment_term_months / billing_cycle_months)::DECIMAL(18, 2) AS at_stake
FROM license_subscriptions AS subscriptions
JOIN customers ON customers.connection = subscriptions.connection AND customers.id = subscriptions.customer_id
WHERE subscriptions.status = 'active' AND commitment_term_months >= 12 AND billing_cycle_months > 0
    AND subscriptions.missing_since IS NULL
    AND day BETWEEN current_date AND current_date + 60
ORDER BY day, customer
LIMIT 20
