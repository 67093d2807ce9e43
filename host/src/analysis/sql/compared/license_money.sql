-- The same money without any conversion: one row per customer, product and currency.
CREATE OR REPLACE MACRO license_money_as_of(on_day) AS TABLE
WITH
    members AS MATERIALIZED (
        SELECT customer_key, product_key, cost_currency, standing, monthly_cost FROM subscription_money_as_of(on_day)
    ),
    parts AS (
        SELECT
            customer_key, product_key, cost_currency AS currency,
            monthly_cost AS cost,
            NULL::DECIMAL(38, 6) AS cost_in_doubt,
            NULL::DECIMAL(38, 6) AS revenue
        FROM members
        WHERE standing = 'billable' AND monthly_cost IS NOT NULL AND cost_currency IS NOT NULL
        UNION ALL
        SELECT customer_key, product_key, cost_currency, NULL, monthly_cost, NULL
        FROM members
        WHERE standing = 'in_doubt' AND monthly_cost IS NOT NULL AND cost_currency IS NOT NULL
        UNION ALL
        SELECT customer_key, product_key, currency, NULL, NULL, monthly_revenue
        FROM contract_line_money_as_of(on_day)
        WHERE standing = 'billed' AND product_key IS NOT NULL AND monthly_revenue IS NOT NULL AND currency IS NOT NULL
    )
SELECT
    customer_key,
    product_key,
    currency,
    sum(cost)::DECIMAL(38, 6) AS monthly_cost,
    sum(cost_in_doubt)::DECIMAL(38, 6) AS monthly_cost_in_doubt,
    sum(revenue)::DECIMAL(38, 6) AS monthly_revenue
FROM parts
GROUP BY customer_key, product_key, currency;

COMMENT ON MACRO TABLE license_money_as_of IS 'One row per customer, product and currency on a day; columns as in license_money.';

CREATE OR REPLACE VIEW license_money AS FROM license_money_as_of(analysis_day());

COMMENT ON VIEW license_money IS 'One row per customer, product and currency: the monthly money of seats, as it is stated and never converted. What is charged by use is in license_rollup.';
COMMENT ON COLUMN license_money.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN license_money.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN license_money.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN license_money.monthly_cost IS 'What the distributors charge in a month, as far as it is known; null where no cost in that currency is known.';
COMMENT ON COLUMN license_money.monthly_cost_in_doubt IS 'What suspended, transferred and recently missing subscriptions cost in a month if they are still charged; null where there are none with a known cost.';
COMMENT ON COLUMN license_money.monthly_revenue IS 'What contract lines bring in a month, as far as it is known; null where no line of the product has that currency: a bundle may include it.';
