WITH {standing},
    changes AS (
        SELECT
            CASE
                WHEN is_open AND NOT was_there THEN 'new'
                WHEN is_open AND NOT was_open THEN 'reopened'
                WHEN was_open AND state = 'muted' THEN 'muted'
                WHEN was_open AND NOT is_open THEN 'resolved'
                -- An amount in another currency is neither more nor less.
                WHEN is_open AND was_open AND currency IS DISTINCT FROM earlier_currency THEN 'other currency'
                WHEN is_open AND was_open AND amount > earlier_amount THEN 'grown'
                WHEN is_open AND was_open AND amount < earlier_amount THEN 'shrunk'
                WHEN is_open AND was_open AND amount IS DISTINCT FROM earlier_amount THEN 'amount unknown'
            END AS change,
            is_open, was_open, currency, amount, earlier_currency, earlier_amount, finding_id
        FROM standing
        WHERE is_leak
    ),
    -- What a change takes away is in the currency of before, what it brings in that of now.
    parts AS (
        SELECT change, finding_id, currency, amount AS difference FROM changes WHERE is_open
        UNION ALL
        SELECT change, finding_id, earlier_currency, -earlier_amount FROM changes WHERE was_open
    ),
    sums AS (
        SELECT
            change, currency, count(DISTINCT finding_id) AS findings, cents(sum(difference)) AS difference,
            count(DISTINCT finding_id) FILTER (difference IS NULL) AS amounts_unknown
        FROM parts
        WHERE change IS NOT NULL
        GROUP BY change, currency
        UNION ALL
        SELECT
            'all together', currency, count(DISTINCT finding_id), cents(sum(difference)),
            count(DISTINCT finding_id) FILTER (difference IS NULL)
        FROM parts
        WHERE change IS NOT NULL
        GROUP BY currency
    )
SELECT change, coalesce(currency, 'unknown') AS currency, findings, difference, amounts_unknown
FROM sums
ORDER BY
    currency,
    list_position(
        ['new', 'reopened', 'grown', 'shrunk', 'resolved', 'muted', 'other currency', 'amount unknown', 'all together'],
        change
    )
