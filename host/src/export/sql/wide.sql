-- One row per customer and product: the seats that are bought, over all distributors.
SELECT
    customer_key,
    psa,
    psa_customer_id,
    customer_name,
    product_key,
    product_name,
    CASE WHEN seats_unknown = 0 THEN without_zeros(seats_bought) END AS seats_bought
FROM license_rollup_as_of(getvariable('export_day')::DATE)
WHERE charge_model = 'seats' AND len(vendors) > 0
ORDER BY customer_name, customer_key, product_name, product_key
