-- What each customer earns in the last billing period: cost, price and margin, worst first.
WITH lines AS (
    SELECT charges.vendor, coalesce(customers.name, charges.customer_name) AS customer, currency, direction, amount
    FROM charges
    LEFT JOIN customers ON customers.connection = charges.connection AND customers.id = charges.customer_id
    WHERE charges.missing_since IS NULL
    QUALIFY billing_period_from = max(billing_period_from) OVER (PARTITION BY charges.connection)
)
SELECT vendor, customer, currency,
    sum(amount) FILTER (direction = 'payable')::DECIMAL(18, 2) AS cost,
    sum(amount) FILTER (direction = 'receivable')::DECIMAL(18, 2) AS price,
    price - cost AS margin,
    count(*) FILTER (amount IS NULL) AS unknown_amounts
FROM lines
GROUP BY vendor, customer, currency
ORDER BY margin NULLS FIRST
LIMIT 20
