-- Seats week by week, for charts and trends.
CREATE OR REPLACE MACRO seat_weeks_as_of(on_day, week_count) AS TABLE
WITH
    weeks AS (
        SELECT strftime(on_day::DATE - 7 * n::INTEGER, '%G-W%V') AS iso_week
        FROM range(week_count) AS numbers(n)
    ),
    snapshots AS (
        SELECT
            connection, iso_week, id, customer_id,
            CASE
                WHEN charge_model = 'seats' AND missing_since IS NULL AND NOT trial
                    AND status NOT IN ('cancelled', 'expired', 'pending')
                    THEN units(seats)
                ELSE 0
            END AS seats,
            charge_model
        FROM license_usage
        WHERE source = 'subscription'
            AND iso_week BETWEEN strftime(on_day::DATE - 7 * (week_count - 1)::INTEGER, '%G-W%V')
                AND strftime(on_day::DATE, '%G-W%V')
    ),
    -- A customer that was not read in a week has no rows in it: its seats are unknown then.
    customers_read AS (SELECT DISTINCT connection, customer_id, iso_week FROM snapshots),
    keyed AS (
        SELECT
            subscriptions.connection, subscriptions.id, subscriptions.vendor, subscriptions.product_name,
            coalesce(families.family, subscriptions.own_product_key) AS product_key
        FROM (
            SELECT connection, id, vendor, product_name,
                product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
            FROM license_subscriptions
        ) AS subscriptions
        LEFT JOIN product_families() AS families ON families.product_key = subscriptions.own_product_key
    ),
    sums AS (
        SELECT
            snapshots.connection, snapshots.customer_id, keyed.product_key, snapshots.iso_week,
            min(keyed.product_name) AS product_name,
            min(keyed.vendor) AS vendor,
            sum(snapshots.seats) AS seats,
            bool_or(snapshots.seats IS NULL) AS is_unknown
        FROM snapshots
        JOIN keyed ON keyed.connection = snapshots.connection AND keyed.id = snapshots.id
        WHERE snapshots.charge_model = 'seats'
        GROUP BY snapshots.connection, snapshots.customer_id, keyed.product_key, snapshots.iso_week
    ),
    members AS (
        SELECT connection, customer_id, product_key, min(product_name) AS product_name, min(vendor) AS vendor
        FROM sums
        GROUP BY connection, customer_id, product_key
    ),
    by_member AS (
        SELECT
            members.*,
            weeks.iso_week,
            CASE WHEN customers_read.connection IS NOT NULL AND NOT coalesce(sums.is_unknown, false) THEN coalesce(sums.seats, 0) END AS seats
        FROM members
        CROSS JOIN weeks
        LEFT JOIN customers_read
            ON customers_read.connection = members.connection
            AND customers_read.customer_id = members.customer_id
            AND customers_read.iso_week = weeks.iso_week
        LEFT JOIN sums
            ON sums.connection = members.connection
            AND sums.customer_id = members.customer_id
            AND sums.product_key = members.product_key
            AND sums.iso_week = weeks.iso_week
    ),
    owned AS (
        SELECT
            by_member.*,
            owners.psa,
            owners.psa_customer_id,
            coalesce(owners.psa || '/' || owners.psa_customer_id, by_member.connection || '/' || by_member.customer_id)
                AS customer_key
        FROM by_member
        LEFT JOIN customer_owners AS owners
            ON owners.connection = by_member.connection AND owners.customer_id = by_member.customer_id
    ),
    totals AS (
        SELECT
            customer_key, product_key, iso_week,
            min(psa) AS psa,
            min(psa_customer_id) AS psa_customer_id,
            min(connection) AS connection,
            min(customer_id) AS customer_id,
            min(product_name) AS product_name,
            list_sort(list(DISTINCT vendor)) AS vendors,
            CASE WHEN count(seats) = count(*) THEN sum(seats)::BIGINT END AS seats
        FROM owned
        GROUP BY customer_key, product_key, iso_week
    )
SELECT
    totals.psa,
    totals.psa_customer_id,
    totals.customer_key,
    coalesce(psa_customers.name, customers.name, totals.customer_id) AS customer_name,
    totals.product_key,
    totals.product_name,
    totals.vendors,
    vendor_label(totals.vendors) AS vendor,
    totals.iso_week,
    totals.seats
FROM totals
LEFT JOIN psa_customers ON psa_customers.psa = totals.psa AND psa_customers.id = totals.psa_customer_id
LEFT JOIN customers ON customers.connection = totals.connection AND customers.id = totals.customer_id;

COMMENT ON MACRO TABLE seat_weeks_as_of IS 'One row per customer, product and ISO week, for that many weeks up to the one of a day; columns as in seat_weeks.';

CREATE OR REPLACE VIEW seat_weeks AS FROM seat_weeks_as_of(analysis_day(), 13);

COMMENT ON VIEW seat_weeks IS 'One row per customer, product and ISO week, for the last 13 weeks: the seats of the week''s snapshot.';
COMMENT ON COLUMN seat_weeks.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN seat_weeks.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN seat_weeks.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN seat_weeks.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN seat_weeks.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN seat_weeks.product_name IS 'Its name.';
COMMENT ON COLUMN seat_weeks.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN seat_weeks.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN seat_weeks.iso_week IS 'The ISO week of the snapshot, in the operator''s time zone: 2026-W47.';
COMMENT ON COLUMN seat_weeks.seats IS 'Its seats; trials, and what is pending or ended, do not count. Null is unknown: the customer was not read in that week.';
