WITH {standing}
SELECT
    coalesce(currency, 'unknown') AS currency,
    count(*) AS findings,
    cents(coalesce(sum(amount) FILTER (kind = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind = 'estimated'), 0)) AS estimated,
    count(*) FILTER (amount IS NULL) AS amounts_unknown
FROM (
    SELECT standing.*, last_events.happened_at AS last_at
    FROM standing
    JOIN last_events ON last_events.finding_id = standing.finding_id
    SEMI JOIN (SELECT finding_id FROM findings WHERE {findings_of_customer}) AS own ON own.finding_id = standing.finding_id
)
WHERE state = 'resolved' AND last_at >= {from} AND is_leak
GROUP BY currency
ORDER BY currency
