-- The same subscription at two distributors.
INSERT INTO finding_candidates BY NAME
SELECT
    'duplicate_subscription' AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, vendors,
    seats,
    cents(monthly_cost) AS amount,
    currency,
    estimated,
    'exact' AS confidence,
    'Find out which distributor bills it, and have the other one cancelled.' AS action,
    [
        step('publisher''s subscription', publisher_subscription_id),
        step('listed as', array_to_string(subscriptions, ', ')),
        step('cost of the earlier ones in a month', price(monthly_cost, currency))
    ] AS steps,
    'subscription' AS scope,
    subscriptions,
    fresh
FROM duplicate_subscriptions_as_of(getvariable('today')::DATE);
