-- What must be known besides before a figure of a past week is believed: whether anything was known when it ended.
CREATE OR REPLACE MACRO week_cautions(first_day, last_day, of_findings) AS TABLE
WITH
    reads AS (
        SELECT connection, vendor, min(finished_at) AS first_at
        FROM sync_runs
        WHERE status <> 'failed'
        GROUP BY connection, vendor
    ),
    known AS (
        SELECT
            (SELECT min(first_at) FROM reads) AS read_at,
            -- A file may tell of a day before it was imported; a finding is never older than the comparison.
            (SELECT min(CASE WHEN of_findings THEN imported_at ELSE least(as_of, imported_at) END) FROM psa_imports) AS imported_at
    ),
    -- The first day of which something is known, on both sides.
    begun AS (SELECT *, local_day(greatest(read_at, imported_at)) AS first_known FROM known),
    advice AS (
        SELECT *, ' The first week with data: `--week ' || strftime(first_known, '%G-W%V') || '`.' AS advice
        FROM begun
    )
SELECT
    0 AS place, 'unread' AS kind, false AS about_billing, true AS blocks,
    'Nothing had been read when this week ended, so nothing is known of it: the distributors were first read on '
    || local_day(read_at)::VARCHAR || '.' || coalesce(advice, '') AS text
FROM advice
WHERE read_at >= day_begins(last_day::DATE + 1)
UNION ALL
SELECT
    0, 'no_psa', true, true,
    'Nothing had been compared when this week ended: the PSA was first imported on ' || local_day(imported_at)::VARCHAR || '.' || advice
FROM advice
WHERE read_at < day_begins(last_day::DATE + 1) AND imported_at >= day_begins(last_day::DATE + 1)
UNION ALL
SELECT
    9, 'first_week', false, false,
    string_agg(vendor_name(vendor) || ' (' || connection || ')', ', ' ORDER BY connection)
    || CASE count(*) WHEN 1 THEN ' was' ELSE ' were' END
    || ' first read in this week, so it is unknown which seats were added or removed there.'
FROM reads
WHERE first_at >= day_begins(first_day::DATE) AND first_at < day_begins(last_day::DATE + 1)
HAVING count(*) > 0;

COMMENT ON MACRO TABLE week_cautions IS 'One row per thing that must be known besides those of the view cautions before a figure of a week is believed, from its first_day to its last_day (dates): unread (nothing had been read when it ended), no_psa (nothing had been compared by then) or first_week (connections that had not been read before it). With of_findings the question is about findings, which begin with the first comparison; otherwise a file of the PSA counts from the day that it tells of. The columns are those of cautions.';
