SELECT
    ends_on, days_left, kind, customer_name AS customer, product_name AS product, vendor, auto_renew, seats,
    reducible_now, reducible_until, reducible_from, cents(monthly_cost) AS monthly_cost, currency
FROM renewals_as_of({day})
WHERE days_left BETWEEN 0 AND 30
ORDER BY ends_on, customer_name, product_name, subscription_id
LIMIT {shown_renewals}
