-- One row per subscription on a day: what it is to the comparison, and what it costs in a month.
CREATE OR REPLACE MACRO subscription_money_as_of(on_day) AS TABLE
WITH
    spans AS (
        SELECT
            history.* REPLACE (
                units(history.seats) AS seats,
                paid_months(history.billing_cycle_months, history.commitment_term_months) AS billing_cycle_months,
                cycle_months(history.commitment_term_months) AS commitment_term_months
            ),
            product_key(
                history.vendor, history.publisher_product_id, history.publisher_sku_id, history.sku, history.product_name
            ) AS own_product_key
        FROM subscription_history AS history
        WHERE history.valid_from < end_of_day(on_day)
            AND (history.valid_to IS NULL OR history.valid_to >= end_of_day(on_day))
    ),
    -- When the price that is stated now was stated first: a bill of before tells another price.
    repriced AS (
        SELECT spans.connection, spans.subscription_id, max(earlier.valid_to) AS repriced_at
        FROM spans
        JOIN subscription_history AS earlier
            ON earlier.connection = spans.connection
            AND earlier.subscription_id = spans.subscription_id
            AND earlier.valid_to <= spans.valid_from
        WHERE CASE
            WHEN spans.unit_cost IS NOT NULL THEN earlier.unit_cost IS NOT NULL
                AND (earlier.unit_cost, earlier.currency, paid_months(earlier.billing_cycle_months, earlier.commitment_term_months))
                    IS DISTINCT FROM (spans.unit_cost, spans.currency, spans.billing_cycle_months)
            ELSE (paid_months(earlier.billing_cycle_months, earlier.commitment_term_months), earlier.commitment_term_months)
                IS DISTINCT FROM (spans.billing_cycle_months, spans.commitment_term_months)
        END
        GROUP BY ALL
    ),
    assigned AS MATERIALIZED (
        SELECT
            connection, id, direction, customer_id, subscription_id, joined_by, possible_subscriptions, own_product_key, kind, currency,
            quantity, amount, unit_price, prorated_unit_price, charge_from, charge_to, billing_period_from, billing_period_to,
            period_day, invoice_date, billing_cycle_months
        FROM assigned_charges_since(on_day::DATE - analysis_settings().bill_days)
        WHERE kind IN ('recurring', 'usage')
            AND missing_since IS NULL
            AND first_seen_at < end_of_day(on_day)
    ),
{parts/used}
{parts/bills}
    described AS (
        SELECT
            spans.* REPLACE (
                CASE
                    WHEN spans.charge_model = 'seats' AND coalesce(spans.unit_cost, 0) = 0
                        AND coalesce(used_here.charged_by_use, used_anywhere.charged_by_use, false)
                        THEN 'usage'
                    ELSE spans.charge_model
                END AS charge_model
            ),
            repriced.repriced_at,
            coalesce(families.family, spans.own_product_key) AS product_key,
            current.publisher_subscription_id,
            current.starts_on,
            current.purchased_at,
            current.first_seen_at,
            -- These two are not in the history: they tell about the present alone.
            CASE WHEN spans.valid_to IS NULL THEN current.cancellable_until END AS cancellable_until,
            CASE WHEN spans.valid_to IS NULL THEN current.committed END AS committed,
            customers.name AS vendor_customer_name,
            customers.missing_since AS customer_missing_since,
            customers.status = 'suspended'
                AND coalesce(customers.suspended_at < end_of_day(on_day), true) AS customer_suspended,
            owners.psa,
            owners.psa_customer_id,
            owners.basis AS customer_basis,
            psa_customers.name AS psa_customer_name
        FROM spans
        LEFT JOIN product_families() AS families ON families.product_key = spans.own_product_key
        LEFT JOIN repriced
            ON repriced.connection = spans.connection AND repriced.subscription_id = spans.subscription_id
        LEFT JOIN used AS used_here
            ON used_here.connection = spans.connection
            AND used_here.customer_id = spans.customer_id
            AND used_here.own_product_key = spans.own_product_key
        LEFT JOIN used AS used_anywhere
            ON used_anywhere.connection = spans.connection
            AND used_anywhere.customer_id IS NULL
            AND used_anywhere.own_product_key = spans.own_product_key
        LEFT JOIN license_subscriptions AS current
            ON current.connection = spans.connection AND current.id = spans.subscription_id
        LEFT JOIN customers
            ON customers.connection = spans.connection AND customers.id = spans.customer_id
        LEFT JOIN customer_owners AS owners
            ON owners.connection = spans.connection AND owners.customer_id = spans.customer_id
        LEFT JOIN psa_customers
            ON psa_customers.psa = owners.psa AND psa_customers.id = owners.psa_customer_id
    ),
    excluded AS (
        SELECT described.connection, described.subscription_id, min(exclusions.reason) AS reason
        FROM described
        JOIN exclusions_by_family() AS exclusions
            ON (exclusions.vendor IS NULL OR exclusions.vendor = described.vendor)
            AND (exclusions.connection IS NULL OR exclusions.connection = described.connection)
            AND (exclusions.customer_id IS NULL OR exclusions.customer_id = described.customer_id)
            AND (exclusions.subscription_id IS NULL OR exclusions.subscription_id = described.subscription_id)
            AND (exclusions.product_key IS NULL OR exclusions.product_key = described.product_key)
        GROUP BY ALL
    ),
    -- The same subscription of the publisher, seen at two distributors, was transferred: the later one counts. Seen under two
    -- ids of one distributor, it was renewed: so too, unless the bill charges both.
    transferred AS (
        SELECT connection, subscription_id, min(connection) OVER same = max(connection) OVER same AS renewed
        FROM described
        WHERE publisher_subscription_id IS NOT NULL
            AND NOT missing
            AND status NOT IN ('cancelled', 'expired', 'pending')
        WINDOW
            same AS (PARTITION BY publisher_subscription_id),
            of_one AS (
                PARTITION BY publisher_subscription_id, connection, customer_id, own_product_key
                ORDER BY first_seen_at DESC, starts_on DESC NULLS LAST, purchased_at DESC NULLS LAST, subscription_id
            )
        QUALIFY min(connection) OVER same <> max(connection) OVER same
            AND row_number() OVER (
                PARTITION BY publisher_subscription_id ORDER BY first_seen_at DESC, connection DESC, subscription_id
            ) > 1
            OR row_number() OVER of_one > 1
    ),
    -- What was refused when it was last read is known as it was before: that is in doubt.
    refused AS (
        SELECT DISTINCT rejected.connection, rejected.key
        FROM rejected_rows AS rejected
        JOIN license_subscriptions AS stored ON stored.connection = rejected.connection AND stored.id = rejected.key
        WHERE rejected.dataset = 'subscriptions'
            AND rejected.rejected_at < end_of_day(on_day)
            -- Where the row itself was read, only its price was refused.
            AND stored.run_id <> rejected.run_id
    ),
    catalogue AS (
        SELECT connection, customer_id, sku, billing_cycle_months, commitment_term_months, currency, min(unit_cost) AS unit_cost
        FROM products
        WHERE unit_cost IS NOT NULL AND sku IS NOT NULL AND missing_since IS NULL
        GROUP BY ALL
    ),
    fresh AS MATERIALIZED (
        SELECT connection, customer_id, fresh FROM fresh_parts_as_of(on_day) WHERE dataset = 'subscriptions'
    ),
    evidence AS (
        SELECT
            described.*,
            excluded.reason AS excluded_because,
            refused.key IS NOT NULL AS refused,
            coalesce(part.fresh, account.fresh, false) AND refused.key IS NULL AS fresh,
            billed.charge,
            billed.quantity AS billed_quantity,
            billed.amount AS billed_amount,
            billed.one_of_several,
            -- What the distributor charges for these days is in effect, regardless of its name.
            coalesce(
                billed.unit_cost > 0 AND NOT billed.one_of_several
                    AND billed.ends_on >= date_trunc('month', on_day::DATE)::DATE - 1,
                false
            ) AS charged,
            transferred.subscription_id IS NOT NULL AND NOT (transferred.renewed AND charged) AS transferred,
            CASE
                WHEN described.charge_model = 'usage' THEN NULL
                -- What the distributor said last counts.
                WHEN described.unit_cost IS NOT NULL AND (NOT billed.dated OR billed.begins_on < local_day(described.repriced_at))
                    THEN 'subscription'
                -- What is paid is what the subscription says, so the price on the bill is the wrong one.
                WHEN billed.disputed AND abs(billed.paid - described.unit_cost) <= 0.01
                    AND billed.billing_cycle_months = described.billing_cycle_months
                    AND billed.currency = described.currency
                    THEN 'subscription'
                WHEN billed.one_of_several AND described.unit_cost IS NOT NULL
                    AND coalesce(abs(billed.unit_cost - described.unit_cost) <= 0.01, true)
                    THEN 'subscription'
                WHEN billed.one_of_several THEN 'ambiguous'
                WHEN billed.disputed THEN 'disputed'
                -- Lines that differ are tiers if together they are all seats; else one of them corrects another.
                WHEN billed.varies AND billed.quantity IS DISTINCT FROM described.seats THEN 'disputed'
                WHEN billed.unit_cost IS NOT NULL AND (NOT billed.dated OR billed.begins_on < local_day(described.repriced_at))
                    THEN 'earlier_bill'
                WHEN billed.unit_cost IS NOT NULL THEN 'bill'
                WHEN described.unit_cost IS NOT NULL THEN 'subscription'
                WHEN coalesce(own.unit_cost, everybody.unit_cost) IS NOT NULL THEN 'catalogue'
            END AS cost_basis,
            billed.unit_cost AS bill_cost,
            billed.billing_cycle_months AS bill_cycle_months,
            billed.currency AS bill_currency,
            coalesce(own.unit_cost, everybody.unit_cost)::DECIMAL(38, 6) AS catalogue_cost,
            coalesce(own.currency, everybody.currency) AS catalogue_currency
        FROM described
        LEFT JOIN excluded
            ON excluded.connection = described.connection AND excluded.subscription_id = described.subscription_id
        LEFT JOIN transferred
            ON transferred.connection = described.connection AND transferred.subscription_id = described.subscription_id
        LEFT JOIN refused
            ON refused.connection = described.connection AND refused.key = described.subscription_id
        LEFT JOIN fresh AS part
            ON part.connection = described.connection AND part.customer_id = described.customer_id
        LEFT JOIN fresh AS account
            ON account.connection = described.connection AND account.customer_id IS NULL
        LEFT JOIN billed
            ON billed.connection = described.connection AND billed.subscription_id = described.subscription_id
        LEFT JOIN catalogue AS own
            ON own.connection = described.connection
            AND own.customer_id = described.customer_id
            AND own.sku = described.sku
            AND own.billing_cycle_months = described.billing_cycle_months
            AND own.commitment_term_months IS NOT DISTINCT FROM described.commitment_term_months
            AND own.currency IS NOT DISTINCT FROM described.currency
        LEFT JOIN catalogue AS everybody
            ON everybody.connection = described.connection
            AND everybody.customer_id IS NULL
            AND everybody.sku = described.sku
            AND everybody.billing_cycle_months = described.billing_cycle_months
            AND everybody.commitment_term_months IS NOT DISTINCT FROM described.commitment_term_months
            AND everybody.currency IS NOT DISTINCT FROM described.currency
    ),
    priced AS (
        SELECT
            * EXCLUDE (bill_cost, bill_cycle_months, bill_currency, catalogue_cost, catalogue_currency),
            CASE
                WHEN cost_basis IN ('bill', 'earlier_bill') THEN bill_cost
                WHEN cost_basis = 'subscription' THEN unit_cost::DECIMAL(38, 6)
                WHEN cost_basis = 'catalogue' THEN catalogue_cost
            END AS cycle_cost,
            CASE WHEN cost_basis IN ('bill', 'earlier_bill') THEN bill_cycle_months ELSE billing_cycle_months END AS cost_cycle_months,
            CASE
                WHEN cost_basis IN ('bill', 'earlier_bill') THEN bill_currency
                WHEN cost_basis = 'catalogue' THEN catalogue_currency
                ELSE currency
            END AS cost_currency
        FROM evidence
    ),
    judged AS (
        SELECT
            *,
            CASE
                -- The amount itself where it is for these seats: a price of a seat is rounded.
                WHEN cost_basis = 'bill' AND coalesce(billed_quantity = seats, true) AND billed_amount IS NOT NULL THEN billed_amount
                ELSE times(seats, cycle_cost)
            END AS cycle_amount,
            CASE
                WHEN excluded_because IS NOT NULL THEN 'excluded'
                WHEN seats >= analysis_settings().free_pool_seats AND cycle_cost = 0 THEN 'excluded'
                WHEN missing AND valid_from < end_of_day(on_day::DATE - analysis_settings().grace_days)
                    OR customer_missing_since < end_of_day(on_day::DATE - analysis_settings().grace_days)
                        AND status NOT IN ('cancelled', 'expired')
                    THEN 'absent'
                -- Of a customer who is no longer listed nothing can be read.
                WHEN missing OR customer_missing_since < end_of_day(on_day) AND status NOT IN ('cancelled', 'expired') THEN 'in_doubt'
                WHEN refused AND charge_model = 'seats' THEN 'in_doubt'
                WHEN status IN ('cancelled', 'expired') THEN 'ended'
                WHEN (status = 'pending' AND NOT charged) OR (valid_to IS NULL AND starts_on > on_day::DATE) THEN 'pending'
                WHEN charge_model = 'usage' THEN 'usage'
                WHEN trial AND NOT charged THEN 'trial'
                WHEN charge_model <> 'seats' OR billing_cycle_months = 0 THEN 'one_time'
                WHEN status = 'suspended' OR customer_suspended OR transferred THEN 'in_doubt'
                WHEN status <> 'active' AND NOT charged THEN 'in_doubt'
                -- It ended, does not renew automatically, and no recent bill has it: only the list still has
                -- it.
                WHEN commitment_ends_on < on_day::DATE AND NOT auto_renew AND NOT charged THEN 'in_doubt'
                ELSE 'billable'
            END AS standing
        FROM priced
    )
