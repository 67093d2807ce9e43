-- One row per customer and product that is both bought and linked: what is earned with it.
CREATE OR REPLACE MACRO margin_as_of(on_day) AS TABLE
WITH
    compared AS (
        SELECT
            *,
            CASE
                WHEN mapping = 'not_compared' THEN 'what is billed was not imported'
                WHEN NOT mapping IN ('linked', 'known') THEN 'not linked'
                WHEN doubt IS NOT NULL THEN 'a row of the distributor was rejected'
                WHEN charge_model = 'seats' AND subscriptions = 0 THEN 'nothing is bought for certain'
                -- What is billed and was not read as bought may be bought where nothing was read.
                WHEN charge_model = 'seats' AND seats_over_billed IS NULL AND NOT may_count_periods AND seats_contracted > seats_bought
                    AND seats_unknown = 0
                    THEN 'it is unknown how much is bought'
                WHEN costs_unknown > 0 OR seats_unknown > 0 THEN 'the cost is unknown'
                WHEN prices_unknown > 0 OR quantities_unknown > 0 THEN 'the price is unknown'
                WHEN may_count_periods THEN 'the quantity may count months or years'
                WHEN rates_unknown > 0 OR monthly_cost IS NULL OR cost_in_revenue_currency IS NULL
                    THEN 'there is no rate between the currencies'
                WHEN covered THEN 'the revenue is inside a bundle'
            END AS total_unknown
        FROM reconciliation_as_of(on_day)
        WHERE subscriptions > 0 OR lines > 0 OR seats_in_doubt > 0 OR seats_absent > 0 OR charge_model = 'usage'
    ),
    by_unit AS (
        SELECT
            *,
            coalesce(revenue_currency, cost_currency) AS money_currency,
            CASE
                WHEN charge_model = 'usage' AND total_unknown IS NULL AND lines > 0 THEN cost_in_revenue_currency
                WHEN charge_model = 'seats' AND costs_unknown = 0 AND seats_unknown = 0 AND rates_unknown = 0
                    THEN divided(cost_in_revenue_currency, seats_bought)
            END AS unit_cost,
            CASE
                WHEN charge_model = 'usage' AND total_unknown IS NULL AND lines > 0 THEN monthly_revenue
                WHEN charge_model = 'seats' AND prices_unknown = 0 AND quantities_unknown = 0 AND rates_unknown = 0
                    AND lines > 0 AND NOT may_count_periods
                    -- A line without a price beside a bundle says that the bundle has it.
                    AND NOT (covered AND monthly_revenue = 0)
                    THEN divided(monthly_revenue, seats_contracted)
            END AS unit_price,
            CASE WHEN total_unknown IS NULL THEN monthly_revenue - cost_in_revenue_currency END AS monthly_profit
        FROM compared
    )
SELECT
    psa,
    psa_customer_id,
    customer_key,
    customer_name,
    product_key,
    product_name,
    charge_model,
    vendors,
    vendor_label(vendors) AS vendor,
    lines,
    seats_bought,
    seats_unknown,
    seats_contracted,
    CASE charge_model WHEN 'seats' THEN least(seats_bought, seats_contracted) END AS seats_compared,
    money_currency AS currency,
    unit_cost,
    unit_price,
    unit_cost_low,
    unit_cost_high,
    divided(unit_price - unit_cost, unit_price) AS margin,
    divided(unit_price - unit_cost, unit_cost) AS markup,
    CASE WHEN total_unknown IS NULL THEN cost_in_revenue_currency END AS monthly_cost,
    CASE WHEN total_unknown IS NULL THEN monthly_revenue END AS monthly_revenue,
    monthly_profit,
    divided(monthly_profit, CASE WHEN total_unknown IS NULL THEN monthly_revenue END) AS monthly_margin,
    total_unknown AS unknown_because,
    monthly_cost AS known_cost,
    cost_currency AS known_cost_currency,
    monthly_revenue AS known_revenue,
    revenue_currency AS known_revenue_currency,
    cost_estimated OR converted AS estimated,
    fx,
    evidence_name(mapping_rank) AS confidence,
    fresh,
    doubt
