-- How the seats of a week differ from those of the snapshot before.
CREATE OR REPLACE MACRO seat_drift_as_of(on_day) AS TABLE
WITH
    recent AS NOT MATERIALIZED (
        SELECT
            connection, iso_week, id, customer_id, commitment_term_months, billing_cycle_months,
            CASE
                WHEN missing_since IS NULL AND NOT trial AND status NOT IN ('cancelled', 'expired', 'pending')
                    THEN units(seats)
                ELSE 0
            END AS seats
        FROM license_usage
        WHERE iso_week BETWEEN strftime(on_day::DATE - 56, '%G-W%V') AND strftime(on_day::DATE, '%G-W%V')
            AND source = 'subscription'
            AND charge_model = 'seats'
    ),
    weeks AS (
        SELECT connection, iso_week, row_number() OVER (PARTITION BY connection ORDER BY iso_week DESC) AS age
        FROM (SELECT DISTINCT connection, iso_week FROM recent)
    ),
    pairs AS (
        SELECT this_week.connection, this_week.iso_week, last_week.iso_week AS previous_week
        FROM weeks AS this_week
        JOIN weeks AS last_week
            ON last_week.connection = this_week.connection AND last_week.age = 2
        WHERE this_week.age = 1
    ),
    after AS (
        SELECT recent.*, pairs.previous_week
        FROM recent
        JOIN pairs ON pairs.connection = recent.connection AND pairs.iso_week = recent.iso_week
    ),
    before AS (
        SELECT recent.* REPLACE (pairs.iso_week AS iso_week), pairs.previous_week
        FROM recent
        JOIN pairs ON pairs.connection = recent.connection AND pairs.previous_week = recent.iso_week
    ),
    -- A customer that was not read in the week has no rows in it: that is unknown, and no removal.
    known AS (
        SELECT DISTINCT connection, customer_id FROM after
        UNION
        SELECT connection, customer_id
        FROM subscription_history
        WHERE missing
            AND valid_from < end_of_day(on_day)
            AND (valid_to IS NULL OR valid_to >= end_of_day(on_day))
    ),
    -- Of unknown seats nobody can tell how they changed, neither from nor to them.
    unknown AS (
        SELECT connection, id FROM after WHERE seats IS NULL
        UNION
        SELECT connection, id FROM before WHERE seats IS NULL
    ),
    both_weeks AS (
        SELECT after.connection, after.id, customer_id, iso_week, previous_week, commitment_term_months, billing_cycle_months,
            0 AS seats_before, seats AS seats_now
        FROM after
        ANTI JOIN unknown ON unknown.connection = after.connection AND unknown.id = after.id
        UNION ALL
        SELECT before.connection, before.id, before.customer_id, iso_week, previous_week, commitment_term_months, billing_cycle_months,
            seats, 0
        FROM before
        SEMI JOIN known ON known.connection = before.connection AND known.customer_id = before.customer_id
        ANTI JOIN unknown ON unknown.connection = before.connection AND unknown.id = before.id
    ),
    -- Grouped before names are joined: of a few columns, which is faster.
    by_subscriptions AS (
        SELECT
            both_weeks.connection, both_weeks.customer_id, keyed.own_product_key, both_weeks.iso_week, both_weeks.previous_week,
            both_weeks.commitment_term_months, both_weeks.billing_cycle_months,
            min(keyed.product_name) AS product_name,
            min(keyed.vendor) AS vendor,
            sum(seats_before)::BIGINT AS seats_before,
            sum(seats_now)::BIGINT AS seats_now
        FROM both_weeks
        JOIN (
            SELECT connection, id, vendor, product_name,
                product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
            FROM license_subscriptions
        ) AS keyed
            ON keyed.connection = both_weeks.connection AND keyed.id = both_weeks.id
        GROUP BY ALL
    ),
    by_term AS (
        SELECT
            coalesce(owners.psa || '/' || owners.psa_customer_id, counted.connection || '/' || counted.customer_id)
                AS customer_key,
            coalesce(families.family, counted.own_product_key) AS product_key,
            counted.iso_week,
            counted.previous_week,
            counted.commitment_term_months,
            counted.billing_cycle_months,
            min(owners.psa) AS psa,
            min(owners.psa_customer_id) AS psa_customer_id,
            min(coalesce(psa_customers.name, customers.name, counted.customer_id)) AS customer_name,
            min(counted.product_name) AS product_name,
            list(DISTINCT counted.vendor) AS vendors,
            sum(seats_before)::BIGINT AS seats_before,
            sum(seats_now)::BIGINT AS seats_now
        FROM by_subscriptions AS counted
        LEFT JOIN product_families() AS families ON families.product_key = counted.own_product_key
        LEFT JOIN customer_owners AS owners
            ON owners.connection = counted.connection AND owners.customer_id = counted.customer_id
        LEFT JOIN psa_customers ON psa_customers.psa = owners.psa AND psa_customers.id = owners.psa_customer_id
        LEFT JOIN customers
            ON customers.connection = counted.connection AND customers.id = counted.customer_id
        GROUP BY ALL
    ),
    by_product AS (
        SELECT
            customer_key, product_key, iso_week, previous_week,
            min(psa) AS psa,
            min(psa_customer_id) AS psa_customer_id,
            min(customer_name) AS customer_name,
            min(product_name) AS product_name,
            list_sort(list_distinct(flatten(list(vendors)))) AS vendors,
            sum(seats_before)::BIGINT AS seats_before,
            sum(seats_now)::BIGINT AS seats_now,
            sum(greatest(seats_now - seats_before, 0))::BIGINT AS more,
            sum(greatest(seats_before - seats_now, 0))::BIGINT AS fewer
        FROM by_term
        GROUP BY customer_key, product_key, iso_week, previous_week
    )
