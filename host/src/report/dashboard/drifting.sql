-- The customers of which seats changed most between the first and the last week; of these alone the weeks are
-- counted. From here on the session sees their snapshots only.
CREATE TEMP TABLE drifting AS
WITH
    recent AS (
        SELECT connection, customer_id, id, sku, iso_week,
            CASE
                WHEN missing_since IS NULL AND NOT trial AND status NOT IN ('cancelled', 'expired', 'pending') THEN units(seats)
                ELSE 0
            END AS seats
        FROM license_usage
        WHERE source = 'subscription' AND charge_model = 'seats'
            AND iso_week BETWEEN strftime({day} - 84, '%G-W%V') AND strftime({day}, '%G-W%V')
    ),
    ends AS (
        SELECT connection, min(iso_week) AS first_week, max(iso_week) AS last_week FROM recent GROUP BY connection
    ),
    changes AS (
        SELECT
            recent.connection, recent.customer_id, recent.sku,
            abs(
                coalesce(sum(seats) FILTER (recent.iso_week = ends.last_week), 0)
                - coalesce(sum(seats) FILTER (recent.iso_week = ends.first_week), 0)
            ) AS change
        FROM recent
        JOIN ends
            ON ends.connection = recent.connection AND recent.iso_week IN (ends.first_week, ends.last_week)
        GROUP BY recent.connection, recent.customer_id, recent.sku
    )
SELECT connection, customer_id
FROM changes
WHERE change > 0
GROUP BY connection, customer_id
ORDER BY max(change) DESC, connection, customer_id
LIMIT {customers};

-- Whoever is one of them at one distributor is it at the others too.
INSERT INTO drifting
SELECT DISTINCT others.connection, others.customer_id
FROM drifting
JOIN customer_owners AS owners ON owners.connection = drifting.connection AND owners.customer_id = drifting.customer_id
JOIN customer_owners AS others ON others.psa = owners.psa AND others.psa_customer_id = owners.psa_customer_id
ANTI JOIN drifting AS known ON known.connection = others.connection AND known.customer_id = others.customer_id;

CREATE TEMP TABLE license_usage AS
SELECT license_usage.*
FROM license_usage
SEMI JOIN drifting
    ON drifting.connection = license_usage.connection AND drifting.customer_id = license_usage.customer_id
WHERE iso_week BETWEEN strftime({day} - 84, '%G-W%V') AND strftime({day}, '%G-W%V');
