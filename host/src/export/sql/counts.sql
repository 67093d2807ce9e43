-- One row per customer, product and distributor: the seats that are bought there. What is billed, and what bundles
-- cover, stands in the row of the only distributor, else in one of its own: a contract does not say whose seats it bills.
WITH
    compared AS MATERIALIZED (
        SELECT
            customer_key, psa, psa_customer_id, customer_name, product_key, product_name, fresh, doubt,
            CASE
                WHEN quantities_unknown = 0 AND (lines > 0 OR mapping IN ('linked', 'known')) THEN seats_contracted
            END AS seats_billed,
            CASE
                WHEN quantities_unknown = 0 AND (lines > 0 OR mapping IN ('linked', 'known')) THEN seats_covered
            END AS seats_covered
        FROM license_rollup_as_of(getvariable('export_day')::DATE)
        WHERE charge_model = 'seats'
    ),
    bought AS MATERIALIZED (
        SELECT
            customer_key, product_key, vendor,
            list_sort(list(DISTINCT connection || '/' || customer_id)) AS vendor_customers,
            coalesce(sum(seats) FILTER (standing = 'billable'), 0) AS seats_bought,
            count(*) FILTER (standing = 'billable' AND seats IS NULL) AS bought_unknown,
            coalesce(sum(seats) FILTER (is_in_suspense(standing)), 0) AS seats_in_doubt,
            count(*) FILTER (is_in_suspense(standing) AND seats IS NULL) AS in_doubt_unknown
        FROM subscription_money_as_of(getvariable('export_day')::DATE)
        WHERE charge_model <> 'usage' AND standing NOT IN ('ended', 'one_time')
        GROUP BY customer_key, product_key, vendor
    ),
    vendors AS (
        SELECT customer_key, product_key, count(*) AS vendors FROM bought GROUP BY customer_key, product_key
    ),
    counted AS (
        SELECT
            compared.*,
            bought.vendor,
            bought.vendor_customers,
            CASE WHEN bought.bought_unknown = 0 AND compared.doubt IS NULL THEN bought.seats_bought END AS seats_bought,
            CASE WHEN bought.in_doubt_unknown = 0 THEN bought.seats_in_doubt END AS seats_in_doubt,
            CASE WHEN vendors.vendors = 1 THEN compared.seats_billed END AS seats_billed_here,
            CASE WHEN vendors.vendors = 1 THEN compared.seats_covered END AS seats_covered_here
        FROM compared
        JOIN bought ON bought.customer_key = compared.customer_key AND bought.product_key = compared.product_key
        JOIN vendors ON vendors.customer_key = compared.customer_key AND vendors.product_key = compared.product_key
        UNION ALL
        SELECT compared.*, NULL, NULL, NULL, NULL, compared.seats_billed, compared.seats_covered
        FROM compared
        LEFT JOIN vendors ON vendors.customer_key = compared.customer_key AND vendors.product_key = compared.product_key
        WHERE coalesce(vendors.vendors, 0) <> 1 AND compared.seats_billed IS NOT NULL
    )
SELECT
    customer_key,
    psa,
    psa_customer_id,
    customer_name,
    array_to_string(vendor_customers, ' ') AS vendor_customers,
    product_key,
    product_name,
    vendor,
    vendor_name(vendor) AS vendor_name,
    without_zeros(seats_bought) AS seats_bought,
    without_zeros(seats_in_doubt) AS seats_in_doubt,
    without_zeros(seats_billed_here) AS seats_billed,
    without_zeros(seats_covered_here) AS seats_covered,
    CASE WHEN fresh THEN 'yes' ELSE 'no' END AS fresh
FROM counted
ORDER BY customer_name, customer_key, product_name, product_key, vendor NULLS LAST
