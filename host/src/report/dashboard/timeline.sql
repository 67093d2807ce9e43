WITH
    weeks AS (
        SELECT (date_trunc('week', {day}) + to_days(7 * n::INTEGER))::DATE AS monday
        FROM range(1 + ceil((analysis_settings().renewal_days + 6) / 7)::BIGINT) AS numbers(n)
        WHERE monday <= {day} + analysis_settings().renewal_days
    ),
    ending AS (
        SELECT
            date_trunc('week', ends_on)::DATE AS monday,
            count(*) AS subscriptions,
            sum(seats) FILTER (auto_renew) AS renewing,
            sum(seats) FILTER (NOT auto_renew) AS ending,
            sum(seats) FILTER (auto_renew IS NULL) AS unknown
        FROM renewals_as_of({day})
        WHERE ends_on IS NOT NULL
        GROUP BY 1
    )
SELECT
    weeks.monday,
    coalesce(ending.renewing, 0) AS renewing,
    coalesce(ending.ending, 0) AS ending,
    coalesce(ending.unknown, 0) AS unknown,
    coalesce(ending.subscriptions, 0) AS subscriptions
FROM weeks
LEFT JOIN ending ON ending.monday = weeks.monday
ORDER BY weeks.monday
