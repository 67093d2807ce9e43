SELECT
    kind,
    customer_name,
    product_name,
    vendor,
    replace(decision, '_', ' ') AS decision,
    products,
    seats,
    cents(monthly_cost) AS monthly_cost,
    currency,
    costs_unknown,
    CASE WHEN estimated THEN 'yes' ELSE 'no' END AS estimated,
    product_key
FROM unmatched_as_of({day})
ORDER BY list_position(['customer', 'charge', 'product'], kind), monthly_cost DESC NULLS LAST, customer_name, product_key, currency
LIMIT {most}
