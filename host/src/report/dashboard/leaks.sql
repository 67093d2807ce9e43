SELECT
    coalesce(currency, 'unknown') AS currency,
    count(*) AS findings,
    cents(coalesce(sum(amount) FILTER (kind_of_money(estimated, confidence) = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind_of_money(estimated, confidence) = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind_of_money(estimated, confidence) = 'estimated'), 0)) AS estimated,
    count(*) FILTER (amount IS NULL) AS amounts_unknown
FROM findings
WHERE is_open(state) AND is_leakage(condition)
GROUP BY currency
ORDER BY currency NULLS LAST
