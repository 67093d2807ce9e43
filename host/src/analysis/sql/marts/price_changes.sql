-- What became dearer or cheaper lately, and whether the customer pays for it.
CREATE OR REPLACE MACRO price_changes_as_of(on_day) AS TABLE
WITH
    spans AS (
        SELECT *
        FROM subscription_history
        WHERE valid_from < end_of_day(on_day)
            AND (valid_to IS NULL OR valid_to >= day_begins(on_day::DATE - analysis_settings().price_change_days))
            AND charge_model = 'seats'
            AND NOT trial
    ),
    -- Another term or cycle is another price list, not another price.
    of_subscriptions AS (
        SELECT
            later.connection, later.subscription_id, local_day(later.valid_from) AS changed_on, later.valid_from AS changed_at,
            'subscription' AS source,
            earlier.unit_cost AS old_cost, later.unit_cost AS new_cost,
            earlier.unit_price AS old_price, later.unit_price AS new_price,
            later.billing_cycle_months, later.currency
        FROM spans AS later
        JOIN spans AS earlier
            ON earlier.connection = later.connection
            AND earlier.subscription_id = later.subscription_id
            AND earlier.valid_to = later.valid_from
        WHERE later.valid_from >= day_begins(on_day::DATE - analysis_settings().price_change_days)
            AND earlier.billing_cycle_months IS NOT DISTINCT FROM later.billing_cycle_months
            AND earlier.commitment_term_months IS NOT DISTINCT FROM later.commitment_term_months
            AND earlier.currency = later.currency
            AND (earlier.unit_cost <> later.unit_cost OR earlier.unit_price <> later.unit_price)
    ),
    bills AS (
        SELECT
            connection, subscription_id, charge_from, unit_price::DECIMAL(18, 6) AS unit_cost, billing_cycle_months, currency,
            lag(unit_price) OVER earlier AS old_cost,
            lag(billing_cycle_months) OVER earlier AS old_cycle,
            lag(currency) OVER earlier AS old_currency,
            lag(charge_from) OVER earlier AS old_charge_from
        FROM assigned_charges() AS charges
        WHERE direction = 'payable'
            AND kind = 'recurring'
            AND subscription_id IS NOT NULL
            AND quantity > 0
            AND unit_price IS NOT NULL
            AND missing_since IS NULL
            AND charge_from BETWEEN on_day::DATE - 2 * analysis_settings().price_change_days AND on_day::DATE
            AND first_seen_at < end_of_day(on_day)
        WINDOW earlier AS (PARTITION BY connection, subscription_id ORDER BY charge_from, id)
    ),
    of_bills AS (
        SELECT
            bills.connection, bills.subscription_id, charge_from AS changed_on, day_begins(charge_from) AS changed_at,
            'bill' AS source, bills.old_cost, bills.unit_cost AS new_cost,
            NULL::DECIMAL(18, 6) AS old_price, NULL::DECIMAL(18, 6) AS new_price,
            bills.billing_cycle_months, bills.currency
        FROM bills
        WHERE old_cost <> unit_cost
            -- Two lines of one bill are two prices, and no change.
            AND old_charge_from < charge_from
            AND old_cycle = billing_cycle_months
            AND old_currency = currency
            AND charge_from >= on_day::DATE - analysis_settings().price_change_days
    ),
    changes AS (
        FROM of_subscriptions
        UNION ALL
        -- The bill speaks where the distributor does not tell the cost of a subscription.
        SELECT *
        FROM of_bills
        WHERE NOT EXISTS (
            SELECT 1
            FROM of_subscriptions
            WHERE of_subscriptions.connection = of_bills.connection
                AND of_subscriptions.subscription_id = of_bills.subscription_id
                AND of_subscriptions.old_cost <> of_subscriptions.new_cost
        )
    ),
    present AS (
        SELECT * FROM subscription_money_as_of(on_day) WHERE standing = 'billable'
    ),
    lines AS (
        SELECT *
        FROM contract_line_money_as_of(on_day)
        WHERE standing = 'billed' AND product_key IS NOT NULL
    ),
    raised AS (
        SELECT
            changes.connection, changes.subscription_id, changes.changed_at,
            min(lines.monthly_unit_price - monthly(history.unit_price, history.billing_period_months)) AS least_rise,
            count(*) AS lines
        FROM changes
        JOIN present
            ON present.connection = changes.connection AND present.subscription_id = changes.subscription_id
        JOIN lines
            ON lines.customer_key = present.customer_key
            AND lines.product_key = present.product_key
            AND lines.currency = changes.currency
        JOIN psa_contract_line_history AS history
            ON history.psa = lines.psa
            AND history.line_id = lines.line_id
            AND history.currency = lines.currency
            AND history.valid_from < changes.changed_at
            AND (history.valid_to IS NULL OR history.valid_to >= changes.changed_at)
        GROUP BY ALL
    )
