-- What is sold for less than the MSP accepts, or than it costs.
INSERT INTO finding_candidates BY NAME
SELECT
    class AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    CASE charge_model WHEN 'seats' THEN seats END AS seats,
    cents(monthly_amount) AS amount,
    currency,
    estimated,
    confidence,
    'Raise the price to ' || price(cents(price_needed), currency) || ' for a unit and month, or accept the margin with a rule.' AS action,
    [
        step('cost of a unit in a month', price(unit_cost, currency)),
        step('price of a unit in a month', price(unit_price, currency)),
        step('margin (of the price)', percent(margin)),
        step('least margin', percent(minimum_margin)),
        step(
            'price needed', price(unit_cost, NULL) || ' ÷ (1 − ' || plain(minimum_margin) || ') = ' || price(price_needed, currency)
        ),
        step('units billed', plain(seats)),
        step(
            'missing in a month',
            plain(CASE charge_model WHEN 'seats' THEN seats ELSE 1 END) || ' × ' || price(price_needed - unit_price, NULL)
            || ' = ' || price(cents(monthly_amount), currency)
        )
    ] || rate_steps(fx) AS steps,
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
            min(cost_unknown_because) AS because,
            min('seatwise sync ' || connection || ' --period ' || bill_to_read) AS command
        FROM finding_subscriptions
        WHERE standing = 'billable' AND cost_unknown_because IS NOT NULL
        GROUP BY ALL
    )
SELECT
    'unknown_margin' AS condition,
    psa, psa_customer_id, customer_key, customer_name, product_key, product_name, charge_model, vendors,
    seats_bought AS seats,
    NULL AS amount,
    coalesce(known_revenue_currency, known_cost_currency) AS currency,
    false AS estimated,
    confidence,
    CASE unknown_because
        WHEN 'the cost is unknown' THEN coalesce(
            'Read the bill that has its cost: ' || unknown_costs.command || '.',
            'Sync the distributor''s bill, or ask for the cost.'
        )
        WHEN 'the price is unknown' THEN 'Complete price and period of the contract line in the PSA, and import it again.'
        ELSE 'Fill fx_rates with a rate between the two currencies.'
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
WHERE lines > 0
    AND (seats_bought > 0 OR charge_model = 'usage')
    AND unknown_because IN ('the cost is unknown', 'the price is unknown', 'there is no rate between the currencies');