SELECT
    psa,
    psa_customer_id,
    customer_key,
    customer_name,
    product_key,
    product_name,
    vendors,
    vendor_label(vendors) AS vendor,
    iso_week,
    previous_week,
    seats_before,
    seats_now,
    more - least(more, fewer) AS seats_added,
    fewer - least(more, fewer) AS seats_removed,
    least(more, fewer) AS seats_term_changed
FROM by_product
WHERE more > 0 OR fewer > 0;

COMMENT ON MACRO TABLE seat_drift_as_of IS 'One row per customer and product whose seats changed in the week of a day; columns as in seat_drift.';

CREATE OR REPLACE VIEW seat_drift AS FROM seat_drift_as_of(analysis_day());

COMMENT ON VIEW seat_drift IS 'One row per customer and product whose seats differ between the last weekly snapshot and the one before. Seats that were added and removed between two snapshots are not seen.';
COMMENT ON COLUMN seat_drift.psa IS 'The PSA instance of the customer; null where it is not linked.';
COMMENT ON COLUMN seat_drift.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN seat_drift.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN seat_drift.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN seat_drift.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN seat_drift.product_name IS 'Its name.';
COMMENT ON COLUMN seat_drift.vendors IS 'The distributors that it comes from.';
COMMENT ON COLUMN seat_drift.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN seat_drift.iso_week IS 'The ISO week of the last snapshot, in the operator''s time zone: 2026-W47.';
COMMENT ON COLUMN seat_drift.previous_week IS 'The ISO week of the snapshot before it; not always the week before.';
COMMENT ON COLUMN seat_drift.seats_before IS 'Seats in the previous week; trials, and what is pending or ended, do not count.';
COMMENT ON COLUMN seat_drift.seats_now IS 'Seats in the week.';
COMMENT ON COLUMN seat_drift.seats_added IS 'Seats that are new.';
COMMENT ON COLUMN seat_drift.seats_removed IS 'Seats that are gone.';
COMMENT ON COLUMN seat_drift.seats_term_changed IS 'Seats that only moved to another commitment term or billing cycle.';
