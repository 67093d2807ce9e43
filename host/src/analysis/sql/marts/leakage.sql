-- Seats that are bought and not billed, and seats that are billed and not bought.
CREATE OR REPLACE MACRO leakage_as_of(on_day) AS TABLE
WITH
    compared AS MATERIALIZED (
        FROM reconciliation_as_of(on_day)
        WHERE seats_uncontracted > 0 OR seats_over_billed > 0 OR charge_model = 'usage' AND cost_leak > 0
    ),
    classes AS (
        SELECT
            *,
            CASE WHEN lines = 0 AND seats_covered = 0 THEN 'unbilled' ELSE 'under_billed' END AS class,
            seats_uncontracted AS seats,
            cost_leak AS leak
        FROM compared
        WHERE seats_uncontracted > 0 OR charge_model = 'usage' AND cost_leak > 0
        UNION ALL
        SELECT *, 'over_billed', seats_over_billed, NULL
        FROM compared
        WHERE seats_over_billed > 0
    )
SELECT
    psa,
    psa_customer_id,
    customer_key,
    customer_name,
    product_key,
    product_name,
    charge_model,
    vendors,
    vendor_label(vendors) AS vendor,
    class,
    CASE charge_model WHEN 'seats' THEN seats END AS seats,
    seats_bought,
    seats_contracted,
    seats_included,
    seats_covered,
    leak AS cost_leak,
    CASE WHEN class <> 'over_billed' THEN leak_currency END AS cost_currency,
    leak IS NOT NULL AND (cost_estimated OR costs_unknown > 0 OR charge_model = 'usage' AND converted)
        AS cost_estimated,
    CASE WHEN class <> 'over_billed' THEN revenue_gap END AS revenue_gap,
    CASE WHEN class <> 'over_billed' THEN gap_currency END AS gap_currency,
    CASE WHEN class <> 'over_billed' THEN gap_basis END AS gap_basis,
    class <> 'over_billed' AND coalesce(gap_basis <> 'contract' OR converted, false) AS gap_estimated,
    CASE WHEN class = 'over_billed' THEN over_billed_amount END AS over_billed,
    CASE WHEN class = 'over_billed' THEN revenue_currency END AS over_billed_currency,
    class = 'over_billed' AND (converted OR seats_absent > 0) AS over_billed_estimated,
    costs_unknown,
    fx,
    evidence_name(mapping_rank) AS confidence,
    fresh,
    doubt
FROM classes;

COMMENT ON MACRO TABLE leakage_as_of IS 'One row per customer and product where both sides disagree on a day; columns as in leakage.';

CREATE OR REPLACE VIEW leakage AS FROM leakage_as_of(analysis_day());

COMMENT ON VIEW leakage IS 'One row per customer and product where seats are bought and not billed (unbilled: no line at all; under_billed: a line that is short), or billed and not bought (over_billed, never a part of leakage). Money is per month.';
COMMENT ON COLUMN leakage.psa IS 'The PSA instance of the customer.';
COMMENT ON COLUMN leakage.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN leakage.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN leakage.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN leakage.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN leakage.product_name IS 'Its name.';
COMMENT ON COLUMN leakage.charge_model IS 'seats, or usage: then cost_leak is the cost of the last whole month that its bill does not reach.';
COMMENT ON COLUMN leakage.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN leakage.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN leakage.class IS 'unbilled, under_billed or over_billed.';
COMMENT ON COLUMN leakage.seats IS 'The seats that it is about; null for usage.';
COMMENT ON COLUMN leakage.seats_bought IS 'Seats bought for certain.';
COMMENT ON COLUMN leakage.seats_contracted IS 'Units that contract lines bill.';
COMMENT ON COLUMN leakage.seats_included IS 'Units that are given on purpose.';
COMMENT ON COLUMN leakage.seats_covered IS 'Seats that bundles include.';
COMMENT ON COLUMN leakage.cost_leak IS 'What those seats cost in a month: money that is spent for certain. Where terms cost differently, the cheapest seats are counted. Null is unknown.';
COMMENT ON COLUMN leakage.cost_currency IS 'ISO 4217 code of cost_leak.';
COMMENT ON COLUMN leakage.cost_estimated IS 'Whether cost_leak is based on a catalogue price, a converted currency, or seats of which some have no known cost.';
COMMENT ON COLUMN leakage.revenue_gap IS 'What could be billed for those seats in a month: at the lowest price of the contract, else by the price book. Null is unknown.';
COMMENT ON COLUMN leakage.gap_currency IS 'ISO 4217 code of revenue_gap.';
COMMENT ON COLUMN leakage.gap_basis IS 'contract; price_book: the distributor''s price for the customer; list_price.';
COMMENT ON COLUMN leakage.gap_estimated IS 'Whether revenue_gap is based on anything but the contract.';
COMMENT ON COLUMN leakage.over_billed IS 'What the customer overpays in a month, at the lowest price of the contract: a risk, not a gain.';
COMMENT ON COLUMN leakage.over_billed_currency IS 'ISO 4217 code of over_billed.';
COMMENT ON COLUMN leakage.over_billed_estimated IS 'Whether over_billed is based on a converted currency, or on subscriptions that are absent and may not be cancelled.';
COMMENT ON COLUMN leakage.costs_unknown IS 'Subscriptions without a known cost.';
COMMENT ON COLUMN leakage.fx IS 'The rates that were used, with their days.';
COMMENT ON COLUMN leakage.confidence IS 'The weakest link that it is based on: exact, confirmed, inferred or estimated.';
COMMENT ON COLUMN leakage.fresh IS 'Whether everything that it is based on was read completely.';
COMMENT ON COLUMN leakage.doubt IS 'Why a row of the distributor that may belong to it was rejected; null if none was. See doubts.';
