-- A database of five years for measuring: with the variables subscriptions = 100000 and weeks = 261, a weekly snapshot of each
-- subscription (26 million rows) of 4,000 customers at two distributors, three spans of history each, a year of bills, a
-- contract line for most of them, and the links. Everything follows from the numbers, so two runs give the same rows. The
-- last week is that of 2026-11-20.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT
    i,
    CASE WHEN i % 2 = 0 THEN 'sherweb' ELSE 'synnex' END AS vendor,
    's' || i AS id,
    'c' || (i // 2 % 2000) AS customer_id,
    'SKU-' || ((i // 4000) * 7 + i % 11) AS sku,
    'Product ' || ((i // 4000) * 7 + i % 11) AS product_name,
    1 + i * 7 % 60 AS seats,
    CASE WHEN i % 5 = 0 THEN 1 ELSE 12 END AS term,
    CASE WHEN i % 7 = 0 THEN 12 ELSE 1 END AS cycle,
    ((500 + i * 13 % 4000) / 100)::DECIMAL(18, 6) AS cost,
    CASE WHEN i % 97 = 0 THEN 'cancelled' ELSE 'active' END AS status,
    i % 211 = 0 AS trial,
    CASE WHEN i % 50 = 1 THEN 'usage' ELSE 'seats' END AS charge_model
FROM range(getvariable('subscriptions')) AS numbers(i);

INSERT INTO vendors
FROM (VALUES ('sherweb', 'Sherweb'), ('synnex', 'TD SYNNEX')) AS named(vendor, name)
ANTI JOIN vendors ON vendors.vendor = named.vendor;

INSERT INTO connections VALUES
    ('sherweb', 'sherweb', '2021-11-20', '2026-11-20 10:00', 'r1'), ('synnex', 'synnex', '2021-11-20', '2026-11-20 10:00', 'r1');

INSERT INTO sync_checkpoints BY NAME
SELECT v AS vendor, v AS connection, d AS dataset, 'fresh' AS state, TIMESTAMP '2026-11-20 10:00' AS last_complete_at,
    'r1' AS last_complete_run, TIMESTAMP '2026-11-20 10:00' AS last_attempt_at, 'r1' AS last_attempt_run
FROM (VALUES ('sherweb'), ('synnex')) AS vendors(v), (VALUES ('subscriptions'), ('payable-charges'), ('customers')) AS datasets(d);

INSERT INTO customers BY NAME
SELECT DISTINCT vendor, vendor AS connection, customer_id AS id, 'Customer ' || customer_id AS name, 'active' AS status,
    TIMESTAMP '2021-11-20' AS first_seen_at, TIMESTAMP '2026-11-20 10:00' AS last_seen_at, 'r1' AS run_id
FROM numbered;

INSERT INTO license_subscriptions BY NAME
SELECT vendor, vendor AS connection, id, customer_id, sku, product_name, status, charge_model, trial,
    cycle AS billing_cycle_months, term AS commitment_term_months,
    DATE '2026-11-25' + (i % 365)::INTEGER AS commitment_ends_on, false AS renewal_computed, i % 3 <> 0 AS auto_renew, seats,
    cost AS unit_cost, cost * 1.2 AS unit_price, 'USD' AS currency,
    TIMESTAMP '2021-11-20' AS first_seen_at, TIMESTAMP '2026-11-20 10:00' AS last_seen_at, 'r1' AS run_id
FROM numbered;

INSERT INTO subscription_history BY NAME
SELECT vendor, vendor AS connection, id AS subscription_id,
    TIMESTAMP '2021-11-20' + to_days((span * 600)::INTEGER) AS valid_from,
    CASE WHEN span < 2 THEN TIMESTAMP '2021-11-20' + to_days(((span + 1) * 600)::INTEGER) END AS valid_to,
    customer_id, sku, product_name, CASE WHEN span = 2 THEN status ELSE 'active' END AS status, false AS missing,
    charge_model, trial, cycle AS billing_cycle_months, term AS commitment_term_months,
    DATE '2026-11-25' + (i % 365)::INTEGER AS commitment_ends_on, i % 3 <> 0 AS auto_renew,
    seats + span AS seats, cost - 0.1 * (2 - span) AS unit_cost, cost * 1.2 AS unit_price, 'USD' AS currency, 'r1' AS run_id
FROM numbered, range(3) AS spans(span)
ORDER BY span, i;

INSERT INTO license_usage BY NAME
SELECT vendor, vendor AS connection, strftime(DATE '2021-11-26' + (week * 7)::INTEGER, '%G-W%V') AS iso_week,
    'subscription' AS source, id, customer_id, id AS subscription_id, sku, product_name, status, charge_model, trial,
    cycle AS billing_cycle_months, term AS commitment_term_months, seats + week // 52 AS seats, cost AS unit_cost,
    cost * 1.2 AS unit_price, 'USD' AS currency, TIMESTAMP '2021-11-26' + to_days((week * 7)::INTEGER) AS first_seen_at,
    TIMESTAMP '2021-11-26' + to_days((week * 7)::INTEGER) AS last_seen_at, 'r1' AS run_id
FROM range(getvariable('weeks')) AS weeks(week), numbered
ORDER BY week, i;

INSERT INTO charges BY NAME
SELECT vendor, vendor AS connection, 'b' || month || '-' || i AS id, 'payable' AS direction,
    (DATE '2025-12-01' + to_months(month::INTEGER))::DATE AS billing_period_from,
    (DATE '2026-01-01' + to_months(month::INTEGER))::DATE - 1 AS billing_period_to,
    customer_id, id AS subscription_id, sku, product_name,
    CASE charge_model WHEN 'usage' THEN 'usage' ELSE 'recurring' END AS kind, 1 AS billing_cycle_months,
    (DATE '2025-12-01' + to_months(month::INTEGER))::DATE AS charge_from,
    (DATE '2026-01-01' + to_months(month::INTEGER))::DATE - 1 AS charge_to,
    seats AS quantity, cost / cycle AS unit_price, cost * seats AS amount, 'USD' AS currency,
    TIMESTAMP '2025-12-03' + to_months(month::INTEGER) AS first_seen_at,
    TIMESTAMP '2025-12-03' + to_months(month::INTEGER) AS last_seen_at, 'r1' AS run_id
FROM range(12) AS months(month), numbered
WHERE vendor = 'sherweb' OR charge_model = 'usage'
ORDER BY month, i;

INSERT INTO psa_customers BY NAME
SELECT 'halopsa' AS psa, 'p' || i AS id, 'Customer c' || i AS name, true AS active, TIMESTAMP '2021-11-20' AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, 'i1' AS import_id
FROM range(2000) AS numbers(i);

INSERT INTO customer_links BY NAME
SELECT vendor, connection, id AS customer_id, 'halopsa' AS psa, 'p' || id[2:] AS psa_customer_id, 'linked' AS state,
    'inferred' AS basis, true AS owner, 'matcher' AS decided_by, TIMESTAMP '2026-01-01' AS decided_at
FROM customers
WHERE id[2:]::INTEGER % 40 <> 0;

INSERT INTO psa_contract_line_history BY NAME
SELECT 'halopsa' AS psa, 'l' || i AS line_id, TIMESTAMP '2024-01-01' AS valid_from, 'p' || customer_id[2:] AS customer_id,
    'k' || customer_id AS contract_id, true AS contract_active, vendor || '-' || sku AS product_code, product_name,
    seats - (i % 9 = 0)::INTEGER AS quantity, 0 AS included_quantity, seats - (i % 9 = 0)::INTEGER AS quantity_billed,
    cost * 1.15 AS unit_price, 'USD' AS currency, true AS billable, true AS recurring, cycle AS billing_period_months,
    'advance' AS timing, 'i1' AS import_id
FROM numbered
WHERE i % 20 <> 0;

INSERT INTO product_links BY NAME
SELECT DISTINCT vendor || ':' || sku AS product_key, 'halopsa' AS psa, 'code:' || vendor || '-' || sku AS line_key,
    'linked' AS state, 'exact' AS basis, 'matcher' AS decided_by, TIMESTAMP '2026-01-01' AS decided_at
FROM numbered;

-- Without them nothing is billed as far as anybody knows, and every report begins with that.
INSERT INTO psa_contract_lines BY NAME
SELECT psa, line_id AS id, customer_id, contract_id, contract_active, product_code, product_name, quantity, included_quantity,
    quantity_billed, unit_price, currency, billable, recurring, billing_period_months, timing, valid_from AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, import_id
FROM psa_contract_line_history;
