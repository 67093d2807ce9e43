-- What must be known besides before a figure of a past week is believed: whether anything was known when it ended.
CREATE OR REPLACE MACRO week_cautions(first_day, last_day, of_findings) AS TABLE
WITH
    reads AS (
        SELECT connection, vendor, min(finished_at) AS first_at
        FROM sync_runs
        WHERE status <> 'failed'
        GROUP BY connection, vendor
    ),
    weeks_read AS (
        SELECT DISTINCT connection, iso_week
        FROM license_usage
        WHERE source = 'subscription'
            AND iso_week BETWEEN strftime(first_day::DATE - 56, '%G-W%V') AND strftime(last_day::DATE, '%G-W%V')
    ),
    known AS (
        SELECT
            (SELECT min(first_at) FROM reads) AS read_at,
            -- A file may tell of a day before it was imported; a finding is never older than the comparison.
            (SELECT min(CASE WHEN of_findings THEN imported_at ELSE least(as_of, imported_at) END) FROM psa_imports) AS imported_at,
            CASE WHEN of_findings THEN (SELECT min(happened_at) FROM finding_events) END AS found_at
    ),
    -- The first day of which something is known, on both sides.
    begun AS (SELECT *, local_day(greatest(read_at, imported_at, found_at)) AS first_known FROM known),
    advice AS (
        SELECT *, ' There is data since ' || strftime(first_known, '%G-W%V') || '.' AS advice
        FROM begun
    )
SELECT
    0 AS place, 'before_data' AS kind, false AS about_billing, true AS blocks,
    'Nothing had been read by the end of the period, so nothing is known about it: the distributors were first read on '
    || local_day(read_at)::VARCHAR || '.' || coalesce(advice, '') AS text
FROM advice
WHERE read_at >= day_begins(last_day::DATE + 1)
UNION ALL
SELECT
    0, 'uncompared', true, true,
    'Nothing had been compared by the end of the period: the PSA was first imported on ' || local_day(imported_at)::VARCHAR || '.' || advice
FROM advice
WHERE read_at < day_begins(last_day::DATE + 1) AND imported_at >= day_begins(last_day::DATE + 1)
UNION ALL
SELECT
    0, 'uncompared', true, true,
    'Nothing had been compared by the end of the period: the first findings are of ' || local_day(found_at)::VARCHAR || '.' || advice
FROM advice
WHERE read_at < day_begins(last_day::DATE + 1)
    AND coalesce(imported_at < day_begins(last_day::DATE + 1), true)
    AND found_at >= day_begins(last_day::DATE + 1)
UNION ALL
SELECT
    9, 'first_week', false, false,
    'It is unknown which seats were added or removed at ' || string_agg(vendor_name(vendor) || ' (' || connection || ')', ', ' ORDER BY connection)
    || ': that requires a read in this week, and one in the eight weeks before it.'
FROM reads
WHERE first_at < day_begins(last_day::DATE + 1)
    AND NOT EXISTS (
        SELECT 1
        FROM weeks_read
        WHERE weeks_read.connection = reads.connection
        HAVING max(iso_week) = strftime(last_day::DATE, '%G-W%V') AND count(*) > 1
    )
HAVING count(*) > 0;

COMMENT ON MACRO TABLE week_cautions IS 'One row per thing to know, in addition to the view cautions, before trusting a figure of a week, from its first_day to its last_day (dates): before_data (nothing had been read when it ended), uncompared (nothing had been compared by then) or first_week (connections without two weeks that can be compared). With of_findings the question is about findings, which begin with the first comparison; otherwise a file of the PSA counts from the day that it tells of. The columns are those of cautions.';
