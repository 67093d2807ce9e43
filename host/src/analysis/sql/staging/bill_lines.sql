-- What becomes of each line of a bill: every one counts once.
CREATE OR REPLACE MACRO bill_lines_since(since, on_day) AS TABLE
WITH
    assigned AS MATERIALIZED (
        SELECT
            vendor, connection, id, direction, customer_id, customer_name, subscription_id, joined_by, possible_subscriptions,
            own_product_key, product_key, sku, product_name, charge_name, kind, quantity, amount, currency,
            subscription_status, subscription_charge_model,
            -- What is given back is no price, also where it is given back every month: the cost of a seat leaves it out.
            kind = 'recurring' AND amount < 0 AS given_back,
            CASE
                WHEN kind IN ('setup', 'credit') OR (kind = 'recurring' AND amount < 0) THEN 0
                -- The days of a month on a line of a longer cycle: it may be for the one or for the other.
                WHEN kind = 'recurring' AND billing_cycle_months > 1 AND is_whole_cycle(charge_from, charge_to, 1) THEN NULL
                WHEN kind = 'recurring' THEN monthly(amount, line_cycle_months(billing_cycle_months, charge_from, charge_to))
                ELSE amount
            END::DECIMAL(38, 6) AS monthly_amount,
            coalesce(charge_from, billing_period_from) AS begins_on,
            -- Some bills name the first day of the next period as the last one.
            coalesce(
                CASE WHEN billing_period_to = (billing_period_from + to_months(1))::DATE THEN billing_period_to - 1
                    ELSE billing_period_to END,
                charge_to,
                period_day
            ) AS period_ends_on
        FROM assigned_charges_since(since)
        WHERE missing_since IS NULL AND first_seen_at < end_of_day(on_day)
    ),
{parts/used}
    -- The day on which a sync first saw that a subscription had ended.
    ended AS (
        SELECT history.connection, history.subscription_id, local_day(max(history.valid_to)) AS ended_on
        FROM subscription_history AS history
        SEMI JOIN (FROM license_subscriptions WHERE status IN ('cancelled', 'expired')) AS gone
            ON gone.connection = history.connection AND gone.id = history.subscription_id
        WHERE history.status NOT IN ('cancelled', 'expired')
        GROUP BY history.connection, history.subscription_id
    ),
    excluded AS (
        SELECT lines.connection, lines.id, min(exclusions.reason) AS reason
        FROM assigned AS lines
        JOIN exclusions
            ON (exclusions.vendor IS NULL OR exclusions.vendor = lines.vendor)
            AND (exclusions.connection IS NULL OR exclusions.connection = lines.connection)
            AND (exclusions.customer_id IS NULL OR exclusions.customer_id = lines.customer_id)
            AND (exclusions.subscription_id IS NULL OR exclusions.subscription_id = lines.subscription_id)
            AND (exclusions.product_key IS NULL OR exclusions.product_key IN (lines.own_product_key, lines.product_key))
        GROUP BY ALL
    )
SELECT
    lines.vendor,
    lines.connection,
    lines.id,
    lines.direction,
    lines.period_ends_on,
    lines.customer_id,
    coalesce(customers.name, lines.customer_name) AS customer_name,
    lines.subscription_id,
    lines.joined_by,
    lines.possible_subscriptions,
    lines.own_product_key,
    lines.product_key,
    coalesce(lines.product_name, lines.sku, lines.charge_name) AS product_name,
    lines.kind,
    lines.quantity,
    lines.amount,
    lines.monthly_amount,
    lines.currency,
    CASE
        WHEN excluded.reason IS NOT NULL THEN 'excluded'
        WHEN lines.customer_id IS NULL THEN 'unmatched'
        WHEN lines.kind = 'usage' THEN 'usage'
        -- A credit lowers what was used; what it means for the price of a seat, nobody knows.
        WHEN (lines.kind = 'credit' OR lines.given_back) AND (lines.subscription_charge_model = 'usage' OR coalesce(used.charged_by_use, false)) THEN 'usage'
        WHEN lines.kind IN ('credit', 'setup') OR lines.given_back THEN 'once'
        -- What ended before it was ever seen in effect explains no bill.
        WHEN lines.subscription_status IN ('cancelled', 'expired') AND coalesce(lines.begins_on > ended.ended_on, true) THEN 'unmatched'
        WHEN lines.kind = 'recurring' AND lines.joined_by IS NOT NULL THEN 'subscription'
        ELSE 'unmatched'
    END AS counts_as
