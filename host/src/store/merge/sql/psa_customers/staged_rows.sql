-- Finds the customers of a list that has no ids among those that are stored. Reads: listed_rows. Makes: staged_rows.

-- A customer of whom the list has a name alone is the one that is stored under that name. The id that is
-- the name itself comes first; several ids leave it open.
CREATE OR REPLACE TEMP TABLE psa_found_customers AS
SELECT
    incoming.line,
    incoming.name,
    count(stored.id) AS ids,
    arg_min(stored.id, (lower(stored.id) <> lower(stored.name), stored.id)) AS id,
    coalesce(bool_or(lower(stored.id) = lower(stored.name)), false) AS by_name
FROM listed_rows AS incoming
JOIN psa_customers AS stored
    ON stored.psa = getvariable('psa')
    AND stored.ended_at IS NULL
    AND lower(stored.name) = lower(incoming.name)
WHERE NOT incoming.has_id
    -- Another row of the list has that id: its customer was renamed.
    AND stored.id NOT IN (SELECT id FROM listed_rows WHERE has_id)
GROUP BY incoming.line, incoming.name;

CREATE OR REPLACE TEMP VIEW staged_rows AS
SELECT
    listed_rows.* REPLACE (
        CASE WHEN found.by_name OR found.ids = 1 THEN found.id ELSE listed_rows.id END AS id
    )
FROM listed_rows
LEFT JOIN psa_found_customers AS found ON found.line = listed_rows.line;
