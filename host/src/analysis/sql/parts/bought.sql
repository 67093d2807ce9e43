-- What was bought: by seats and by use. Part of the statements that compare both sides.
    members AS MATERIALIZED (
        SELECT *, CASE charge_model WHEN 'usage' THEN 'usage' ELSE 'seats' END AS model
        FROM subscription_money_as_of(on_day)
    ),
    lines AS MATERIALIZED (FROM contract_line_money_as_of(on_day)),
    rates AS MATERIALIZED (
        SELECT source, target, multiplier, divisor,
            {'base': base, 'quote': quote, 'rate': rate, 'valid_on': valid_on} AS fx
        FROM rates_as_of(on_day)
    ),
    families AS MATERIALIZED (FROM product_families()),
    freshness AS MATERIALIZED (FROM customer_freshness_as_of(on_day)),
    doubted AS MATERIALIZED (FROM doubted_as_of(on_day)),

    -- What was bought by seats.
    seat_side AS (
        SELECT
            customer_key, product_key, model,
            unit_total(sum(seats) FILTER (standing = 'billable')) AS seats_bought,
            unit_total(sum(seats) FILTER (is_in_suspense(standing))) AS seats_in_doubt,
            unit_total(sum(seats) FILTER (standing = 'absent')) AS seats_absent,
            unit_total(sum(seats) FILTER (standing = 'trial')) AS seats_trial,
            unit_total(sum(seats) FILTER (standing = 'excluded')) AS seats_excluded,
            unit_total(sum(seats) FILTER (
                standing = 'ended' AND valid_from >= end_of_day(on_day::DATE - analysis_settings().grace_days)
            )) AS seats_lately_ended,
            count(*) FILTER (standing = 'billable') AS subscriptions,
            count(*) FILTER (standing = 'ended') AS subscriptions_ended,
            count(*) FILTER (standing NOT IN ('ended', 'one_time')) AS subscriptions_noted,
            count(*) FILTER (standing IN ('billable', 'in_doubt', 'absent') AND seats IS NULL) AS subscriptions_seats_unknown,
            count(*) FILTER (standing = 'billable' AND (monthly_cost IS NULL OR cost_currency IS NULL)) AS subscriptions_cost_unknown,
            coalesce(bool_or(cost_estimated) FILTER (standing = 'billable'), false) AS cost_estimated,
            coalesce(distinct_words(list(cost_currency) FILTER (
                standing = 'billable' AND monthly_cost IS NOT NULL AND cost_currency IS NOT NULL
            )), []) AS cost_currencies,
            distinct_words(list(vendor) FILTER (standing <> 'ended')) AS vendors,
            arg_min(product_name, (product_key <> own_product_key, own_product_key, product_name)) AS product_name,
            max(evidence_rank(customer_basis)) AS customer_rank,
            bool_and(fresh) AS fresh
        FROM members
        GROUP BY customer_key, product_key, model
    ),

    month_charges AS MATERIALIZED (FROM month_charges_as_of(on_day)),
    -- What the distributor charged and no subscription that it lists explains.
    unexplained AS (
        SELECT DISTINCT
            coalesce(owners.psa || '/' || owners.psa_customer_id, charges.connection || '/' || charges.customer_id) AS customer_key,
            coalesce(families.family, charges.own_product_key) AS product_key
        FROM month_charges AS charges
        LEFT JOIN families ON families.product_key = charges.own_product_key
        LEFT JOIN customer_owners AS owners
            ON owners.connection = charges.connection AND owners.customer_id = charges.customer_id
        WHERE charges.counts_as = 'unmatched' AND charges.direction = 'payable' AND coalesce(charges.amount <> 0, true)
    ),

    -- What was used.
    usage AS MATERIALIZED (
        SELECT
            coalesce(members.customer_key, owners.psa || '/' || owners.psa_customer_id, charges.connection || '/' || charges.customer_id)
                AS customer_key,
            coalesce(members.product_key, families.family, charges.own_product_key) AS product_key,
            charges.product_name,
            charges.vendor,
            charges.direction,
            charges.currency,
            charges.amount,
            charges.unknown,
            evidence_rank(coalesce(members.customer_basis, owners.basis)) AS customer_rank,
            coalesce(part.fresh, account.fresh, false) AS fresh
        FROM (FROM month_charges WHERE counts_as = 'usage') AS charges
        LEFT JOIN members
            ON members.connection = charges.connection AND members.subscription_id = charges.subscription_id
        LEFT JOIN families ON families.product_key = charges.own_product_key
        LEFT JOIN customer_owners AS owners
            ON owners.connection = charges.connection AND owners.customer_id = charges.customer_id
        LEFT JOIN fresh_parts_as_of(on_day) AS part
            ON part.connection = charges.connection
            AND part.customer_id = charges.customer_id
            AND part.dataset = charges.direction || '-charges'
        LEFT JOIN fresh_parts_as_of(on_day) AS account
            ON account.connection = charges.connection
            AND account.customer_id IS NULL
            AND account.dataset = charges.direction || '-charges'
    ),
    usage_side AS (
        SELECT
            customer_key, product_key, 'usage' AS model,
            sum(unknown) FILTER (direction = 'payable') AS charges_unknown,
            coalesce(list(DISTINCT currency ORDER BY currency) FILTER (direction = 'payable' AND amount IS NOT NULL), [])
                AS cost_currencies,
            list(DISTINCT vendor ORDER BY vendor) AS vendors,
            min(product_name) AS product_name,
            max(customer_rank) AS customer_rank,
            bool_and(fresh) FILTER (direction = 'payable') AS fresh
        FROM usage
        GROUP BY customer_key, product_key
    ),
    bought AS (
        SELECT
            coalesce(seat_side.customer_key, usage_side.customer_key) AS customer_key,
            coalesce(seat_side.product_key, usage_side.product_key) AS product_key,
            coalesce(seat_side.model, usage_side.model) AS model,
            coalesce(seats_bought, 0) AS seats_bought,
            coalesce(seats_in_doubt, 0) AS seats_in_doubt,
            coalesce(seats_absent, 0) AS seats_absent,
            coalesce(seats_trial, 0) AS seats_trial,
            coalesce(seats_excluded, 0) AS seats_excluded,
            coalesce(seats_lately_ended, 0) AS seats_lately_ended,
            coalesce(subscriptions, 0) AS subscriptions,
            coalesce(subscriptions_ended, 0) AS subscriptions_ended,
            coalesce(subscriptions_noted, 0) + (usage_side.customer_key IS NOT NULL)::BIGINT AS subscriptions_noted,
            coalesce(subscriptions_seats_unknown, 0) AS subscriptions_seats_unknown,
            CASE coalesce(seat_side.model, 'usage')
                -- A subscription by use without a line on the bill was not charged yet: that is unknown, not nothing.
                WHEN 'usage' THEN coalesce(charges_unknown, (subscriptions_noted > 0)::BIGINT, 0)
                ELSE coalesce(subscriptions_cost_unknown, 0)
            END::BIGINT AS costs_unknown,
            coalesce(cost_estimated, false) AS cost_estimated,
            CASE coalesce(seat_side.model, 'usage')
                WHEN 'usage' THEN coalesce(usage_side.cost_currencies, [])
                ELSE seat_side.cost_currencies
            END AS cost_currencies,
            coalesce(seat_side.vendors, usage_side.vendors, []) AS vendors,
            coalesce(seat_side.product_name, usage_side.product_name) AS product_name,
            coalesce(seat_side.customer_rank, usage_side.customer_rank) AS customer_rank,
            coalesce(seat_side.fresh, true) AND coalesce(usage_side.fresh, true) AS fresh
        FROM seat_side
        FULL JOIN usage_side
            ON usage_side.customer_key = seat_side.customer_key
            AND usage_side.product_key = seat_side.product_key
            AND usage_side.model = seat_side.model
    ),
