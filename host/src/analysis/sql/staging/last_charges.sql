-- What the last bill charges for each subscription in a month, and for which days.
CREATE OR REPLACE MACRO last_charges_as_of(on_day) AS TABLE
WITH
    assigned AS MATERIALIZED (
        SELECT
            connection, subscription_id, kind, quantity, unit_price, amount, currency, billing_cycle_months,
            coalesce(charge_from, billing_period_from) AS begins_on,
            coalesce(charge_to, billing_period_to) AS ends_on,
            charge_from, charge_to
        FROM assigned_charges()
        WHERE direction = 'payable'
            AND kind IN ('recurring', 'credit')
            AND subscription_id IS NOT NULL
            AND missing_since IS NULL
            AND first_seen_at < end_of_day(on_day)
    ),
    dated AS (
        SELECT
            connection, subscription_id, quantity, unit_price, amount, currency,
            begins_on AS charge_from,
            ends_on AS charge_to,
            coalesce(
                nullif(line_cycle_months(billing_cycle_months, charge_from, charge_to), 0),
                -- Months are of different lengths, so a cycle may end some days off.
                CASE WHEN charge_to - charge_from BETWEEN 27 AND 30 THEN 1 WHEN charge_to - charge_from BETWEEN 364 AND 365 THEN 12 END,
                billing_cycle_months
            ) AS cycle_months
        FROM assigned
        WHERE kind = 'recurring'
    ),
    lines AS (
        SELECT
            connection, subscription_id, charge_from, charge_to, quantity, currency, cycle_months,
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
    newest AS (SELECT connection, max(charge_from) AS charge_from FROM lines GROUP BY connection),
    charged AS (
        SELECT
            lines.connection,
            lines.subscription_id,
            min(lines.charge_from) AS charge_from,
            lines.charge_to,
            max(lines.cycle_months) AS cycle_months,
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
        GROUP BY lines.connection, lines.subscription_id, lines.charge_to
    ),
    -- What was given back of the same days.
    credited AS (
        SELECT
            charged.connection,
            charged.subscription_id,
            CASE WHEN bool_and(coalesce(credits.currency = charged.currency, false)) AND count(*) = count(credits.amount)
                THEN monthly(sum(credits.amount), max(charged.cycle_months)) END AS monthly_amount
        FROM charged
        JOIN assigned AS credits
            ON credits.connection = charged.connection
            AND credits.subscription_id = charged.subscription_id
            AND credits.begins_on >= charged.charge_from
            AND credits.ends_on <= charged.charge_to
        WHERE credits.kind = 'credit'
        GROUP BY charged.connection, charged.subscription_id
    )
SELECT
    charged.connection,
    charged.subscription_id,
    charged.charge_from,
    charged.charge_to,
    charged.seats,
    charged.currency,
    CASE WHEN credited.subscription_id IS NULL THEN charged.monthly_amount ELSE charged.monthly_amount + credited.monthly_amount END
        AS monthly_amount
FROM charged
LEFT JOIN credited
    ON credited.connection = charged.connection AND credited.subscription_id = charged.subscription_id;

COMMENT ON MACRO TABLE last_charges_as_of IS 'One row per subscription that the last bill known on a day charges by cycles: the days that are charged (charge_from, charge_to), seats, and what they come to in a month, less what was credited for the same days. An amount that no line states is null.';
