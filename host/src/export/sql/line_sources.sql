-- What the list of invoice lines is made from. Each is a statement of its own: together they would need several
-- times the memory.
CREATE OR REPLACE TEMP TABLE export_found AS
FROM line_findings(getvariable('export_psa')::VARCHAR, getvariable('export_profile')::VARCHAR) AS found
WHERE confidence <> 'estimated' AND seats IS NOT NULL
    -- A row that was refused since then may be what is missing.
    AND NOT EXISTS (
        SELECT 1
        FROM doubted_as_of(getvariable('export_day')::DATE) AS doubted
        WHERE doubted.customer_key = found.customer_key
            AND coalesce(doubted.product_key = found.product_key, true)
            AND CASE WHEN is_over_billing(found.condition)
                THEN doubted.seat_rows + doubted.seat_rows_of_anybody ELSE doubted.seat_rows + doubted.cost_rows END > 0
    );

-- What a line that is there already will change: it begins later, next month for example. A person must see first
-- what it leaves to be done.
CREATE OR REPLACE TEMP TABLE export_coming AS
WITH lines AS (
    FROM contract_line_money_as_of(getvariable('export_day')::DATE) WHERE effective_from > getvariable('export_day')::DATE
)
SELECT customer_key, product_key FROM lines WHERE product_key IS NOT NULL
UNION
SELECT lines.customer_key, coalesce(families.family, rules.product_key)
FROM lines
JOIN cover_rules AS rules
    ON rules.psa = lines.psa
    AND rules.line_key = lines.line_key
    AND (rules.customer_id IS NULL OR rules.customer_id = lines.psa_customer_id)
LEFT JOIN product_families() AS families ON families.product_key = rules.product_key;

DELETE FROM export_found
USING export_coming AS coming
WHERE coming.customer_key = export_found.customer_key AND coming.product_key = export_found.product_key;

-- What a customer buys and no line is linked with may be what another line bills: it is not lowered while that is open.
DELETE FROM export_found
USING (
    SELECT DISTINCT customer_key
    FROM reconciliation_as_of(getvariable('export_day')::DATE)
    WHERE mapping IN ('product_unmatched', 'in_review') AND charge_model = 'seats' AND subscriptions > 0
) AS open
WHERE open.customer_key = export_found.customer_key AND is_over_billing(export_found.condition);

CREATE OR REPLACE TEMP TABLE export_lines AS
SELECT
    money.psa, money.line_id, money.customer_key, money.product_key, money.quantity_billed, money.quantity_free,
    money.quantity_counted, money.quantity, money.unit_price, money.currency, money.billing_period_months,
    stored.customer_id, stored.contract_id, stored.contract_name, stored.product_code,
    stored.product_name AS line_name, stored.unit_cost, money.customer_name,
    stored.stated_price
FROM contract_line_money_as_of(getvariable('export_day')::DATE) AS money
JOIN psa_contract_lines AS stored ON stored.psa = money.psa AND stored.id = money.line_id
WHERE money.standing = 'billed' AND money.product_key IS NOT NULL;

CREATE OR REPLACE TEMP TABLE export_compared AS
SELECT customer_key, product_key, seats_covered, cost_currency,
    -- Seats that may be bought after all, or may not.
    seats_in_doubt > 0 OR seats_absent > 0 OR seats_unknown > 0 OR quantities_unknown > 0 OR lines_in_review > 0 OR NOT fresh
        AS in_doubt,
    -- Of seats with several costs none is the cost.
    CASE
        WHEN unit_cost_low = unit_cost_high AND costs_unknown = 0 AND seats_unknown = 0 AND NOT cost_estimated
            THEN unit_cost_low
    END AS monthly_unit_cost
FROM reconciliation_as_of(getvariable('export_day')::DATE)
WHERE charge_model = 'seats';

CREATE OR REPLACE TEMP TABLE export_margins AS
SELECT customer_key, product_key, class, currency, unit_cost, unit_price, price_needed, margin, minimum_margin
FROM below_margin_as_of(getvariable('export_day')::DATE)
WHERE charge_model = 'seats' AND NOT estimated;

-- Several rises of one product need several answers.
CREATE OR REPLACE TEMP TABLE export_rises AS
SELECT customer_key, product_key, currency, changed_on,
    monthly(new_cost - old_cost, billing_cycle_months) AS cost_rise,
    cost_rise - greatest(contract_price_change, 0) AS missing_rise
FROM price_changes_as_of(getvariable('export_day')::DATE)
WHERE passed_on IN ('no', 'partly')
QUALIFY count(*) OVER (PARTITION BY customer_key, product_key) = 1;

CREATE OR REPLACE TEMP TABLE export_ended AS
SELECT customer_key, product_key, currency, ended_on FROM cancelled_but_billed_as_of(getvariable('export_day')::DATE);
