SELECT
    kind,
    coalesce(currency, 'unknown') AS currency,
    count(*) AS ending,
    sum(seats) AS seats,
    sum(reducible_now) AS reducible_now,
    cents(sum(monthly_cost)) AS monthly_cost,
    count(*) FILTER (monthly_cost IS NULL) AS costs_unknown
FROM renewals_as_of({day})
WHERE days_left BETWEEN 0 AND 30
GROUP BY kind, currency
ORDER BY kind, currency NULLS LAST
