WITH
    rollup AS (FROM license_rollup_as_of({day}) WHERE customer_key = {customer}),
    margins AS (FROM margin_as_of({day}) WHERE customer_key = {customer}),
    ending AS (
        SELECT product_key, min(ends_on) AS ends_on
        FROM renewals_as_of({day})
        WHERE customer_key = {customer} AND ends_on IS NOT NULL
        GROUP BY product_key
    ),
    charged AS (
        SELECT
            product_key,
            CASE
                WHEN count(DISTINCT currency) = 1 AND count(*) = count(monthly_amount)
                    THEN cents(sum(monthly_amount))::VARCHAR || ' ' || min(currency)
                ELSE 'an unknown amount'
            END AS amount
        FROM suspended_but_charged_as_of({day})
        WHERE customer_key = {customer}
        GROUP BY product_key
    )
SELECT
    rollup.product_name AS product,
    rollup.product_key AS sku,
    rollup.vendor,
    -- None that was read is not none.
    CASE WHEN rollup.seats_bought > 0 OR (rollup.fresh AND rollup.seats_unknown = 0) THEN rollup.seats_bought END AS bought,
    rollup.seats_contracted AS contracted,
    rollup.seats_assigned AS assigned,
    rollup.seats_uncontracted AS uncontracted,
    cents(rollup.monthly_cost) AS cost,
    rollup.cost_currency,
    cents(rollup.monthly_revenue) AS revenue,
    rollup.revenue_currency,
    -- Of the revenue and cost beside it, and of one unit: they differ where seats are not billed.
    in_percent(margins.monthly_margin) AS margin_percent,
    in_percent(margins.margin) AS unit_margin_percent,
    concat_ws(
        '; ',
        CASE rollup.charge_model WHEN 'usage' THEN 'by use, of the last whole month' END,
        CASE rollup.mapping
            WHEN 'in_review' THEN 'a proposed link waits for a person'
            WHEN 'product_unmatched' THEN 'no contract line of any customer has it'
            WHEN 'customer_unmatched' THEN 'no customer of a distributor is linked to it'
            WHEN 'not_compared' THEN 'what is billed was not imported'
        END,
        'in doubt because a row was rejected (' || rollup.doubt || ')',
        CASE WHEN rollup.seats_unknown > 0 AND rollup.doubt IS NULL THEN 'the number of seats is unknown'
            || CASE WHEN rollup.seats_bought > 0 THEN ' in part' ELSE '' END END,
        CASE WHEN rollup.seats_over_billed > 0 THEN without_zeros(rollup.seats_over_billed) || ' billed and not bought' END,
        CASE WHEN rollup.seats_included > 0 THEN without_zeros(rollup.seats_included) || ' given on purpose' END,
        CASE WHEN rollup.seats_covered > 0
            THEN without_zeros(rollup.seats_covered) || ' covered by bundles, whose price includes them' END,
        CASE margins.unknown_because WHEN 'the quantity may count months or years'
            THEN 'the quantity billed may count months or years, not seats' END,
        CASE WHEN rollup.seats_in_doubt > 0 THEN without_zeros(rollup.seats_in_doubt) || ' in doubt (suspended, pending, transferred, recently missing or of an unknown status)' END,
        'the distributor still charges ' || charged.amount || ' a month for what is suspended',
        CASE WHEN rollup.seats_absent > 0 THEN without_zeros(rollup.seats_absent) || ' absent, but not reported as cancelled' END,
        CASE WHEN rollup.seats_trial > 0 THEN without_zeros(rollup.seats_trial) || ' on trial' END,
        CASE WHEN rollup.seats_excluded > 0 THEN without_zeros(rollup.seats_excluded) || ' left out by rule' END,
        CASE WHEN rollup.costs_unknown > 0 THEN 'the cost is unknown in part' END,
        CASE WHEN rollup.prices_unknown > 0 THEN 'a price is unknown' END,
        CASE WHEN rollup.cost_estimated THEN 'the cost is an estimate' END,
        'commitment or trial ends on ' || ending.ends_on,
        CASE WHEN rollup.confidence NOT IN ('exact', 'confirmed') THEN 'links ' || rollup.confidence END,
        CASE WHEN NOT rollup.fresh THEN 'not fully read recently' END
    ) AS notes
FROM rollup
LEFT JOIN margins ON margins.product_key = rollup.product_key AND margins.charge_model = rollup.charge_model
LEFT JOIN ending ON ending.product_key = rollup.product_key
LEFT JOIN charged ON charged.product_key = rollup.product_key AND rollup.charge_model = 'seats'
ORDER BY rollup.product_name, rollup.product_key, rollup.charge_model
