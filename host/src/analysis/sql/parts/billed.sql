-- What is billed, given and covered. Part of the statements that compare both sides.
    -- What is billed. A line belongs to what was bought by seats, unless the product is only ever used.
    models AS (
        SELECT customer_key, product_key, CASE WHEN bool_or(model = 'seats') THEN 'seats' ELSE 'usage' END AS model
        FROM bought
        GROUP BY customer_key, product_key
    ),
    lines_before AS MATERIALIZED (
        FROM contract_line_money_as_of(usage_to(on_day)) AS lines
        SEMI JOIN (FROM models WHERE model = 'usage') AS used
            ON used.customer_key = lines.customer_key AND used.product_key = lines.product_key
    ),
    compared_lines AS MATERIALIZED (
        SELECT lines.*, coalesce(models.model, 'seats') AS model
        FROM lines
        LEFT JOIN models
            ON models.customer_key = lines.customer_key AND models.product_key = lines.product_key
        WHERE lines.product_key IS NOT NULL
            AND is_in_effect(lines.standing)
            AND (coalesce(models.model, 'seats') = 'seats' OR lines.timing = 'arrears')
        UNION ALL
        -- Usage that is billed in advance was billed when the period was there.
        SELECT before.*, models.model
        FROM lines_before AS before
        JOIN models
            ON models.customer_key = before.customer_key AND models.product_key = before.product_key
        WHERE is_in_effect(before.standing)
            AND models.model = 'usage'
            AND before.timing IS DISTINCT FROM 'arrears'
        UNION ALL
        -- Where no line of the product was known then, it counts as it is now: where nobody says when it is billed, and where
        -- the PSA was imported later, so that nobody knows what was there.
        SELECT lines.*, models.model
        FROM lines
        JOIN models
            ON models.customer_key = lines.customer_key AND models.product_key = lines.product_key
        ANTI JOIN (FROM lines_before WHERE is_in_effect(standing)) AS before
            ON before.customer_key = lines.customer_key AND before.product_key = lines.product_key
        LEFT JOIN (
            SELECT DISTINCT psa
            FROM psa_contract_line_history
            WHERE valid_from < end_of_day(usage_to(on_day)) AND (valid_to IS NULL OR valid_to >= end_of_day(usage_to(on_day)))
        ) AS imported ON imported.psa = lines.psa
        WHERE is_in_effect(lines.standing)
            AND models.model = 'usage'
            AND lines.timing IS DISTINCT FROM 'arrears'
            AND (lines.timing IS NULL OR imported.psa IS NULL)
            AND coalesce(lines.effective_from <= usage_to(on_day), true)
    ),
    valued_lines AS MATERIALIZED (
        SELECT
            compared_lines.* REPLACE (
                -- A price of 0 for what is used is set when it is invoiced.
                CASE WHEN NOT (model = 'usage' AND unit_price = 0) THEN monthly_revenue END AS monthly_revenue
            )
        FROM compared_lines
    ),
    line_side AS (
        SELECT
            customer_key, product_key, model,
            min(psa) AS psa,
            min(psa_customer_id) AS psa_customer_id,
            min(customer_name) AS customer_name,
            min(product_name) AS product_name,
            count(*) AS lines,
            -- Beside lines with a price, one with a negative price is a discount or a credit and bills no units.
            unit_total(greatest(
                CASE WHEN max(unit_price) > 0 THEN sum(quantity_billed) FILTER (coalesce(unit_price >= 0, true)) ELSE sum(quantity_billed) END, 0
            )) AS seats_contracted,
            unit_total(greatest(
                CASE WHEN max(unit_price) > 0 THEN sum(quantity_counted) FILTER (coalesce(unit_price >= 0, true)) ELSE sum(quantity_counted) END, 0
            )) AS seats_counted,
            unit_total(sum(quantity_free)) AS seats_included,
            -- Lines that take more back than there is say that something else is billed elsewhere.
            (count(*) FILTER (quantity_billed IS NULL OR quantity_free IS NULL)
                + coalesce(sum(quantity_billed) < 0, false)::BIGINT)::BIGINT AS lines_quantity_unknown,
            count(*) FILTER (monthly_revenue IS NULL OR (currency IS NULL AND standing = 'billed')) AS lines_price_unknown,
            coalesce(distinct_words(list(currency) FILTER (
                standing = 'billed' AND monthly_revenue IS NOT NULL AND currency IS NOT NULL
            )), []) AS revenue_currencies,
            max(evidence_rank(product_basis)) AS product_rank,
            CASE
                WHEN min(coalesce(billing_period_months, 0)) FILTER (standing = 'billed')
                    = max(coalesce(billing_period_months, 0)) FILTER (standing = 'billed')
                    THEN max(billing_period_months) FILTER (standing = 'billed')
            END AS period_months
        FROM valued_lines
        GROUP BY customer_key, product_key, model
    ),

    -- What bundles include. A rule for one customer replaces the one for all.
    rules AS (
        SELECT
            cover_rules.psa, cover_rules.line_key, cover_rules.customer_id,
            coalesce(families.family, cover_rules.product_key) AS product_key,
            max(cover_rules.seats_per_unit) AS seats_per_unit
        FROM cover_rules
        LEFT JOIN families ON families.product_key = cover_rules.product_key
        GROUP BY ALL
    ),
    cover_side AS (
        SELECT
            lines.customer_key,
            rules.product_key,
            unit_total(sum(units(times(lines.quantity, rules.seats_per_unit)))) AS seats_covered,
            count(*) FILTER (units(times(lines.quantity, rules.seats_per_unit)) IS NULL) AS lines_quantity_unknown
        FROM (
            SELECT customer_key, psa, psa_customer_id, line_key, greatest(quantity, quantity_billed) AS quantity
            FROM lines
            WHERE is_in_effect(standing)
        ) AS lines
        JOIN rules
            ON rules.psa = lines.psa
            AND rules.line_key = lines.line_key
            AND (
                rules.customer_id = lines.psa_customer_id
                OR rules.customer_id IS NULL AND NOT EXISTS (
                    SELECT 1
                    FROM rules AS own
                    WHERE own.psa = lines.psa
                        AND own.line_key = lines.line_key
                        AND own.customer_id = lines.psa_customer_id
                        AND own.product_key = rules.product_key
                )
            )
        GROUP BY lines.customer_key, rules.product_key
    ),

    -- Whether the PSA knows the product at all, and whether a line of the customer awaits a decision.
    known_products AS (
        SELECT
            links.psa,
            coalesce(links.customer_id, '') AS customer_id,
            coalesce(families.family, links.product_key) AS product_key,
            min(evidence_rank(links.basis)) AS rank
        FROM product_links AS links
        LEFT JOIN families ON families.product_key = links.product_key
        WHERE links.state = 'linked'
        GROUP BY ALL
    ),
    in_review AS (
        SELECT lines.customer_key, coalesce(families.family, links.product_key) AS product_key, count(DISTINCT lines.line_id) AS lines
        FROM product_links AS links
        JOIN lines
            ON lines.psa = links.psa
            AND lines.line_key = links.line_key
            AND (links.customer_id IS NULL OR links.customer_id = lines.psa_customer_id)
        LEFT JOIN families ON families.product_key = links.product_key
        WHERE links.state = 'review' AND lines.standing = 'billed' AND lines.product_key IS NULL
        GROUP BY ALL
    ),
