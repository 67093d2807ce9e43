-- Counts a comparison. One row.
SELECT
    count(*) FILTER (change = 'added') AS added,
    count(*) FILTER (change = 'changed') AS changed,
    count(*) FILTER (change = 'unchanged') AS unchanged,
    count(*) FILTER (returned) AS returned,
    (SELECT count(*) FROM psa_gone) AS ended,
    (SELECT count(*) FROM psa_live) AS live
FROM psa_changes
