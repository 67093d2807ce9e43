,
    vendor_name(vendor) AS distributor,
    CASE WHEN standing = 'billable' OR unit_cost > 0 THEN cents(monthly_cost) END AS monthly_cost,
    cost_currency
