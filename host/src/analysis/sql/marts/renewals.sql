CREATE OR REPLACE MACRO renewals_as_of(on_day) AS TABLE
SELECT
    psa,
    psa_customer_id,
    customer_key,
    customer_name,
    product_key,
    product_name,
    vendor AS vendor_id,
    vendor_name(vendor) AS vendor,
    connection,
    subscription_id,
    CASE standing WHEN 'trial' THEN 'trial' ELSE 'commitment' END AS kind,
    commitment_term_months,
    billing_cycle_months,
    commitment_ends_on AS ends_on,
    commitment_ends_on - on_day::DATE AS days_left,
    auto_renew,
    -- Since this day, Microsoft's subscriptions that neither renew nor are cancelled go on at a higher price.
    coalesce(
        standing = 'billable' AND NOT auto_renew AND commitment_ends_on >= DATE '2026-05-04'
        AND (product_key LIKE 'CFQ7%' OR product_name ILIKE '%microsoft%'), false
    ) AS extended_term_risk,
    seats,
    reducible_now,
    reducible_until,
    reducible_from,
    cost_currency AS currency,
    -- A trial that costs nothing yet tells nothing about its price.
    CASE WHEN standing = 'billable' OR unit_cost > 0 THEN monthly_cost END AS monthly_cost,
    cost_estimated AS estimated,
    customer_basis AS confidence,
    fresh
FROM reductions_as_of(on_day)
WHERE CASE standing
    WHEN 'trial' THEN commitment_ends_on BETWEEN on_day::DATE AND on_day::DATE + analysis_settings().trial_days
    ELSE coalesce(commitment_term_months, 12) > 1
        AND (
            commitment_ends_on BETWEEN on_day::DATE AND on_day::DATE + analysis_settings().renewal_days
            OR commitment_ends_on IS NULL AND commitment_term_months > 1
        )
END;

COMMENT ON MACRO TABLE renewals_as_of IS 'One row per subscription whose commitment or trial ends soon after a day; columns as in renewals.';

CREATE OR REPLACE VIEW renewals AS FROM renewals_as_of(analysis_day());

COMMENT ON VIEW renewals IS 'One row per subscription whose commitment ends within renewal_days, or whose trial ends within trial_days, and per committed subscription without a known end (days_left is null).';
COMMENT ON COLUMN renewals.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN renewals.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN renewals.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN renewals.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN renewals.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN renewals.product_name IS 'Its name.';
COMMENT ON COLUMN renewals.vendor_id IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN renewals.vendor IS 'Its name.';
COMMENT ON COLUMN renewals.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN renewals.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN renewals.kind IS 'commitment or trial.';
COMMENT ON COLUMN renewals.commitment_term_months IS 'For how long the seats are committed, in months.';
COMMENT ON COLUMN renewals.billing_cycle_months IS 'How often the price is due, in months.';
COMMENT ON COLUMN renewals.ends_on IS 'The last day of the commitment or trial; null is unknown.';
COMMENT ON COLUMN renewals.days_left IS 'Days until then.';
COMMENT ON COLUMN renewals.auto_renew IS 'Whether it renews automatically; null where unknown.';
COMMENT ON COLUMN renewals.extended_term_risk IS 'Whether it may continue at a higher monthly price because it is neither renewed nor cancelled.';
COMMENT ON COLUMN renewals.seats IS 'Its seats.';
COMMENT ON COLUMN renewals.reducible_now IS 'Seats that can be given back today.';
COMMENT ON COLUMN renewals.reducible_until IS 'When that ends (UTC); null where it does not end.';
COMMENT ON COLUMN renewals.reducible_from IS 'The first day on which all seats can be given back; null is unknown.';
COMMENT ON COLUMN renewals.currency IS 'ISO 4217 code of monthly_cost.';
COMMENT ON COLUMN renewals.monthly_cost IS 'What its seats cost in a month; of a trial: what they will cost, null if unknown.';
COMMENT ON COLUMN renewals.estimated IS 'Whether the cost is a catalogue price.';
COMMENT ON COLUMN renewals.confidence IS 'What the link of the customer is based on: exact, confirmed or inferred.';
COMMENT ON COLUMN renewals.fresh IS 'Whether the last read of the customer''s subscriptions was complete.';
