SELECT
    finding_id AS id, severity, condition, product_name AS product, seats, cents(amount) AS amount, currency,
    kind_of_money(estimated, confidence) AS money, state, deadline, action
FROM findings
WHERE {findings_of_customer} AND state <> 'resolved'
ORDER BY list_position(['high', 'medium', 'low'], severity), findings.amount DESC NULLS LAST, finding_id
