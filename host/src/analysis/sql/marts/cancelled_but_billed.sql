-- Lines that are billed on although every subscription of the product was cancelled.
CREATE OR REPLACE MACRO cancelled_but_billed_as_of(on_day) AS TABLE
WITH
    subscriptions AS MATERIALIZED (FROM subscription_money_as_of(on_day)),
    products AS (
        SELECT
            customer_key, product_key,
            min(product_name) AS product_name,
            distinct_words(list(vendor)) AS vendors,
            max(evidence_rank(customer_basis)) AS customer_rank
        FROM subscriptions
        GROUP BY customer_key, product_key
        -- Absent is not cancelled, and one that goes on explains the line.
        HAVING bool_and(standing IN ('ended', 'one_time')) AND bool_or(standing = 'ended')
    ),
    ended AS (
        SELECT members.customer_key, members.product_key, members.connection, members.subscription_id, members.commitment_ends_on
        FROM subscriptions AS members
        SEMI JOIN products
            ON products.customer_key = members.customer_key AND products.product_key = members.product_key
        WHERE members.standing = 'ended'
    ),
    -- When a sync first saw it ended; earlier where its commitment had run out by then.
    ends AS (
        SELECT
            ended.customer_key, ended.product_key, ended.connection, ended.subscription_id,
            local_day(coalesce(
                max(history.valid_to) FILTER (history.status NOT IN ('cancelled', 'expired')),
                min(history.valid_from)
            )) AS seen_on,
            least(seen_on, any_value(ended.commitment_ends_on) + 1) AS ended_on
        FROM ended
        JOIN subscription_history AS history
            ON history.connection = ended.connection AND history.subscription_id = ended.subscription_id
        WHERE history.valid_from < end_of_day(on_day)
        GROUP BY ended.customer_key, ended.product_key, ended.connection, ended.subscription_id
    ),
    last_ends AS (
        SELECT customer_key, product_key, max(ended_on) AS ended_on, count(*) AS subscriptions
        FROM ends
        GROUP BY customer_key, product_key
    ),
    -- A refused row may be the subscription that explains the line.
    doubted AS MATERIALIZED (
        SELECT customer_key, product_key FROM doubted_as_of(on_day) WHERE seat_rows + seat_rows_of_anybody > 0
        UNION
        -- And so may one that was not read.
        SELECT customer_key, NULL FROM customer_freshness_as_of(on_day) WHERE NOT fresh
    ),
    -- The distributor goes on charging it, so somebody must pay.
    charged AS (
        SELECT DISTINCT owners.psa || '/' || owners.psa_customer_id AS customer_key, charges.product_key
        FROM bill_lines_since(usage_from(on_day), on_day) AS charges
        JOIN customer_owners AS owners
            ON owners.connection = charges.connection AND owners.customer_id = charges.customer_id
        WHERE charges.counts_as = 'unmatched' AND charges.direction = 'payable' AND coalesce(charges.amount <> 0, true)
            AND charges.period_ends_on BETWEEN usage_from(on_day) AND usage_to(on_day)
    ),
    lines AS (
        SELECT *
        FROM contract_line_money_as_of(on_day) AS money
        WHERE standing = 'billed' AND product_key IS NOT NULL AND quantity_billed IS DISTINCT FROM 0
            -- While a proposed match waits, the line may bill what goes on elsewhere: at another distributor, as another SKU.
            AND NOT EXISTS (
                SELECT 1
                FROM customer_links AS links
                WHERE links.psa = money.psa
                    AND links.psa_customer_id = money.psa_customer_id
                    AND links.state IN ('review', 'lapsed')
            )
            AND NOT EXISTS (
                SELECT 1
                FROM product_links AS links
                WHERE links.psa = money.psa
                    AND links.line_key = money.line_key
                    AND coalesce(links.customer_id = money.psa_customer_id, true)
                    AND links.state = 'review'
            )
    )
