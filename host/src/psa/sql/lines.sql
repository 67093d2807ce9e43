-- Makes contract lines of typed rows. Reads: typed. Makes: other_periods, present, lines, line_customers_named.

-- A line that has a row for each billing period is what the row says whose period has the day.
CREATE TABLE other_periods AS
SELECT
    typed.line,
    coalesce(typed.product_name, typed.product_code) AS product,
    typed.period_from,
    typed.period_last_day,
    -- The row that counts instead, where this one is about the same day.
    CASE
        WHEN getvariable('as_of_day') BETWEEN coalesce(typed.period_from, DATE '0001-01-01')
            AND coalesce(typed.period_last_day, DATE '9999-12-31')
            THEN first_value(typed.line) OVER of_day
    END AS replaced_by
FROM typed
WHERE (typed.period_from IS NOT NULL OR typed.period_last_day IS NOT NULL)
WINDOW of_day AS (
    PARTITION BY
        typed.id,
        -- Without an id, rows are lines of their own.
        CASE WHEN typed.id IS NULL THEN typed.line END,
        getvariable('as_of_day') BETWEEN coalesce(typed.period_from, DATE '0001-01-01')
            AND coalesce(typed.period_last_day, DATE '9999-12-31')
    ORDER BY typed.period_from DESC NULLS LAST, typed.line DESC
)
QUALIFY NOT coalesce(
    getvariable('as_of_day') BETWEEN coalesce(typed.period_from, DATE '0001-01-01')
        AND coalesce(typed.period_last_day, DATE '9999-12-31'),
    false
)
-- Periods do not overlap; where they do after all, the later one is the adjusted one.
OR row_number() OVER of_day > 1;

CREATE VIEW present AS
FROM typed ANTI JOIN other_periods ON other_periods.line = typed.line;

-- Views, not tables: each reader computes only what it needs, and most files have few of the columns.
CREATE VIEW counted AS
SELECT
    *,
    greatest(
        coalesce(
            quantity_billed,
            CASE
                WHEN included_quantity IS NULL THEN quantity
                -- What is included beyond the quantity takes nothing back.
                WHEN quantity >= 0 THEN greatest(quantity - included_quantity, 0)
                ELSE quantity - included_quantity
            END
        ),
        CASE WHEN coalesce(quantity_billed, quantity) IS NOT NULL THEN minimum_quantity END
    ) AS units_billed,
    CASE getvariable('extended_price_of')
        WHEN 'quantity' THEN coalesce(quantity, quantity_billed)
        ELSE coalesce(quantity_billed, quantity)
    END AS units_extended,
    -- Whether the row's own period is one whole billing period. A part of one tells no price of a unit.
    CASE
        WHEN months IS NOT NULL
            THEN (period_from + to_months(months))::DATE = (period_last_day + INTERVAL 1 DAY)::DATE
        ELSE day(period_from) = day(period_last_day + INTERVAL 1 DAY)
    END AS period_is_whole,
    coalesce(
        currency,
        single_currency(currency_currencies),
        single_currency(unit_price_currencies),
        single_currency(extended_price_currencies),
        single_currency(period_total_currencies),
        single_currency(unit_cost_currencies),
        single_currency(period_cost_currencies),
        getvariable('currency')
    ) AS row_currency,
    coalesce(tax_included, getvariable('prices_include_tax')) AS with_tax,
    coalesce(tax_rate, getvariable('tax_rate')) AS rate
FROM (
    SELECT
        *,
        CASE
            WHEN billing_period_text IS NULL THEN getvariable('billing_period_months')
            ELSE TRY_CAST(billing_period AS INTEGER)
        END AS months
    FROM present
);

CREATE VIEW discounted AS
SELECT
    *,
    -- Without a unit price, an extended price that can be that of different quantities tells none.
    unit_price IS NULL
        AND extended_price IS NOT NULL
        AND getvariable('extended_price_of') IS NULL
        AND (
            coalesce(quantity <> quantity_billed, false)
            OR coalesce(units_extended <> units_billed, false)
        ) AS extended_is_open,
    unit_price IS NULL
        AND extended_price IS NULL
        AND period_total IS NOT NULL
        AND NOT coalesce(period_is_whole, false) AS total_of_a_part,
    coalesce(
        unit_price,
        CASE
            WHEN NOT extended_is_open AND units_extended <> 0
                THEN quotient(extended_price, units_extended)
        END,
        CASE
            WHEN extended_price IS NULL AND period_is_whole AND units_extended <> 0
                THEN quotient(period_total, units_extended)
        END
    ) AS stated_price,
    coalesce(
        unit_cost,
        CASE WHEN period_is_whole AND units_extended <> 0 THEN quotient(period_cost, units_extended) END
    ) AS stated_cost,
    -- Only a cost in the currency of the price has a place in the row.
    coalesce(
        CASE
            WHEN internal_price IS NOT NULL THEN internal_price = stated_price
            WHEN internal_period_total IS NOT NULL THEN internal_period_total = period_total
            ELSE true
        END,
        false
    ) AS cost_has_currency,
    unit_price IS NOT NULL AND coalesce(discount_percent, 0) <> 0 AS has_discount,
    product(unit_price, 1 - coalesce(discount_percent, 0)) AS price_after_discount
