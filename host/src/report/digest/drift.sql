SELECT
    customer_name AS customer, product_name AS product, vendor, seats_before AS before, seats_now AS now,
    seats_added AS added, seats_removed AS removed, seats_term_changed AS term_changed
FROM seat_drift_as_of({day})
WHERE iso_week = {week}
ORDER BY abs(seats_now - seats_before) DESC, customer_name, product_name, product_key
LIMIT {shown}
