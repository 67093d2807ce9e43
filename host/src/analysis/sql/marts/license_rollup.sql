-- One row per customer and product over all distributors.
CREATE OR REPLACE MACRO license_rollup_as_of(on_day) AS TABLE
SELECT
    rows.psa,
    rows.psa_customer_id,
    rows.customer_key,
    rows.customer_name,
    rows.product_key,
    rows.product_name,
    rows.charge_model,
    rows.vendors,
    vendor_label(rows.vendors) AS vendor,
    rows.mapping,
    rows.subscriptions,
    rows.lines,
    rows.seats_bought,
    rows.seats_in_doubt,
    rows.seats_absent,
    rows.seats_trial,
    rows.seats_excluded,
    -- A meter that was refused may count more of any product of the customer.
    CASE WHEN rows.meter_doubts = 0 THEN assigned.seats_assigned END AS seats_assigned,
    rows.seats_contracted,
    rows.seats_included,
    rows.seats_covered,
    rows.seats_uncontracted,
    rows.seats_over_billed,
    rows.cost_currency,
    rows.monthly_cost,
    rows.revenue_currency,
    rows.monthly_revenue,
    rows.costs_unknown,
    rows.seats_unknown,
    rows.quantities_unknown,
    rows.prices_unknown,
    rows.rates_unknown,
    rows.fx,
    rows.cost_estimated,
    evidence_name(rows.mapping_rank) AS confidence,
    rows.fresh,
    rows.doubt
FROM reconciliation_as_of(on_day) AS rows
LEFT JOIN assigned_seats_as_of(on_day) AS assigned
    ON assigned.customer_key = rows.customer_key AND assigned.product_key = rows.product_key;

COMMENT ON MACRO TABLE license_rollup_as_of IS 'One row per customer and product on a day; columns as in license_rollup.';

CREATE OR REPLACE VIEW license_rollup AS FROM license_rollup_as_of(analysis_day());

COMMENT ON VIEW license_rollup IS 'One row per customer and product (and charge model) over all distributors, today. Money is per month; by use: over the last whole month.';
COMMENT ON COLUMN license_rollup.psa IS 'The PSA instance of the customer; null where the distributor''s customer is linked to none.';
COMMENT ON COLUMN license_rollup.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN license_rollup.customer_key IS 'The customer as one text: psa/psa_customer_id, or connection/customer_id where it is not linked.';
COMMENT ON COLUMN license_rollup.customer_name IS 'The name of the customer, as the PSA has it where it is linked.';
COMMENT ON COLUMN license_rollup.product_key IS 'The product; see the macros product_key and product_families.';
COMMENT ON COLUMN license_rollup.product_name IS 'Its name.';
COMMENT ON COLUMN license_rollup.charge_model IS 'seats, or usage, which is compared only by money.';
COMMENT ON COLUMN license_rollup.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN license_rollup.vendor IS 'The name of the distributor, or Mixed; null where no distributor has it.';
COMMENT ON COLUMN license_rollup.mapping IS 'linked: the customer''s contracts have it; known: those of other customers have it; in_review: a proposed link waits for a decision; product_unmatched; customer_unmatched; not_compared: nothing is imported of what is billed.';
COMMENT ON COLUMN license_rollup.subscriptions IS 'Subscriptions that are billed by seats for certain.';
COMMENT ON COLUMN license_rollup.lines IS 'Contract lines that are linked to the product and in effect.';
COMMENT ON COLUMN license_rollup.seats_bought IS 'Seats of those subscriptions.';
COMMENT ON COLUMN license_rollup.seats_in_doubt IS 'Seats of subscriptions that are suspended, pending, transferred, recently missing or of an unknown status: they count neither as leakage nor as billed too much.';
COMMENT ON COLUMN license_rollup.seats_absent IS 'Seats of subscriptions that complete reads have not had for longer than the grace days. They were not reported as cancelled.';
COMMENT ON COLUMN license_rollup.seats_trial IS 'Seats of trials.';
COMMENT ON COLUMN license_rollup.seats_excluded IS 'Seats that are left out by rule: internal, not for resale, free pools, billed by the distributor.';
COMMENT ON COLUMN license_rollup.seats_assigned IS 'Seats that are assigned to people, where meters state it for all subscriptions of the product; null is unknown.';
COMMENT ON COLUMN license_rollup.seats_contracted IS 'Units that contract lines bill.';
COMMENT ON COLUMN license_rollup.seats_included IS 'Units that contract lines give without charge, on purpose.';
COMMENT ON COLUMN license_rollup.seats_covered IS 'Seats that bundles include by the cover rules.';
COMMENT ON COLUMN license_rollup.seats_uncontracted IS 'Seats that are bought and neither billed, given nor covered; null where the mapping or a quantity is unknown.';
COMMENT ON COLUMN license_rollup.seats_over_billed IS 'Units that are billed above what is bought or in doubt; null if it cannot be determined.';
COMMENT ON COLUMN license_rollup.cost_currency IS 'ISO 4217 code of monthly_cost; null where several currencies have no rate between them.';
COMMENT ON COLUMN license_rollup.monthly_cost IS 'What the distributors charge in a month, as far as it is known; see costs_unknown.';
COMMENT ON COLUMN license_rollup.revenue_currency IS 'ISO 4217 code of monthly_revenue.';
COMMENT ON COLUMN license_rollup.monthly_revenue IS 'What the contract lines bring in a month, as far as it is known; see prices_unknown. Null where a bundle alone covers the product: its price includes it.';
COMMENT ON COLUMN license_rollup.costs_unknown IS 'Subscriptions, or lines of usage, without a known cost.';
COMMENT ON COLUMN license_rollup.seats_unknown IS 'Subscriptions without a known number of seats, and rejected rows that may be more of them.';
COMMENT ON COLUMN license_rollup.quantities_unknown IS 'Contract lines without a known quantity.';
COMMENT ON COLUMN license_rollup.prices_unknown IS 'Contract lines without a known price.';
COMMENT ON COLUMN license_rollup.rates_unknown IS 'Amounts that could not be converted because there is no rate.';
COMMENT ON COLUMN license_rollup.fx IS 'The rates that were used, with their days; empty where nothing was converted.';
COMMENT ON COLUMN license_rollup.cost_estimated IS 'Whether the cost is based on a catalogue price or a converted currency.';
COMMENT ON COLUMN license_rollup.confidence IS 'The weakest link that the row is based on: exact, confirmed, inferred or estimated.';
COMMENT ON COLUMN license_rollup.fresh IS 'Whether everything that it is based on was read completely.';
COMMENT ON COLUMN license_rollup.doubt IS 'Why a row of the distributor that may belong to it was rejected, so that the comparison is in doubt; null if none was. See doubts.';
