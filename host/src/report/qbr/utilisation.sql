SELECT
    product_name,
    seats_bought,
    seats_assigned,
    CASE WHEN seats_assigned IS NOT NULL THEN greatest(seats_bought - seats_assigned, 0) END AS unassigned,
    in_percent(divided(seats_assigned, seats_bought)) AS assigned_percent
FROM license_rollup_as_of({day})
WHERE customer_key = {customer} AND charge_model = 'seats' AND seats_bought > 0
ORDER BY unassigned DESC NULLS LAST, product_name, product_key
