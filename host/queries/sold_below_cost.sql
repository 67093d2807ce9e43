-- What is sold for less than it costs, or not billed at all, in the last billing period.
WITH lines AS (
    SELECT charges.vendor, coalesce(customers.name, charges.customer_name) AS customer,
        coalesce(sku, product_name) AS sku, product_name, currency, direction, amount
    FROM charges
    LEFT JOIN customers ON customers.connection = charges.connection AND customers.id = charges.customer_id
    WHERE charges.missing_since IS NULL
    QUALIFY billing_period_from = max(billing_period_from) OVER (PARTITION BY charges.connection)
)
SELECT vendor, customer, any_value(product_name) AS product, currency,
    sum(amount) FILTER (direction = 'payable')::DECIMAL(18, 2) AS cost,
    sum(amount) FILTER (direction = 'receivable')::DECIMAL(18, 2) AS price,
    cost - coalesce(price, 0) AS loss
FROM lines
GROUP BY vendor, customer, sku, currency
HAVING loss > 0
ORDER BY loss DESC
LIMIT 20
