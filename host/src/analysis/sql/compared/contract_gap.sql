-- How many seats are bought and not billed; below 0 where more is billed than is bought. Without money.
CREATE OR REPLACE MACRO contract_gap_as_of(on_day) AS TABLE
WITH
{parts/bought}
{parts/billed}
{parts/compared}
SELECT
    psa,
    psa_customer_id,
    customer_key,
    customer_name,
    product_key,
    product_name,
    vendors,
    seats_bought,
    seats_contracted,
    short - coalesce(seats_over_billed, 0) AS gap,
    all_fresh AS fresh
FROM judged
WHERE charge_model = 'seats'
    AND mapping IN ('linked', 'known')
    AND quantities_unknown = 0
    AND product_doubts = 0
    -- Where it cannot be known whether too much is billed, the gap cannot either.
    AND (lines = 0 OR seats_over_billed IS NOT NULL);

COMMENT ON MACRO TABLE contract_gap_as_of IS 'One row per customer and product that is linked on a day: gap is seats_uncontracted less seats_over_billed.';
