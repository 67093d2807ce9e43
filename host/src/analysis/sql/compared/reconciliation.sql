-- Both sides of every customer and product, compared. All views on money are cut from it.
CREATE OR REPLACE MACRO reconciliation_as_of(on_day) AS TABLE
WITH
{parts/bought}
{parts/billed}
{parts/compared}
{parts/costs}
SELECT
    judged.psa,
    judged.psa_customer_id,
    judged.customer_key,
    judged.customer_name,
    judged.product_key,
    judged.product_name,
    judged.vendors,
    judged.charge_model,
    judged.mapping,
    judged.subscriptions,
    judged.subscriptions_ended,
    judged.subscriptions_noted,
    judged.lines,
    judged.lines_in_review,
    judged.seats_bought,
    judged.seats_in_doubt,
    judged.seats_absent,
    judged.seats_trial,
    judged.seats_excluded,
    judged.seats_contracted,
    judged.seats_included,
    judged.seats_covered,
    judged.seats_uncontracted,
    judged.seats_over_billed,
    judged.covered,
    judged.may_count_periods,
    CASE WHEN costs.without_rate = 0 THEN judged.cost_currency END AS cost_currency,
    CASE
        WHEN costs.without_rate = 0 THEN costs.monthly_cost
        WHEN judged.charge_model = 'seats' AND judged.subscriptions = 0
            AND judged.seats_in_doubt = 0 AND judged.seats_absent = 0 AND judged.all_fresh THEN 0
    END::DECIMAL(38, 6) AS monthly_cost,
    CASE WHEN revenues.without_rate = 0 THEN judged.revenue_currency END AS revenue_currency,
    CASE
        WHEN revenues.without_rate = 0 THEN revenues.monthly_revenue
        -- What a bundle brings for it is inside the price of the bundle, so it is unknown and not nothing.
        WHEN judged.customer_linked AND judged.mapping IN ('linked', 'known') AND judged.lines = 0
            AND judged.lines_price_unknown = 0 AND NOT judged.covered THEN 0
    END::DECIMAL(38, 6) AS monthly_revenue,
    CASE
        WHEN costs.cost_in_revenue_currency IS NOT NULL THEN costs.cost_in_revenue_currency
        -- Nothing is billed, so any currency will do.
        WHEN judged.revenue_currency IS NULL AND costs.without_rate = 0 THEN costs.monthly_cost
        WHEN judged.charge_model = 'seats' AND judged.subscriptions = 0
            AND judged.seats_in_doubt = 0 AND judged.seats_absent = 0 AND judged.all_fresh THEN 0
    END::DECIMAL(38, 6) AS cost_in_revenue_currency,
    judged.costs_unknown + judged.cost_doubts AS costs_unknown,
    judged.subscriptions_seats_unknown + judged.seat_doubts AS seats_unknown,
    judged.quantities_unknown,
    judged.lines_price_unknown AS prices_unknown,
    coalesce(costs.without_rate, 0) + coalesce(revenues.without_rate, 0) AS rates_unknown,
    costs.unit_cost_low,
    costs.unit_cost_high,
    CASE WHEN revenues.without_rate = 0 THEN revenues.lowest_price END AS unit_price_low,
    CASE judged.charge_model
        WHEN 'usage' THEN CASE
            WHEN judged.mapping NOT IN ('linked', 'known') OR judged.costs_unknown + judged.cost_doubts > 0 OR judged.lines_price_unknown > 0
                THEN NULL
            WHEN judged.covered THEN NULL
            WHEN judged.lines = 0 AND costs.without_rate = 0 THEN greatest(costs.monthly_cost, 0)
            ELSE greatest(costs.cost_in_revenue_currency - revenues.monthly_revenue, 0)
        END
        ELSE CASE
            WHEN judged.seats_uncontracted = 0 THEN 0
            WHEN judged.seats_uncontracted > 0 AND costs.without_rate = 0 THEN costs.cost_leak
        END
    END::DECIMAL(38, 6) AS cost_leak,
    CASE
        WHEN judged.charge_model = 'usage' AND judged.lines > 0 THEN judged.revenue_currency
        ELSE judged.cost_currency
    END AS leak_currency,
    CASE
        WHEN judged.charge_model = 'usage' THEN NULL
        WHEN judged.seats_uncontracted = 0 THEN 0
        WHEN revenues.lowest_price IS NOT NULL AND revenues.without_rate = 0
            THEN times(judged.seats_uncontracted, revenues.lowest_price)
        ELSE times(judged.seats_uncontracted, costs.book_price)
    END::DECIMAL(38, 6) AS revenue_gap,
    CASE
        WHEN judged.charge_model = 'usage' OR coalesce(judged.seats_uncontracted, 0) = 0 THEN NULL
        WHEN revenues.lowest_price IS NOT NULL AND revenues.without_rate = 0 THEN 'contract'
        WHEN costs.book_currency IS NOT NULL THEN costs.book_basis
    END AS gap_basis,
    CASE gap_basis WHEN 'contract' THEN judged.revenue_currency ELSE costs.book_currency END AS gap_currency,
    CASE
        WHEN judged.seats_over_billed = 0 THEN 0
        -- Of prices in several currencies none is the lowest.
        WHEN revenues.without_rate = 0 THEN times(judged.seats_over_billed, revenues.lowest_price)
    END::DECIMAL(38, 6) AS over_billed_amount,
    judged.cost_estimated OR len(coalesce(costs.own_fx, [])) > 0 AS cost_estimated,
    len(coalesce(costs.revenue_fx, [])) > 0 OR len(coalesce(revenues.fx, [])) > 0 AS converted,
    list_sort(list_distinct(coalesce(costs.own_fx, []) || coalesce(costs.revenue_fx, []) || coalesce(revenues.fx, []))) AS fx,
    CASE WHEN judged.lines_in_review > 0 THEN 4 ELSE greatest(judged.customer_rank, judged.weakest_product_rank) END AS mapping_rank,
    judged.all_fresh AS fresh,
    judged.doubt,
    judged.meter_doubts
FROM judged
LEFT JOIN costs ON costs.side = judged.side
LEFT JOIN revenues ON revenues.side = judged.side;

COMMENT ON MACRO TABLE reconciliation_as_of IS 'One row per customer, product and charge model on a day: both sides with everything that the views on money are built from. Most readers want license_rollup.';
