-- What could not be compared.
INSERT INTO finding_candidates BY NAME
SELECT
    CASE kind WHEN 'customer' THEN 'unmatched_customer' ELSE 'unmatched_product' END AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    seats,
    cents(monthly_cost) AS amount,
    currency,
    estimated,
    -- The cost is stated, but that nothing bills it is not: a link may be missing.
    'inferred' AS confidence,
    CASE
        WHEN decision = 'in_review' THEN 'Decide on the proposed match.'
        WHEN kind = 'customer' THEN 'Match the customer to one of the PSA, or say that the PSA has no such customer.'
        ELSE 'Link the product to a contract line, add one, or exclude the product.'
    END AS action,
    [
        step('products without a counterpart', products),
        step('seats', coalesce(without_zeros(seats), 'unknown')),
        step('subscriptions without a known cost', costs_unknown),
        step('cost in a month', price(monthly_cost, currency))
    ] AS steps,
    CASE kind WHEN 'customer' THEN 'customer' ELSE 'live' END AS scope,
    CASE kind WHEN 'customer' THEN currency END AS discriminator,
    fresh
FROM unmatched_as_of(getvariable('today')::DATE)
WHERE kind IN ('customer', 'product')
    AND decision IS DISTINCT FROM 'not_a_customer'
    AND coalesce(nullif(monthly_cost, 0), costs_unknown) > 0;
