WITH {standing}, {not_synced}
SELECT
    finding_id AS id, condition, severity, customer_name AS customer, product_name AS product,
    cents(amount) AS amount, currency, kind AS money, deadline
FROM standing
WHERE is_open AND NOT was_open
    -- What is based on a connection that was not synced is not news.
    AND NOT list_has_any(
        coalesce(json_extract_string(sources, '$[*].key.connection'), []),
        coalesce((SELECT list(connection) FROM not_synced), [])
    )
ORDER BY list_position(['high', 'medium', 'low'], severity), amount DESC NULLS LAST, finding_id
LIMIT {shown}
