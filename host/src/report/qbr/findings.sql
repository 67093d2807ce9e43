WITH {standing}
SELECT
    CASE WHEN is_open THEN 'open' ELSE 'resolved' END AS outcome,
    replace(condition, '_', ' ') AS class,
    severity,
    product_name,
    amount,
    currency,
    kind AS money,
    deadline,
    local_day(last_at) AS since,
    finding_id
FROM {own_findings}
WHERE is_open OR state = 'resolved' AND last_at >= {from}
ORDER BY outcome DESC, list_position(['high', 'medium', 'low'], severity), amount DESC NULLS LAST, finding_id
