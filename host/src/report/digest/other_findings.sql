WITH {standing}
SELECT
    condition,
    coalesce(currency, 'unknown') AS currency,
    count(*) AS findings,
    count(*) FILTER (NOT was_open) AS new_or_reopened,
    cents(coalesce(sum(amount) FILTER (kind = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind = 'estimated'), 0)) AS estimated,
    count(*) FILTER (amount IS NULL) AS amounts_unknown
FROM standing
WHERE is_open AND NOT is_leak
GROUP BY condition, currency
ORDER BY condition, currency
