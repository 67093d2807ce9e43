-- One row per contract line that is to be changed, and one per line that is missing: what it says, and what it
-- should say. Two rows for one line would undo each other, so all findings about a line are in its row.
WITH
    -- Of several lines a person must choose.
    only_lines AS (
        SELECT * FROM export_lines QUALIFY count(*) OVER (PARTITION BY customer_key, product_key) = 1
    ),

    -- The changes of lines, one row for each finding.
    raised AS (
        SELECT found.finding_id, found.confidence, lines.psa, lines.line_id,
            coalesce(lines.quantity, lines.quantity_billed + lines.quantity_free) AS quantity_now,
            lines.quantity_billed + lines.quantity_free + found.seats AS quantity_to,
            NULL AS price_to,
            without_zeros(found.seats) || ' seats bought and not billed' AS reason
        FROM export_found AS found
        JOIN only_lines AS lines ON lines.customer_key = found.customer_key AND lines.product_key = found.product_key
        JOIN export_compared AS compared ON compared.customer_key = found.customer_key AND compared.product_key = found.product_key
        -- Where a bundle covers some, it may be the bundle that is short.
        WHERE found.condition = 'under_billed' AND compared.seats_covered = 0
    ),
    lowered AS (
        SELECT found.finding_id, found.confidence, lines.psa, lines.line_id,
            coalesce(lines.quantity, lines.quantity_billed + lines.quantity_free) AS quantity_now,
            quantity_now - found.seats AS quantity_to,
            NULL AS price_to,
            without_zeros(found.seats) || ' units billed and not bought' AS reason
        FROM export_found AS found
        JOIN only_lines AS lines ON lines.customer_key = found.customer_key AND lines.product_key = found.product_key
        JOIN export_compared AS compared ON compared.customer_key = found.customer_key AND compared.product_key = found.product_key
        WHERE found.condition = 'over_billed' AND NOT found.estimated AND NOT compared.in_doubt
    ),
    emptied AS (
        SELECT found.finding_id, found.confidence, lines.psa, lines.line_id,
            coalesce(lines.quantity, lines.quantity_billed + lines.quantity_free) AS quantity_now,
            0 AS quantity_to,
            NULL AS price_to,
            'every subscription had ended by ' || ended.ended_on::VARCHAR AS reason
        FROM export_found AS found
        JOIN export_lines AS lines
            ON lines.customer_key = found.customer_key
            AND lines.product_key = found.product_key
            AND lines.currency IS NOT DISTINCT FROM found.currency
            AND lines.quantity_billed IS DISTINCT FROM 0
        JOIN export_ended AS ended
            ON ended.customer_key = found.customer_key
            AND ended.product_key = found.product_key
            AND ended.currency IS NOT DISTINCT FROM found.currency
        LEFT JOIN export_compared AS compared ON compared.customer_key = found.customer_key AND compared.product_key = found.product_key
        WHERE found.condition = 'cancelled_but_billed' AND NOT coalesce(compared.in_doubt, false)
    ),
    dearer AS (
        SELECT found.finding_id, found.confidence, lines.psa, lines.line_id,
            NULL AS quantity_now,
            NULL AS quantity_to,
            cents_up(written(
                in_period(margins.price_needed, lines.billing_period_months), lines.stated_price, lines.unit_price
            )) AS price_to,
            CASE
                WHEN margins.margin IS NULL
                    THEN 'a unit is billed at ' || priced(margins.unit_price) || ' and costs ' || priced(margins.unit_cost) || ' '
                        || margins.currency || ' in a month, and the margin should be '
                ELSE 'the margin is ' || in_percent(margins.margin)::VARCHAR || ' % and should be '
            END || in_percent(margins.minimum_margin)::VARCHAR || ' %' AS reason
        FROM export_found AS found
        JOIN only_lines AS lines ON lines.customer_key = found.customer_key AND lines.product_key = found.product_key
        JOIN export_margins AS margins
            ON margins.customer_key = found.customer_key
            AND margins.product_key = found.product_key
            AND margins.class = found.condition
            AND margins.currency = lines.currency
        WHERE NOT found.estimated
    ),
    passed_on AS (
        SELECT found.finding_id, found.confidence, lines.psa, lines.line_id,
            NULL AS quantity_now,
            NULL AS quantity_to,
            cents_up(written(
                lines.unit_price + in_period(rises.missing_rise, lines.billing_period_months), lines.stated_price, lines.unit_price
            )) AS price_to,
            'a seat costs ' || priced(rises.cost_rise) || ' ' || rises.currency || ' more in a month since '
                || rises.changed_on::VARCHAR AS reason
        FROM export_found AS found
        JOIN only_lines AS lines ON lines.customer_key = found.customer_key AND lines.product_key = found.product_key
        JOIN export_rises AS rises
            ON rises.customer_key = found.customer_key
            AND rises.product_key = found.product_key
            AND rises.currency = lines.currency
        WHERE found.condition = 'price_rise' AND NOT found.estimated
    ),
    proposals AS (
        SELECT * FROM (
            FROM raised UNION ALL FROM lowered UNION ALL FROM emptied UNION ALL FROM dearer UNION ALL FROM passed_on
        )
        WHERE quantity_to >= 0 AND quantity_to IS DISTINCT FROM quantity_now OR price_to > 0
    ),
    changed AS (
        SELECT
            psa, line_id,
            max(quantity_to) AS quantity_to,
            -- The higher price serves both reasons.
            max(price_to) AS price_to,
            string_agg(reason, '; ' ORDER BY finding_id) AS reason,
            string_agg(finding_id, ' ' ORDER BY finding_id) AS findings,
            evidence_name(max(evidence_rank(confidence))) AS confidence
        FROM proposals
        GROUP BY psa, line_id
    ),

    -- By which code the contracts of the PSA name a product, where they agree.
    codes AS (
        SELECT links.psa, coalesce(families.family, links.product_key) AS product_key, min(links.line_key) AS line_key
        FROM product_links AS links
        LEFT JOIN product_families() AS families ON families.product_key = links.product_key
        WHERE links.state = 'linked' AND links.customer_id IS NULL
        GROUP BY ALL
        HAVING count(DISTINCT links.line_key) = 1
    ),
    names AS (
        SELECT
            psa, line_key,
            -- A code that lines of other products have too would add one of those.
            CASE WHEN starts_with(line_key, 'code:') THEN min(product_code) END AS product_code,
            mode(product_name ORDER BY product_name) AS product_name
        FROM (
            SELECT psa, product_code, product_name, line_key(product_code, product_name) AS line_key
            FROM psa_contract_lines
            WHERE ended_at IS NULL
        ) AS lines
        GROUP BY psa, line_key
    ),

    sheet AS (
        SELECT
            'change' AS change, changed.line_id, lines.customer_id, lines.customer_name, lines.contract_id, lines.contract_name,
            lines.product_code, lines.line_name AS product_name,
            coalesce(lines.quantity, lines.quantity_billed + lines.quantity_free) AS quantity_from, changed.quantity_to,
            coalesce(lines.stated_price, lines.unit_price) AS price_from,
            nullif(changed.price_to, price_from) AS price_to,
            lines.unit_cost AS cost_from,
            CASE
                WHEN changed.quantity_to IS DISTINCT FROM 0 AND compared.cost_currency = lines.currency
                    THEN nullif(
                        TRY_CAST(in_period(compared.monthly_unit_cost, lines.billing_period_months) AS DECIMAL(18, 4)),
                        lines.unit_cost::DECIMAL(18, 4)
                    )
            END AS cost_to,
            lines.currency, lines.billing_period_months, changed.reason, changed.confidence, changed.findings
        FROM changed
        JOIN export_lines AS lines ON lines.psa = changed.psa AND lines.line_id = changed.line_id
        LEFT JOIN export_compared AS compared ON compared.customer_key = lines.customer_key AND compared.product_key = lines.product_key
        UNION ALL
        SELECT
            'add', NULL, found.psa_customer_id, found.customer_name, NULL, NULL,
            names.product_code, coalesce(names.product_name, found.product_name),
            NULL, found.seats,
            NULL, NULL,
            NULL, TRY_CAST(compared.monthly_unit_cost AS DECIMAL(18, 4)),
            CASE WHEN compared.monthly_unit_cost IS NOT NULL THEN compared.cost_currency END,
            1,
            without_zeros(found.seats) || ' seats bought and nothing billed', found.confidence, found.finding_id
        FROM export_found AS found
        JOIN export_compared AS compared ON compared.customer_key = found.customer_key AND compared.product_key = found.product_key
        LEFT JOIN codes ON codes.psa = found.psa AND codes.product_key = found.product_key
        LEFT JOIN names ON names.psa = codes.psa AND names.line_key = codes.line_key
        WHERE found.condition = 'unbilled'
    )
SELECT
    change,
    line_id,
    customer_id,
    customer_name,
    contract_id,
    contract_name,
    product_code,
    product_name,
    without_zeros(quantity_from) AS quantity_from,
    without_zeros(quantity_to) AS quantity_to,
    priced(price_from) AS unit_price_from,
    priced(price_to) AS unit_price_to,
    priced(cost_from) AS unit_cost_from,
    priced(cost_to) AS unit_cost_to,
    currency,
    billing_period_months::VARCHAR AS billing_period_months,
    reason,
    confidence,
    findings
FROM sheet
ORDER BY customer_name, customer_id, product_name, line_id NULLS LAST, findings