SELECT
    vendor,
    connection,
    subscription_id,
    customer_id,
    coalesce(vendor_customer_name, customer_id) AS vendor_customer_name,
    psa,
    psa_customer_id,
    coalesce(psa || '/' || psa_customer_id, connection || '/' || customer_id) AS customer_key,
    coalesce(psa_customer_name, psa_customer_id, vendor_customer_name, customer_id) AS customer_name,
    customer_basis,
    product_key,
    own_product_key,
    coalesce(product_name, sku, own_product_key) AS product_name,
    standing,
    CASE
        WHEN standing = 'excluded' THEN coalesce(excluded_because, 'free_pool')
        WHEN missing OR standing IN ('absent', 'in_doubt') AND customer_missing_since < end_of_day(on_day) THEN 'missing'
        WHEN standing = 'in_doubt' AND refused THEN 'refused'
        WHEN standing = 'in_doubt' AND transferred THEN 'transferred'
        WHEN standing = 'in_doubt' AND (status = 'suspended' OR customer_suspended) THEN 'suspended'
        WHEN standing = 'in_doubt' AND status = 'active' THEN 'term_over'
        WHEN standing = 'in_doubt' THEN 'unknown_status'
    END AS standing_reason,
    status,
    charge_model,
    trial,
    billing_cycle_months,
    commitment_term_months,
    commitment_ends_on,
    auto_renew,
    cancellable_until,
    committed,
    publisher_subscription_id,
    seats,
    cost_basis,
    charge,
    cycle_cost AS unit_cost,
    cost_cycle_months,
    unit_price,
    list_price,
    currency,
    cost_currency,
    monthly(cycle_cost, cost_cycle_months) AS monthly_unit_cost,
    monthly(cycle_amount, cost_cycle_months) AS monthly_cost,
    coalesce(monthly(unit_price, billing_cycle_months), monthly(list_price, billing_cycle_months)) AS monthly_book_price,
    CASE
        WHEN unit_price IS NOT NULL THEN 'price_book'
        WHEN list_price IS NOT NULL THEN 'list_price'
    END AS book_price_basis,
    coalesce(cost_basis IN ('catalogue', 'earlier_bill'), false) AS cost_estimated,
    CASE
        WHEN charge_model <> 'seats' OR (monthly(cycle_amount, cost_cycle_months) IS NOT NULL AND cost_currency IS NOT NULL) THEN NULL
        WHEN cost_basis = 'ambiguous' THEN 'the bill has lines for several subscriptions of this product, with different prices or not one line for each'
        WHEN cost_basis = 'disputed' THEN 'quantity, price, days and amount on the last bill do not agree'
        WHEN seats IS NULL THEN 'the number of seats is unknown'
        WHEN cycle_cost IS NULL AND billing_cycle_months > 1
            THEN 'it is billed every ' || billing_cycle_months || ' months, and no bill that was read contains it'
        WHEN cycle_cost IS NULL THEN 'no bill that was read mentions it'
        WHEN cost_cycle_months IS NULL THEN 'the billing cycle is unknown'
        ELSE 'the currency of the cost is unknown'
    END AS cost_unknown_because,
    CASE
        WHEN charge_model = 'seats' AND cycle_cost IS NULL AND cost_basis IS NULL AND billing_cycle_months > 1
            THEN cycle_begun_on(coalesce(commitment_ends_on + 1, purchased_at::DATE, starts_on), billing_cycle_months, on_day)
    END AS bill_to_read,
    valid_from,
    fresh,
    run_id
