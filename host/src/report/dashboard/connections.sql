WITH
    expected AS (
        -- Before the first connection is configured, those count that have synced.
        SELECT unnest({connections}) AS connection
        UNION
        SELECT connection FROM connections WHERE len({connections}) = 0
    ),
    runs AS (
        SELECT
            connection,
            max(finished_at) FILTER (status = 'complete') AS last_complete,
            max(finished_at) AS last_run,
            arg_max(status, finished_at) AS outcome,
            arg_max(message, finished_at) AS message
        FROM sync_runs
        GROUP BY connection
    ),
    parts AS (
        SELECT connection, count(*) AS stale, min(stale_since) AS stale_since
        FROM sync_checkpoints
        WHERE state IN ('failed', 'unfinished', 'held_back') OR state = 'not_planned' AND customer_id IS NOT NULL
        GROUP BY connection
    )
SELECT
    expected.connection,
    coalesce(vendor_name(connections.vendor), 'unknown') AS distributor,
    strftime(runs.last_complete, '%Y-%m-%d %H:%M') AS last_complete,
    {day} - runs.last_complete::DATE AS days_old,
    strftime(runs.last_run, '%Y-%m-%d %H:%M') AS last_run,
    coalesce(runs.outcome, 'never synced') AS outcome,
    coalesce(parts.stale, 0) AS parts_stale,
    parts.stale_since::DATE AS stale_since,
    runs.message
FROM expected
LEFT JOIN connections ON connections.connection = expected.connection
LEFT JOIN runs ON runs.connection = expected.connection
LEFT JOIN parts ON parts.connection = expected.connection
ORDER BY expected.connection
