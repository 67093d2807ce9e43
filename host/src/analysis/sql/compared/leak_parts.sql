-- Which seats of which subscription make up the cost of the uncontracted ones.
CREATE OR REPLACE MACRO leak_parts_as_of(on_day) AS TABLE
WITH
{parts/bought}
{parts/billed}
{parts/compared}
{parts/costs}
SELECT
    customer_key,
    product_key,
    connection,
    subscription_id,
    taken::DECIMAL(18, 6) AS seats,
    unit_cost,
    cost_cycle_months,
    taken_cost AS monthly_cost
FROM taken_costs
WHERE taken > 0;

COMMENT ON MACRO TABLE leak_parts_as_of IS 'One row per subscription that uncontracted seats are counted of on a day: the cheapest seats first.';
