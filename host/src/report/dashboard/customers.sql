SELECT
    customer_name,
    currency,
    products,
    cents(monthly_revenue) AS revenue,
    cents(monthly_cost) AS cost,
    cents(monthly_profit) AS profit,
    in_percent(margin) AS margin_percent,
    products_unknown,
    cents(cost_unknown_margin) AS cost_unknown_margin,
    CASE WHEN estimated THEN 'yes' ELSE 'no' END AS estimated
FROM customer_margin_as_of({day})
ORDER BY monthly_profit NULLS LAST, customer_name, currency NULLS LAST
LIMIT {most}
