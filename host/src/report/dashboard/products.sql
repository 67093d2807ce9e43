SELECT
    min(product_name) AS product,
    product_key,
    array_to_string(list_transform(list_sort(list_distinct(flatten(list(vendors)))), lambda vendor: vendor_name(vendor)), ', ')
        AS distributors,
    count(DISTINCT customer_key) AS customers,
    coalesce(currency, known_cost_currency, known_revenue_currency) AS money_currency,
    sum(seats_bought) AS seats_bought,
    sum(seats_contracted) AS seats_contracted,
    cents(sum(monthly_revenue) FILTER (unknown_because IS NULL)) AS revenue,
    cents(sum(monthly_cost) FILTER (unknown_because IS NULL)) AS cost,
    cents(sum(monthly_profit)) AS profit,
    in_percent(divided(sum(monthly_profit), sum(monthly_revenue) FILTER (unknown_because IS NULL)))
        AS margin_percent,
    count(*) FILTER (unknown_because IS NOT NULL) AS unknown
FROM margin_as_of({day})
GROUP BY product_key, money_currency
ORDER BY sum(monthly_profit) NULLS LAST, product, product_key, money_currency NULLS LAST
LIMIT {most}
