last_events AS (
        SELECT finding_id, happened_at, state, amount, currency
        FROM finding_events
        WHERE happened_at < {until}
        QUALIFY row_number() OVER (PARTITION BY finding_id ORDER BY happened_at DESC, rowid DESC) = 1
    ),
    earlier_events AS (
        SELECT finding_id, state, amount, currency
        FROM finding_events
        WHERE happened_at < {from}
        QUALIFY row_number() OVER (PARTITION BY finding_id ORDER BY happened_at DESC, rowid DESC) = 1
    ),
    -- Each finding as it stood when the week ended, and when it began.
    standing AS (
        SELECT
            findings.finding_id, findings.condition, findings.customer_name, findings.product_name,
            findings.severity, findings.sources, findings.vendors, findings.deadline,
            kind_of_money(estimated, confidence) AS kind,
            last.state, last.amount, last.currency,
            is_open(last.state) AS is_open,
            earlier.finding_id IS NOT NULL AS was_there,
            coalesce(is_open(earlier.state), false) AS was_open,
            earlier.amount AS earlier_amount,
            earlier.currency AS earlier_currency,
            is_leakage(findings.condition) AS is_leak
        FROM last_events AS last
        JOIN findings ON findings.finding_id = last.finding_id
        LEFT JOIN earlier_events AS earlier ON earlier.finding_id = last.finding_id
    )