FROM judged;

COMMENT ON MACRO TABLE subscription_money_as_of IS 'One row per subscription that was known on a day; columns as in subscription_money. Links, aliases, exclusions and rules are those of today, and so are the names of customers.';

CREATE OR REPLACE VIEW subscription_money AS FROM subscription_money_as_of(analysis_day());

COMMENT ON VIEW subscription_money IS 'One row per subscription today: how it counts in the comparison, and what it costs in a month.';
COMMENT ON COLUMN subscription_money.vendor IS 'The id of the distributor; the table vendors has its name.';
COMMENT ON COLUMN subscription_money.connection IS 'The connection of seatwise.toml.';
COMMENT ON COLUMN subscription_money.subscription_id IS 'The subscription; see license_subscriptions.id.';
COMMENT ON COLUMN subscription_money.customer_id IS 'The distributor''s customer; see customers.id.';
COMMENT ON COLUMN subscription_money.vendor_customer_name IS 'Its name at the distributor.';
COMMENT ON COLUMN subscription_money.psa IS 'The PSA instance of the customer that it is linked to; null where it is not linked.';
COMMENT ON COLUMN subscription_money.psa_customer_id IS 'That customer; see psa_customers.id.';
COMMENT ON COLUMN subscription_money.customer_key IS 'The customer as one text: psa/psa_customer_id, or connection/customer_id where it is not linked.';
COMMENT ON COLUMN subscription_money.customer_name IS 'The name of the customer, as the PSA has it where it is linked.';
COMMENT ON COLUMN subscription_money.customer_basis IS 'What the link is based on: exact, confirmed or inferred.';
COMMENT ON COLUMN subscription_money.product_key IS 'The product it is compared as; see the macros product_key and product_families.';
COMMENT ON COLUMN subscription_money.own_product_key IS 'Its own product key, before aliases and links combine it with others.';
COMMENT ON COLUMN subscription_money.product_name IS 'The name of the product.';
COMMENT ON COLUMN subscription_money.standing IS 'billable; in_doubt: suspended, transferred or renewed under another id, recently missing, of a term that is over, or of an unknown status, so it is unknown whether it is billed; absent: missing for longer than the grace days; ended; pending; trial; usage; one_time; excluded.';
COMMENT ON COLUMN subscription_money.standing_reason IS 'Why it is in doubt (missing, also where its customer is no longer listed; suspended; transferred: the publisher''s subscription has a later id too, at another distributor or at the same one; term_over: it ended, does not renew automatically, and no recent bill has it; unknown_status: the distributors word for its status is unknown, and no recent bill charges it; or refused: its row broke a rule when it was last read) or excluded (the reason of the exclusion, or free_pool).';
COMMENT ON COLUMN subscription_money.status IS 'active, pending, suspended, cancelled, expired, or the vendor''s word.';
COMMENT ON COLUMN subscription_money.charge_model IS 'seats, usage or one-time. Usage also where the distributor lists seats without a cost and its bills have only usage.';
COMMENT ON COLUMN subscription_money.trial IS 'Whether it is a trial.';
COMMENT ON COLUMN subscription_money.billing_cycle_months IS 'How often the price is due, in months; 0 where it does not recur, null where unknown.';
COMMENT ON COLUMN subscription_money.commitment_term_months IS 'For how long the seats are committed, in months.';
COMMENT ON COLUMN subscription_money.commitment_ends_on IS 'The last day of the commitment.';
COMMENT ON COLUMN subscription_money.auto_renew IS 'Whether it renews automatically; null where unknown.';
COMMENT ON COLUMN subscription_money.cancellable_until IS 'Until when it can be cancelled without cost (UTC); null on days of the past.';
COMMENT ON COLUMN subscription_money.committed IS 'Seats that cannot be reduced yet, as a JSON array of until and quantity; null on days of the past.';
COMMENT ON COLUMN subscription_money.publisher_subscription_id IS 'The publisher''s id of the subscription.';
COMMENT ON COLUMN subscription_money.seats IS 'Seats bought; null is unknown.';
COMMENT ON COLUMN subscription_money.cost_basis IS 'Where the cost comes from: bill; subscription, where no bill states it or where its price or currency changed after the bill began; catalogue or earlier_bill (estimates: the latter is of before the term changed, or without its days). disputed (quantity, price, days and amount of the last bill do not agree: tiers, a flat rate, a wrong subtotal, a year''s price for a month) and ambiguous (the lines of several subscriptions that cannot be distinguished): the cost is unknown. Null where it is unknown, and for usage.';
COMMENT ON COLUMN subscription_money.charge IS 'The line of the bill, where it is one; see charges.id.';
COMMENT ON COLUMN subscription_money.unit_cost IS 'What a seat costs in a billing cycle, in cost_currency.';
COMMENT ON COLUMN subscription_money.cost_cycle_months IS 'The months that unit_cost covers.';
COMMENT ON COLUMN subscription_money.unit_price IS 'What the customer pays for a seat by the distributor''s price book, per billing cycle.';
COMMENT ON COLUMN subscription_money.list_price IS 'The list price of a seat, per billing cycle.';
COMMENT ON COLUMN subscription_money.currency IS 'ISO 4217 code of unit_price and list_price.';
COMMENT ON COLUMN subscription_money.cost_currency IS 'ISO 4217 code of the costs.';
COMMENT ON COLUMN subscription_money.monthly_unit_cost IS 'What a seat costs in a month; null is unknown.';
COMMENT ON COLUMN subscription_money.monthly_cost IS 'What all its seats cost in a month; null is unknown, and for usage.';
COMMENT ON COLUMN subscription_money.monthly_book_price IS 'What a seat sells for in a month by the distributor''s price book, else by its list price.';
COMMENT ON COLUMN subscription_money.book_price_basis IS 'price_book or list_price.';
COMMENT ON COLUMN subscription_money.cost_estimated IS 'Whether the cost is an estimate: a catalogue price, or a bill of before the term or the cycle changed, or without its days.';
COMMENT ON COLUMN subscription_money.cost_unknown_because IS 'Why the cost is unknown; null where it is known, and for usage.';
COMMENT ON COLUMN subscription_money.bill_to_read IS 'Where the cost is billed once in several months and that bill was not read: a day inside its period, for seatwise sync --period.';
COMMENT ON COLUMN subscription_money.valid_from IS 'Since when this is the case (UTC).';
COMMENT ON COLUMN subscription_money.fresh IS 'Whether the last read of its customer''s subscriptions was complete.';
COMMENT ON COLUMN subscription_money.run_id IS 'The run that first saw this; see sync_runs.';
