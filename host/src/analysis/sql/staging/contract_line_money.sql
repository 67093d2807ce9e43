-- One row per contract line on a day: whether it is billed, for which distributed product, and what it brings in a month.
CREATE OR REPLACE MACRO contract_line_money_as_of(on_day) AS TABLE
WITH
    families AS MATERIALIZED (FROM product_families()),
    linked AS (
        SELECT
            links.psa,
            links.line_key,
            links.customer_id,
            links.state,
            coalesce(families.family, links.product_key) AS product_key,
            evidence_rank(links.basis) AS rank
        FROM product_links AS links
        LEFT JOIN families ON families.product_key = links.product_key
        WHERE links.state IN ('linked', 'rejected')
    ),
    -- What holds for one customer replaces what holds for all.
    of_customer AS (
        SELECT psa, line_key, customer_id, min(product_key) AS product_key, arg_min(rank, (product_key, -rank)) AS rank
        FROM linked
        WHERE state = 'linked' AND customer_id IS NOT NULL
        GROUP BY psa, line_key, customer_id
    ),
    of_all AS (
        SELECT psa, line_key, min(product_key) AS product_key, arg_min(rank, (product_key, -rank)) AS rank
        FROM linked
        WHERE state = 'linked' AND customer_id IS NULL
        GROUP BY psa, line_key
    ),
    refused AS (
        SELECT DISTINCT psa, line_key, customer_id, product_key
        FROM linked
        WHERE state = 'rejected' AND customer_id IS NOT NULL
    ),
    lines AS (
        SELECT
            history.* REPLACE (
                units(history.quantity) AS quantity,
                units(history.quantity_billed) AS quantity_billed,
                units(history.included_quantity) AS included_quantity,
                cycle_months(history.billing_period_months) AS billing_period_months
            ),
            times(units(history.quantity_billed), history.unit_price) AS period_revenue,
            line_key(history.product_code, history.product_name) AS line_key,
            customers.name AS customer_name,
            CASE
                WHEN NOT history.contract_active
                    OR coalesce(history.effective_from > on_day::DATE, false)
                    OR coalesce(history.effective_to <= on_day::DATE, false)
                    THEN 'not_live'
                WHEN NOT history.recurring THEN 'one_time'
                WHEN history.billable THEN 'billed'
                WHEN history.not_billed_reason IN ('no_charge', 'do_not_bill', 'internal') THEN 'free'
                ELSE 'not_live'
            END AS standing
        FROM psa_contract_line_history AS history
        LEFT JOIN psa_customers AS customers
            ON customers.psa = history.psa AND customers.id = history.customer_id
        WHERE history.valid_from < end_of_day(on_day)
            AND (history.valid_to IS NULL OR history.valid_to >= end_of_day(on_day))
    )
SELECT
    lines.psa,
    lines.line_id,
    lines.customer_id AS psa_customer_id,
    lines.psa || '/' || lines.customer_id AS customer_key,
    coalesce(lines.customer_name, lines.customer_id) AS customer_name,
    lines.contract_id,
    lines.contract_name,
    lines.line_key,
    lines.product_name,
    coalesce(of_customer.product_key, CASE WHEN refused.psa IS NULL THEN of_all.product_key END) AS product_key,
    evidence_name(coalesce(of_customer.rank, CASE WHEN refused.psa IS NULL THEN of_all.rank END)) AS product_basis,
    lines.standing,
    lines.timing,
    lines.billing_period_months,
    lines.quantity,
    CASE lines.standing
        WHEN 'billed' THEN lines.quantity_billed
        WHEN 'free' THEN 0
    END::DECIMAL(18, 6) AS quantity_billed,
    CASE lines.standing
        -- A line that takes units back gives none.
        WHEN 'billed' THEN greatest(least(lines.included_quantity, coalesce(lines.quantity, lines.included_quantity)), 0)
        WHEN 'free' THEN lines.quantity
    END::DECIMAL(18, 6) AS quantity_free,
    -- A minimum that is billed above the count is agreed, so it is nothing that is billed too much.
    CASE lines.standing
        WHEN 'billed'
            THEN least(lines.quantity_billed, greatest(coalesce(lines.quantity, lines.quantity_billed + lines.included_quantity) - lines.included_quantity, 0))
        WHEN 'free' THEN 0
    END::DECIMAL(18, 6) AS quantity_counted,
    lines.unit_price,
    lines.currency,
    monthly(lines.unit_price, lines.billing_period_months) AS monthly_unit_price,
    CASE lines.standing
        WHEN 'billed' THEN monthly(lines.period_revenue, lines.billing_period_months)
        WHEN 'free' THEN 0
    END AS monthly_revenue,
    lines.effective_from,
    lines.effective_to,
    lines.import_id
