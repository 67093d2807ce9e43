-- One row per month and currency: what is bought and billed at the end of the month, per month.
WITH
    currencies AS (
        SELECT DISTINCT unnest([known_cost_currency, known_revenue_currency, currency]) AS currency FROM months
        UNION
        SELECT currency FROM months_charged
    ),
    sums AS (
        SELECT
            months.month_end, currencies.currency,
            sum(known_revenue) FILTER (known_revenue_currency = currencies.currency) AS billed,
            sum(known_cost) FILTER (known_cost_currency = currencies.currency) AS cost,
            -- What is unknown is no 0, whatever its currency.
            count(*) FILTER (
                known_revenue IS NULL
                AND coalesce(known_revenue_currency, known_cost_currency, currencies.currency) = currencies.currency
            ) AS revenues_unknown,
            count(*) FILTER (
                known_cost IS NULL
                AND coalesce(known_cost_currency, known_revenue_currency, currencies.currency) = currencies.currency
            ) AS costs_unknown,
            sum(monthly_profit) FILTER (months.currency = currencies.currency AND unknown_because IS NULL) AS profit,
            sum(monthly_revenue) FILTER (months.currency = currencies.currency AND unknown_because IS NULL) AS revenue,
            count(*) FILTER (
                unknown_because IS NOT NULL
                AND coalesce(known_cost_currency, known_revenue_currency, currencies.currency) = currencies.currency
            ) AS products_unknown
        FROM months
        CROSS JOIN currencies
        WHERE currencies.currency IS NOT NULL
        GROUP BY months.month_end, currencies.currency
    ),
    -- Suspended subscriptions that the distributor goes on charging.
    charged AS (
        SELECT month_end, currency, sum(monthly_amount) AS cost FROM months_charged GROUP BY month_end, currency
    )
SELECT
    currencies.currency,
    strftime(month_ends.month_end, '%Y-%m') AS month,
    cents(CASE WHEN known.billed < end_of_day(month_ends.month_end)
        THEN coalesce(sums.billed, CASE WHEN coalesce(sums.revenues_unknown, 0) = 0 THEN 0 END) END) AS billed,
    cents(CASE
        WHEN known.bought >= end_of_day(month_ends.month_end) THEN NULL
        WHEN charged.cost IS NOT NULL THEN coalesce(sums.cost, 0) + charged.cost
        ELSE coalesce(sums.cost, CASE WHEN coalesce(sums.costs_unknown, 0) = 0 THEN 0 END)
    END) AS cost,
    cents(sums.profit) AS profit,
    in_percent(divided(sums.profit, sums.revenue)) AS margin_percent,
    sums.products_unknown
FROM currencies
CROSS JOIN month_ends
CROSS JOIN known_since AS known
LEFT JOIN sums ON sums.currency = currencies.currency AND sums.month_end = month_ends.month_end
LEFT JOIN charged ON charged.currency = currencies.currency AND charged.month_end = month_ends.month_end
WHERE currencies.currency IS NOT NULL
ORDER BY currencies.currency, month_ends.month_end
