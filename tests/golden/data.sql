-- The scenario of scenario.md as rows. Each block says which customer it is about. The day is 2026-11-20, a
-- Friday in the ISO week 2026-W47; all names are invented.

-- Who was read, and when. The subscriptions of Pine Freight (S16) could not be read in the last run.
INSERT INTO vendors
FROM (VALUES ('sherweb', 'Sherweb'), ('synnex', 'TD SYNNEX')) AS named(vendor, name)
ANTI JOIN vendors ON vendors.vendor = named.vendor;

INSERT INTO connections VALUES
    ('sherweb-main', 'sherweb', '2026-08-03 06:00', '2026-11-20 06:00', 'sherweb-run'),
    ('synnex-main', 'synnex', '2026-08-03 06:00', '2026-11-20 06:10', 'synnex-run');

INSERT INTO sync_checkpoints BY NAME
SELECT vendor, connection, dataset, NULL AS customer_id, 'fresh' AS state, last_run_at AS last_complete_at,
    run_id AS last_complete_run, last_run_at AS last_attempt_at, run_id AS last_attempt_run
FROM connections, (VALUES ('customers'), ('payable-charges'), ('receivable-charges')) AS datasets(dataset)
UNION ALL
SELECT 'synnex', 'synnex-main', 'subscriptions', NULL, 'fresh', '2026-11-20 06:10', 'synnex-run', '2026-11-20 06:10', 'synnex-run';

INSERT INTO sync_checkpoints BY NAME
SELECT 'sherweb' AS vendor, 'sherweb-main' AS connection, 'subscriptions' AS dataset, id AS customer_id,
    CASE id WHEN 'S16' THEN 'failed' ELSE 'fresh' END AS state,
    CASE id WHEN 'S16' THEN TIMESTAMP '2026-11-13 06:00' ELSE TIMESTAMP '2026-11-20 06:00' END AS last_complete_at,
    CASE id WHEN 'S16' THEN 'sherweb-run-before' ELSE 'sherweb-run' END AS last_complete_run,
    TIMESTAMP '2026-11-20 06:00' AS last_attempt_at, 'sherweb-run' AS last_attempt_run,
    CASE id WHEN 'S16' THEN TIMESTAMP '2026-11-20 06:00' END AS stale_since,
    CASE id WHEN 'S16' THEN 'the distributor answered with an error' END AS stale_reason
FROM (VALUES ('S1'), ('S2'), ('S5'), ('S8'), ('S10'), ('S13'), ('S15'), ('S16'), ('S18')) AS customers(id);

-- The distributors' customers.
INSERT INTO customers BY NAME
SELECT col0 AS vendor, col1 AS connection, col2 AS id, col3 AS name, col4 AS status,
    col5::TIMESTAMP AS suspended_at, TIMESTAMP '2026-08-03 06:00' AS first_seen_at,
    TIMESTAMP '2026-11-20 06:00' AS last_seen_at, col0 || '-run' AS run_id
