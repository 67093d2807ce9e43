-- Stored findings that are not found because their subscriptions are not compared at present: a renamed customer
-- whose match lapsed, a line whose link is in review, a subscription that a read no longer had. That proves nothing.
CREATE OR REPLACE TEMP TABLE finding_uncompared AS
WITH
    gone AS (
        SELECT findings.finding_id, findings.psa, findings.psa_customer_id,
            unnest(from_json(findings.sources, '[{"table":"VARCHAR","key":{"connection":"VARCHAR","id":"VARCHAR"}}]')) AS source
        FROM findings
        ANTI JOIN finding_found AS found ON found.finding_id = findings.finding_id
        WHERE is_compared(findings.condition)
    ),
    members AS (
        SELECT gone.finding_id, gone.psa, gone.psa_customer_id, subscriptions.connection, subscriptions.customer_id,
            subscriptions.own_product_key, subscriptions.product_key, subscriptions.standing, subscriptions.standing_reason,
            compared.mapping
        FROM gone
        JOIN finding_subscriptions AS subscriptions
            ON subscriptions.connection = gone.source.key.connection AND subscriptions.subscription_id = gone.source.key.id
        LEFT JOIN finding_compared AS compared
            ON compared.customer_key = subscriptions.customer_key
            AND compared.product_key = subscriptions.product_key
            AND (compared.charge_model = 'usage') = (subscriptions.charge_model = 'usage')
        WHERE gone.source."table" = 'license_subscriptions' AND subscriptions.standing <> 'ended'
    )
SELECT DISTINCT finding_id
FROM members
WHERE (standing = 'in_doubt' AND standing_reason = 'missing')
    -- What a person decided is decided.
    OR (mapping = 'customer_unmatched' AND NOT EXISTS (
        SELECT 1
        FROM customer_links AS links
        WHERE links.connection = members.connection
            AND links.customer_id = members.customer_id
            AND (
                links.state = 'not_a_customer'
                OR (links.state = 'rejected' AND links.psa = members.psa AND links.psa_customer_id = members.psa_customer_id)
            )
    ))
    OR (mapping IN ('in_review', 'product_unmatched') AND NOT EXISTS (
        SELECT 1
        FROM product_links AS links
        WHERE links.state = 'rejected'
            AND links.psa = members.psa
            AND links.product_key IN (members.own_product_key, members.product_key)
    ))
    OR mapping NOT IN ('linked', 'known', 'customer_unmatched', 'in_review', 'product_unmatched');

-- What is found of the same product in its place is not two leaks.
DELETE FROM finding_uncompared
WHERE finding_id IN (
    SELECT stored.finding_id
    FROM findings AS stored
    LEFT JOIN product_families() AS families ON families.product_key = stored.product_key
    JOIN finding_found AS found
        ON found.psa = stored.psa
        AND found.psa_customer_id = stored.psa_customer_id
        AND found.product_key = coalesce(families.family, stored.product_key)
        AND (found.seats IS NULL) = (stored.seats IS NULL)
    WHERE found.fresh AND takes_the_place(stored.condition, found.condition)
);

UPDATE finding_changes
SET resolved = false, went_stale = findings.state <> 'resolved' AND NOT findings.stale
FROM finding_uncompared AS uncompared
JOIN findings ON findings.finding_id = uncompared.finding_id
WHERE finding_changes.finding_id = uncompared.finding_id AND finding_changes.resolved;
