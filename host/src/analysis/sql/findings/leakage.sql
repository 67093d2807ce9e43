-- Seats that are bought and not billed.
INSERT INTO finding_candidates BY NAME
WITH
    parts AS (
        SELECT
            customer_key, product_key,
            list(step(
                'cost of ' || without_zeros(seats) || ' seats of subscription ' || subscription_id,
                without_zeros(seats) || ' × ' || price(unit_cost, NULL)
                || CASE cost_cycle_months WHEN 1 THEN '' ELSE ' ÷ ' || cost_cycle_months::VARCHAR || ' months' END
                || ' = ' || price(monthly_cost, NULL)
            ) ORDER BY connection, subscription_id) AS steps
        FROM finding_leak_parts
        GROUP BY customer_key, product_key
    )
SELECT
    leakage.class AS condition,
    leakage.psa, leakage.psa_customer_id, leakage.customer_key, leakage.customer_name,
    leakage.product_key, leakage.product_name, leakage.charge_model, leakage.vendors,
    leakage.seats,
    cents(leakage.cost_leak) AS amount,
    CASE WHEN leakage.gap_currency = leakage.cost_currency OR leakage.cost_leak IS NULL THEN cents(leakage.revenue_gap) END AS revenue_gap,
    coalesce(leakage.cost_currency, leakage.gap_currency) AS currency,
    leakage.cost_estimated AS estimated,
    leakage.confidence,
    CASE
        WHEN leakage.charge_model = 'usage' THEN 'Bill what the contract line does not cover.'
        WHEN leakage.class = 'unbilled' THEN 'Add a contract line for the product, or a cover rule if a bundle includes it.'
        ELSE 'Raise the quantity of the contract line, or give the seats back when the commitment permits.'
    END AS action,
    CASE leakage.charge_model
        WHEN 'usage' THEN [
            step('usage of ' || strftime(usage_from(getvariable('today')::DATE), '%Y-%m'), price(compared.monthly_cost, compared.cost_currency)),
            step('billed for it', price(compared.monthly_revenue, compared.revenue_currency))
        ] || rate_steps(leakage.fx) || [step('not billed', price(cents(leakage.cost_leak), leakage.cost_currency))]
        ELSE [
            step('seats bought', without_zeros(leakage.seats_bought)),
            step('less seats billed', without_zeros(leakage.seats_contracted)),
            step('less seats given on purpose', without_zeros(leakage.seats_included)),
            step('less seats covered by bundles', without_zeros(leakage.seats_covered)),
            step('seats bought and not billed', without_zeros(leakage.seats))
        ] || coalesce(parts.steps, []) || rate_steps(leakage.fx) || [
            step('cost in a month', price(cents(leakage.cost_leak), leakage.cost_currency)),
            step(
                'could be billed in a month'
                || CASE leakage.gap_basis
                    WHEN 'contract' THEN ', at the lowest price of the contract'
                    WHEN 'price_book' THEN ', at the distributor''s price for the customer (an estimate)'
                    WHEN 'list_price' THEN ', at the list price (an estimate)'
                    ELSE ''
                END,
                price(cents(leakage.revenue_gap), leakage.gap_currency)
            )
        ]
    END AS steps,
    'live' AS scope,
    leakage.fresh
FROM finding_leakage AS leakage
JOIN finding_compared AS compared
    ON compared.customer_key = leakage.customer_key
    AND compared.product_key = leakage.product_key
    AND compared.charge_model = leakage.charge_model
LEFT JOIN parts
    ON parts.customer_key = leakage.customer_key AND parts.product_key = leakage.product_key
WHERE leakage.class IN ('unbilled', 'under_billed')
    -- What costs nothing, as in a free month, may still be billed.
    AND greatest(coalesce(leakage.cost_leak, leakage.revenue_gap, 1), leakage.revenue_gap) >= analysis_settings().least_amount;

-- Units that are billed and not bought.
INSERT INTO finding_candidates BY NAME
SELECT
    'over_billed' AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    seats,
    cents(over_billed) AS amount,
    over_billed_currency AS currency,
    over_billed_estimated AS estimated,
    confidence,
    CASE WHEN over_billed_estimated
        THEN 'Check in the distributor''s portal whether the missing subscription was cancelled; then lower the quantity of the contract line and consider a refund.'
        ELSE 'Lower the quantity of the contract line, and consider a refund.'
    END AS action,
    [
        step('units billed', without_zeros(seats_contracted)),
        step('less seats bought', without_zeros(seats_bought)),
        step('billed and not bought (units in doubt left out)', without_zeros(seats)),
        step('too much in a month, at the lowest price of the contract', price(cents(over_billed), over_billed_currency))
    ] || rate_steps(fx) AS steps,
    'live' AS scope,
    fresh
FROM finding_leakage
WHERE class = 'over_billed'
    AND coalesce(over_billed, 1) >= analysis_settings().least_amount
    -- While it is open whether another distributor's customer is this one too, its seats may be what is billed.
    AND NOT EXISTS (
        SELECT 1
        FROM customer_links AS links
        WHERE links.psa = finding_leakage.psa
            AND links.psa_customer_id = finding_leakage.psa_customer_id
            AND links.state IN ('review', 'lapsed')
    );

-- Lines that are billed on after every subscription ended.
INSERT INTO finding_candidates BY NAME
SELECT
    'cancelled_but_billed' AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, vendors,
    seats,
    cents(monthly_amount) AS amount,
    currency,
    false AS estimated,
    confidence,
    'End the contract line, and consider a refund since ' || ended_on::VARCHAR || '.' AS action,
    [
        step('the last subscription ended on', ended_on),
        step('grace ended on', ended_on + analysis_settings().grace_days),
        step('units billed', coalesce(without_zeros(seats), 'unknown')),
        step('billed in a month', price(cents(monthly_amount), currency))
    ] AS steps,
    'ended' AS scope,
    currency AS discriminator,
    true AS fresh
FROM cancelled_but_billed_as_of(getvariable('today')::DATE)
WHERE coalesce(monthly_amount, 1) >= analysis_settings().least_amount;