FROM (VALUES
    ('sherweb', 'sherweb-main', 'S1', 'Alder Dental', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S2', 'Birch Legal LLP', 'active', NULL),
    ('synnex', 'synnex-main', 'Y2', 'BIRCH LEGAL', 'active', NULL),
    ('synnex', 'synnex-main', 'Y3', 'Cedar Build', 'active', NULL),
    ('synnex', 'synnex-main', 'Y4', 'Dogwood Clinic', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S5', 'Elm Studios', 'active', NULL),
    ('synnex', 'synnex-main', 'Y6', 'Fir & Söhne GmbH', 'active', NULL),
    ('synnex', 'synnex-main', 'Y7', 'Gum Tree Energy', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S8', 'Holly Retail', 'active', NULL),
    ('synnex', 'synnex-main', 'Y9', 'Ivy Law', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S10', 'Juniper Cafe', 'active', NULL),
    ('synnex', 'synnex-main', 'Y11', 'Kauri Events', 'suspended', '2026-11-10 00:00'),
    ('synnex', 'synnex-main', 'Y12', 'Larch Media', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S13', 'Maple Homes', 'active', NULL),
    ('synnex', 'synnex-main', 'Y14', 'Nettle Farm', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S15', 'Oak Managed Services (internal)', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S16', 'Pine Freight', 'active', NULL),
    ('synnex', 'synnex-main', 'Y17', 'Quince Optics', 'active', NULL),
    ('sherweb', 'sherweb-main', 'S18', 'Rowan School', 'active', NULL)
) AS rows;

-- Subscriptions as spans of their history; valid_to is empty while the span goes on. Product is a letter code:
-- BP Business Premium, BS Business Standard, VI Visio, EX Exchange Online, PH Teams Phone, AC Acronis Backup,
-- AZ Azure Plan, SI Contoso Signage.
CREATE TEMP TABLE product_codes AS
FROM (VALUES
    ('sherweb', 'BP', 'MS-365-BP', NULL, NULL, 'Microsoft 365 Business Premium'),
    ('sherweb', 'BS', 'MS-365-BS', NULL, NULL, 'Microsoft 365 Business Standard'),
    ('sherweb', 'AC', 'ACR-BKP', NULL, NULL, 'Acronis Backup'),
    ('synnex', 'BP', 'SN-BP', 'CFQ7TTC0LCHC', '0002', 'Microsoft 365 Business Premium'),
    ('synnex', 'BS', 'SN-BS', 'CFQ7TTC0LDPB', '0001', 'Microsoft 365 Business Standard'),
    ('synnex', 'VI', 'SN-VI', 'CFQ7TTC0HD33', '0002', 'Visio Plan 2'),
    ('synnex', 'EX', 'SN-EX', 'CFQ7TTC0LH16', '0001', 'Exchange Online Plan 1'),
    ('synnex', 'PH', 'SN-PH', 'CFQ7TTC0LH0T', '0001', 'Teams Phone Standard'),
    ('synnex', 'AZ', 'SN-AZ', 'DZH318Z0BPS6', '0001', 'Azure Plan'),
    ('synnex', 'SI', 'CTS-SIGN', NULL, NULL, 'Contoso Signage')
) AS codes(vendor, code, sku, publisher_product_id, publisher_sku_id, product_name);

CREATE TEMP TABLE spans AS
FROM (VALUES
    -- Alder Dental: annual commitment, billed monthly; the cost is on the bill alone.
    ('sherweb', 'a1', 'S1', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-01-31', true, 25, NULL, 22.00, NULL, 'USD'),
    -- Birch Legal: at both distributors, with two terms.
    ('sherweb', 'b1', 'S2', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 6, NULL, 26.40, NULL, 'USD'),
    ('synnex', 'b2', 'Y2', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 10, 18.50, 22.00, NULL, 'USD'),
    -- Cedar Build: annual commitment, billed for the year; 10 seats became 12 on 2026-11-17.
    ('synnex', 'c1', 'Y3', 'BS', '2026-08-03', '2026-11-17', 'active', false, 'seats', false, 12, 12, '2027-03-31', true, 10, 132.00, 156.00, NULL, 'USD'),
    ('synnex', 'c1', 'Y3', 'BS', '2026-11-17', NULL, 'active', false, 'seats', false, 12, 12, '2027-03-31', true, 12, 132.00, 156.00, NULL, 'USD'),
    -- Dogwood Clinic: three years, billed once a year.
    ('synnex', 'd1', 'Y4', 'VI', '2026-08-03', NULL, 'active', false, 'seats', false, 12, 36, '2028-05-31', true, 5, 150.00, 180.00, NULL, 'USD'),
    -- Elm Studios.
    ('sherweb', 'e1', 'S5', 'AC', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 8, NULL, NULL, NULL, 'USD'),
    -- Fir & Söhne: bought in US dollars, billed in euros.
    ('synnex', 'f1', 'Y6', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 10, 18.50, 22.00, NULL, 'USD'),
    -- Gum Tree Energy: by use.
    ('synnex', 'g1', 'Y7', 'AZ', '2026-08-03', NULL, 'active', false, 'usage', false, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL, 'USD'),
    -- Holly Retail: covered by a bundle.
    ('sherweb', 'h1', 'S8', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 18, NULL, 22.00, NULL, 'USD'),
    -- Ivy Law: two products that were cancelled.
    ('synnex', 'i1', 'Y9', 'EX', '2026-08-03', '2026-09-14', 'active', false, 'seats', false, 1, 12, '2027-05-31', true, 7, 4.00, 5.00, NULL, 'USD'),
    ('synnex', 'i1', 'Y9', 'EX', '2026-09-14', NULL, 'cancelled', false, 'seats', false, 1, 12, '2027-05-31', true, 7, 4.00, 5.00, NULL, 'USD'),
    ('synnex', 'i2', 'Y9', 'PH', '2026-08-03', '2026-10-01', 'active', false, 'seats', false, 1, 1, '2026-10-31', true, 4, 8.00, 10.00, NULL, 'USD'),
    ('synnex', 'i2', 'Y9', 'PH', '2026-10-01', NULL, 'cancelled', false, 'seats', false, 1, 1, '2026-10-31', true, 4, 8.00, 10.00, NULL, 'USD'),
    -- Juniper Cafe: not in the PSA.
    ('sherweb', 'j1', 'S10', 'BS', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 4, NULL, 13.50, NULL, 'USD'),
    -- Kauri Events: suspended by the distributor.
    ('synnex', 'k1', 'Y11', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 9, 18.50, 22.00, NULL, 'USD'),
    -- Larch Media: a trial, and seats that moved from a monthly to an annual commitment.
    ('synnex', 'l1', 'Y12', 'BP', '2026-11-05', NULL, 'active', false, 'seats', true, 1, 1, '2026-12-05', true, 5, 18.50, 22.00, NULL, 'USD'),
    ('synnex', 'l2', 'Y12', 'BS', '2026-08-03', '2026-11-16', 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 20, 13.20, 15.00, NULL, 'USD'),
    ('synnex', 'l2', 'Y12', 'BS', '2026-11-16', NULL, 'active', false, 'seats', false, 1, 12, '2027-11-15', true, 20, 11.00, 13.50, NULL, 'USD'),
    -- Maple Homes: billed for more than is bought; and a subscription that is missing since Monday.
    ('sherweb', 'm1', 'S13', 'AC', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 10, NULL, NULL, NULL, 'USD'),
    ('sherweb', 'm2', 'S13', 'BS', '2026-08-03', '2026-11-16', 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 3, NULL, 13.50, NULL, 'USD'),
    ('sherweb', 'm2', 'S13', 'BS', '2026-11-16', NULL, 'active', true, 'seats', false, 1, 12, '2027-06-30', true, 3, NULL, 13.50, NULL, 'USD'),
    -- Nettle Farm: the cost rose on 2026-11-09; the commitment ends on 2026-12-15 and does not renew.
    ('synnex', 'n1', 'Y14', 'BP', '2026-08-03', '2026-11-09', 'active', false, 'seats', false, 1, 12, '2026-12-15', false, 10, 18.50, 22.00, NULL, 'USD'),
    ('synnex', 'n1', 'Y14', 'BP', '2026-11-09', NULL, 'active', false, 'seats', false, 1, 12, '2026-12-15', false, 10, 20.00, 22.00, NULL, 'USD'),
    -- Oak: the MSP's own seats.
    ('sherweb', 'o1', 'S15', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 30, NULL, 22.00, NULL, 'USD'),
    -- Pine Freight: last read a week ago.
    ('sherweb', 'p1', 'S16', 'BS', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 6, NULL, 13.50, NULL, 'USD'),
    -- Quince Optics: two terms with two costs, and a product that the PSA does not know.
    ('synnex', 'q1', 'Y17', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 12, '2027-06-30', true, 5, 18.50, 22.00, NULL, 'USD'),
    ('synnex', 'q2', 'Y17', 'BP', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 3, 22.20, 26.40, NULL, 'USD'),
    ('synnex', 'q3', 'Y17', 'SI', '2026-08-03', NULL, 'active', false, 'seats', false, 1, 1, '2026-11-30', true, 4, 7.00, NULL, NULL, 'USD'),
    -- Rowan School: no bill names its seats yet.
    ('sherweb', 'r1', 'S18', 'BS', '2026-11-18', NULL, 'active', false, 'seats', false, 1, 12, '2027-11-17', true, 10, NULL, 13.50, NULL, 'USD')
) AS rows(vendor, id, customer_id, code, valid_from, valid_to, status, missing, charge_model, trial, cycle, term, ends_on, auto_renew,
    seats, unit_cost, unit_price, list_price, currency);

INSERT INTO subscription_history BY NAME
SELECT spans.vendor, spans.vendor || '-main' AS connection, id AS subscription_id, valid_from::TIMESTAMP + INTERVAL 6 HOUR AS valid_from,
    valid_to::TIMESTAMP + INTERVAL 6 HOUR AS valid_to, customer_id, sku, publisher_product_id, publisher_sku_id, product_name,
    status, missing, charge_model, trial, cycle AS billing_cycle_months, term AS commitment_term_months,
    ends_on::DATE AS commitment_ends_on, auto_renew, seats, unit_cost, unit_price, list_price, currency,
    spans.vendor || '-run' AS run_id
FROM spans
JOIN product_codes ON product_codes.vendor = spans.vendor AND product_codes.code = spans.code;

INSERT INTO license_subscriptions BY NAME
SELECT vendor, connection, subscription_id AS id, customer_id, sku, publisher_product_id, publisher_sku_id, product_name, status,
    charge_model, trial, billing_cycle_months, commitment_term_months, commitment_ends_on, false AS renewal_computed, auto_renew,
    -- Cedar's two new seats were added on 2026-11-17; seven days later they are locked.
    CASE subscription_id WHEN 'c1' THEN TIMESTAMP '2026-11-24 06:00' END AS cancellable_until,
    seats,
    -- 20 of Alder's seats are committed; the other five are not.
    CASE subscription_id WHEN 'a1' THEN '[{"until":"2027-01-31","quantity":20}]' ELSE '[]' END AS committed,
    unit_cost, unit_price, list_price, currency,
    TIMESTAMP '2026-08-03 06:00' AS first_seen_at,
    CASE WHEN missing THEN TIMESTAMP '2026-11-13 06:00' ELSE TIMESTAMP '2026-11-20 06:00' END AS last_seen_at,
    CASE WHEN missing THEN valid_from END AS missing_since, run_id
FROM subscription_history
WHERE valid_to IS NULL;

-- Weekly snapshots of Friday 2026-11-13 and Friday 2026-11-20, of what was read.
INSERT INTO license_usage BY NAME
SELECT vendor, connection, iso_week, 'subscription' AS source, subscription_id AS id, customer_id, subscription_id, sku,
    product_name, status, charge_model, trial, billing_cycle_months, commitment_term_months, seats, unit_cost, unit_price,
    currency, read_at AS first_seen_at, read_at AS last_seen_at, run_id
FROM subscription_history, (VALUES
    ('2026-W46', TIMESTAMP '2026-11-13 06:00'), ('2026-W47', TIMESTAMP '2026-11-20 06:00')
) AS weeks(iso_week, read_at)
WHERE valid_from <= read_at AND (valid_to IS NULL OR valid_to > read_at) AND NOT missing
    AND NOT (customer_id = 'S16' AND iso_week = '2026-W47');

-- Alder's meter: 19 of 25 seats are assigned.
INSERT INTO license_usage BY NAME
SELECT 'sherweb' AS vendor, 'sherweb-main' AS connection, '2026-W47' AS iso_week, 'meter' AS source, 'meter-1' AS id,
    'S1' AS customer_id, 'Microsoft 365 Business Premium' AS meter_name, 25 AS total, 19 AS used,
    TIMESTAMP '2026-11-20 06:00' AS first_seen_at, TIMESTAMP '2026-11-20 06:00' AS last_seen_at, 'sherweb-run' AS run_id;

-- The bills of the distributors. Sherweb's tell the cost of a seat; Larch's line costs more than its
-- subscription says, and has a credit beside it; Azure is charged after the month.
INSERT INTO charges BY NAME
SELECT vendor, vendor || '-main' AS connection, 'bill-' || row_number() OVER () AS id, 'payable' AS direction,
    charge_from::DATE AS billing_period_from, charge_to::DATE AS billing_period_to, customer_id, subscription_id, sku,
    product_name, kind, 1 AS billing_cycle_months, charge_from::DATE AS charge_from, charge_to::DATE AS charge_to, quantity,
    unit_price, amount, 'USD' AS currency, TIMESTAMP '2026-11-04 06:00' AS first_seen_at,
    TIMESTAMP '2026-11-20 06:00' AS last_seen_at, vendor || '-run' AS run_id
FROM (VALUES
    ('sherweb', 'S1', 'a1', 'MS-365-BP', 'Microsoft 365 Business Premium', 'recurring', '2026-11-01', '2026-11-30', 25, 18.50, 462.50),
    ('sherweb', 'S2', 'b1', 'MS-365-BP', 'Microsoft 365 Business Premium', 'recurring', '2026-11-01', '2026-11-30', 6, 22.20, 133.20),
    ('sherweb', 'S5', 'e1', 'ACR-BKP', 'Acronis Backup', 'recurring', '2026-11-01', '2026-11-30', 8, 9.00, 72.00),
    ('sherweb', 'S8', 'h1', 'MS-365-BP', 'Microsoft 365 Business Premium', 'recurring', '2026-11-01', '2026-11-30', 18, 18.50, 333.00),
    ('sherweb', 'S10', 'j1', 'MS-365-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 4, 11.60, 46.40),
    ('sherweb', 'S13', 'm1', 'ACR-BKP', 'Acronis Backup', 'recurring', '2026-11-01', '2026-11-30', 10, 9.00, 90.00),
    ('sherweb', 'S13', 'm2', 'MS-365-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 3, 11.60, 34.80),
    ('sherweb', 'S15', 'o1', 'MS-365-BP', 'Microsoft 365 Business Premium', 'recurring', '2026-11-01', '2026-11-30', 30, 18.50, 555.00),
    ('sherweb', 'S16', 'p1', 'MS-365-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 6, 11.60, 69.60),
    ('synnex', 'Y12', 'l2', 'SN-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 20, NULL, 232.00),
    ('synnex', 'Y12', 'l2', 'SN-BS', 'Microsoft 365 Business Standard', 'credit', '2026-11-01', '2026-11-30', 1, NULL, -22.00),
    ('synnex', 'Y7', 'g1', 'SN-AZ', 'Azure Plan', 'usage', '2026-10-01', '2026-10-31', 1, NULL, 310.25),
    ('synnex', 'Y7', 'g1', 'SN-AZ', 'Azure Plan', 'usage', '2026-10-01', '2026-10-31', 1, NULL, 95.50),
    ('synnex', 'Y7', 'g1', 'SN-AZ', 'Azure Plan', 'credit', '2026-10-01', '2026-10-31', 1, NULL, -20.00),
    ('synnex', 'Y7', 'g1', 'SN-AZ', 'Azure Plan', 'usage', '2026-11-01', '2026-11-30', 1, NULL, 400.00)
) AS rows(vendor, customer_id, subscription_id, sku, product_name, kind, charge_from, charge_to, quantity, unit_price, amount);

-- The customers of three PSAs.
INSERT INTO psa_customers BY NAME
SELECT col0 AS psa, col1 AS id, col2 AS name, true AS active, TIMESTAMP '2026-08-03' AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, col0 || '-import' AS import_id
FROM (VALUES
    ('halopsa', 'H1', 'Alder Dental'), ('halopsa', 'H2', 'Birch Legal'), ('connectwise', 'W3', 'Cedar Build'),
    ('connectwise', 'W4', 'Dogwood Clinic'), ('connectwise', 'W5', 'Elm Studios'), ('autotask', 'A6', 'Fir & Söhne'),
    ('autotask', 'A7', 'Gum Tree Energy'), ('halopsa', 'H8', 'Holly Retail'), ('autotask', 'A9', 'Ivy Law'),
    ('halopsa', 'H11', 'Kauri Events'), ('connectwise', 'W12', 'Larch Media'), ('halopsa', 'H13', 'Maple Homes'),
    ('autotask', 'A14', 'Nettle Farm'), ('connectwise', 'W16', 'Pine Freight'), ('halopsa', 'H17', 'Quince Optics'),
    ('autotask', 'A18', 'Rowan School')
) AS rows;

-- Contract lines: quantity, included, billed; price for a billing period.
INSERT INTO psa_contract_line_history BY NAME
SELECT psa, line_id, TIMESTAMP '2026-08-03' AS valid_from, customer_id, 'K-' || customer_id AS contract_id, true AS contract_active,
    product_code, product_name, quantity, included AS included_quantity, billed AS quantity_billed, unit_price, currency,
    true AS billable, true AS recurring, months AS billing_period_months, timing, psa || '-import' AS import_id
FROM (VALUES
    ('halopsa', 'L1', 'H1', 'HP-BP', 'M365 Business Premium', 20, 0, 20, 24.00, 'USD', 1, 'advance'),
    ('halopsa', 'L2', 'H2', 'HP-BP', 'M365 Business Premium', 16, 0, 16, 24.00, 'USD', 1, 'advance'),
    ('connectwise', 'L3', 'W3', 'CW-BS', 'Business Standard', 12, 2, 10, 14.00, 'USD', 1, 'advance'),
    ('connectwise', 'L5', 'W5', 'CW-ACR', 'Backup per seat', 8, 0, 8, 8.50, 'USD', 1, 'advance'),
    ('autotask', 'L6', 'A6', 'AT-BP', 'Microsoft 365 Business Premium', 10, 0, 10, 20.00, 'EUR', 1, 'advance'),
    ('autotask', 'L7', 'A7', 'AT-AZ', 'Azure consumption', 1, 0, 1, 350.00, 'USD', 1, 'arrears'),
    ('halopsa', 'L8', 'H8', 'HP-MW', 'Managed Workplace', 15, 0, 15, 60.00, 'USD', 1, 'advance'),
    ('autotask', 'L9', 'A9', 'AT-EXO', 'Exchange Online', 7, 0, 7, 6.00, 'USD', 1, 'advance'),
    ('autotask', 'L9b', 'A9', 'AT-PHONE', 'Teams Phone', 4, 0, 4, 12.00, 'USD', 1, 'arrears'),
    ('halopsa', 'L11', 'H11', 'HP-BP', 'M365 Business Premium', 9, 0, 9, 24.00, 'USD', 1, 'advance'),
    ('connectwise', 'L12', 'W12', 'CW-BS', 'Business Standard', 18, 0, 18, 45.00, 'USD', 3, 'advance'),
    ('halopsa', 'L13', 'H13', NULL, 'Acronis  Backup', 12, 0, 12, 13.00, 'USD', 1, 'advance'),
    ('halopsa', 'L13b', 'H13', 'HP-BS', 'M365 Business Standard', 3, 0, 3, 15.00, 'USD', 1, 'advance'),
    ('autotask', 'L14', 'A14', 'AT-BP', 'Microsoft 365 Business Premium', 10, 0, 10, 21.00, 'USD', 1, 'advance'),
    ('connectwise', 'L16', 'W16', 'CW-BS', 'Business Standard', 4, 0, 4, 15.00, 'USD', 1, 'advance'),
    ('halopsa', 'L17', 'H17', 'HP-BP', 'M365 Business Premium', 6, 0, 6, 24.00, 'USD', 1, 'advance'),
    ('autotask', 'L18', 'A18', 'AT-BS', 'Microsoft 365 Business Standard', 8, 0, 8, 15.00, 'USD', 1, 'advance')
) AS rows(psa, line_id, customer_id, product_code, product_name, quantity, included, billed, unit_price, currency, months, timing);

INSERT INTO psa_contract_lines BY NAME
SELECT psa, line_id AS id, customer_id, contract_id, contract_active, product_code, product_name, quantity, included_quantity,
    quantity_billed, unit_price, currency, billable, recurring, billing_period_months, timing, valid_from AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, import_id
FROM psa_contract_line_history
WHERE valid_to IS NULL;

-- Who is who. Juniper's is only proposed; Oak is nobody's customer.
INSERT INTO customer_links BY NAME
SELECT customers.vendor, customers.connection, customers.id AS customer_id, psa, psa_customer_id, state, basis, true AS owner,
    'matcher' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at
FROM (VALUES
    ('S1', 'halopsa', 'H1', 'linked', 'exact'), ('S2', 'halopsa', 'H2', 'linked', 'inferred'), ('Y2', 'halopsa', 'H2', 'linked', 'exact'),
    ('Y3', 'connectwise', 'W3', 'linked', 'exact'), ('Y4', 'connectwise', 'W4', 'linked', 'confirmed'),
    ('S5', 'connectwise', 'W5', 'linked', 'inferred'), ('Y6', 'autotask', 'A6', 'linked', 'exact'),
    ('Y7', 'autotask', 'A7', 'linked', 'exact'), ('S8', 'halopsa', 'H8', 'linked', 'exact'), ('Y9', 'autotask', 'A9', 'linked', 'exact'),
    ('S10', 'halopsa', 'H8', 'review', 'proposed'), ('Y11', 'halopsa', 'H11', 'linked', 'exact'),
    ('Y12', 'connectwise', 'W12', 'linked', 'exact'), ('S13', 'halopsa', 'H13', 'linked', 'inferred'),
    ('Y14', 'autotask', 'A14', 'linked', 'exact'), ('S16', 'connectwise', 'W16', 'linked', 'exact'),
    ('Y17', 'halopsa', 'H17', 'linked', 'exact'), ('S18', 'autotask', 'A18', 'linked', 'exact')
) AS links(id, psa, psa_customer_id, state, basis)
JOIN customers ON customers.id = links.id;

INSERT INTO product_links BY NAME
SELECT col0 AS product_key, col1 AS psa, col2 AS line_key, 'linked' AS state, col3 AS basis,
    'matcher' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at
FROM (VALUES
    ('CFQ7TTC0LCHC:0002', 'halopsa', 'code:HP-BP', 'exact'), ('sherweb:MS-365-BS', 'halopsa', 'code:HP-BS', 'exact'),
    ('sherweb:ACR-BKP', 'halopsa', 'name:acronis backup', 'inferred'),
    -- Both ids of Business Standard are linked with one code, which makes them one product.
    ('CFQ7TTC0LDPB:0001', 'connectwise', 'code:CW-BS', 'exact'), ('sherweb:MS-365-BS', 'connectwise', 'code:CW-BS', 'exact'),
    ('CFQ7TTC0HD33:0002', 'connectwise', 'code:CW-VISIO', 'confirmed'), ('sherweb:ACR-BKP', 'connectwise', 'code:CW-ACR', 'exact'),
    ('CFQ7TTC0LCHC:0002', 'autotask', 'code:AT-BP', 'exact'), ('DZH318Z0BPS6:0001', 'autotask', 'code:AT-AZ', 'confirmed'),
    ('CFQ7TTC0LH16:0001', 'autotask', 'code:AT-EXO', 'exact'), ('CFQ7TTC0LH0T:0001', 'autotask', 'code:AT-PHONE', 'inferred'),
    ('sherweb:MS-365-BS', 'autotask', 'code:AT-BS', 'exact')
) AS rows;

-- The two ids of Business Premium are one by a person's word.
INSERT INTO product_aliases VALUES ('CFQ7TTC0LCHC:0002', 'sherweb:MS-365-BP', 'ann');

INSERT INTO cover_rules VALUES
    ('halopsa', 'code:HP-MW', NULL, 'CFQ7TTC0LCHC:0002', 1, 'a seat for each workplace', 'ann', '2026-08-04');

INSERT INTO exclusions BY NAME
SELECT 'sherweb-main' AS connection, 'S15' AS customer_id, 'internal' AS reason, 'ann' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at;

INSERT INTO margin_rules BY NAME
SELECT 'CFQ7TTC0LCHC:0002' AS product_key, 'halopsa' AS psa, 'H2' AS psa_customer_id, 0.20 AS minimum_margin, 'ann' AS decided_by,
    TIMESTAMP '2026-08-04' AS decided_at;

-- Bills that join in other ways: Sumac to Aspen. The tables of each in one block.
INSERT INTO customers BY NAME
SELECT col0 AS vendor, col0 || '-main' AS connection, col1 AS id, col2 AS name, 'active' AS status,
    TIMESTAMP '2026-08-03 06:00' AS first_seen_at, TIMESTAMP '2026-11-20 06:00' AS last_seen_at, col0 || '-run' AS run_id
FROM (VALUES
    ('synnex', 'Y20', 'Sumac Labs'), ('synnex', 'Y21', 'Tamarack Energy'), ('sherweb', 'S22', 'Umber Foods'),
    ('sherweb', 'S23', 'Viburnum School'), ('sherweb', 'S24', 'Wattle Homes'), ('synnex', 'Y25', 'Yew Dental'),
    ('synnex', 'Y26', 'Zinnia Florist'), ('sherweb', 'S27', 'Aspen Tools')
) AS rows;

INSERT INTO sync_checkpoints BY NAME
SELECT 'sherweb' AS vendor, 'sherweb-main' AS connection, 'subscriptions' AS dataset, id AS customer_id, 'fresh' AS state,
    TIMESTAMP '2026-11-20 06:00' AS last_complete_at, 'sherweb-run' AS last_complete_run,
    TIMESTAMP '2026-11-20 06:00' AS last_attempt_at, 'sherweb-run' AS last_attempt_run
FROM customers
WHERE id IN ('S22', 'S23', 'S24', 'S27');

INSERT INTO product_codes VALUES ('sherweb', 'AZ', 'AZ-PLAN', NULL, NULL, 'Azure Plan');

CREATE TEMP TABLE joined_spans AS
FROM (VALUES
    -- The publisher's id is p-sumac, and the bill has that alone.
    ('synnex', 'su1', 'Y20', 'BP', '2026-08-03', NULL, 'seats', 1, 12, '2027-06-30', 10, 18.50, 22.00),
    ('synnex', 'ta1', 'Y21', 'AZ', '2026-08-03', NULL, 'usage', 1, 0, NULL, NULL, NULL, NULL),
    -- Azure, which the distributor lists as a seat.
    ('sherweb', 'um1', 'S22', 'AZ', '2026-08-03', NULL, 'seats', 1, 12, '2027-06-30', 1, NULL, NULL),
    -- One SKU in two terms.
    ('sherweb', 'vi1', 'S23', 'BS', '2026-08-03', NULL, 'seats', 1, 12, '2027-06-30', 10, NULL, 13.50),
    ('sherweb', 'vi2', 'S23', 'BS', '2026-08-03', NULL, 'seats', 1, 1, '2026-11-30', 5, NULL, 16.20),
    ('sherweb', 'wa1', 'S24', 'AC', '2026-08-03', NULL, 'seats', 1, 1, '2026-11-30', 4, NULL, NULL),
    ('synnex', 'ye1', 'Y25', 'BP', '2026-08-03', '2026-11-09', 'seats', 1, 12, '2027-06-30', 10, 12.00, 14.40),
    ('synnex', 'ye1', 'Y25', 'BP', '2026-11-09', NULL, 'seats', 1, 12, '2027-06-30', 10, 15.00, 14.40),
    ('synnex', 'zi1', 'Y26', 'BP', '2026-08-03', NULL, 'seats', 1, 12, '2027-06-30', 6, 20.00, 22.00),
    -- Billed for the year, in March.
    ('sherweb', 'as1', 'S27', 'BS', '2026-08-03', NULL, 'seats', 12, 12, '2027-02-28', 5, NULL, 162.00)
) AS rows(vendor, id, customer_id, code, valid_from, valid_to, charge_model, cycle, term, ends_on, seats, unit_cost, unit_price);

INSERT INTO subscription_history BY NAME
SELECT spans.vendor, spans.vendor || '-main' AS connection, id AS subscription_id, valid_from::TIMESTAMP + INTERVAL 6 HOUR AS valid_from,
    valid_to::TIMESTAMP + INTERVAL 6 HOUR AS valid_to, customer_id, sku, publisher_product_id, publisher_sku_id, product_name,
    'active' AS status, false AS missing, charge_model, false AS trial, cycle AS billing_cycle_months,
    term AS commitment_term_months, ends_on::DATE AS commitment_ends_on, true AS auto_renew, seats, unit_cost, unit_price,
    'USD' AS currency, spans.vendor || '-run' AS run_id
FROM joined_spans AS spans
JOIN product_codes ON product_codes.vendor = spans.vendor AND product_codes.code = spans.code;

INSERT INTO license_subscriptions BY NAME
SELECT vendor, connection, subscription_id AS id, customer_id,
    CASE subscription_id WHEN 'su1' THEN 'p-sumac' WHEN 'ta1' THEN 'p-tamarack' END AS publisher_subscription_id,
    sku, publisher_product_id, publisher_sku_id, product_name, status, charge_model, trial, billing_cycle_months,
    commitment_term_months, commitment_ends_on, false AS renewal_computed, auto_renew, seats, '[]' AS committed, unit_cost,
    unit_price, currency, TIMESTAMP '2026-08-03 06:00' AS first_seen_at, TIMESTAMP '2026-11-20 06:00' AS last_seen_at, run_id
FROM subscription_history
SEMI JOIN joined_spans ON joined_spans.id = subscription_history.subscription_id
WHERE valid_to IS NULL;

INSERT INTO license_usage BY NAME
SELECT vendor, connection, iso_week, 'subscription' AS source, subscription_id AS id, customer_id, subscription_id, sku,
    product_name, status, charge_model, trial, billing_cycle_months, commitment_term_months, seats, unit_cost, unit_price,
    currency, read_at AS first_seen_at, read_at AS last_seen_at, run_id
FROM subscription_history, (VALUES
    ('2026-W46', TIMESTAMP '2026-11-13 06:00'), ('2026-W47', TIMESTAMP '2026-11-20 06:00')
) AS weeks(iso_week, read_at)
WHERE valid_from <= read_at AND (valid_to IS NULL OR valid_to > read_at)
    AND subscription_id IN (SELECT id FROM joined_spans);

INSERT INTO charges BY NAME
SELECT vendor, vendor || '-main' AS connection, id, 'payable' AS direction, date_trunc('month', charge_from::DATE)::DATE AS billing_period_from,
    last_day(charge_from::DATE) AS billing_period_to, customer_id, customer_name, subscription_id, product_id, sku, product_name,
    kind, 1 AS billing_cycle_months, charge_from::DATE AS charge_from, charge_to::DATE AS charge_to, quantity, amount,
    'USD' AS currency, TIMESTAMP '2026-11-04 06:00' AS first_seen_at, TIMESTAMP '2026-11-20 06:00' AS last_seen_at,
    vendor || '-run' AS run_id
FROM (VALUES
    ('synnex', 'su-11', 'Y20', 'Sumac Labs', 'P-SUMAC', 'CFQ7TTC0LCHC', 'CFQ7TTC0LCHC:0002', 'Microsoft 365 Business Premium', 'recurring', '2026-11-01', '2026-11-30', 10, 166.50),
    -- What is used is billed by its meters.
    ('synnex', 'ta-10', 'Y21', 'Tamarack Energy', 'p-tamarack', 'DZH318Z0BPS6', 'DZH318Z0BPS6:00AB', 'Managed disks', 'usage', '2026-10-01', '2026-10-31', 730, 412.37),
    ('sherweb', 'um-10', NULL, 'Umber Foods', NULL, NULL, 'AZ-PLAN', 'Azure Plan', 'usage', '2026-10-01', '2026-10-31', 1200, 300.00),
    ('sherweb', 'vi-11a', NULL, 'Viburnum School', NULL, NULL, 'MS-365-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 10, 116.00),
    ('sherweb', 'vi-11b', NULL, 'Viburnum School', NULL, NULL, 'MS-365-BS', 'Microsoft 365 Business Standard', 'recurring', '2026-11-01', '2026-11-30', 5, 69.60),
    -- Wattle was called Wattle Estates when the bill of October was read.
    ('sherweb', 'wa-10', 'S24', 'Wattle Estates', NULL, NULL, 'ACR-BKP', 'Acronis Backup', 'recurring', '2026-10-01', '2026-10-31', 4, 36.00),
    ('sherweb', 'wa-11', NULL, 'Wattle Estates', NULL, NULL, 'ACR-BKP', 'Acronis Backup', 'recurring', '2026-11-01', '2026-11-30', 4, 36.00),
    ('synnex', 'ye-10', 'Y25', 'Yew Dental', 'ye1', 'CFQ7TTC0LCHC', 'CFQ7TTC0LCHC:0002', 'Microsoft 365 Business Premium', 'recurring', '2026-10-01', '2026-10-31', 10, 120.00),
    ('synnex', 'zi-11', 'Y26', 'Zinnia Florist', 'zi1', 'CFQ7TTC0LCHC', 'CFQ7TTC0LCHC:0002', 'Microsoft 365 Business Premium', 'recurring', '2026-09-30', '2026-10-30', 6, 108.00)
) AS rows(vendor, id, customer_id, customer_name, subscription_id, product_id, sku, product_name, kind, charge_from, charge_to, quantity, amount);

INSERT INTO psa_customers BY NAME
SELECT col0 AS psa, col1 AS id, col2 AS name, true AS active, TIMESTAMP '2026-08-03' AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, col0 || '-import' AS import_id
FROM (VALUES
    ('halopsa', 'H20', 'Sumac Labs'), ('autotask', 'A21', 'Tamarack Energy'), ('halopsa', 'H22', 'Umber Foods'),
    ('connectwise', 'W23', 'Viburnum School'), ('halopsa', 'H24', 'Wattle Homes'), ('halopsa', 'H25', 'Yew Dental'),
    ('halopsa', 'H26', 'Zinnia Florist'), ('halopsa', 'H27', 'Aspen Tools')
) AS rows;

CREATE TEMP TABLE joined_lines AS
FROM (VALUES
    ('halopsa', 'L20', 'H20', 'HP-BP', 'M365 Business Premium', 10, 24.00, 'advance', '2026-08-03'),
    -- Nobody says when it is billed, and it was imported in November.
    ('autotask', 'L21', 'A21', 'AT-AZ', 'Azure consumption', 1, 480.00, NULL, '2026-11-05'),
    ('halopsa', 'L22', 'H22', 'HP-AZ', 'Azure', 1, 400.00, 'arrears', '2026-08-03'),
    ('connectwise', 'L23', 'W23', 'CW-BS', 'Business Standard', 15, 15.00, 'advance', '2026-08-03'),
    ('halopsa', 'L24', 'H24', NULL, 'Acronis Backup', 4, 13.00, 'advance', '2026-08-03'),
    ('halopsa', 'L25', 'H25', 'HP-BP', 'M365 Business Premium', 10, 16.00, 'advance', '2026-08-03'),
    ('halopsa', 'L26', 'H26', 'HP-BP', 'M365 Business Premium', 6, 24.00, 'advance', '2026-08-03'),
    ('halopsa', 'L27', 'H27', 'HP-BS', 'M365 Business Standard', 5, 15.00, 'advance', '2026-08-03')
) AS rows(psa, line_id, customer_id, product_code, product_name, quantity, unit_price, timing, valid_from);

INSERT INTO psa_contract_line_history BY NAME
SELECT psa, line_id, valid_from::TIMESTAMP AS valid_from, customer_id, 'K-' || customer_id AS contract_id, true AS contract_active,
    product_code, product_name, quantity, 0 AS included_quantity, quantity AS quantity_billed, unit_price, 'USD' AS currency,
    true AS billable, true AS recurring, 1 AS billing_period_months, timing, psa || '-import' AS import_id
FROM joined_lines;

INSERT INTO psa_contract_lines BY NAME
SELECT psa, line_id AS id, customer_id, contract_id, contract_active, product_code, product_name, quantity, included_quantity,
    quantity_billed, unit_price, currency, billable, recurring, billing_period_months, timing, valid_from AS first_seen_at,
    TIMESTAMP '2026-11-20' AS last_seen_at, import_id
FROM psa_contract_line_history
WHERE line_id IN (SELECT line_id FROM joined_lines);

INSERT INTO customer_links BY NAME
SELECT customers.vendor, customers.connection, customers.id AS customer_id, psa_customers.psa, psa_customers.id AS psa_customer_id,
    'linked' AS state, 'exact' AS basis, true AS owner, 'matcher' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at
FROM customers
JOIN psa_customers ON psa_customers.name = customers.name
SEMI JOIN joined_spans ON joined_spans.customer_id = customers.id;

INSERT INTO product_links BY NAME
SELECT 'sherweb:AZ-PLAN' AS product_key, 'halopsa' AS psa, 'code:HP-AZ' AS line_key, 'linked' AS state, 'confirmed' AS basis,
    'ann' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at;

INSERT INTO fx_rates VALUES ('EUR', 'USD', 1.10, '2026-11-02', 'ECB'), ('EUR', 'USD', 1.25, '2026-11-23', 'ECB');

INSERT INTO customers BY NAME
SELECT vendor, vendor || '-main' AS connection, id, name, 'active' AS status, TIMESTAMP '2026-08-03 06:00' AS first_seen_at,
    TIMESTAMP '2026-11-20 06:00' AS last_seen_at, vendor || '-run' AS run_id
FROM (VALUES
    ('synnex', 'Y40', 'Sorrel Bakery'), ('sherweb', 'S41', 'Tamarind Gallery'), ('synnex', 'Y42', 'Ulmus Surveyors'),
    ('sherweb', 'S43', 'Viburnum Labs'), ('synnex', 'Y43', 'Viburnum Labs')
) AS rows(vendor, id, name);

INSERT INTO sync_checkpoints BY NAME
SELECT * REPLACE (unnest(['S41', 'S43']) AS customer_id) FROM sync_checkpoints WHERE customer_id = 'S1';

-- All are seats of Business Premium with an annual commitment, billed monthly. Sorrel's were suspended on 2026-10-20.
CREATE TEMP TABLE edge_spans AS
SELECT vendor, vendor || '-main' AS connection, id AS subscription_id, customer_id,
    valid_from::TIMESTAMP + INTERVAL 6 HOUR AS valid_from, valid_to::TIMESTAMP + INTERVAL 6 HOUR AS valid_to, status, seats,
    unit_cost::DECIMAL(18, 6) AS unit_cost
FROM (VALUES
    ('synnex', 's40', 'Y40', '2026-08-03', '2026-10-20', 'active', 6, 18.50),
    ('synnex', 's40', 'Y40', '2026-10-20', NULL, 'suspended', 6, 18.50),
    ('sherweb', 't41', 'S41', '2026-08-03', NULL, 'active', 4, NULL),
    ('synnex', 'u42', 'Y42', '2026-08-03', NULL, 'active', 10, 18.50),
    ('sherweb', 'v43', 'S43', '2026-08-03', NULL, 'active', 5, NULL),
    ('synnex', 'w43', 'Y43', '2026-08-03', NULL, 'active', 4, 18.50)
) AS rows(vendor, id, customer_id, valid_from, valid_to, status, seats, unit_cost);

INSERT INTO subscription_history BY NAME
SELECT spans.*, codes.sku, codes.publisher_product_id, codes.publisher_sku_id, codes.product_name, false AS missing,
    'seats' AS charge_model, false AS trial, 1 AS billing_cycle_months, 12 AS commitment_term_months,
    DATE '2027-06-30' AS commitment_ends_on, true AS auto_renew, 22.00 AS unit_price, 'USD' AS currency, spans.vendor || '-run' AS run_id
FROM edge_spans AS spans
JOIN product_codes AS codes ON codes.vendor = spans.vendor AND codes.code = 'BP';

INSERT INTO license_subscriptions BY NAME
SELECT vendor, connection, subscription_id AS id, customer_id, sku, publisher_product_id, publisher_sku_id, product_name, status,
    charge_model, trial, billing_cycle_months, commitment_term_months, commitment_ends_on, false AS renewal_computed, auto_renew,
    seats, '[]' AS committed, unit_cost, unit_price, currency, TIMESTAMP '2026-08-03 06:00' AS first_seen_at,
    TIMESTAMP '2026-11-20 06:00' AS last_seen_at, run_id
FROM subscription_history
WHERE valid_to IS NULL AND subscription_id IN (SELECT subscription_id FROM edge_spans);

INSERT INTO license_usage BY NAME
SELECT vendor, connection, iso_week, 'subscription' AS source, subscription_id AS id, customer_id, subscription_id, sku,
    product_name, status, charge_model, trial, billing_cycle_months, commitment_term_months, seats, unit_cost, unit_price,
    currency, read_at AS first_seen_at, read_at AS last_seen_at, run_id
FROM subscription_history, (VALUES
    ('2026-W46', TIMESTAMP '2026-11-13 06:00'), ('2026-W47', TIMESTAMP '2026-11-20 06:00')
) AS weeks(iso_week, read_at)
WHERE valid_to IS NULL AND subscription_id IN (SELECT subscription_id FROM edge_spans);

-- Viburnum's meter at Sherweb: all 5 of the seats there.
INSERT INTO license_usage BY NAME
SELECT * REPLACE ('meter-43' AS id, 'S43' AS customer_id, 5 AS total, 5 AS used) FROM license_usage WHERE id = 'meter-1';

INSERT INTO charges BY NAME
SELECT
    billed.vendor, billed.vendor || '-main' AS connection, 'edge-' || billed.subscription_id AS id, billed.customer_id,
    billed.subscription_id, codes.sku, codes.product_name, billed.quantity, 18.50 AS unit_price, billed.quantity * 18.50 AS amount,
    template.* EXCLUDE (vendor, connection, id, customer_id, subscription_id, sku, product_name, quantity, unit_price, amount, run_id),
    billed.vendor || '-run' AS run_id
FROM (VALUES ('synnex', 'Y40', 's40', 6), ('sherweb', 'S41', 't41', 4), ('sherweb', 'S43', 'v43', 5))
    AS billed(vendor, customer_id, subscription_id, quantity)
JOIN product_codes AS codes ON codes.vendor = billed.vendor AND codes.code = 'BP'
JOIN charges AS template ON template.id = 'bill-1';

INSERT INTO psa_customers BY NAME
SELECT * REPLACE (rows.id AS id, rows.name AS name)
FROM psa_customers AS template
JOIN (VALUES ('H40', 'Sorrel Bakery'), ('H41', 'Tamarind Gallery'), ('H42', 'Ulmus Surveyors'), ('H43', 'Viburnum Labs'))
    AS rows(id, name) ON template.id = 'H1';

CREATE TEMP TABLE edge_lines AS
FROM (VALUES ('L41', 'H41', 4, 0.00, 1), ('L42', 'H42', 120, 24.00, 12), ('L43', 'H43', 9, 24.00, 1))
    AS lines(line_id, customer_id, quantity, unit_price, months);

INSERT INTO psa_contract_line_history BY NAME
SELECT template.* REPLACE (
    edge.line_id AS line_id, edge.customer_id AS customer_id, 'K-' || edge.customer_id AS contract_id, edge.quantity AS quantity,
    edge.quantity AS quantity_billed, edge.unit_price AS unit_price, edge.months AS billing_period_months
)
FROM psa_contract_line_history AS template
JOIN edge_lines AS edge ON template.line_id = 'L1';

INSERT INTO psa_contract_lines BY NAME
SELECT template.* REPLACE (
    edge.line_id AS id, edge.customer_id AS customer_id, 'K-' || edge.customer_id AS contract_id, edge.quantity AS quantity,
    edge.quantity AS quantity_billed, edge.unit_price AS unit_price, edge.months AS billing_period_months
)
FROM psa_contract_lines AS template
JOIN edge_lines AS edge ON template.id = 'L1';

INSERT INTO customer_links BY NAME
SELECT customers.vendor, customers.connection, customers.id AS customer_id, 'halopsa' AS psa, 'H' || customers.id[2:] AS psa_customer_id,
    'linked' AS state, 'exact' AS basis, true AS owner, 'matcher' AS decided_by, TIMESTAMP '2026-08-04' AS decided_at
FROM customers
WHERE id IN ('Y40', 'S41', 'Y42', 'S43', 'Y43');

INSERT INTO fx_rates VALUES ('EUR', 'USD', 1.10, '2026-11-02', 'ECB'), ('EUR', 'USD', 1.25, '2026-11-23', 'ECB');
