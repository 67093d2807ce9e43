-- Records what happened, and brings the findings up to date.
INSERT INTO finding_events
SELECT finding_id, getvariable('now'), event, state, amount, currency, 'analysis', note
FROM (
    SELECT 1 AS step, finding_id, 'opened' AS event, 'open' AS state, amount, currency, NULL AS note FROM finding_changes AS changes WHERE opened
    UNION ALL
    SELECT 2, finding_id, 'reopened', 'reopened', amount, currency, NULL FROM finding_changes AS changes WHERE reopened
    UNION ALL
    SELECT 3, finding_id, 'unmuted', 'open', amount, currency, 'the mute ended' FROM finding_changes AS changes WHERE unmuted
    UNION ALL
    SELECT 4, changes.finding_id, 'fresh', CASE WHEN unmuted THEN 'open' ELSE findings.state END, changes.amount, changes.currency,
        'its data was read and compared again'
    FROM finding_changes AS changes JOIN findings ON findings.finding_id = changes.finding_id WHERE became_fresh
    UNION ALL
    SELECT 5, changes.finding_id, 'amount_changed', CASE WHEN unmuted THEN 'open' ELSE findings.state END, changes.amount, changes.currency,
        'it was ' || coalesce(old_amount::VARCHAR || ' ' || old_currency, 'unknown')
    FROM finding_changes AS changes JOIN findings ON findings.finding_id = changes.finding_id WHERE amount_changed
    UNION ALL
    SELECT 6, finding_id, 'resolved', 'resolved', old_amount, old_currency, 'it no longer applies' FROM finding_changes AS changes WHERE resolved
    UNION ALL
    SELECT 7, changes.finding_id, 'stale', findings.state, old_amount, old_currency, 'its data could not be read or compared'
    FROM finding_changes AS changes JOIN findings ON findings.finding_id = changes.finding_id WHERE went_stale
)
ORDER BY step, finding_id;

UPDATE findings
SET
    state = CASE
        WHEN changes.reopened THEN 'reopened'
        WHEN changes.unmuted THEN 'open'
        WHEN changes.resolved THEN 'resolved'
        ELSE state
    END,
    stale = CASE WHEN changes.went_stale THEN true WHEN changes.became_fresh OR changes.resolved OR changes.reopened THEN false ELSE stale END,
    muted_until = CASE WHEN changes.unmuted OR changes.resolved THEN NULL ELSE muted_until END,
    muted_reason = CASE WHEN changes.unmuted OR changes.resolved THEN NULL ELSE muted_reason END,
    changed_at = getvariable('now')
FROM finding_changes AS changes
WHERE changes.finding_id = findings.finding_id
    AND (changes.reopened OR changes.unmuted OR changes.resolved OR changes.became_fresh OR changes.went_stale);

-- What a person resolved keeps the amount that was resolved, so that another one is noticed.
UPDATE findings
SET
    psa = found.psa,
    psa_customer_id = found.psa_customer_id,
    customer_name = found.customer_name,
    product_key = found.product_key,
    product_name = found.product_name,
    vendors = found.vendors,
    seats = found.seats,
    amount = found.amount,
    revenue_gap = found.revenue_gap,
    currency = found.currency,
    estimated = found.estimated,
    confidence = found.confidence,
    severity = found.severity,
    action = found.action,
    deadline = found.deadline,
    arithmetic = found.arithmetic,
    sources = found.sources,
    run_ids = found.run_ids,
    import_ids = found.import_ids,
    last_seen_at = getvariable('now'),
    changed_at = CASE
        WHEN row(
            findings.customer_name, findings.product_name, findings.vendors, findings.seats, findings.amount, findings.revenue_gap,
            findings.currency, findings.estimated, findings.confidence, findings.severity, findings.action, findings.deadline,
            findings.arithmetic::VARCHAR, findings.sources::VARCHAR, findings.run_ids, findings.import_ids
        ) IS DISTINCT FROM row(
            found.customer_name, found.product_name, found.vendors, found.seats, found.amount, found.revenue_gap,
            found.currency, found.estimated, found.confidence, found.severity, found.action, found.deadline,
            found.arithmetic::VARCHAR, found.sources::VARCHAR, found.run_ids, found.import_ids
        ) THEN getvariable('now')
        ELSE findings.changed_at
    END
FROM finding_found AS found
JOIN finding_changes AS changes ON changes.finding_id = found.finding_id
WHERE findings.finding_id = found.finding_id AND changes.is_written AND findings.state <> 'resolved';

INSERT INTO findings BY NAME
SELECT
    found.* EXCLUDE (fresh),
    'open' AS state,
    false AS stale,
    getvariable('now') AS first_seen_at,
    getvariable('now') AS last_seen_at,
    getvariable('now') AS changed_at
FROM finding_found AS found
JOIN finding_changes AS changes ON changes.finding_id = found.finding_id
WHERE changes.opened;