FROM lines
LEFT JOIN of_customer
    ON of_customer.psa = lines.psa
    AND of_customer.line_key = lines.line_key
    AND of_customer.customer_id = lines.customer_id
LEFT JOIN of_all
    ON of_all.psa = lines.psa
    AND of_all.line_key = lines.line_key
LEFT JOIN refused
    ON refused.psa = lines.psa
    AND refused.line_key = lines.line_key
    AND refused.customer_id = lines.customer_id
    AND refused.product_key = of_all.product_key;

COMMENT ON MACRO TABLE contract_line_money_as_of IS 'One row per contract line that was known on a day; columns as in contract_line_money. Links are those of today.';

CREATE OR REPLACE VIEW contract_line_money AS FROM contract_line_money_as_of(analysis_day());

COMMENT ON VIEW contract_line_money IS 'One row per contract line today: whether it is billed, for which distributed product, and what it brings in a month.';
COMMENT ON COLUMN contract_line_money.psa IS 'The name of the PSA instance.';
COMMENT ON COLUMN contract_line_money.line_id IS 'The line; see psa_contract_lines.id.';
COMMENT ON COLUMN contract_line_money.psa_customer_id IS 'The customer; see psa_customers.id.';
COMMENT ON COLUMN contract_line_money.customer_key IS 'The customer as one text: psa/psa_customer_id.';
COMMENT ON COLUMN contract_line_money.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN contract_line_money.contract_id IS 'The contract, agreement or recurring invoice.';
COMMENT ON COLUMN contract_line_money.contract_name IS 'Its name.';
COMMENT ON COLUMN contract_line_money.line_key IS 'The product of the contract; see the macro line_key.';
COMMENT ON COLUMN contract_line_money.product_name IS 'The name of the product in the PSA.';
COMMENT ON COLUMN contract_line_money.product_key IS 'The distributed product that it is linked to; null where it is linked to none.';
COMMENT ON COLUMN contract_line_money.product_basis IS 'What that link is based on: exact, confirmed or inferred.';
COMMENT ON COLUMN contract_line_money.standing IS 'billed; free: not charged on purpose; one_time; not_live: not in effect on the day.';
COMMENT ON COLUMN contract_line_money.timing IS 'advance, arrears or both; null is unknown.';
COMMENT ON COLUMN contract_line_money.billing_period_months IS 'The months that a price covers; null is unknown.';
COMMENT ON COLUMN contract_line_money.quantity IS 'The quantity as the line states it.';
COMMENT ON COLUMN contract_line_money.quantity_billed IS 'Units that are billed; null is unknown, and where the line is not billed on the day.';
COMMENT ON COLUMN contract_line_money.quantity_free IS 'Units that are given on purpose without being charged here.';
COMMENT ON COLUMN contract_line_money.quantity_counted IS 'Units that are billed because they were counted: a minimum above the count is left out.';
COMMENT ON COLUMN contract_line_money.unit_price IS 'What the customer pays for a unit in a billing period, net of tax.';
COMMENT ON COLUMN contract_line_money.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN contract_line_money.monthly_unit_price IS 'What the customer pays for a unit in a month; null is unknown.';
COMMENT ON COLUMN contract_line_money.monthly_revenue IS 'What the line brings in a month; null is unknown, and where the line is not billed on the day.';
COMMENT ON COLUMN contract_line_money.effective_from IS 'The first day on which the line is billed; null: no limit stated.';
COMMENT ON COLUMN contract_line_money.effective_to IS 'The day from which it is no longer billed; null: no limit stated.';
COMMENT ON COLUMN contract_line_money.import_id IS 'The import that brought it; see psa_imports.';
