-- Both sides side by side, and what the difference means. Part of the statements that compare both sides.
    customers_seen AS (
        SELECT customer_key, min(psa) AS psa, min(psa_customer_id) AS psa_customer_id, min(customer_name) AS customer_name
        FROM (
            SELECT customer_key, min(psa) AS psa, min(psa_customer_id) AS psa_customer_id, min(customer_name) AS customer_name
            FROM members
            GROUP BY customer_key
            UNION ALL
            SELECT customer_key, min(psa), min(psa_customer_id), min(customer_name) FROM lines GROUP BY customer_key
            UNION ALL
            SELECT
                owners.psa || '/' || owners.psa_customer_id, owners.psa, owners.psa_customer_id, customers.name
            FROM customer_owners AS owners
            JOIN psa_customers AS customers
                ON customers.psa = owners.psa AND customers.id = owners.psa_customer_id
        )
        GROUP BY customer_key
    ),
    unlinked_names AS (
        SELECT connection || '/' || id AS customer_key, name FROM customers
    ),
    sides AS MATERIALIZED (
        SELECT
            -- What is added to a row later finds it by this number: for less than by three texts.
            row_number() OVER () AS side,
            coalesce(bought.customer_key, line_side.customer_key) AS customer_key,
            coalesce(bought.product_key, line_side.product_key) AS product_key,
            coalesce(bought.model, line_side.model) AS charge_model,
            coalesce(bought.product_name, line_side.product_name) AS product_name,
            coalesce(bought.vendors, []) AS vendors,
            coalesce(seats_bought, 0)::DECIMAL(18, 6) AS seats_bought,
            coalesce(seats_in_doubt, 0)::DECIMAL(18, 6) AS seats_in_doubt,
            coalesce(seats_absent, 0)::DECIMAL(18, 6) AS seats_absent,
            coalesce(seats_trial, 0)::DECIMAL(18, 6) AS seats_trial,
            coalesce(seats_excluded, 0)::DECIMAL(18, 6) AS seats_excluded,
            coalesce(seats_lately_ended, 0)::DECIMAL(18, 6) AS seats_lately_ended,
            coalesce(subscriptions, 0) AS subscriptions,
            coalesce(subscriptions_ended, 0) AS subscriptions_ended,
            coalesce(subscriptions_noted, 0) AS subscriptions_noted,
            coalesce(subscriptions_seats_unknown, 0) AS subscriptions_seats_unknown,
            coalesce(costs_unknown, 0) AS costs_unknown,
            coalesce(cost_estimated, false) AS cost_estimated,
            coalesce(cost_currencies, []) AS cost_currencies,
            coalesce(line_side.lines, 0) AS lines,
            coalesce(seats_contracted, 0)::DECIMAL(18, 6) AS seats_contracted,
            coalesce(seats_counted, 0)::DECIMAL(18, 6) AS seats_counted,
            coalesce(seats_included, 0)::DECIMAL(18, 6) AS seats_included,
            coalesce(line_side.lines_quantity_unknown, 0) AS lines_quantity_unknown,
            -- The lines of a product that is bought by seats too may bill what is used; nobody knows.
            (coalesce(line_side.lines_price_unknown, 0) + coalesce(line_side.lines IS NULL AND of_seats.lines > 0, false)::BIGINT)::BIGINT
                AS lines_price_unknown,
            line_side.period_months,
            coalesce(revenue_currencies, []) AS revenue_currencies,
            bought.customer_rank,
            line_side.product_rank,
            coalesce(bought.fresh, true) AS fresh,
            CASE
                WHEN len(revenue_currencies) = 1 THEN revenue_currencies[1]
                WHEN len(revenue_currencies) > 1 AND len(cost_currencies) = 1 THEN cost_currencies[1]
            END AS revenue_currency,
            CASE
                WHEN len(cost_currencies) = 1 THEN cost_currencies[1]
                WHEN len(cost_currencies) > 1 AND len(revenue_currencies) = 1 THEN revenue_currencies[1]
            END AS cost_currency
        FROM bought
        FULL JOIN line_side
            ON line_side.customer_key = bought.customer_key
            AND line_side.product_key = bought.product_key
            AND line_side.model = bought.model
        LEFT JOIN (SELECT customer_key, product_key, lines FROM line_side WHERE model = 'seats') AS of_seats
            ON of_seats.customer_key = bought.customer_key
            AND of_seats.product_key = CASE bought.model WHEN 'usage' THEN bought.product_key END
    ),
    doubted_products AS (FROM doubted WHERE product_key IS NOT NULL),
    doubted_customers AS (FROM doubted WHERE product_key IS NULL),
    -- The PSAs of which contract lines were imported: of the others nobody knows what is billed.
    billing AS MATERIALIZED (
        SELECT DISTINCT psa
        FROM psa_contract_line_history
        WHERE valid_from < end_of_day(on_day) AND (valid_to IS NULL OR valid_to >= end_of_day(on_day))
    ),
    counted AS MATERIALIZED (
        SELECT
            sides.*,
            coalesce(seen.psa, NULL) AS psa,
            seen.psa_customer_id,
            coalesce(seen.customer_name, unlinked_names.name, sides.customer_key) AS customer_name,
            coalesce(cover_side.seats_covered, 0)::DECIMAL(18, 6) AS seats_covered,
            coalesce(cover_side.seats_covered > 0 OR cover_side.lines_quantity_unknown > 0, false) AS covered,
            -- Ten seats that are billed once a year may be written as 120 months or, for three years, as 30 years.
            coalesce(
                sides.charge_model = 'seats' AND sides.seats_bought > 0 AND sides.period_months > 1
                AND (
                    sides.seats_counted = sides.seats_bought * sides.period_months
                    OR sides.period_months > 12 AND sides.seats_counted * 12 = sides.seats_bought * sides.period_months
                    -- Some seats came or went since the months were written.
                    OR sides.seats_counted > sides.seats_bought AND sides.seats_counted % sides.period_months = 0
                        AND abs(sides.seats_counted / sides.period_months - sides.seats_bought) <= greatest(2, sides.seats_bought * 0.2)
                ),
                false
            ) AS may_count_periods,
            coalesce(in_review.lines, 0) AS lines_in_review,
            -- A cover rule is a person's word.
            coalesce(
                sides.product_rank,
                CASE WHEN cover_side.customer_key IS NOT NULL THEN evidence_rank('confirmed') END,
                known_here.rank,
                known.rank
            ) AS weakest_product_rank,
            freshness.customer_key IS NOT NULL AS customer_linked,
            -- That nothing is bought may be wrong if anything was not read.
            sides.fresh AND coalesce(freshness.fresh, true) AND coalesce(own_doubt.seat_rows, 0) = 0
                AND NOT (
                    sides.subscriptions = 0
                    AND coalesce(own_doubt.seat_rows_of_anybody, 0) + coalesce(any_doubt.seat_rows_of_anybody, 0) > 0
                ) AS all_fresh,
            -- A refused row may be more of what it names: what is bought is at least what was read.
            CASE sides.charge_model WHEN 'seats' THEN coalesce(own_doubt.seat_rows, 0) ELSE 0 END AS product_doubts,
            unexplained.customer_key IS NOT NULL AS charged_besides,
            CASE sides.charge_model WHEN 'seats' THEN coalesce(own_doubt.seat_rows, 0) + coalesce(any_doubt.seat_rows, 0) ELSE 0 END
                AS seat_doubts,
            CASE sides.charge_model
                WHEN 'seats' THEN coalesce(own_doubt.seat_rows_of_anybody, 0) + coalesce(any_doubt.seat_rows_of_anybody, 0)
                ELSE 0
            END AS stray_doubts,
            coalesce(own_doubt.cost_rows, 0) + coalesce(any_doubt.cost_rows, 0) AS cost_doubts,
            coalesce(own_doubt.meter_rows, 0) + coalesce(any_doubt.meter_rows, 0) AS meter_doubts,
            CASE
                WHEN sides.charge_model = 'seats' THEN coalesce(own_doubt.example, any_doubt.example)
                WHEN coalesce(own_doubt.cost_rows, 0) > 0 THEN own_doubt.example
                WHEN coalesce(any_doubt.cost_rows, 0) > 0 THEN any_doubt.example
            END AS doubt,
            CASE
                WHEN NOT (SELECT count(*) > 0 FROM psa_customers) THEN 'not_compared'
                WHEN freshness.customer_key IS NULL THEN 'customer_unmatched'
                WHEN sides.lines > 0 OR cover_side.customer_key IS NOT NULL THEN 'linked'
                WHEN in_review.lines > 0 THEN 'in_review'
                WHEN seen.psa NOT IN (SELECT psa FROM billing) THEN 'not_compared'
                WHEN known.psa IS NOT NULL OR known_here.psa IS NOT NULL THEN 'known'
                ELSE 'product_unmatched'
            END AS mapping,
            sides.lines_quantity_unknown + coalesce(cover_side.lines_quantity_unknown, 0) AS quantities_unknown,
            TRY_CAST(greatest(
                sides.seats_bought - sides.seats_contracted - sides.seats_included - coalesce(cover_side.seats_covered, 0), 0
            ) AS DECIMAL(18, 6)) AS short
        FROM sides
        LEFT JOIN customers_seen AS seen ON seen.customer_key = sides.customer_key
        LEFT JOIN unlinked_names ON unlinked_names.customer_key = sides.customer_key
        LEFT JOIN freshness ON freshness.customer_key = sides.customer_key
        LEFT JOIN doubted_products AS own_doubt
            ON own_doubt.customer_key = sides.customer_key AND own_doubt.product_key = sides.product_key
        LEFT JOIN doubted_customers AS any_doubt ON any_doubt.customer_key = sides.customer_key
        LEFT JOIN unexplained
            ON unexplained.customer_key = sides.customer_key AND unexplained.product_key = sides.product_key
        LEFT JOIN cover_side
            ON cover_side.customer_key = sides.customer_key AND cover_side.product_key = sides.product_key
        LEFT JOIN in_review
            ON in_review.customer_key = sides.customer_key AND in_review.product_key = sides.product_key
        LEFT JOIN known_products AS known
            ON known.psa = seen.psa AND known.product_key = sides.product_key AND known.customer_id = ''
        LEFT JOIN known_products AS known_here
            ON known_here.psa = seen.psa
            AND known_here.product_key = sides.product_key
            AND known_here.customer_id = seen.psa_customer_id
        WHERE sides.subscriptions_noted > 0 OR sides.lines > 0
    ),
    judged AS MATERIALIZED (
        SELECT
            *,
            CASE
                WHEN charge_model = 'seats' AND mapping IN ('linked', 'known') AND quantities_unknown = 0 AND product_doubts = 0
                    -- Seats that nobody states may be more, so that none is short is unknown.
                    AND NOT (short = 0 AND subscriptions_seats_unknown > 0)
                    -- Counted as months, it bills fewer.
                    AND NOT (may_count_periods AND seats_counted < seats_bought * period_months AND period_months <= 12)
                    THEN short
            END AS seats_uncontracted,
            CASE
                WHEN charge_model = 'seats' AND customer_linked AND lines > 0
                    AND lines_quantity_unknown = 0 AND subscriptions_seats_unknown = 0 AND seat_doubts = 0 AND stray_doubts = 0
                    THEN CASE
                        -- What was cancelled as a whole is a matter of its own.
                        WHEN subscriptions_ended > 0 AND subscriptions_noted = 0 THEN 0
                        WHEN may_count_periods THEN NULL
                        -- More may have been bought since it was read.
                        WHEN (NOT all_fresh OR charged_besides) AND seats_counted > seats_bought THEN NULL
                        ELSE TRY_CAST(greatest(
                            seats_counted - seats_bought - seats_in_doubt - seats_excluded - seats_trial - seats_lately_ended, 0
                        ) AS DECIMAL(18, 6))
                    END
            END::DECIMAL(18, 6) AS seats_over_billed
        FROM counted
    )
