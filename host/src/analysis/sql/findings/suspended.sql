-- Subscriptions that are suspended and still on the distributor's bill.
INSERT INTO finding_candidates BY NAME
SELECT
    'suspended_but_charged' AS condition,
    any_value(psa) AS psa,
    any_value(psa_customer_id) AS psa_customer_id,
    customer_key,
    min(customer_name) AS customer_name,
    product_key,
    min(product_name) AS product_name,
    list(DISTINCT vendor_id ORDER BY vendor_id) AS vendors,
    CASE WHEN count(*) = count(seats) THEN sum(seats)::DECIMAL(18, 6) END AS seats,
    CASE WHEN count(*) = count(monthly_amount) THEN cents(sum(monthly_amount)) END AS amount,
    currency,
    false AS estimated,
    coalesce(evidence_name(max(evidence_rank(confidence))), 'exact') AS confidence,
    CASE
        WHEN any_value(seats_contracted) > 0
            THEN 'Decide whether the customer pays for it; otherwise cancel the subscription as soon as its commitment permits.'
        ELSE 'Bill it, or cancel the subscription as soon as its commitment permits: a suspension does not end the charge.'
    END AS action,
    flatten(list([
        step('subscription ' || subscription_id || ' has been suspended since', coalesce(suspended_on::VARCHAR, 'before the first sync')),
        step('the last bill charges the days', charge_from::VARCHAR || ' to ' || charge_to::VARCHAR),
        step('seats that it charges', coalesce(without_zeros(seats), 'unknown')),
        step('charged in a month', price(monthly_amount, currency))
    ] ORDER BY connection, subscription_id))
    || [step('units of the product that contract lines bill', coalesce(without_zeros(any_value(seats_contracted)), 'unknown'))] AS steps,
    'subscription' AS scope,
    list(connection || '/' || subscription_id ORDER BY connection, subscription_id) AS subscriptions,
    currency AS discriminator,
    bool_and(fresh) AS fresh
FROM suspended_but_charged_as_of(getvariable('today')::DATE)
GROUP BY customer_key, product_key, currency
HAVING coalesce(sum(monthly_amount), 1) >= analysis_settings().least_amount;