FROM assigned AS lines
LEFT JOIN customers ON customers.connection = lines.connection AND customers.id = lines.customer_id
LEFT JOIN used
    ON used.connection = lines.connection
    AND used.customer_id = lines.customer_id
    AND used.own_product_key = lines.own_product_key
LEFT JOIN ended ON ended.connection = lines.connection AND ended.subscription_id = lines.subscription_id
LEFT JOIN excluded ON excluded.connection = lines.connection AND excluded.id = lines.id;

COMMENT ON MACRO TABLE bill_lines_since IS 'One row per line of a bill that was known on a day and ends on another or later; columns as in bill_lines.';

CREATE OR REPLACE MACRO bill_lines_as_of(on_day) AS TABLE FROM bill_lines_since(DATE '0001-01-01', on_day);

COMMENT ON MACRO TABLE bill_lines_as_of IS 'One row per line of a bill that was known on a day; columns as in bill_lines.';

CREATE OR REPLACE VIEW bill_lines AS FROM bill_lines_as_of(analysis_day());

COMMENT ON VIEW bill_lines IS 'One row per line of a bill: which customer, product and subscription it is about, how that is known, and what it counts as. Every line counts once.';
COMMENT ON COLUMN bill_lines.vendor IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN bill_lines.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN bill_lines.id IS 'The line; see charges.id.';
COMMENT ON COLUMN bill_lines.direction IS 'payable or receivable.';
COMMENT ON COLUMN bill_lines.period_ends_on IS 'The last day of its billing period; of its charge where the period is unknown.';
COMMENT ON COLUMN bill_lines.customer_id IS 'The customer: by its id, else by its name, also one from before a renaming; see customers.id. Null if it cannot be determined.';
COMMENT ON COLUMN bill_lines.customer_name IS 'Its name, else the name on the bill.';
COMMENT ON COLUMN bill_lines.subscription_id IS 'The subscription; see license_subscriptions.id. Null where joined_by is one_of_several or null.';
COMMENT ON COLUMN bill_lines.joined_by IS 'How the subscription is known: distributor_id, publisher_id, customer_and_product (the customer has only one of it), customer_product_and_seats (it has several, and the bill has a line with the seats of each), one_of_several (it cannot be determined which); null: no subscription is known.';
COMMENT ON COLUMN bill_lines.possible_subscriptions IS 'If it is one_of_several: the possible ones.';
COMMENT ON COLUMN bill_lines.own_product_key IS 'The product on the bill, as the distributor lists it.';
COMMENT ON COLUMN bill_lines.product_key IS 'The product it is compared as, after aliases and links.';
COMMENT ON COLUMN bill_lines.product_name IS 'The name of the product on the bill.';
COMMENT ON COLUMN bill_lines.kind IS 'setup, recurring, usage, credit, or the vendor''s word.';
COMMENT ON COLUMN bill_lines.quantity IS 'How many units.';
COMMENT ON COLUMN bill_lines.amount IS 'The total of the line; null is unknown, not zero.';
COMMENT ON COLUMN bill_lines.monthly_amount IS 'What that is per month: the amount over the months of its cycle; 0 of a setup, a credit or what is given back; the amount itself of what is charged by use or of an unknown kind. Null is unknown, also where a line of a longer cycle has the days of a month.';
COMMENT ON COLUMN bill_lines.currency IS 'ISO 4217 code of the amounts.';
COMMENT ON COLUMN bill_lines.counts_as IS 'subscription: shows what a subscription costs; usage: compared by money; once: a setup, a credit or what is given back, no monthly cost; excluded by rule; unmatched: no customer or no subscription is known, or it begins after its subscription ended (or that was never seen in effect), see the view unmatched.';
