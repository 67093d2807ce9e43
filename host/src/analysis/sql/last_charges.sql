-- What the last bill charges for each subscription in a month, and for which days.
CREATE OR REPLACE MACRO last_charges_as_of(on_day) AS TABLE
WITH
    dated AS (
        SELECT
            connection, subscription_id, quantity, unit_price, amount, currency,
            coalesce(charge_from, billing_period_from) AS charge_from,
            coalesce(charge_to, billing_period_to) AS charge_to,
            coalesce(
                cycle_months(billing_cycle_months),
                CASE WHEN charge_to - charge_from BETWEEN 27 AND 30 THEN 1 WHEN charge_to - charge_from BETWEEN 364 AND 365 THEN 12 END
            ) AS cycle_months
        FROM assigned_charges() AS charges
        WHERE direction = 'payable'
            AND kind = 'recurring'
            AND subscription_id IS NOT NULL
            AND missing_since IS NULL
            AND first_seen_at < end_of_day(on_day)
    ),
    lines AS (
        SELECT
            connection, subscription_id, charge_from, charge_to, quantity, currency,
            CASE
                -- Months are of different lengths, so a cycle may end some days off. A whole cycle costs its amount.
                WHEN amount IS NOT NULL AND abs((charge_to + 1) - (charge_from + to_months(cycle_months))::DATE) <= 3
                    THEN monthly(amount, cycle_months)
                ELSE monthly(times(quantity, unit_price), cycle_months)
            END AS monthly_amount
        FROM dated
        WHERE coalesce(cycle_months, 1) > 0 AND charge_from <= on_day::DATE AND charge_to IS NOT NULL
        -- A seat that was added within a cycle has a line of its own, which ends with the cycle.
        QUALIFY charge_to = max(charge_to) OVER (PARTITION BY connection, subscription_id)
    ),
    newest AS (SELECT connection, max(charge_from) AS charge_from FROM lines GROUP BY connection)
SELECT
    lines.connection,
    lines.subscription_id,
    min(lines.charge_from) AS charge_from,
    lines.charge_to,
    CASE WHEN count(*) = count(lines.quantity) THEN TRY_CAST(sum(lines.quantity) AS DECIMAL(18, 6)) END AS seats,
    CASE WHEN count(DISTINCT lines.currency) = 1 AND count(*) = count(lines.currency) THEN min(lines.currency) END AS currency,
    CASE
        WHEN count(DISTINCT lines.currency) = 1 AND count(*) = count(lines.currency) AND count(*) = count(lines.monthly_amount)
            THEN sum(lines.monthly_amount)::DECIMAL(38, 6)
    END AS monthly_amount
FROM lines
JOIN newest ON newest.connection = lines.connection
-- What a newer bill no longer has is not charged any more.
WHERE lines.charge_to >= on_day::DATE OR lines.charge_to >= newest.charge_from
GROUP BY lines.connection, lines.subscription_id, lines.charge_to;

COMMENT ON MACRO TABLE last_charges_as_of IS 'One row per subscription that the last bill known on a day charges by cycles: the days that are charged (charge_from, charge_to), seats, and what they come to in a month. An amount that no line states is null.';
