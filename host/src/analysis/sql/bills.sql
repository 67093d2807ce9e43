-- What the last bill says that a seat of a subscription costs. A bill is better evidence than the price of
-- the subscription: discounts are in it. Only what was known on the day counts, so the past stays as it was.
CREATE OR REPLACE MACRO billed_costs_as_of(on_day) AS TABLE
WITH
    lines AS (
        SELECT
            connection,
            subscription_id,
            charge_from,
            quantity,
            id,
            currency,
            cycle_months(billing_cycle_months) AS billing_cycle_months,
            -- A line for part of a cycle does not tell the price of a whole one.
            CASE WHEN charge_to + 1 = (charge_from + to_months(cycle_months(charges.billing_cycle_months)))::DATE
                THEN divided(amount, quantity)
            END AS paid,
            coalesce(unit_price::DECIMAL(38, 6), paid) AS unit_cost,
            -- Tiers, a flat rate, or a wrong subtotal: none of the two is the cost of a seat for certain. A cent
            -- a unit is what rounding makes.
            coalesce(abs(paid - unit_price) > 0.01, false)
                AND coalesce(abs(paid - prorated_unit_price) > 0.01, true) AS disputed
        FROM assigned_charges() AS charges
        WHERE direction = 'payable'
            AND kind = 'recurring'
            AND subscription_id IS NOT NULL
            AND cycle_months(billing_cycle_months) > 0
            AND units(quantity) > 0
            AND currency IS NOT NULL
            AND missing_since IS NULL
            AND charge_from <= on_day::DATE
            AND charge_to >= on_day::DATE - analysis_settings().bill_days
            AND first_seen_at < end_of_day(on_day)
    )
SELECT connection, subscription_id, id AS charge, unit_cost, paid, disputed, billing_cycle_months, currency
FROM lines
WHERE unit_cost >= 0
QUALIFY row_number() OVER (
    PARTITION BY connection, subscription_id ORDER BY charge_from DESC, quantity DESC, id
) = 1;

COMMENT ON MACRO TABLE billed_costs_as_of IS 'One row per subscription that a recent bill of the distributor names: the cost of a seat in a billing cycle (unit_cost), the amount of a whole cycle divided by the seats (paid), whether the two differ (disputed), the cycle in months and the line of the bill (charge).';
