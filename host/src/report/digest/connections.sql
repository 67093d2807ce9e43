expected AS (
        -- Before the first connection is configured, those count that have synced.
        SELECT unnest({connections}) AS connection
        UNION
        SELECT connection FROM connections WHERE len({connections}) = 0
    ),
    not_synced AS (
        SELECT
            expected.connection,
            max(runs.finished_at) FILTER (runs.status = 'complete') AS last_complete,
            count(*) FILTER (runs.finished_at >= {from}) AS runs,
            arg_max(runs.status, runs.finished_at) FILTER (runs.finished_at >= {from}) AS outcome,
            arg_max(runs.message, runs.finished_at) FILTER (runs.finished_at >= {from}) AS message
        FROM expected
        LEFT JOIN sync_runs AS runs
            ON runs.connection = expected.connection AND runs.finished_at < {until}
        GROUP BY expected.connection
        HAVING coalesce(last_complete < {from}, true)
    )
