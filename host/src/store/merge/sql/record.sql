-- Writes what the merge of the dataset in hand did. The counts of a dataset that is merged in several
-- steps (a run that was resumed) are already added up.
INSERT INTO sync_run_datasets BY NAME
SELECT
    getvariable('run_id') AS run_id,
    getvariable('vendor') AS vendor,
    getvariable('connection') AS connection,
    getvariable('dataset') AS dataset,
    getvariable('status') AS status,
    getvariable('now') AS merged_at,
    getvariable('staged') AS staged,
    ?1 AS rows_read,
    ?2 AS rows_added,
    ?3 AS rows_changed,
    ?4 AS rows_unchanged,
    ?5 AS rows_missing,
    ?6 AS rows_returned,
    ?7 AS rows_removed,
    ?8 AS rows_rejected,
    ?9 AS rows_duplicate,
    ?10 AS partitions_read,
    ?11 AS partitions_stale,
    getvariable('held_back') AS held_back;
