SELECT
    count(*) AS products,
    sum(seats_added) AS added,
    sum(seats_removed) AS removed,
    sum(seats_added) - sum(seats_removed) AS growth,
    sum(seats_term_changed) AS term_changed
FROM seat_drift_as_of({day})
WHERE iso_week = {week}
HAVING count(*) > 0
