-- How the gap between what is bought and what is billed moved within a week.
CREATE OR REPLACE MACRO contract_drift_as_of(on_day) AS TABLE
SELECT
    present.psa,
    present.psa_customer_id,
    present.customer_key,
    present.customer_name,
    present.product_key,
    present.product_name,
    present.vendors,
    vendor_label(present.vendors) AS vendor,
    present.seats_bought,
    present.seats_contracted,
    before.gap AS gap_before,
    present.gap AS gap_now,
    present.gap - before.gap AS change,
    sign(before.gap) * sign(present.gap) > 0 AS drifting,
    present.fresh
FROM contract_gap_as_of(on_day) AS present
LEFT JOIN contract_gap_as_of(on_day::DATE - 7) AS before
    ON before.customer_key = present.customer_key AND before.product_key = present.product_key
WHERE present.gap <> 0 OR before.gap <> 0;

COMMENT ON MACRO TABLE contract_drift_as_of IS 'One row per customer and product whose two sides differ on a day or differed a week before; columns as in contract_drift.';

CREATE OR REPLACE VIEW contract_drift AS FROM contract_drift_as_of(analysis_day());

COMMENT ON VIEW contract_drift IS 'One row per customer and product whose seats bought and those billed, given or covered differ, today or a week ago.';
COMMENT ON COLUMN contract_drift.psa IS 'The PSA instance of the customer.';
COMMENT ON COLUMN contract_drift.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN contract_drift.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN contract_drift.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN contract_drift.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN contract_drift.product_name IS 'Its name.';
COMMENT ON COLUMN contract_drift.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN contract_drift.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN contract_drift.seats_bought IS 'Seats bought today.';
COMMENT ON COLUMN contract_drift.seats_contracted IS 'Units that contract lines bill today.';
COMMENT ON COLUMN contract_drift.gap_before IS 'Seats bought and not billed a week ago; below 0: billed and not bought. Null where the row was not there.';
COMMENT ON COLUMN contract_drift.gap_now IS 'The same today.';
COMMENT ON COLUMN contract_drift.change IS 'gap_now less gap_before.';
COMMENT ON COLUMN contract_drift.drifting IS 'Whether both gaps have the same sign, so it is not a passing difference of one week.';
COMMENT ON COLUMN contract_drift.fresh IS 'Whether everything that it is based on was read completely.';
