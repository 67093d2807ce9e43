-- One row per product and month: the seats at the end of the month.
WITH
    products AS (
        SELECT product_key, arg_max(product_name, month_end) AS product_name, max(seats_bought) AS most
        FROM months
        WHERE charge_model = 'seats' AND (seats_bought > 0 OR seats_unknown > 0)
        GROUP BY product_key
    )
SELECT
    products.product_name,
    products.product_key,
    strftime(month_ends.month_end, '%Y-%m') AS month,
    CASE WHEN known.bought < end_of_day(month_ends.month_end) AND coalesce(months.seats_unknown, 0) = 0
        THEN coalesce(months.seats_bought, 0) END AS seats
FROM products
CROSS JOIN month_ends
CROSS JOIN known_since AS known
LEFT JOIN months
    ON months.product_key = products.product_key
    AND months.month_end = month_ends.month_end
    AND months.charge_model = 'seats'
ORDER BY products.most DESC, products.product_name, products.product_key, month_ends.month_end
