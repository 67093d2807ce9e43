-- What is sold for less than the MSP accepts, or than it costs.
INSERT INTO finding_candidates BY NAME
SELECT
    class AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    seats,
    cents(monthly_amount) AS amount,
    currency,
    estimated,
    confidence,
    'Raise the price to ' || price(cents(price_needed), currency) || ' per unit and month, or '
    || CASE unit_price WHEN 0 THEN 'add a cover rule if a bundle includes it.' ELSE 'accept the margin with a rule.' END AS action,
    [
        step('cost of a unit in a month', price(unit_cost, currency)),
        step('price of a unit in a month', price(unit_price, currency)),
        step('margin of a unit (of its price)', coalesce(percent(margin), 'none: the price is 0')),
        step('least margin', percent(minimum_margin)),
        step(
            'price needed', price(unit_cost, NULL) || ' ÷ (1 − ' || without_zeros(minimum_margin) || ') = ' || price(price_needed, currency)
        ),
        step('units both bought and billed', coalesce(without_zeros(seats), 'all that was used'))
    ]
    || CASE WHEN monthly_loss IS NULL THEN [] ELSE [step(
        'lost in a month',
        without_zeros(coalesce(seats, 1)) || ' × ' || price(unit_cost - unit_price, NULL) || ' = ' || price(cents(monthly_loss), currency)
    )] END
    || [step(
        'short of the least margin in a month',
        without_zeros(coalesce(seats, 1)) || ' × ' || price(price_needed - unit_price, NULL) || ' = ' || price(cents(monthly_shortfall), currency)
    )]
    || rate_steps(fx) AS steps,
    'live' AS scope,
    fresh
FROM below_margin_as_of(getvariable('today')::DATE)
WHERE monthly_amount >= analysis_settings().least_amount;

-- What nobody can tell the margin of.
INSERT INTO finding_candidates BY NAME
WITH
    -- Why a cost is unknown, and which bill would tell it.
    unknown_costs AS (
        SELECT
            customer_key, product_key,
            coalesce(min(cost_unknown_because), 'the number of seats is unknown') AS because,
            min('seatwise sync ' || connection || ' --period ' || bill_to_read) AS command
        FROM finding_subscriptions
        WHERE standing = 'billable' AND (cost_unknown_because IS NOT NULL OR (seats IS NULL AND charge_model = 'seats'))
        GROUP BY ALL
    )
SELECT
    'unknown_margin' AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    CASE WHEN seats_bought > 0 OR seats_unknown = 0 THEN seats_bought END AS seats,
    NULL AS amount,
    coalesce(known_revenue_currency, known_cost_currency) AS currency,
    false AS estimated,
    confidence,
    CASE unknown_because
        WHEN 'the cost is unknown' THEN coalesce(
            CASE unknown_costs.because WHEN 'the number of seats is unknown'
                THEN 'Check in the distributor''s portal how many seats it has: its answers do not say.' END,
            'Read the bill that has its cost: ' || unknown_costs.command || '.',
            'Sync the distributor''s bill, or ask for the cost.'
        )
        WHEN 'the price is unknown' THEN 'Complete the price and the period of the contract line in the PSA, and import it again.'
        WHEN 'the quantity may count months or years'
            THEN 'Check the contract line: its quantity equals the seats times the months or years of its billing period. Bill seats there, or correct the quantity.'
        ELSE 'Add a rate between the two currencies to fx_rates.'
    END AS action,
    [
        step('why', unknown_because || coalesce(': ' || unknown_costs.because, '')),
        step('known cost in a month', price(known_cost, known_cost_currency)),
        step('known revenue in a month', price(known_revenue, known_revenue_currency))
    ] AS steps,
    'live' AS scope,
    fresh
FROM margin_as_of(getvariable('today')::DATE) AS margin
LEFT JOIN unknown_costs USING (customer_key, product_key)
WHERE (lines > 0 OR seats_unknown > 0)
    AND (seats_bought > 0 OR seats_unknown > 0 OR charge_model = 'usage')
    AND unknown_because IN (
        'the cost is unknown', 'the price is unknown', 'the quantity may count months or years',
        'there is no rate between the currencies'
    );