SELECT
    present.psa,
    present.psa_customer_id,
    present.customer_key,
    present.customer_name,
    present.product_key,
    present.product_name,
    present.vendor AS vendor_id,
    vendor_name(present.vendor) AS vendor,
    changes.connection,
    changes.subscription_id,
    changes.changed_on,
    changes.source,
    present.seats,
    changes.billing_cycle_months,
    changes.currency,
    changes.old_cost,
    changes.new_cost,
    changes.old_price,
    changes.new_price,
    monthly(times(present.seats, changes.new_cost - changes.old_cost), changes.billing_cycle_months) AS monthly_cost_change,
    raised.least_rise AS contract_price_change,
    CASE
        WHEN changes.new_cost <= changes.old_cost OR changes.new_cost IS NULL OR changes.old_cost IS NULL THEN NULL
        WHEN raised.least_rise >= monthly(changes.new_cost - changes.old_cost, changes.billing_cycle_months) THEN 'yes'
        WHEN raised.least_rise > 0 THEN 'partly'
        WHEN raised.least_rise <= 0 THEN 'no'
    END AS passed_on,
    present.customer_basis AS confidence,
    present.fresh
FROM changes
JOIN present
    ON present.connection = changes.connection AND present.subscription_id = changes.subscription_id
LEFT JOIN raised
    ON raised.connection = changes.connection
    AND raised.subscription_id = changes.subscription_id
    AND raised.changed_at = changes.changed_at;

COMMENT ON MACRO TABLE price_changes_as_of IS 'One row per subscription and change of its cost or price in the price_change_days up to a day; columns as in price_changes.';

CREATE OR REPLACE VIEW price_changes AS FROM price_changes_as_of(analysis_day());

COMMENT ON VIEW price_changes IS 'One row per subscription and change of its cost or of its price at the distributor, with the same term and cycle, in the last price_change_days.';
COMMENT ON COLUMN price_changes.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN price_changes.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN price_changes.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN price_changes.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN price_changes.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN price_changes.product_name IS 'Its name.';
COMMENT ON COLUMN price_changes.vendor_id IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN price_changes.vendor IS 'Its name.';
COMMENT ON COLUMN price_changes.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN price_changes.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN price_changes.changed_on IS 'The day on which a sync first saw the new price, or the first day of the bill that has it.';
COMMENT ON COLUMN price_changes.source IS 'subscription or bill.';
COMMENT ON COLUMN price_changes.seats IS 'Its seats today.';
COMMENT ON COLUMN price_changes.billing_cycle_months IS 'The months that a price covers.';
COMMENT ON COLUMN price_changes.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN price_changes.old_cost IS 'What a seat cost before, per billing cycle.';
COMMENT ON COLUMN price_changes.new_cost IS 'What it costs now.';
COMMENT ON COLUMN price_changes.old_price IS 'What a seat sold for by the distributor''s price book before, per billing cycle.';
COMMENT ON COLUMN price_changes.new_price IS 'What it sells for now.';
COMMENT ON COLUMN price_changes.monthly_cost_change IS 'What all seats cost more in a month; below 0 for less.';
COMMENT ON COLUMN price_changes.contract_price_change IS 'How much the price of a unit rose in the contract since then, in a month: the least of its lines. Null where no line is comparable.';
COMMENT ON COLUMN price_changes.passed_on IS 'Whether the contract passed on a rise: yes, partly or no; null where it fell or cannot be determined.';
COMMENT ON COLUMN price_changes.confidence IS 'What the link of the customer is based on: exact, confirmed or inferred.';
COMMENT ON COLUMN price_changes.fresh IS 'Whether the last read of the customer''s subscriptions was complete.';
