WITH {standing}
SELECT
    CASE WHEN is_open THEN 'open' ELSE 'resolved' END AS outcome,
    replace(condition, '_', ' ') AS class,
    severity,
    product_name,
    amount,
    currency,
    kind AS money,
    deadline,
    last_at::DATE AS since,
    finding_id
FROM (
    SELECT standing.*, last_events.happened_at AS last_at
    FROM standing
    JOIN last_events ON last_events.finding_id = standing.finding_id
    SEMI JOIN (SELECT finding_id FROM findings WHERE {findings_of_customer}) AS own ON own.finding_id = standing.finding_id
)
WHERE is_open OR state = 'resolved' AND last_at >= {from}
ORDER BY outcome DESC, list_position(['high', 'medium', 'low'], severity), amount DESC NULLS LAST, finding_id
