-- What there is before anything of a PSA was imported, when nothing can be compared: what customers pay.
CREATE OR REPLACE TEMP TABLE finding_compared AS
SELECT customer_key, product_key, charge_model, 'not_compared' AS mapping, cost_currency, sum(monthly_cost)::DECIMAL(38, 6) AS monthly_cost
FROM finding_subscriptions
WHERE standing = 'billable'
GROUP BY ALL;
