CREATE OR REPLACE MACRO assigned_seats_as_of(on_day) AS TABLE
WITH
    recent AS (
        SELECT *
        FROM license_usage
        WHERE iso_week BETWEEN strftime(on_day::DATE - 21, '%G-W%V') AND strftime(on_day::DATE, '%G-W%V')
            AND source = 'meter'
            AND missing_since IS NULL
    ),
    last_week AS (
        SELECT connection, customer_id, max(iso_week) AS iso_week FROM recent GROUP BY connection, customer_id
    ),
    members AS MATERIALIZED (
        SELECT connection, customer_id, subscription_id, customer_key, product_key, standing, lower(trim(product_name)) AS name
        FROM subscription_money_as_of(on_day)
    ),
    named AS (
        SELECT DISTINCT connection, customer_id, name, customer_key, product_key
        FROM members
        WHERE standing IN ('billable', 'in_doubt', 'trial') AND name IS NOT NULL
    ),
    meters AS MATERIALIZED (
        SELECT
            recent.connection, recent.customer_id, recent.subscription_id, recent.used,
            -- Null where it is not looked for: a condition on one side alone makes a loop of the join.
            CASE WHEN recent.subscription_id IS NULL
                THEN lower(trim(coalesce(recent.meter_name, recent.product_name))) END AS name
        FROM recent
        JOIN last_week
            ON last_week.connection = recent.connection
            AND last_week.customer_id = recent.customer_id
            AND last_week.iso_week = recent.iso_week
    ),
    -- The meter of one subscription, or of one distributor, says nothing of the seats of another.
    without_meter AS (
        SELECT members.customer_key, members.product_key
        FROM members
        LEFT JOIN (SELECT DISTINCT connection, subscription_id FROM meters) AS own
            ON own.connection = members.connection AND own.subscription_id = members.subscription_id
        LEFT JOIN (SELECT DISTINCT connection, customer_id, name FROM meters) AS by_name
            ON by_name.connection = members.connection
            AND by_name.customer_id = members.customer_id
            AND by_name.name = members.name
        WHERE members.standing = 'billable' AND own.subscription_id IS NULL AND by_name.name IS NULL
        GROUP BY members.customer_key, members.product_key
    ),
    assigned AS (
        SELECT
            coalesce(told.customer_key, named.customer_key) AS customer_key,
            coalesce(told.product_key, named.product_key) AS product_key,
            TRY_CAST(sum(meters.used) AS DECIMAL(18, 6)) AS seats_assigned,
            count(*) FILTER (meters.used IS NULL) AS meters_unknown
        FROM meters
        LEFT JOIN members AS told
            ON told.connection = meters.connection AND told.subscription_id = meters.subscription_id
        LEFT JOIN named
            ON named.connection = meters.connection
            AND named.customer_id = meters.customer_id
            AND named.name = meters.name
        WHERE coalesce(told.product_key, named.product_key) IS NOT NULL
        GROUP BY ALL
    )
SELECT
    assigned.customer_key,
    assigned.product_key,
    CASE WHEN assigned.meters_unknown = 0 AND without_meter.customer_key IS NULL THEN assigned.seats_assigned END AS seats_assigned,
    assigned.meters_unknown
FROM assigned
LEFT JOIN without_meter
    ON without_meter.customer_key = assigned.customer_key AND without_meter.product_key = assigned.product_key;

COMMENT ON MACRO TABLE assigned_seats_as_of IS 'One row per customer and product with a meter: the seats that are assigned, from the last weekly snapshot of the three weeks up to a day. A meter belongs to the subscription that it names, else to the product of its name. seats_assigned is null where a meter states no number, or a subscription that is bought has none.';
