SELECT
    coalesce(currency, 'unknown') AS currency,
    products,
    cents(monthly_revenue) AS revenue,
    cents(monthly_cost) AS cost,
    cents(monthly_profit) AS profit,
    in_percent(margin) AS margin_percent,
    products_unknown,
    cents(cost_unknown_margin) AS cost_unknown_margin,
    estimated
FROM customer_margin_as_of({day})
WHERE customer_key = {customer}
ORDER BY currency