FROM by_unit;

COMMENT ON MACRO TABLE margin_as_of IS 'One row per customer and product on a day; columns as in margin.';

CREATE OR REPLACE VIEW margin AS FROM margin_as_of(analysis_day());

COMMENT ON VIEW margin IS 'One row per customer and product: what it earns in a month. margin and markup are of one unit, monthly_profit and monthly_margin of all that is bought and billed. Margin is a share of the price, markup a share of the cost: a markup of 20 % is a margin of 16.7 %. If the profit is unknown, unknown_because says why.';
COMMENT ON COLUMN margin.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN margin.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN margin.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN margin.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN margin.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN margin.product_name IS 'Its name.';
COMMENT ON COLUMN margin.charge_model IS 'seats, or usage: then the unit is all that was used in the last whole month.';
COMMENT ON COLUMN margin.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN margin.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN margin.lines IS 'Contract lines that are linked to it.';
COMMENT ON COLUMN margin.seats_bought IS 'Seats bought for certain.';
COMMENT ON COLUMN margin.seats_unknown IS 'Subscriptions without a known number of seats, and rejected rows that may be more of them.';
COMMENT ON COLUMN margin.seats_contracted IS 'Units that contract lines bill.';
COMMENT ON COLUMN margin.seats_compared IS 'The seats that are both bought and billed: the ones that unit_cost and unit_price refer to.';
COMMENT ON COLUMN margin.currency IS 'ISO 4217 code of all amounts but the known ones.';
COMMENT ON COLUMN margin.unit_cost IS 'What a seat costs in a month, on average over the terms; null is unknown.';
COMMENT ON COLUMN margin.unit_price IS 'What a unit is billed at in a month, on average over the lines; null is unknown.';
COMMENT ON COLUMN margin.unit_cost_low IS 'The cost of the cheapest seat; it differs from unit_cost_high where terms differ.';
COMMENT ON COLUMN margin.unit_cost_high IS 'The cost of the dearest seat.';
COMMENT ON COLUMN margin.margin IS 'The margin of one unit: (unit_price − unit_cost) ÷ unit_price: 0.2 is 20 %. Null where the price is 0. Of all that is bought and billed: monthly_margin.';
COMMENT ON COLUMN margin.markup IS 'The markup of one unit: (unit_price − unit_cost) ÷ unit_cost.';
COMMENT ON COLUMN margin.monthly_cost IS 'What all seats cost in a month; null where the row''s profit is unknown.';
COMMENT ON COLUMN margin.monthly_revenue IS 'What all units bring in a month; null where the row''s profit is unknown.';
COMMENT ON COLUMN margin.monthly_profit IS 'monthly_revenue less monthly_cost, uncontracted and over-billed seats included.';
COMMENT ON COLUMN margin.monthly_margin IS 'The margin of the row: monthly_profit ÷ monthly_revenue. It differs from that of a unit where seats are not billed, or units are not bought. Null where nothing is billed.';
COMMENT ON COLUMN margin.unknown_because IS 'Why the profit is unknown; null where it is known.';
COMMENT ON COLUMN margin.known_cost IS 'The cost in a month as far as it is known, in known_cost_currency.';
COMMENT ON COLUMN margin.known_cost_currency IS 'ISO 4217 code of known_cost.';
COMMENT ON COLUMN margin.known_revenue IS 'The revenue in a month as far as it is known, in known_revenue_currency.';
COMMENT ON COLUMN margin.known_revenue_currency IS 'ISO 4217 code of known_revenue.';
COMMENT ON COLUMN margin.estimated IS 'Whether an amount is based on a catalogue price or a converted currency.';
COMMENT ON COLUMN margin.fx IS 'The rates that were used, with their days.';
COMMENT ON COLUMN margin.confidence IS 'The weakest link that it is based on: exact, confirmed, inferred or estimated.';
COMMENT ON COLUMN margin.fresh IS 'Whether everything that it is based on was read completely.';
COMMENT ON COLUMN margin.doubt IS 'Why a row of the distributor that may belong to it was rejected; null if none was. See doubts.';
