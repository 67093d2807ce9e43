-- Which parts of the distributors' data were read completely, on or after a day.
CREATE OR REPLACE MACRO fresh_parts_as_of(on_day) AS TABLE
SELECT
    connection,
    dataset,
    customer_id,
    state,
    last_complete_at,
    last_complete_run AS run_id,
    -- That a customer is no longer listed was read completely too.
    state IN ('fresh', 'gone')
        -- What became stale after the day was complete on it.
        OR coalesce(
            last_complete_at >= day_begins(on_day) AND coalesce(stale_since, last_attempt_at) >= end_of_day(on_day), false
        ) AS fresh
FROM sync_checkpoints;

COMMENT ON MACRO TABLE fresh_parts_as_of IS 'One row per connection, dataset and customer (null: the whole account): whether the last read was complete, or the last one of the day was and it became stale later. What was never read completely proves nothing.';