SELECT
    lines.psa,
    lines.psa_customer_id,
    lines.customer_key,
    min(lines.customer_name) AS customer_name,
    lines.product_key,
    products.product_name,
    products.vendors,
    vendor_label(products.vendors) AS vendor,
    last_ends.ended_on,
    last_ends.subscriptions,
    count(*) AS lines,
    CASE WHEN count(*) = count(lines.quantity_billed) THEN TRY_CAST(sum(lines.quantity_billed) AS DECIMAL(18, 6)) END AS seats,
    lines.currency,
    CASE WHEN count(*) = count(lines.monthly_revenue) THEN sum(lines.monthly_revenue)::DECIMAL(38, 6) END AS monthly_amount,
    evidence_name(greatest(products.customer_rank, max(evidence_rank(lines.product_basis)))) AS confidence
FROM lines
JOIN products
    ON products.customer_key = lines.customer_key AND products.product_key = lines.product_key
JOIN last_ends
    ON last_ends.customer_key = lines.customer_key AND last_ends.product_key = lines.product_key
ANTI JOIN (FROM doubted WHERE product_key IS NOT NULL) AS own
    ON own.customer_key = lines.customer_key AND own.product_key = lines.product_key
ANTI JOIN (FROM doubted WHERE product_key IS NULL) AS any_product ON any_product.customer_key = lines.customer_key
ANTI JOIN charged ON charged.customer_key = lines.customer_key AND charged.product_key = lines.product_key
-- A read that did not end proves nothing.
JOIN customer_freshness_as_of(on_day) AS freshness
    ON freshness.customer_key = lines.customer_key AND freshness.fresh
-- What is billed afterwards is still right one period longer.
WHERE last_ends.ended_on < on_day::DATE - analysis_settings().grace_days
    - CASE WHEN lines.timing IN ('arrears', 'both') THEN to_months(coalesce(lines.billing_period_months, 1)) ELSE to_months(0) END
GROUP BY lines.psa, lines.psa_customer_id, lines.customer_key, lines.product_key, products.product_name, products.vendors,
    products.customer_rank, last_ends.ended_on, last_ends.subscriptions, lines.currency;

COMMENT ON MACRO TABLE cancelled_but_billed_as_of IS 'One row per customer, product and currency that is still billed after its end on a day; columns as in cancelled_but_billed.';

CREATE OR REPLACE VIEW cancelled_but_billed AS FROM cancelled_but_billed_as_of(analysis_day());

COMMENT ON VIEW cancelled_but_billed IS 'One row per customer, product and currency: every subscription was cancelled or expired for longer than the grace days (and one billing period more where the line is billed in arrears), and contract lines are still billed. This is an exposure, not a gain. A subscription that is only absent does not count as ended. There is no row for a customer whose last read was incomplete, nor while a proposed match of the customer or the line waits for a decision.';
COMMENT ON COLUMN cancelled_but_billed.psa IS 'The PSA instance of the customer.';
COMMENT ON COLUMN cancelled_but_billed.psa_customer_id IS 'The PSA''s customer; see psa_customers.id.';
COMMENT ON COLUMN cancelled_but_billed.customer_key IS 'The customer; see license_rollup.customer_key.';
COMMENT ON COLUMN cancelled_but_billed.customer_name IS 'The name of the customer.';
COMMENT ON COLUMN cancelled_but_billed.product_key IS 'The product; see license_rollup.product_key.';
COMMENT ON COLUMN cancelled_but_billed.product_name IS 'Its name.';
COMMENT ON COLUMN cancelled_but_billed.vendors IS 'The distributors that it came from.';
COMMENT ON COLUMN cancelled_but_billed.vendor IS 'The name of the distributor, or Mixed.';
COMMENT ON COLUMN cancelled_but_billed.ended_on IS 'When the last of the subscriptions ended: when a sync first saw it, or the day after its commitment where that was before.';
COMMENT ON COLUMN cancelled_but_billed.subscriptions IS 'The subscriptions that ended.';
COMMENT ON COLUMN cancelled_but_billed.lines IS 'The contract lines that are still billed.';
COMMENT ON COLUMN cancelled_but_billed.seats IS 'Their units; null is unknown.';
COMMENT ON COLUMN cancelled_but_billed.currency IS 'ISO 4217 code of monthly_amount.';
COMMENT ON COLUMN cancelled_but_billed.monthly_amount IS 'What they bring in a month; null is unknown.';
COMMENT ON COLUMN cancelled_but_billed.confidence IS 'The weakest link that it is based on: exact, confirmed or inferred.';
