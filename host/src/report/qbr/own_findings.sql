(
    SELECT standing.*, last_events.happened_at AS last_at
    FROM standing
    JOIN last_events ON last_events.finding_id = standing.finding_id
    SEMI JOIN (SELECT finding_id FROM findings WHERE {findings_of_customer}) AS own ON own.finding_id = standing.finding_id
)
