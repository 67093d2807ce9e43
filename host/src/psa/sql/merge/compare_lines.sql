-- Compares the lines of a file with those that are stored. The key is `psa` and `id`. Reads the tables of
-- identify_customers.sql.

CREATE OR REPLACE TEMP TABLE psa_new_customers AS
SELECT DISTINCT ON (named.id) named.id, named.name
FROM psa_named_customers AS named
ANTI JOIN (FROM psa_customers WHERE psa = getvariable('psa')) AS stored ON stored.id = named.id
ORDER BY named.id, named.line;

CREATE OR REPLACE TEMP VIEW psa_incoming AS
SELECT
    lines.* EXCLUDE (customer_id),
    named.id AS customer_id
FROM seatwise_psa.lines AS lines
JOIN psa_named_customers AS named ON named.customer_key = lines.customer_key;

CREATE OR REPLACE TEMP TABLE psa_changes AS
SELECT
    incoming.line,
    stored.rowid AS stored_row,
    coalesce(stored.first_seen_at, getvariable('as_of')) AS first_seen_at,
    coalesce(stored.ended_at IS NOT NULL, false) AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN stored.ended_at IS NOT NULL OR row(
            incoming.customer_id, incoming.contract_id, incoming.contract_name,
            incoming.contract_status, incoming.contract_active, incoming.product_code,
            incoming.product_name, incoming.vendor_sku, incoming.publisher_subscription_id,
            incoming.quantity, incoming.included_quantity, incoming.minimum_quantity,
            incoming.quantity_billed, incoming.unit_price, incoming.unit_cost, incoming.currency,
            incoming.tax_rate, incoming.billable, incoming.not_billed_reason, incoming.recurring,
            incoming.billing_period_months, incoming.timing, incoming.effective_from,
            incoming.effective_to, incoming.extra::VARCHAR, incoming.stated_price
        ) IS DISTINCT FROM row(
            stored.customer_id, stored.contract_id, stored.contract_name, stored.contract_status,
            stored.contract_active, stored.product_code, stored.product_name, stored.vendor_sku,
            stored.publisher_subscription_id, stored.quantity, stored.included_quantity,
            stored.minimum_quantity, stored.quantity_billed, stored.unit_price, stored.unit_cost,
            stored.currency, stored.tax_rate, stored.billable, stored.not_billed_reason,
            stored.recurring, stored.billing_period_months, stored.timing, stored.effective_from,
            stored.effective_to, stored.extra::VARCHAR, stored.stated_price
        ) THEN 'changed'
        ELSE 'unchanged'
    END AS change
FROM psa_incoming AS incoming
LEFT JOIN psa_contract_lines AS stored
    ON stored.psa = getvariable('psa')
    AND stored.id = incoming.id;

CREATE OR REPLACE TEMP TABLE psa_live AS
SELECT stored.rowid AS stored_row, stored.id
FROM psa_contract_lines AS stored
WHERE stored.psa = getvariable('psa') AND stored.ended_at IS NULL;

CREATE OR REPLACE TEMP TABLE psa_gone AS
SELECT live.stored_row
FROM psa_live AS live
ANTI JOIN psa_changes AS seen ON seen.stored_row = live.stored_row;
