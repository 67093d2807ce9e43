-- One row per customer and currency: the totals of its products.
CREATE OR REPLACE MACRO customer_margin_as_of(on_day) AS TABLE
WITH
    products AS MATERIALIZED (FROM margin_as_of(on_day)),
    totals AS (
        SELECT
            psa, psa_customer_id, customer_key, min(customer_name) AS customer_name, currency,
            count(*) AS products,
            sum(monthly_cost)::DECIMAL(38, 6) AS monthly_cost,
            sum(monthly_revenue)::DECIMAL(38, 6) AS monthly_revenue,
            bool_or(estimated) AS estimated
        FROM products
        WHERE unknown_because IS NULL AND currency IS NOT NULL
        GROUP BY psa, psa_customer_id, customer_key, currency
    ),
    -- What has no margin stays visible in its own currency.
    unknown AS (
        SELECT
            psa, psa_customer_id, customer_key, min(customer_name) AS customer_name,
            coalesce(known_cost_currency, known_revenue_currency) AS currency,
            count(*) AS products_unknown,
            sum(known_cost) FILTER (known_cost_currency IS NOT NULL)::DECIMAL(38, 6) AS cost_unknown_margin
        FROM products
        WHERE unknown_because IS NOT NULL
        GROUP BY psa, psa_customer_id, customer_key, coalesce(known_cost_currency, known_revenue_currency)
    )
SELECT
    coalesce(totals.psa, unknown.psa) AS psa,
    coalesce(totals.psa_customer_id, unknown.psa_customer_id) AS psa_customer_id,
    coalesce(totals.customer_key, unknown.customer_key) AS customer_key,
    coalesce(totals.customer_name, unknown.customer_name) AS customer_name,
    coalesce(totals.currency, unknown.currency) AS currency,
    coalesce(totals.products, 0) AS products,
    totals.monthly_revenue,
    totals.monthly_cost,
    totals.monthly_revenue - totals.monthly_cost AS monthly_profit,
    divided(totals.monthly_revenue - totals.monthly_cost, totals.monthly_revenue) AS margin,
    divided(totals.monthly_revenue - totals.monthly_cost, totals.monthly_cost) AS markup,
    coalesce(unknown.products_unknown, 0) AS products_unknown,
    unknown.cost_unknown_margin,
    coalesce(totals.estimated, false) AS estimated
FROM totals
FULL JOIN unknown
    ON unknown.customer_key = totals.customer_key AND unknown.currency = totals.currency;

COMMENT ON MACRO TABLE customer_margin_as_of IS 'One row per customer and currency on a day; columns as in customer_margin.';

CREATE OR REPLACE VIEW customer_margin AS FROM customer_margin_as_of(analysis_day());

COMMENT ON VIEW customer_margin IS 'One row per customer and currency: the margin of all products whose cost and revenue are known, and beside it what is unknown.';
COMMENT ON COLUMN customer_margin.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN customer_margin.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN customer_margin.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN customer_margin.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN customer_margin.currency IS 'ISO 4217 code of the amounts; null for products whose currency is unknown too.';
COMMENT ON COLUMN customer_margin.products IS 'Products that are in the totals.';
COMMENT ON COLUMN customer_margin.monthly_revenue IS 'What their contract lines bring in a month.';
COMMENT ON COLUMN customer_margin.monthly_cost IS 'What their seats cost in a month.';
COMMENT ON COLUMN customer_margin.monthly_profit IS 'monthly_revenue less monthly_cost.';
COMMENT ON COLUMN customer_margin.margin IS 'monthly_profit ÷ monthly_revenue; null where nothing is billed.';
COMMENT ON COLUMN customer_margin.markup IS 'monthly_profit ÷ monthly_cost; null where nothing is spent.';
COMMENT ON COLUMN customer_margin.products_unknown IS 'Products that are not in the totals because their margin is unknown; see margin.unknown_because.';
COMMENT ON COLUMN customer_margin.cost_unknown_margin IS 'What those cost in a month, as far as it is known.';
COMMENT ON COLUMN customer_margin.estimated IS 'Whether the totals are based on a catalogue price or a converted currency.';
