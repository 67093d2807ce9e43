-- Subscriptions whose seats differ from those of thirty days ago.
SELECT now_is.vendor, customers.name AS customer, now_is.product_name AS product,
    then_was.seats AS seats_then, now_is.seats AS seats_now, now_is.seats - then_was.seats AS change
FROM license_subscriptions AS now_is
JOIN customers ON customers.connection = now_is.connection AND customers.id = now_is.customer_id
JOIN subscription_history AS then_was
    ON then_was.connection = now_is.connection AND then_was.subscription_id = now_is.id
    AND then_was.valid_from <= now()::TIMESTAMP - INTERVAL 30 DAY
    AND (then_was.valid_to IS NULL OR then_was.valid_to > now()::TIMESTAMP - INTERVAL 30 DAY)
WHERE now_is.seats IS DISTINCT FROM then_was.seats
ORDER BY change DESC
