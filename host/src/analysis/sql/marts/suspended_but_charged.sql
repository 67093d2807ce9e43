-- Subscriptions that are suspended while the distributor goes on charging for them.
CREATE OR REPLACE MACRO suspended_but_charged_as_of(on_day) AS TABLE
WITH
    suspended AS (
        SELECT * FROM subscription_money_as_of(on_day) WHERE standing = 'in_doubt' AND standing_reason = 'suspended'
    ),
    -- Since when, where that is known: what was suspended before the first sync may have been so for years.
    last_active AS (
        SELECT history.connection, history.subscription_id, local_day(max(history.valid_to)) AS ended_on
        FROM subscription_history AS history
        SEMI JOIN suspended
            ON suspended.connection = history.connection AND suspended.subscription_id = history.subscription_id
        WHERE history.status = 'active' AND history.valid_to < end_of_day(on_day)
        GROUP BY history.connection, history.subscription_id
    ),
    billed AS (
        SELECT customer_key, product_key, sum(quantity_billed)::DECIMAL(18, 6) AS seats, count(*) - count(quantity_billed) AS unknown
        FROM contract_line_money_as_of(on_day)
        WHERE standing = 'billed' AND product_key IS NOT NULL
        GROUP BY customer_key, product_key
    ),
    dated AS (
        SELECT
            suspended.*,
            CASE suspended.status WHEN 'active' THEN local_day(customers.suspended_at) ELSE last_active.ended_on END AS suspended_on
        FROM suspended
        LEFT JOIN customers
            ON customers.connection = suspended.connection AND customers.id = suspended.customer_id
        LEFT JOIN last_active
            ON last_active.connection = suspended.connection AND last_active.subscription_id = suspended.subscription_id
    )
SELECT
    dated.psa,
    dated.psa_customer_id,
    dated.customer_key,
    dated.customer_name,
    dated.product_key,
    dated.product_name,
    dated.vendor AS vendor_id,
    vendor_name(dated.vendor) AS vendor,
    dated.connection,
    dated.subscription_id,
    dated.suspended_on,
    charges.charge_from,
    charges.charge_to,
    coalesce(charges.seats, dated.seats)::DECIMAL(18, 6) AS seats,
    charges.currency,
    charges.monthly_amount,
    CASE WHEN coalesce(billed.unknown, 0) = 0 THEN coalesce(billed.seats, 0) END AS seats_contracted,
    coalesce(dated.customer_basis, 'exact') AS confidence,
    dated.fresh
FROM dated
JOIN last_charges_as_of(on_day) AS charges
    ON charges.connection = dated.connection AND charges.subscription_id = dated.subscription_id
LEFT JOIN billed
    ON billed.customer_key = dated.customer_key AND billed.product_key = dated.product_key
WHERE coalesce(charges.monthly_amount, 1) > 0
    -- A bill for days before the suspension says nothing of the days after it.
    AND coalesce(charges.charge_to >= dated.suspended_on, true);

COMMENT ON MACRO TABLE suspended_but_charged_as_of IS 'One row per suspended subscription that the last bill charges on a day; columns as in suspended_but_charged.';

CREATE OR REPLACE VIEW suspended_but_charged AS FROM suspended_but_charged_as_of(analysis_day());

COMMENT ON VIEW suspended_but_charged IS 'One row per subscription that is suspended, alone or with its customer, and that the distributor''s last bill charges nevertheless. A suspension does not end a commitment. It is not part of leakage: nobody knows how it will be settled.';
COMMENT ON COLUMN suspended_but_charged.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN suspended_but_charged.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN suspended_but_charged.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN suspended_but_charged.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN suspended_but_charged.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN suspended_but_charged.product_name IS 'Its name.';
COMMENT ON COLUMN suspended_but_charged.vendor_id IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN suspended_but_charged.vendor IS 'Its name.';
COMMENT ON COLUMN suspended_but_charged.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN suspended_but_charged.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN suspended_but_charged.suspended_on IS 'The day of the suspension, or on which a sync first saw it; null where it was suspended before the first sync.';
COMMENT ON COLUMN suspended_but_charged.charge_from IS 'The first day that the last bill charges.';
COMMENT ON COLUMN suspended_but_charged.charge_to IS 'The last day that the last bill charges.';
COMMENT ON COLUMN suspended_but_charged.seats IS 'The seats that it charges.';
COMMENT ON COLUMN suspended_but_charged.currency IS 'ISO 4217 code of monthly_amount.';
COMMENT ON COLUMN suspended_but_charged.monthly_amount IS 'What it charges in a month; null is unknown.';
COMMENT ON COLUMN suspended_but_charged.seats_contracted IS 'Units of the product that contract lines of the customer still bill; null is unknown.';
COMMENT ON COLUMN suspended_but_charged.confidence IS 'What the link of the customer is based on: exact, confirmed or inferred.';
COMMENT ON COLUMN suspended_but_charged.fresh IS 'Whether the last read of the customer''s subscriptions was complete.';