FROM counted;

CREATE VIEW priced AS
SELECT
    *,
    has_discount AND extended_price IS NOT NULL AND units_extended IS NOT NULL AS extended_decides,
    makes(price_after_discount, units_extended, extended_price) AS fits_after_discount,
    makes(stated_price, units_extended, extended_price) AS fits_before_discount,
    -- Tiers, a flat rate, or a wrong total: what a unit brings cannot be told. A line that is given away says
    -- its price and a total of nothing.
    unit_price IS NOT NULL
        AND NOT has_discount
        AND coalesce(billable, 'billable') = 'billable'
        AND coalesce(extended_price <> 0, false)
        AND NOT coalesce(fits_before_discount, true)
        AND NOT coalesce(makes(unit_price, units_billed, extended_price), false)
        AND NOT coalesce(makes(unit_price, quantity, extended_price), false) AS disputed
FROM discounted;

CREATE VIEW netted AS
SELECT
    *,
    CASE
        WHEN disputed THEN NULL
        WHEN NOT has_discount THEN stated_price
        WHEN extended_decides AND NOT fits_after_discount THEN stated_price
        ELSE price_after_discount
    END AS price
FROM priced;

CREATE TABLE lines AS
WITH named AS (
    SELECT
        *,
        coalesce(product_name, product_code) AS product,
        CASE
            WHEN with_tax AND price IS NOT NULL
                THEN from_millionths(rounded_quotient(millionths(price) * 1000000, 1000000 + millionths(rate)))
            ELSE price
        END AS net_price,
        -- The day on which a period ends that begins in the month of the line's first day.
        (date_trunc('month', effective_from)
            + to_months(coalesce(TRY_CAST(billing_period AS INTEGER), 1)))::DATE AS period_ends
    FROM netted
),
numbered AS (
    -- Equal lines without an id are numbered by what they say, so that the order of rows does not matter.
    SELECT
        line,
        row_number() OVER (
            PARTITION BY
                lower(coalesce(customer_id, customer_name)),
                lower(coalesce(contract_id, contract_name, '')),
                lower(coalesce(product_code, product)),
                lower(coalesce(vendor_sku, ''))
            ORDER BY effective_from, effective_to, price, quantity, units_billed, product, extra, line
        ) AS occurrence
    FROM named
    WHERE id IS NULL
)
SELECT
    named.line,
    coalesce(
        id,
        'row-' || left(sha256(concat_ws(
            chr(31),
            lower(coalesce(customer_id, customer_name)),
            lower(coalesce(contract_id, contract_name, '')),
            lower(coalesce(product_code, product)),
            lower(coalesce(vendor_sku, '')),
            occurrence::VARCHAR
        )), 20)
    ) AS id,
    customer_id,
    coalesce(customer_name, customer_id) AS customer_name,
    contract_id,
    coalesce(contract_name, contract_id) AS contract_name,
    contract_status_text AS contract_status,
    coalesce(contract_status, true) AND NOT coalesce(contract_inactive, false) AS contract_active,
    product_code,
    product AS product_name,
    vendor_sku,
    publisher_subscription_id,
    quantity,
    coalesce(included_quantity, 0)::DECIMAL(18, 6) AS included_quantity,
    minimum_quantity,
    units_billed::DECIMAL(18, 6) AS quantity_billed,
    net_price AS unit_price,
    CASE WHEN named.unit_price IS NOT NULL AND stated_price <> net_price THEN stated_price END::DECIMAL(18, 6) AS stated_price,
    CASE WHEN cost_has_currency THEN stated_cost END AS unit_cost,
    row_currency AS currency,
    CASE WHEN with_tax THEN rate END::DECIMAL(9, 6) AS tax_rate,
    coalesce(billable, 'billable') = 'billable' AND NOT coalesce(line_inactive, false) AS billable,
    CASE
        WHEN coalesce(billable, 'billable') <> 'billable' THEN billable
        WHEN line_inactive THEN 'inactive'
    END AS not_billed_reason,
    coalesce(recurring, true)
        AND NOT coalesce(one_time, false)
        AND coalesce(billing_period, '') <> 'one-time'
        AND NOT (
            getvariable('one_time_within_period')
            AND coalesce(effective_to < period_ends, false)
        ) AS recurring,
    months AS billing_period_months,
    coalesce(timing, getvariable('timing')) AS timing,
    greatest(effective_from, contract_from) AS effective_from,
    least(
        effective_to,
        (last_day + INTERVAL 1 DAY)::DATE,
        contract_to,
        CASE WHEN NOT coalesce(no_end, false) THEN (contract_last_day + INTERVAL 1 DAY)::DATE END
    ) AS effective_to,
    extra
FROM named
LEFT JOIN numbered ON numbered.line = named.line;

-- Every name that an id has, and every id that a name has; where a file has no ids, every spelling.
CREATE TABLE line_customers_named AS
SELECT customer_id AS id, customer_name AS name, min(line) AS line
FROM lines
GROUP BY customer_id, customer_name;
