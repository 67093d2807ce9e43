-- What both sides come to in money. Part of the statements that compare both sides.
    ,
    -- The cost of each subscription, and of the uncontracted seats: the cheapest ones, so that it is never
    -- too high.
    member_costs AS MATERIALIZED (
        SELECT
            judged.side, judged.customer_key, judged.product_key,
            members.connection, members.subscription_id, members.seats, members.unit_cost, members.cost_cycle_months,
            members.monthly_cost, members.monthly_unit_cost,
            -- What could be asked for where no contract says a price.
            CASE WHEN members.monthly_book_price > 0 AND members.currency IS NOT NULL THEN members.monthly_book_price END AS book_price,
            CASE WHEN book_price IS NOT NULL THEN members.currency END AS book_currency,
            CASE WHEN book_price IS NOT NULL THEN members.book_price_basis END AS book_basis,
            judged.seats_uncontracted,
            judged.subscriptions,
            to_own.multiplier AS own_multiplier, to_own.divisor AS own_divisor, to_own.fx AS own_fx,
            members.cost_currency = judged.cost_currency AS is_own,
            to_revenue.multiplier AS revenue_multiplier, to_revenue.divisor AS revenue_divisor, to_revenue.fx AS revenue_fx,
            members.cost_currency = judged.revenue_currency AS is_revenue,
            CASE WHEN members.cost_currency = judged.cost_currency THEN members.monthly_unit_cost
                ELSE converted(members.monthly_unit_cost, to_own.multiplier, to_own.divisor) END AS comparable_unit_cost
        FROM judged
        JOIN members
            ON members.customer_key = judged.customer_key
            AND members.product_key = judged.product_key
            AND members.model = judged.charge_model
        LEFT JOIN rates AS to_own
            ON to_own.source = members.cost_currency AND to_own.target = judged.cost_currency
            AND to_own.source <> to_own.target
        LEFT JOIN rates AS to_revenue
            ON to_revenue.source = members.cost_currency AND to_revenue.target = judged.revenue_currency
            AND to_revenue.source <> to_revenue.target
        WHERE members.standing = 'billable' AND judged.charge_model = 'seats'
    ),
    taken_seats AS (
        SELECT
            *,
            greatest(least(seats, seats_uncontracted - coalesce(sum(seats) OVER (
                PARTITION BY side
                ORDER BY comparable_unit_cost NULLS LAST, connection, subscription_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0)), 0) AS taken
        FROM member_costs
        WHERE seats_uncontracted > 0 AND subscriptions > 1
        UNION ALL
        -- Most products are one subscription, and it is the cheapest.
        SELECT *, CASE WHEN seats_uncontracted > 0 THEN greatest(least(seats, seats_uncontracted), 0) ELSE 0 END
        FROM member_costs
        WHERE NOT coalesce(seats_uncontracted > 0 AND subscriptions > 1, false)
    ),
    taken_costs AS (
        SELECT *, monthly(cycle_cost, cost_cycle_months) AS taken_cost
        FROM (SELECT *, CASE WHEN taken > 0 THEN times(taken, unit_cost) END AS cycle_cost FROM taken_seats)
    ),
    seat_costs AS (
        SELECT
            side,
            sum(CASE WHEN is_own THEN monthly_cost ELSE converted(monthly_cost, own_multiplier, own_divisor) END)::DECIMAL(38, 6)
                AS monthly_cost,
            count(*) FILTER (monthly_cost IS NOT NULL AND NOT coalesce(is_own, false) AND own_divisor IS NULL) AS without_rate,
            CASE
                WHEN count(*) FILTER (monthly_cost IS NOT NULL AND NOT coalesce(is_revenue, false) AND revenue_divisor IS NULL) = 0
                    THEN sum(CASE WHEN is_revenue THEN monthly_cost ELSE converted(monthly_cost, revenue_multiplier, revenue_divisor) END)
            END::DECIMAL(38, 6) AS cost_in_revenue_currency,
            coalesce(list(own_fx) FILTER (NOT is_own AND own_fx IS NOT NULL), []) AS own_fx,
            coalesce(list(revenue_fx) FILTER (NOT is_revenue AND revenue_fx IS NOT NULL), []) AS revenue_fx,
            CASE WHEN count(*) FILTER (taken > 0 AND comparable_unit_cost IS NULL) = 0 THEN
                sum(CASE
                    WHEN taken = 0 THEN 0
                    WHEN is_own THEN taken_cost
                    ELSE converted(taken_cost, own_multiplier, own_divisor)
                END)
            END::DECIMAL(38, 6) AS cost_leak,
            min(comparable_unit_cost) AS unit_cost_low,
            max(comparable_unit_cost) AS unit_cost_high,
            CASE WHEN min(book_currency) = max(book_currency) THEN min(book_price) END AS book_price,
            CASE WHEN min(book_currency) = max(book_currency) THEN min(book_currency) END AS book_currency,
            max(book_basis) AS book_basis
        FROM taken_costs
        GROUP BY ALL
    ),
    usage_costs AS (
        SELECT
            judged.side,
            sum(CASE WHEN usage.currency = judged.cost_currency THEN usage.amount
                ELSE converted(usage.amount, to_own.multiplier, to_own.divisor) END)::DECIMAL(38, 6) AS monthly_cost,
            count(*) FILTER (usage.currency IS DISTINCT FROM judged.cost_currency AND to_own.divisor IS NULL) AS without_rate,
            CASE
                WHEN count(*) FILTER (usage.currency IS DISTINCT FROM judged.revenue_currency AND to_revenue.divisor IS NULL) = 0
                    THEN sum(CASE WHEN usage.currency = judged.revenue_currency THEN usage.amount
                        ELSE converted(usage.amount, to_revenue.multiplier, to_revenue.divisor) END)
            END::DECIMAL(38, 6) AS cost_in_revenue_currency,
            coalesce(list(to_own.fx) FILTER (to_own.fx IS NOT NULL), []) AS own_fx,
            coalesce(list(to_revenue.fx) FILTER (to_revenue.fx IS NOT NULL), []) AS revenue_fx,
            NULL::DECIMAL(38, 6) AS cost_leak,
            NULL::DECIMAL(38, 6) AS unit_cost_low,
            NULL::DECIMAL(38, 6) AS unit_cost_high,
            NULL::DECIMAL(38, 6) AS book_price,
            NULL AS book_currency,
            NULL AS book_basis
        FROM judged
        JOIN usage
            ON usage.customer_key = judged.customer_key
            AND usage.product_key = judged.product_key
            AND usage.direction = 'payable'
            AND usage.amount IS NOT NULL
        LEFT JOIN rates AS to_own
            ON to_own.source = usage.currency AND to_own.target = judged.cost_currency
            AND to_own.source <> to_own.target
        LEFT JOIN rates AS to_revenue
            ON to_revenue.source = usage.currency AND to_revenue.target = judged.revenue_currency
            AND to_revenue.source <> to_revenue.target
        WHERE judged.charge_model = 'usage'
        GROUP BY ALL
    ),
    costs AS (FROM seat_costs UNION ALL FROM usage_costs),
    revenues AS (
        SELECT
            judged.side,
            sum(CASE WHEN valued.currency = judged.revenue_currency OR valued.monthly_revenue = 0 THEN valued.monthly_revenue
                ELSE converted(valued.monthly_revenue, rates.multiplier, rates.divisor) END)::DECIMAL(38, 6) AS monthly_revenue,
            count(*) FILTER (
                valued.monthly_revenue <> 0 AND valued.currency IS DISTINCT FROM judged.revenue_currency AND rates.divisor IS NULL
            ) AS without_rate,
            min(CASE WHEN valued.currency = judged.revenue_currency THEN valued.monthly_unit_price
                ELSE converted(valued.monthly_unit_price, rates.multiplier, rates.divisor) END
            ) FILTER (valued.standing = 'billed' AND valued.monthly_unit_price > 0) AS lowest_price,
            coalesce(list(rates.fx) FILTER (rates.fx IS NOT NULL), []) AS fx
        FROM judged
        JOIN valued_lines AS valued
            ON valued.customer_key = judged.customer_key
            AND valued.product_key = judged.product_key
            AND valued.model = judged.charge_model
        LEFT JOIN rates
            ON rates.source = valued.currency AND rates.target = judged.revenue_currency AND rates.source <> rates.target
        GROUP BY ALL
    )
