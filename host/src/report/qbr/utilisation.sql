WITH
    -- Seats that nobody states are unknown, and so is what of them is not assigned.
    bought AS (
        SELECT product_name, product_key, seats_assigned, seats_bought > 0 OR seats_unknown > 0 AS is_bought,
            CASE WHEN seats_unknown = 0 THEN seats_bought END AS seats_bought
        FROM license_rollup_as_of({day})
        WHERE customer_key = {customer} AND charge_model = 'seats'
    )
SELECT
    product_name,
    seats_bought,
    seats_assigned,
    CASE WHEN seats_assigned IS NOT NULL AND seats_bought IS NOT NULL THEN greatest(seats_bought - seats_assigned, 0) END AS unassigned,
    in_percent(divided(seats_assigned, seats_bought)) AS assigned_percent
FROM bought
WHERE is_bought
ORDER BY unassigned DESC NULLS LAST, product_name, product_key
