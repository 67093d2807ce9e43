-- Counted before customers are listed, so that a thousand rows that may be anybody's stay one.
CREATE OR REPLACE MACRO doubted_as_of(on_day) AS TABLE
WITH
    counted AS (
        SELECT
            customer_key, product_key, reach,
            CASE reach WHEN 'distributor' THEN connection END AS connection,
            count(*) FILTER (touches = 'seats') AS seat_rows,
            count(*) FILTER (touches = 'cost') AS cost_rows,
            count(*) FILTER (touches = 'assigned') AS meter_rows,
            vendor_name(min(vendor)) || ': ' || min(reason) FILTER (touches <> 'assigned') AS example
        FROM doubts_as_of(on_day)
        WHERE reach <> 'nothing'
        GROUP BY ALL
    ),
    listed AS (
        SELECT
            coalesce(owners.psa || '/' || owners.psa_customer_id, customers.connection || '/' || customers.id) AS customer_key,
            customers.connection
        FROM customers
        LEFT JOIN customer_owners AS owners
            ON owners.connection = customers.connection AND owners.customer_id = customers.id
    ),
    spread AS (
        SELECT customer_key, product_key, true AS is_own, seat_rows, cost_rows, meter_rows, example
        FROM counted
        WHERE reach IN ('product', 'customer')
        UNION ALL
        SELECT listed.customer_key, product_key, false, seat_rows, cost_rows, meter_rows, example
        FROM counted
        JOIN listed ON listed.connection = counted.connection
        WHERE reach = 'distributor'
        UNION ALL
        SELECT people.psa || '/' || people.id, product_key, false, seat_rows, cost_rows, meter_rows, example
        FROM counted
        CROSS JOIN psa_customers AS people
        WHERE reach = 'everybody'
    )
SELECT
    customer_key,
    product_key,
    coalesce(sum(seat_rows) FILTER (is_own), 0)::BIGINT AS seat_rows,
    coalesce(sum(seat_rows) FILTER (NOT is_own), 0)::BIGINT AS seat_rows_of_anybody,
    coalesce(sum(cost_rows), 0)::BIGINT AS cost_rows,
    coalesce(sum(meter_rows), 0)::BIGINT AS meter_rows,
    min(example) FILTER (is_own) AS example
FROM spread
GROUP BY customer_key, product_key;

COMMENT ON MACRO TABLE doubted_as_of IS 'One row per customer and product (null: all its products) that rejected rows put in doubt: how many rows name the customer (seat_rows) or may belong to it (seat_rows_of_anybody), how many concern the cost and the seats in use, and why one was rejected.';
