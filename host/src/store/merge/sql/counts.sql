-- Counts what a merge of the dataset in hand finds: one row.
SELECT
    (SELECT count(*) FROM staged_rows) AS rows_read,
    (SELECT count(*) FROM changes WHERE change = 'added') AS rows_added,
    (SELECT count(*) FROM changes WHERE change = 'changed') AS rows_changed,
    (SELECT count(*) FROM changes WHERE change = 'unchanged') AS rows_unchanged,
    (SELECT count(*) FROM missing) AS rows_missing,
    (SELECT count(*) FROM changes WHERE returned) AS rows_returned,
    (SELECT count(*) FROM rejected) AS rows_rejected,
    (SELECT count(*) FROM partitions WHERE state IN ('complete', 'incomplete')) AS partitions_read,
    (SELECT count(*) FROM expected WHERE listed) AS rows_expected,
    (SELECT count(*) FROM expected WHERE listed AND stored_row IN (SELECT stored_row FROM missing)) AS rows_gone;
