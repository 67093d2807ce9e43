WITH {not_synced}
SELECT
    connection, last_complete, runs AS runs_this_week, outcome,
    coalesce(message, CASE WHEN runs = 0 THEN 'no run this week: look at the scheduler' END) AS why
FROM not_synced
ORDER BY connection
