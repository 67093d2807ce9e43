WITH {standing}
SELECT
    coalesce(currency, 'unknown') AS currency,
    count(*) AS findings,
    cents(coalesce(sum(amount) FILTER (kind = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind = 'estimated'), 0)) AS estimated,
    count(*) FILTER (amount IS NULL) AS amounts_unknown
FROM {own_findings}
WHERE state = 'resolved' AND last_at >= {from} AND is_leak
GROUP BY currency
ORDER BY currency
