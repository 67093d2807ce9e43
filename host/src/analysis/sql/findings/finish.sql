-- Gives each candidate its id, its severity and the rows that it is based on.
CREATE OR REPLACE TEMP TABLE finding_found AS
WITH
    numbered AS (SELECT row_number() OVER () AS candidate, * FROM finding_candidates),
    -- Sorting what was gathered takes a fraction of the time of gathering it in order.
    subscriptions AS (
        SELECT
            candidate,
            list_transform(members, lambda member: member.connection || '/' || member.subscription_id) AS parts,
            list_transform(
                members,
                lambda member: {'table': 'license_subscriptions', 'key': {'connection': member.connection, 'psa': NULL, 'id': member.subscription_id}}
            ) AS sources,
            list_transform(
                list_sort(list_filter(members, lambda member: member.charge IS NOT NULL).list_transform(
                    lambda member: {'connection': member.connection, 'charge': member.charge}
                )),
                lambda bill: {'table': 'charges', 'key': {'connection': bill.connection, 'psa': NULL, 'id': bill.charge}}
            ) AS bills,
            run_ids
        FROM (
            SELECT
                numbered.candidate,
                list_sort(list({
                    'connection': members.connection, 'subscription_id': members.subscription_id, 'charge': members.charge
                })) AS members,
                list_sort(list_distinct(list(members.run_id))) AS run_ids
            FROM numbered
            JOIN finding_subscriptions AS members
                ON members.customer_key = numbered.customer_key
                AND (numbered.product_key IS NULL OR members.product_key = numbered.product_key)
                AND (numbered.charge_model IS NULL OR (numbered.charge_model = 'usage') = (members.charge_model = 'usage'))
            WHERE CASE numbered.scope
                WHEN 'ended' THEN members.standing = 'ended'
                WHEN 'subscription' THEN list_contains(numbered.subscriptions, members.connection || '/' || members.subscription_id)
                ELSE members.standing <> 'ended'
            END
            GROUP BY numbered.candidate
        ) AS gathered
    ),
    lines AS (
        SELECT
            candidate,
            list_transform(members, lambda line: line.psa || '/' || line.line_id) AS parts,
            list_transform(
                members, lambda line: {'table': 'psa_contract_lines', 'key': {'connection': NULL, 'psa': line.psa, 'id': line.line_id}}
            ) AS sources,
            import_ids
        FROM (
            SELECT
                numbered.candidate,
                list_sort(list({'psa': lines.psa, 'line_id': lines.line_id})) AS members,
                list_sort(list_distinct(list(lines.import_id))) AS import_ids
            FROM numbered
            JOIN finding_lines AS lines
                ON lines.customer_key = numbered.customer_key AND lines.for_product = numbered.product_key
            WHERE numbered.scope IN ('live', 'ended')
            GROUP BY numbered.candidate
        ) AS gathered
    ),
    -- Every customer of a distributor that the PSA's customer is: without them all, nothing is proven.
    everyone AS (
        SELECT psa || '/' || psa_customer_id AS customer_key, connection, customer_id FROM customer_owners
        UNION
        SELECT customer_key, connection, customer_id FROM finding_subscriptions
    ),
    used AS (
        SELECT
            numbered.candidate,
            list_sort(list({'table': 'charges', 'key': {'connection': charges.connection, 'psa': NULL, 'id': charges.id}})) AS sources
        FROM numbered
        JOIN everyone ON everyone.customer_key = numbered.customer_key
        JOIN bill_lines_since(usage_from(getvariable('today')::DATE), getvariable('today')::DATE) AS charges
            ON charges.connection = everyone.connection
            AND charges.customer_id = everyone.customer_id
            AND charges.product_key = numbered.product_key
            AND charges.direction = 'payable'
            AND charges.counts_as = 'usage'
            AND charges.period_ends_on BETWEEN usage_from(getvariable('today')::DATE) AND usage_to(getvariable('today')::DATE)
        WHERE numbered.scope = 'live' AND numbered.charge_model = 'usage'
        GROUP BY numbered.candidate
    ),
    people AS (
        SELECT
            customer_key,
            list_sort(list({'table': 'customers', 'key': {'connection': connection, 'psa': NULL, 'id': customer_id}})) AS sources
        FROM everyone
        GROUP BY customer_key
    ),
    licence_costs AS (
        SELECT customer_key, cost_currency AS currency, sum(monthly_cost) AS monthly_cost
        FROM finding_compared
        WHERE cost_currency IS NOT NULL
        GROUP BY customer_key, cost_currency
    )
SELECT
    sha256(concat_ws(
        chr(31), numbered.condition, numbered.customer_key, coalesce(numbered.product_key, ''),
        coalesce(numbered.discriminator, ''),
        CASE numbered.charge_model WHEN 'usage' THEN 'usage' ELSE '' END,
        CASE WHEN numbered.scope <> 'customer'
            THEN array_to_string(coalesce(subscriptions.parts, []) || coalesce(lines.parts, []), chr(30)) ELSE '' END
    ))[:16] AS finding_id,
    numbered.condition,
    numbered.psa,
    numbered.psa_customer_id,
    numbered.customer_name,
    numbered.product_key,
    numbered.product_name,
    numbered.vendors,
    numbered.seats,
    numbered.amount,
    numbered.revenue_gap,
    numbered.currency,
    numbered.estimated,
    numbered.confidence,
    CASE
        WHEN is_always_high(numbered.condition) THEN 'high'
        WHEN numbered.deadline - getvariable('today')::DATE <= analysis_settings().high_days THEN 'high'
        WHEN is_severe_by_deadline(numbered.condition) THEN
            CASE WHEN numbered.deadline - getvariable('today')::DATE <= analysis_settings().medium_days THEN 'medium' ELSE 'low' END
        WHEN numbered.amount >= analysis_settings().high_amount THEN 'high'
        WHEN is_leakage(numbered.condition)
            AND numbered.amount >= times(analysis_settings().high_share, licence_costs.monthly_cost) THEN 'high'
        WHEN numbered.amount IS NULL OR numbered.amount >= analysis_settings().medium_amount THEN 'medium'
        ELSE 'low'
    END AS severity,
    numbered.action,
    numbered.deadline,
    to_json(numbered.steps) AS arithmetic,
    to_json(
        coalesce(people.sources, []) || coalesce(subscriptions.sources, []) || coalesce(subscriptions.bills, [])
        || coalesce(used.sources, []) || coalesce(lines.sources, [])
        || CASE WHEN numbered.psa IS NULL THEN []
            ELSE [{'table': 'psa_customers', 'key': {'connection': NULL, 'psa': numbered.psa, 'id': numbered.psa_customer_id}}] END
    ) AS sources,
    coalesce(subscriptions.run_ids, []) AS run_ids,
    coalesce(lines.import_ids, []) AS import_ids,
    numbered.fresh
FROM numbered
LEFT JOIN subscriptions ON subscriptions.candidate = numbered.candidate
LEFT JOIN used ON used.candidate = numbered.candidate
LEFT JOIN lines ON lines.candidate = numbered.candidate
LEFT JOIN people ON people.customer_key = numbered.customer_key
LEFT JOIN licence_costs
    ON licence_costs.customer_key = numbered.customer_key AND licence_costs.currency = numbered.currency;
