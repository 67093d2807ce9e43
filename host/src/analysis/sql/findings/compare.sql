-- Compares what was found with what is stored: one row per finding with the things that happen to it.
CREATE OR REPLACE TEMP TABLE finding_changes AS
WITH
    -- Whether what a stored finding is based on was read completely.
    keys AS (
        SELECT findings.finding_id, unnest(from_json(findings.sources, '[{"table":"VARCHAR","key":{"connection":"VARCHAR","id":"VARCHAR"}}]'))
            AS source
        FROM findings
        ANTI JOIN finding_found AS found ON found.finding_id = findings.finding_id
    ),
    bases AS (
        SELECT keys.finding_id, bool_and(coalesce(part.fresh, account.fresh, false)) AS fresh
        FROM keys
        LEFT JOIN fresh_parts_as_of(getvariable('today')::DATE) AS part
            ON part.connection = source.key.connection AND part.customer_id = source.key.id AND part.dataset = 'subscriptions'
        LEFT JOIN fresh_parts_as_of(getvariable('today')::DATE) AS account
            ON account.connection = source.key.connection AND account.customer_id IS NULL AND account.dataset = 'subscriptions'
        WHERE source."table" = 'customers'
        GROUP BY keys.finding_id
    ),
    -- A finding that is not found while a row is refused that it may be about is not gone: nobody can tell.
    refused AS (
        SELECT DISTINCT keys.finding_id
        FROM keys
        JOIN finding_doubts AS doubts
            ON doubts.connection = source.key.connection AND doubts.subscription_id = source.key.id
        WHERE source."table" = 'license_subscriptions'
        UNION
        SELECT DISTINCT findings.finding_id
        FROM keys
        JOIN findings ON findings.finding_id = keys.finding_id
        JOIN finding_doubted AS doubted
            ON doubted.customer_key = coalesce(
                findings.psa || '/' || findings.psa_customer_id, source.key.connection || '/' || source.key.id
            )
            AND (doubted.product_key IS NULL OR doubted.product_key = findings.product_key)
        WHERE source."table" = 'customers'
            AND CASE
                WHEN is_over_billing(findings.condition)
                    THEN doubted.seat_rows + doubted.seat_rows_of_anybody > 0
                WHEN is_leakage(findings.condition) OR is_about_margin(findings.condition)
                    THEN doubted.seat_rows + doubted.cost_rows > 0
                ELSE false
            END
    ),
    -- A finding that a person resolved comes back only after it was gone, or with another amount.
    resolutions AS (
        SELECT finding_id, arg_max(by_whom, (happened_at, rowid)) AS by_whom
        FROM finding_events
        WHERE event = 'resolved'
        GROUP BY finding_id
    ),
    pairs AS (
        SELECT
            coalesce(found.finding_id, stored.finding_id) AS finding_id,
            found.finding_id IS NOT NULL AS is_found,
            stored.finding_id IS NOT NULL AS is_stored,
            CASE WHEN found.finding_id IS NOT NULL THEN found.fresh ELSE coalesce(bases.fresh, true) AND refused.finding_id IS NULL END
                AS fresh,
            stored.state,
            stored.stale,
            stored.muted_until,
            resolutions.by_whom AS resolved_by,
            (found.amount, found.revenue_gap, found.currency) IS DISTINCT FROM (stored.amount, stored.revenue_gap, stored.currency)
                AS has_other_amount,
            found.amount,
            found.currency,
            stored.amount AS old_amount,
            stored.currency AS old_currency
        FROM finding_found AS found
        FULL JOIN findings AS stored ON stored.finding_id = found.finding_id
        LEFT JOIN bases ON bases.finding_id = stored.finding_id
        LEFT JOIN refused ON refused.finding_id = stored.finding_id
        LEFT JOIN resolutions ON resolutions.finding_id = stored.finding_id
    )
SELECT
    finding_id,
    is_found AND fresh AS is_written,
    amount, currency, old_amount, old_currency,
    is_found AND fresh AND NOT is_stored AS opened,
    is_found AND fresh AND state = 'resolved' AND (resolved_by = 'analysis' OR has_other_amount) AS reopened,
    is_found AND fresh AND state = 'muted' AND muted_until <= getvariable('today')::DATE AS unmuted,
    is_found AND fresh AND state <> 'resolved' AND stale AS became_fresh,
    is_found AND fresh AND state <> 'resolved' AND has_other_amount AS amount_changed,
    NOT is_found AND fresh AND (state <> 'resolved' OR resolved_by <> 'analysis') AS resolved,
    is_stored AND NOT fresh AND state <> 'resolved' AND NOT stale AS went_stale
FROM pairs;
