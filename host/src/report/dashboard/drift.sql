WITH
    weeks AS (FROM seat_weeks_as_of({day}, 13)),
    changes AS (
        SELECT
            customer_key, product_key,
            arg_min(seats, iso_week) AS seats_before,
            arg_max(seats, iso_week) AS seats_now
        FROM weeks
        WHERE seats IS NOT NULL
        GROUP BY customer_key, product_key
    ),
    largest AS (
        SELECT *, row_number() OVER (ORDER BY abs(seats_now - seats_before) DESC, customer_key, product_key) AS place
        FROM changes
        WHERE seats_now <> seats_before
        QUALIFY place <= {charts}
    )
SELECT
    largest.place,
    weeks.customer_name,
    weeks.product_name,
    weeks.vendor,
    weeks.iso_week,
    weeks.seats,
    largest.seats_before,
    largest.seats_now,
    weeks.product_key
FROM largest
JOIN weeks ON weeks.customer_key = largest.customer_key AND weeks.product_key = largest.product_key
ORDER BY largest.place, weeks.iso_week
