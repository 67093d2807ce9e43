-- One row per month and currency: what is billed at the end of the month, per month. Nothing of what it costs is asked for.
WITH
    currencies AS (SELECT DISTINCT known_revenue_currency AS currency FROM months WHERE known_revenue_currency IS NOT NULL),
    sums AS (
        SELECT month_end, known_revenue_currency AS currency, sum(known_revenue) AS billed
        FROM months
        GROUP BY month_end, known_revenue_currency
    )
SELECT
    currencies.currency,
    strftime(month_ends.month_end, '%Y-%m') AS month,
    cents(CASE WHEN known.billed < end_of_day(month_ends.month_end) THEN coalesce(sums.billed, 0) END) AS billed
FROM currencies
CROSS JOIN month_ends
CROSS JOIN known_since AS known
LEFT JOIN sums ON sums.currency = currencies.currency AND sums.month_end = month_ends.month_end
ORDER BY currencies.currency, month_ends.month_end
