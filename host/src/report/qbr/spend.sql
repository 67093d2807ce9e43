-- One row per month and currency: what is billed at the end of the month, per month. Nothing of what it costs is asked for.
WITH
    currencies AS (SELECT DISTINCT known_revenue_currency AS currency FROM months WHERE known_revenue_currency IS NOT NULL),
    sums AS (
        SELECT
            months.month_end, currencies.currency,
            sum(known_revenue) FILTER (known_revenue_currency = currencies.currency) AS billed,
            -- What is unknown, or inside a bundle, is no 0.
            count(*) FILTER (known_revenue IS NULL AND coalesce(known_revenue_currency, currencies.currency) = currencies.currency)
                AS revenues_unknown
        FROM months
        CROSS JOIN currencies
        GROUP BY months.month_end, currencies.currency
    )
SELECT
    currencies.currency,
    strftime(month_ends.month_end, '%Y-%m') AS month,
    cents(CASE WHEN known.billed < end_of_day(month_ends.month_end)
        THEN coalesce(sums.billed, CASE WHEN coalesce(sums.revenues_unknown, 0) = 0 THEN 0 END) END) AS billed
FROM currencies
CROSS JOIN month_ends
CROSS JOIN known_since AS known
LEFT JOIN sums ON sums.currency = currencies.currency AND sums.month_end = month_ends.month_end
ORDER BY currencies.currency, month_ends.month_end
