-- Writes the run itself, from what was written for its datasets.

DELETE FROM sync_runs WHERE run_id = getvariable('run_id');

INSERT INTO sync_runs BY NAME
SELECT
    getvariable('run_id') AS run_id,
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('started_at') AS started_at,
    getvariable('now') AS finished_at,
    getvariable('status') AS status,
    getvariable('plan') AS plan,
    coalesce(sum(rows_read), 0) AS rows_read,
    coalesce(sum(rows_added), 0) AS rows_added,
    coalesce(sum(rows_changed), 0) AS rows_changed,
    coalesce(sum(rows_unchanged), 0) AS rows_unchanged,
    coalesce(sum(rows_missing), 0) AS rows_missing,
    coalesce(sum(rows_returned), 0) AS rows_returned,
    coalesce(sum(rows_removed), 0) AS rows_removed,
    coalesce(sum(rows_rejected), 0) AS rows_rejected,
    coalesce(sum(rows_duplicate), 0) AS rows_duplicate,
    coalesce(sum(partitions_read), 0) AS partitions_read,
    coalesce(sum(partitions_stale), 0) AS partitions_stale,
    getvariable('message') AS message
FROM sync_run_datasets
WHERE run_id = getvariable('run_id');

INSERT INTO connections BY NAME
SELECT
    getvariable('connection') AS connection,
    getvariable('vendor') AS vendor,
    getvariable('now') AS first_run_at,
    getvariable('now') AS last_run_at,
    getvariable('run_id') AS run_id
WHERE NOT EXISTS (FROM connections WHERE connection = getvariable('connection'));

UPDATE connections
SET vendor = getvariable('vendor'), last_run_at = getvariable('now'), run_id = getvariable('run_id')
WHERE connection = getvariable('connection');
