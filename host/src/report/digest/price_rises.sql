WITH rises AS (
    SELECT *
    FROM price_changes_as_of({day})
    WHERE monthly_cost_change > 0 AND passed_on IN ('no', 'partly')
)
SELECT
    customer_name AS customer, product_name AS product, vendor, changed_on, seats,
    old_cost, new_cost, cents(monthly_cost_change) AS more_per_month, currency, passed_on
FROM rises
ORDER BY monthly_cost_change DESC, customer_name, product_name, subscription_id
LIMIT {shown}
