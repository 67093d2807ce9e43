-- What was bought and not billed until a contract line or a subscription changed. A new rule, a match, a renaming, or a
-- subscription that a read no longer had changes what is compared, and saves nothing.
WITH {standing},
    own AS MATERIALIZED (FROM {own_findings}),
    families AS MATERIALIZED (FROM product_families()),
    histories AS (
        SELECT
            own.finding_id,
            -- Since its last event the amount was the same, so whatever ended it happened after that.
            max(events.happened_at) FILTER (events.event <> 'resolved' AND events.happened_at < own.last_at) AS found_at,
            -- A person may resolve what goes on.
            bool_or(events.event = 'resolved' AND events.happened_at = own.last_at AND events.by_whom = 'analysis') AS is_over
        FROM own
        JOIN finding_events AS events ON events.finding_id = own.finding_id
        GROUP BY own.finding_id
    ),
    leaks AS MATERIALIZED (
        SELECT
            own.finding_id, own.amount, own.currency, own.kind, own.last_at AS resolved_at,
            coalesce(histories.found_at, findings.first_seen_at) AS found_at,
            findings.psa, findings.psa_customer_id, findings.sources, findings.seats IS NULL AS of_usage,
            coalesce(families.family, findings.product_key) AS product_key
        FROM own
        JOIN histories ON histories.finding_id = own.finding_id AND histories.is_over
        JOIN findings ON findings.finding_id = own.finding_id
        LEFT JOIN families ON families.product_key = findings.product_key
        WHERE own.state = 'resolved' AND own.is_leak AND own.last_at >= {from}
    ),
    moments AS (
        SELECT finding_id, 'before' AS side, found_at AS moment FROM leaks
        UNION ALL
        SELECT finding_id, 'after', resolved_at FROM leaks
    ),

    -- What the contract lines of the product gave before and after, by the links and rules of today.
    line_products AS (
        SELECT links.psa, links.line_key, links.customer_id, coalesce(families.family, links.product_key) AS product_key,
            1::DECIMAL(18, 6) AS seats_per_unit
        FROM product_links AS links
        LEFT JOIN families ON families.product_key = links.product_key
        WHERE links.state = 'linked'
        UNION
        SELECT rules.psa, rules.line_key, rules.customer_id, coalesce(families.family, rules.product_key), rules.seats_per_unit
        FROM cover_rules AS rules
        LEFT JOIN families ON families.product_key = rules.product_key
    ),
    given_lines AS (
        SELECT
            leaks.finding_id, moments.side,
            CASE
                WHEN leaks.of_usage THEN CASE WHEN lines.billable THEN times(lines.quantity_billed, lines.unit_price) ELSE 0 END
                WHEN lines.billable THEN times(lines.units_billed, line_products.seats_per_unit)
                WHEN lines.not_billed_reason IN ('no_charge', 'do_not_bill', 'internal')
                    THEN times(lines.quantity, line_products.seats_per_unit)
                ELSE 0
            END AS units
        FROM leaks
        JOIN moments ON moments.finding_id = leaks.finding_id
        JOIN (
            SELECT
                history.*,
                line_key(history.product_code, history.product_name) AS line_key,
                quantity_billed + CASE WHEN billable THEN included_quantity ELSE 0 END AS units_billed
            FROM psa_contract_line_history AS history
            WHERE recurring AND contract_active
        ) AS lines
            ON lines.psa = leaks.psa
            AND lines.customer_id = leaks.psa_customer_id
            AND lines.valid_from <= moments.moment
            AND coalesce(lines.valid_to > moments.moment, true)
            AND coalesce(lines.effective_from <= local_day(moments.moment), true)
            AND coalesce(lines.effective_to > local_day(moments.moment), true)
        JOIN line_products
            ON line_products.psa = lines.psa
            AND line_products.line_key = lines.line_key
            AND line_products.product_key = leaks.product_key
            AND coalesce(line_products.customer_id = lines.customer_id, true)
    ),
    given AS (
        SELECT finding_id, side, CASE WHEN count(*) = count(units) THEN sum(units) END AS units
        FROM given_lines
        GROUP BY finding_id, side
    ),

    -- What its subscriptions were before and after. One that is missing or suspended was not given back.
    members AS (
        SELECT
            leaks.finding_id,
            unnest(from_json(leaks.sources, '[{"table":"VARCHAR","key":{"connection":"VARCHAR","id":"VARCHAR"}}]')) AS source
        FROM leaks
    ),
    spans AS (
        SELECT
            members.finding_id, moments.side, history.connection, history.subscription_id,
            arg_max(CASE WHEN history.status IN ('cancelled', 'expired') THEN 0 ELSE history.seats END, history.valid_from) AS seats,
            arg_max(concat_ws(' ', history.sku, history.publisher_product_id, history.publisher_sku_id), history.valid_from) AS product
        FROM members
        JOIN moments ON moments.finding_id = members.finding_id
        JOIN subscription_history AS history
            ON history.connection = members.source.key.connection
            AND history.subscription_id = members.source.key.id
            AND history.valid_from <= moments.moment
        WHERE members.source."table" = 'license_subscriptions'
        GROUP BY members.finding_id, moments.side, history.connection, history.subscription_id
    ),
    given_back AS (
        SELECT DISTINCT before.finding_id
        FROM spans AS before
        JOIN spans AS after
            ON after.finding_id = before.finding_id
            AND after.connection = before.connection
            AND after.subscription_id = before.subscription_id
        WHERE before.side = 'before'
            AND after.side = 'after'
            AND (after.seats < before.seats OR after.product <> before.product)
    ),

    -- What of the product was found instead in the same moment is not saved.
    remaining AS (
        SELECT
            leaks.finding_id,
            count(*) FILTER (events.amount IS NULL OR events.currency IS DISTINCT FROM leaks.currency) AS unknown,
            sum(events.amount) AS amount
        FROM leaks
        JOIN findings AS others
            ON others.psa = leaks.psa
            AND others.psa_customer_id = leaks.psa_customer_id
            AND is_leakage(others.condition)
            AND (others.seats IS NULL) = leaks.of_usage
            AND others.finding_id <> leaks.finding_id
        LEFT JOIN families ON families.product_key = others.product_key
        JOIN finding_events AS events
            ON events.finding_id = others.finding_id
            AND events.event IN ('opened', 'reopened')
            AND events.happened_at = leaks.resolved_at
        WHERE coalesce(families.family, others.product_key) = leaks.product_key
        GROUP BY leaks.finding_id
    ),
    saved AS (
        SELECT
            leaks.finding_id, leaks.currency, leaks.kind,
            CASE WHEN coalesce(remaining.unknown, 0) = 0 THEN leaks.amount - coalesce(remaining.amount, 0) END AS amount
        FROM leaks
        LEFT JOIN given AS before ON before.finding_id = leaks.finding_id AND before.side = 'before'
        LEFT JOIN given AS after ON after.finding_id = leaks.finding_id AND after.side = 'after'
        LEFT JOIN given_back ON given_back.finding_id = leaks.finding_id
        LEFT JOIN remaining ON remaining.finding_id = leaks.finding_id
        -- No line at all gives nothing; a line of an unknown quantity may give anything.
        WHERE given_back.finding_id IS NOT NULL
            OR coalesce(after.units > CASE WHEN before.finding_id IS NULL THEN 0 ELSE before.units END, false)
    )
SELECT
    coalesce(currency, 'unknown') AS currency,
    count(*) AS findings,
    cents(coalesce(sum(amount) FILTER (kind = 'certain'), 0)) AS certain,
    cents(coalesce(sum(amount) FILTER (kind = 'inferred'), 0)) AS inferred,
    cents(coalesce(sum(amount) FILTER (kind = 'estimated'), 0)) AS estimated,
    count(*) FILTER (amount IS NULL) AS amounts_unknown
FROM saved
WHERE coalesce(amount, 1) > 0
GROUP BY currency
ORDER BY currency
