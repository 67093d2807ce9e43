-- What the last bill says that a seat of a subscription costs. A bill is better evidence than the price of
-- the subscription: discounts are in it. Only what was known on the day counts, so the past stays as it was.
-- Part of the statement that prices subscriptions; assigned has the lines of the bills.
    recent AS (
        SELECT
            connection, subscription_id, possible_subscriptions, joined_by, id, currency, quantity, amount,
            unit_price::DECIMAL(38, 6) AS unit_price, prorated_unit_price, charge_from, charge_to,
            coalesce(charge_from, billing_period_from, date_trunc('month', period_day)::DATE, invoice_date) AS begins_on,
            coalesce(charge_to, billing_period_to, last_day(period_day), invoice_date) AS ends_on,
            charge_from IS NOT NULL AND charge_to IS NOT NULL AS dated,
            line_cycle_months(billing_cycle_months, charge_from, charge_to) AS cycle_months
        FROM assigned
        WHERE direction = 'payable'
            AND kind = 'recurring'
            AND joined_by IS NOT NULL
            AND units(quantity) > 0
            AND currency IS NOT NULL
    ),
    shares AS (
        SELECT
            *,
            -- A line for part of a cycle does not tell the price of a whole one. Nobody knows whether one without days does.
            CASE WHEN NOT dated OR is_whole_cycle(charge_from, charge_to, cycle_months) THEN divided(amount, quantity) END
                AS share
        FROM recent
        WHERE cycle_months > 0
            AND begins_on <= on_day::DATE
            AND ends_on >= on_day::DATE - analysis_settings().bill_days
    ),
    payments AS (
        SELECT
            *,
            CASE
                WHEN abs(share - prorated_unit_price) <= 0.01 AND abs(unit_price - prorated_unit_price) > 0.01 THEN NULL
                ELSE share
            END AS paid
        FROM shares
    ),
    lines AS (
        SELECT
            *,
            -- The amount is what is paid; a unit price may be rounded or cut off.
            coalesce(paid, unit_price) AS unit_cost,
            -- Tiers, a flat rate, or a wrong subtotal: none of the two is the cost of a seat for certain. A cent
            -- a unit is what rounding makes.
            coalesce(abs(paid - unit_price) > 0.01, false) AND coalesce(abs(paid - prorated_unit_price) > 0.01, true)
                -- A year at the price of a year for the days of a month: one of them is wrong.
                OR coalesce(
                    CASE WHEN dated AND cycle_months > 1 THEN
                        is_whole_cycle(charge_from, charge_to, 1)
                        AND abs(divided(amount, quantity) - unit_price) <= 0.01
                        AND abs(coalesce(prorated_unit_price, unit_price) - unit_price) <= 0.01
                    END,
                    false
                ) AS disputed
        FROM payments
    ),
    -- Which line tells most: one that names the subscription, has its days, is of the last cycle, and covers all of it. A line
    -- for a part of a cycle ends with it.
    keyed AS (
        SELECT
            *,
            CASE WHEN paid IS NOT NULL THEN begins_on ELSE (ends_on + 1 - to_months(cycle_months))::DATE END AS cycle_begins_on,
            (((joined_by IN ('distributor_id', 'publisher_id'))::BIGINT * 2 + dated::BIGINT) * 10000000
                + (cycle_begins_on - DATE '0001-01-01')) * 2 + (paid IS NOT NULL)::BIGINT AS rank
        FROM lines
        WHERE subscription_id IS NOT NULL AND unit_cost >= 0
    ),
    -- A subscription may have several lines for one cycle.
    told AS (
        SELECT
            keyed.connection,
            keyed.subscription_id,
            min(cycle_months) AS cycle_months,
            min(currency) AS currency,
            min(begins_on) AS begins_on,
            max(ends_on) AS ends_on,
            bool_and(dated) AS dated,
            arg_max(id, (quantity, id)) AS charge,
            TRY_CAST(sum(quantity) AS DECIMAL(18, 6)) AS quantity,
            TRY_CAST(CASE WHEN bool_and(paid IS NOT NULL) THEN sum(amount) END AS DECIMAL(38, 6)) AS amount,
            CASE WHEN bool_and(paid IS NOT NULL) AND count(*) > 1 THEN divided(sum(amount), sum(quantity)) ELSE max(unit_cost) END
                AS unit_cost,
            CASE WHEN count(*) = 1 THEN max(paid) END AS paid,
            bool_or(disputed) OR min(currency) <> max(currency) OR min(cycle_months) <> max(cycle_months) AS disputed,
            max(unit_cost) - min(unit_cost) > 0.01 AS varies
        FROM keyed
        JOIN (SELECT connection, subscription_id, max(rank) AS rank FROM keyed GROUP BY connection, subscription_id) AS best
            ON best.connection = keyed.connection AND best.subscription_id = keyed.subscription_id AND best.rank = keyed.rank
        GROUP BY keyed.connection, keyed.subscription_id
    ),
    -- Of several subscriptions that nobody can tell apart each costs what all their lines say, if they say the same.
    shared_lines AS (
        SELECT *
        FROM lines
        WHERE subscription_id IS NULL AND unit_cost >= 0
        QUALIFY ends_on >= least(on_day::DATE, max(ends_on) OVER (PARTITION BY connection, possible_subscriptions, cycle_months))
    ),
    shared AS (
        SELECT
            connection, possible_subscriptions, cycle_months,
            arg_max(id, (quantity, id)) AS charge,
            min(currency) AS currency,
            min(begins_on) AS begins_on,
            max(ends_on) AS ends_on,
            bool_and(dated) AS dated,
            count(*) AS lines,
            sum(quantity) AS quantity,
            max(unit_cost) AS unit_cost,
            bool_or(disputed) OR max(unit_cost) - min(unit_cost) > 0.01 OR count(DISTINCT currency) > 1 AS disputed
        FROM shared_lines
        GROUP BY ALL
    ),
    sharing AS (
        SELECT
            shared.*, listed.id AS subscription_id,
            count(*) OVER same AS subscriptions,
            sum(listed.seats) OVER same AS seats
        FROM (SELECT *, unnest(possible_subscriptions) AS candidate FROM shared) AS shared
        JOIN license_subscriptions AS listed ON listed.connection = shared.connection AND listed.id = shared.candidate
        WHERE coalesce(listed.billing_cycle_months = shared.cycle_months, true)
        WINDOW same AS (PARTITION BY shared.connection, shared.possible_subscriptions, shared.cycle_months)
    ),
    -- One row per subscription: the cost of a seat in a billing cycle (unit_cost: the amount of a whole cycle divided by its
    -- quantity, else the price on the bill); whether amount and price differ (disputed), and its lines (varies); whether they are
    -- the lines of several subscriptions that need not cost the same (one_of_several); and the largest line (charge).
    billed AS (
        SELECT
            connection, subscription_id, charge, unit_cost, paid, disputed, varies, false AS one_of_several, cycle_months AS billing_cycle_months,
            currency, begins_on, ends_on, dated, quantity, amount
        FROM told
        UNION ALL
        SELECT
            connection, subscription_id, charge, unit_cost, NULL, disputed, false,
            disputed OR (lines < subscriptions AND quantity IS DISTINCT FROM seats), cycle_months, currency, begins_on, ends_on, dated, NULL, NULL
        FROM sharing
        ANTI JOIN told ON told.connection = sharing.connection AND told.subscription_id = sharing.subscription_id
        QUALIFY row_number() OVER (PARTITION BY connection, subscription_id ORDER BY begins_on DESC, cycle_months, charge) = 1
    ),
