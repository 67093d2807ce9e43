SELECT
    finding_id,
    severity,
    replace(condition, '_', ' ') AS class,
    customer_name,
    product_name,
    array_to_string(list_transform(vendors, lambda vendor: vendor_name(vendor)), ', ') AS distributors,
    seats,
    amount,
    currency,
    kind_of_money(estimated, confidence) AS money,
    state,
    deadline,
    local_day(first_seen_at) AS first_seen,
    product_key,
    concat_ws('/', psa, psa_customer_id) AS psa_customer,
    action,
    revenue_gap,
    confidence,
    CASE WHEN stale THEN 'its data could not be read recently' END AS stale,
    CASE WHEN state = 'muted' THEN concat_ws(', until ', muted_reason, muted_until) END AS muted,
    arithmetic::VARCHAR AS arithmetic,
    sources::VARCHAR AS sources
FROM findings
WHERE {listed}
ORDER BY
    NOT is_open(state),
    list_position(['high', 'medium', 'low'], severity), findings.amount DESC NULLS LAST, customer_name, finding_id
LIMIT {most}
