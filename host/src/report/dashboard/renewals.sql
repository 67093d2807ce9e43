SELECT
    ends_on,
    days_left,
    kind,
    customer_name,
    product_name,
    vendor,
    CASE WHEN auto_renew THEN 'yes' WHEN NOT auto_renew THEN 'no' END AS renews_by_itself,
    seats,
    reducible_now,
    local_day(reducible_until) AS reducible_until,
    reducible_from,
    cents(monthly_cost) AS monthly_cost,
    currency,
    CASE WHEN extended_term_risk THEN 'yes' ELSE 'no' END AS extended_term_risk,
    product_key
FROM renewals_as_of({day})
ORDER BY ends_on NULLS LAST, customer_name, product_name, subscription_id
LIMIT {most}
