-- Commitments and trials that end soon.
INSERT INTO finding_candidates BY NAME
SELECT
    CASE kind WHEN 'trial' THEN 'trial_ending' ELSE 'renewal' END AS condition,
    any_value(psa) AS psa,
    any_value(psa_customer_id) AS psa_customer_id,
    customer_key,
    min(customer_name) AS customer_name,
    product_key,
    min(product_name) AS product_name,
    list(DISTINCT vendor_id ORDER BY vendor_id) AS vendors,
    TRY_CAST(sum(seats) AS DECIMAL(18, 6)) AS seats,
    CASE WHEN count(*) = count(monthly_cost) THEN cents(sum(monthly_cost)) END AS amount,
    currency,
    bool_or(estimated) AS estimated,
    coalesce(evidence_name(max(evidence_rank(confidence))), 'exact') AS confidence,
    CASE
        WHEN kind = 'trial' THEN 'Decide whether the trial is bought or cancelled.'
        WHEN bool_or(extended_term_risk) THEN 'Renew or cancel it: otherwise it continues at a higher monthly price.'
        WHEN bool_and(auto_renew) THEN 'Reduce the seats that nobody needs before it renews automatically.'
        ELSE 'Decide whether it renews, and with how many seats.'
    END AS action,
    ends_on AS deadline,
    [
        step('ends on', ends_on),
        step('renews automatically', CASE bool_and(auto_renew) WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END),
        step('seats', coalesce(sum(seats)::VARCHAR, 'unknown')),
        step(
            'seats that can be given back now',
            sum(reducible_now)::VARCHAR || coalesce(' (until ' || min(reducible_until)::VARCHAR || ' UTC)', '')
        ),
        step('all seats can be given back from', coalesce(max(reducible_from)::VARCHAR, 'unknown')),
        step('cost in a month', price(CASE WHEN count(*) = count(monthly_cost) THEN sum(monthly_cost) END, currency))
    ] AS steps,
    'subscription' AS scope,
    list(connection || '/' || subscription_id ORDER BY connection, subscription_id) AS subscriptions,
    bool_and(fresh) AS fresh
FROM renewals_as_of(getvariable('today')::DATE)
WHERE ends_on IS NOT NULL
GROUP BY kind, customer_key, product_key, currency, ends_on;

-- Costs that rose while the contract's price did not.
INSERT INTO finding_candidates BY NAME
SELECT
    'price_rise' AS condition,
    any_value(psa) AS psa,
    any_value(psa_customer_id) AS psa_customer_id,
    customer_key,
    min(customer_name) AS customer_name,
    product_key,
    min(product_name) AS product_name,
    list(DISTINCT vendor_id ORDER BY vendor_id) AS vendors,
    TRY_CAST(sum(seats) AS DECIMAL(18, 6)) AS seats,
    CASE WHEN count(*) = count(monthly_cost_change) THEN cents(sum(monthly_cost_change)) END AS amount,
    currency,
    false AS estimated,
    coalesce(evidence_name(max(evidence_rank(confidence))), 'exact') AS confidence,
    'Raise the price in the contract.' AS action,
    flatten(list([
        step('cost of a seat until ' || changed_on::VARCHAR, price(old_cost, currency)),
        step('cost of a seat since then', price(new_cost, currency)),
        step('seats of subscription ' || subscription_id, coalesce(seats::VARCHAR, 'unknown')),
        step('rise of the contract''s price in a month', price(contract_price_change, currency)),
        step('more in a month', price(monthly_cost_change, currency))
    ] ORDER BY connection, subscription_id, changed_on)) AS steps,
    'subscription' AS scope,
    list(DISTINCT connection || '/' || subscription_id ORDER BY connection || '/' || subscription_id) AS subscriptions,
    bool_and(fresh) AS fresh
FROM price_changes_as_of(getvariable('today')::DATE)
WHERE passed_on IN ('no', 'partly')
GROUP BY customer_key, product_key, currency;
