-- A finding goes on under the id that it has though a product, a customer or a line has another name or key since
-- then: it is about the same condition and the same subscriptions.
UPDATE finding_found
SET finding_id = renamed.stored_id
FROM (
    WITH
        -- What it is about: its subscriptions, and its contract lines where it has none.
        found AS (
            SELECT
                finding_id, condition, psa, psa_customer_id, seats IS NULL AS of_usage,
                subject_of(sources::VARCHAR, 'license_subscriptions') AS subscriptions,
                subject_of(sources::VARCHAR, 'psa_contract_lines') AS lines
            FROM finding_found
            WHERE finding_id NOT IN (SELECT finding_id FROM findings)
        ),
        stored AS (
            SELECT
                finding_id, condition, psa, psa_customer_id, seats IS NULL AS of_usage,
                subject_of(sources::VARCHAR, 'license_subscriptions') AS subscriptions,
                subject_of(sources::VARCHAR, 'psa_contract_lines') AS lines
            FROM findings
            WHERE finding_id NOT IN (SELECT finding_id FROM finding_found)
                -- What the analysis resolved is over.
                AND (
                    state <> 'resolved'
                    OR (
                        SELECT arg_max(events.by_whom, (events.happened_at, events.rowid))
                        FROM finding_events AS events
                        WHERE events.finding_id = findings.finding_id AND events.event = 'resolved'
                    ) <> 'analysis'
                )
        ),
        pairs AS (
            SELECT found.finding_id AS found_id, stored.finding_id AS stored_id
            FROM found
            JOIN stored
                ON stored.condition = found.condition
                AND stored.of_usage = found.of_usage
                AND stored.subscriptions = found.subscriptions
                AND CASE WHEN found.subscriptions = '' THEN stored.lines = found.lines AND found.lines <> '' ELSE true END
            LEFT JOIN (
                SELECT DISTINCT customers.psa, customers.id
                FROM psa_customers AS customers
                JOIN psa_contract_lines AS lines ON lines.psa = customers.psa AND lines.customer_id = customers.id
                WHERE customers.active AND customers.ended_at IS NULL AND lines.ended_at IS NULL
            ) AS earlier
                ON earlier.psa = stored.psa AND earlier.id = stored.psa_customer_id
            -- The money of one customer is not that of another, unless nothing is billed to the first one any more.
            WHERE stored.psa IS NULL
                OR found.psa IS NULL
                OR (stored.psa = found.psa AND stored.psa_customer_id = found.psa_customer_id)
                OR earlier.id IS NULL
        )
    SELECT found_id, stored_id
    FROM pairs
    -- Of several none is chosen.
    QUALIFY count(*) OVER (PARTITION BY found_id) = 1 AND count(*) OVER (PARTITION BY stored_id) = 1
) AS renamed
WHERE finding_found.finding_id = renamed.found_id;

-- The same applies where a subscription of it was renewed or replaced by one with another id: what is not billed, or
-- billed too cheaply, is the same seats.
UPDATE finding_found
SET finding_id = renewed.stored_id
FROM (
    WITH
        found AS (
            SELECT finding_id, condition, psa, psa_customer_id, product_key, currency, seats IS NULL AS of_usage
            FROM finding_found
            WHERE outlives_subscriptions(condition) AND finding_id NOT IN (SELECT finding_id FROM findings)
        ),
        stored AS (
            SELECT
                findings.finding_id, findings.condition, findings.psa, findings.psa_customer_id, findings.currency,
                findings.seats IS NULL AS of_usage,
                coalesce(families.family, findings.product_key) AS product_key,
                from_json(sources, '[{"table":"VARCHAR","key":{"connection":"VARCHAR","id":"VARCHAR"}}]') AS sources
            FROM findings
            LEFT JOIN product_families() AS families ON families.product_key = findings.product_key
            WHERE outlives_subscriptions(findings.condition)
                AND findings.state <> 'resolved'
                AND findings.finding_id NOT IN (SELECT finding_id FROM finding_found)
        ),
        -- The stored ones of which a subscription is there no more.
        ended AS (
            SELECT DISTINCT stored.finding_id
            FROM (SELECT finding_id, unnest(sources) AS source FROM stored) AS stored
            JOIN finding_subscriptions AS subscriptions
                ON subscriptions.connection = stored.source.key.connection AND subscriptions.subscription_id = stored.source.key.id
            WHERE stored.source."table" = 'license_subscriptions'
                AND (subscriptions.standing IN ('ended', 'absent') OR subscriptions.standing_reason = 'missing')
        ),
        pairs AS (
            SELECT found.finding_id AS found_id, stored.finding_id AS stored_id
            FROM found
            JOIN stored
                ON stored.condition = found.condition
                AND stored.psa = found.psa
                AND stored.psa_customer_id = found.psa_customer_id
                AND stored.product_key = found.product_key
                AND stored.of_usage = found.of_usage
                AND stored.currency IS NOT DISTINCT FROM found.currency
            SEMI JOIN ended ON ended.finding_id = stored.finding_id
        )
    SELECT found_id, stored_id
    FROM pairs
    QUALIFY count(*) OVER (PARTITION BY found_id) = 1 AND count(*) OVER (PARTITION BY stored_id) = 1
) AS renewed
WHERE finding_found.finding_id = renewed.found_id;
