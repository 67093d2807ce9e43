-- Products that are sold for less than the MSP accepts.
CREATE OR REPLACE MACRO below_margin_as_of(on_day) AS TABLE
WITH
    products AS MATERIALIZED (
        -- A price of 0 has no margin, and is below any cost.
        SELECT * FROM margin_as_of(on_day) WHERE margin IS NOT NULL OR unit_price < unit_cost
    ),
    -- Customer and product, then customer, then product, then distributor, then all; the stricter of equals.
    applicable AS (
        SELECT
            products.customer_key, products.product_key, products.charge_model,
            rules.minimum_margin,
            4 * (rules.psa_customer_id IS NOT NULL)::INTEGER + 2 * (rules.product_key IS NOT NULL)::INTEGER
                + (rules.vendor IS NOT NULL)::INTEGER AS precision
        FROM products
        JOIN margin_rules_by_family() AS rules
            ON (rules.psa IS NULL OR rules.psa = products.psa)
            AND (rules.psa_customer_id IS NULL OR rules.psa_customer_id = products.psa_customer_id)
            AND (rules.product_key IS NULL OR rules.product_key = products.product_key)
            AND (rules.vendor IS NULL OR list_contains(products.vendors, rules.vendor))
    ),
    minimums AS (
        SELECT customer_key, product_key, charge_model, arg_max(minimum_margin, (precision, minimum_margin)) AS minimum_margin
        FROM applicable
        GROUP BY customer_key, product_key, charge_model
    ),
    judged AS (
        SELECT
            products.*,
            coalesce(minimums.minimum_margin, analysis_settings().minimum_margin) AS minimum_margin,
            divided(unit_cost, 1 - coalesce(minimums.minimum_margin, analysis_settings().minimum_margin)) AS price_needed,
            -- Units that nobody bought cost nothing, and seats that nobody bills are leakage.
            CASE products.charge_model WHEN 'usage' THEN 1 ELSE seats_compared END AS units
        FROM products
        LEFT JOIN minimums
            ON minimums.customer_key = products.customer_key
            AND minimums.product_key = products.product_key
            AND minimums.charge_model = products.charge_model
    ),
    amounts AS (
        SELECT
            *,
            CASE WHEN unit_price < unit_cost THEN times(units, unit_cost - unit_price) END AS monthly_loss,
            times(units, price_needed - unit_price) AS monthly_shortfall
        FROM judged
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
    vendor,
    CASE WHEN unit_price < unit_cost THEN 'negative_margin' ELSE 'below_margin' END AS class,
    seats_compared AS seats,
    currency,
    unit_cost,
    unit_price,
    margin,
    minimum_margin,
    price_needed,
    monthly_loss,
    monthly_shortfall,
    coalesce(monthly_loss, monthly_shortfall) AS monthly_amount,
    estimated,
    fx,
    confidence,
    fresh
FROM amounts
WHERE (margin < minimum_margin OR unit_price < unit_cost)
    -- Usage that is sold for less than it costs is leakage, and counts once.
    AND NOT (charge_model = 'usage' AND unit_price < unit_cost);

COMMENT ON MACRO TABLE below_margin_as_of IS 'One row per customer and product that earns too little on a day; columns as in below_margin.';

CREATE OR REPLACE VIEW below_margin AS FROM below_margin_as_of(analysis_day());

COMMENT ON VIEW below_margin IS 'One row per customer and product that is sold for less than the least margin that the MSP accepts (margin_rules, else the setting). Money is per month.';
COMMENT ON COLUMN below_margin.psa IS 'The PSA instance of the customer.';
COMMENT ON COLUMN below_margin.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN below_margin.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN below_margin.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN below_margin.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN below_margin.product_name IS 'Its name.';
COMMENT ON COLUMN below_margin.charge_model IS 'seats or usage.';
COMMENT ON COLUMN below_margin.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN below_margin.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN below_margin.class IS 'negative_margin: it is sold for less than it costs; else below_margin.';
COMMENT ON COLUMN below_margin.seats IS 'The seats that are both bought and billed: the ones that the amounts refer to. Null for usage.';
COMMENT ON COLUMN below_margin.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN below_margin.unit_cost IS 'What a seat costs in a month, on average.';
COMMENT ON COLUMN below_margin.unit_price IS 'What a unit is billed at in a month, on average.';
COMMENT ON COLUMN below_margin.margin IS '(unit_price − unit_cost) ÷ unit_price; null where the price is 0.';
COMMENT ON COLUMN below_margin.minimum_margin IS 'The least margin that is accepted, as a fraction of the price.';
COMMENT ON COLUMN below_margin.price_needed IS 'The price at which that margin is met: unit_cost ÷ (1 − minimum_margin).';
COMMENT ON COLUMN below_margin.monthly_loss IS 'What is lost in a month: (unit_cost − unit_price) × seats; null where nothing is lost.';
COMMENT ON COLUMN below_margin.monthly_shortfall IS 'What is missing to the least margin in a month: (price_needed − unit_price) × seats. This is not a loss.';
COMMENT ON COLUMN below_margin.monthly_amount IS 'What the class is about: monthly_loss of a negative margin, else monthly_shortfall.';
COMMENT ON COLUMN below_margin.estimated IS 'Whether an amount is based on a catalogue price or a converted currency.';
COMMENT ON COLUMN below_margin.fx IS 'The rates that were used, with their days.';
COMMENT ON COLUMN below_margin.confidence IS 'The weakest link that it is based on: exact, confirmed, inferred or estimated.';
COMMENT ON COLUMN below_margin.fresh IS 'Whether everything that it is based on was read completely.';
