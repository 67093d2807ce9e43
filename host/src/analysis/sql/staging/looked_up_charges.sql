CREATE OR REPLACE MACRO looked_up_charges() AS TABLE
WITH
    families AS MATERIALIZED (FROM product_families()),
    lines AS MATERIALIZED (
        SELECT named.*, coalesce(families.family, named.own_product_key) AS product_key
        FROM named_charges() AS named
        LEFT JOIN families ON families.product_key = named.own_product_key
    ),
    candidates AS (
        SELECT
            connection, customer_id, id, billing_cycle_months, unit_cost,
            lower(trim(publisher_subscription_id)) AS publisher_id,
            upper(trim(sku)) AS sku,
            product_key,
            least(purchased_at::DATE, starts_on) AS begun_on,
            missing_since IS NULL AND status NOT IN ('cancelled', 'expired') AS live
        FROM listed_products() AS listed
        SEMI JOIN lines ON lines.connection = listed.connection
    ),
    -- What may be meant, by each word that a bill has for it: of those that are over and that go on, the latter.
    words AS (
        SELECT
            connection, customer_id, word,
            CASE WHEN bool_or(live) THEN list(id ORDER BY id) FILTER (live) ELSE list(id ORDER BY id) END AS ids,
            CASE WHEN bool_or(live) THEN min(begun_on) FILTER (live) ELSE min(begun_on) END AS begun_on
        FROM (
            SELECT connection, customer_id, id, live, begun_on,
                unnest(['publisher ' || publisher_id, 'sku ' || sku, 'product ' || product_key]) AS word
            FROM candidates
        )
        WHERE word IS NOT NULL
        GROUP BY ALL
    ),
    -- A line whose customer is not known is about the only subscription with that id of the publisher.
    everywhere AS (
        SELECT connection, publisher_id, min(id) AS id, min(customer_id) AS customer_id
        FROM candidates
        WHERE publisher_id <> ''
        GROUP BY ALL
        HAVING count(*) = 1
    ),
    looked_up AS (
        SELECT
            lines.* EXCLUDE (customer_known) REPLACE (
                coalesce(CASE WHEN lines.customer_known THEN lines.customer_id END, everywhere.customer_id, lines.customer_id)
                    AS customer_id
            ),
            CASE
                WHEN NOT lines.customer_known THEN CASE WHEN everywhere.id IS NOT NULL THEN [everywhere.id] END
                WHEN publisher.ids IS NOT NULL THEN publisher.ids
                -- It names a subscription of another customer.
                WHEN elsewhere.id IS NOT NULL THEN NULL
                WHEN coalesce(skus.begun_on > lines.ends_on, false) THEN NULL
                WHEN skus.ids IS NOT NULL THEN skus.ids
                WHEN coalesce(products.begun_on > lines.ends_on, false) THEN NULL
                ELSE products.ids
            END AS ids,
            CASE WHEN everywhere.id IS NOT NULL OR publisher.ids IS NOT NULL THEN 'publisher_id' ELSE 'customer_and_product' END
                AS by_what
        FROM lines
        -- Keys that are null where nothing is looked for: a condition on one side alone makes a loop of the join.
        LEFT JOIN everywhere
            ON everywhere.connection = lines.connection
            AND everywhere.publisher_id = CASE WHEN NOT lines.customer_known THEN lower(trim(lines.subscription_id)) END
        LEFT JOIN everywhere AS elsewhere
            ON elsewhere.connection = lines.connection
            AND elsewhere.publisher_id = CASE WHEN lines.customer_known THEN lower(trim(lines.subscription_id)) END
            AND elsewhere.customer_id IS DISTINCT FROM lines.customer_id
        LEFT JOIN words AS publisher
            ON publisher.connection = lines.connection
            AND publisher.customer_id = lines.customer_id
            AND publisher.word = 'publisher ' || lower(trim(lines.subscription_id))
        LEFT JOIN words AS skus
            ON skus.connection = lines.connection
            AND skus.customer_id = lines.customer_id
            AND skus.word = 'sku ' || upper(trim(lines.sku))
        LEFT JOIN words AS products
            ON products.connection = lines.connection
            AND products.customer_id = lines.customer_id
            AND products.word = 'product ' || lines.product_key
    ),
    -- Of several subscriptions, those that had begun, with the line's cycle, and with the seats of the day from which the line counts.
    possible AS (
        SELECT
            looked_up.line, candidates.id, candidates.unit_cost, spans.seats,
            count(*) OVER (PARTITION BY looked_up.line) AS subscriptions
        FROM (SELECT *, unnest(ids) AS candidate FROM looked_up WHERE len(ids) > 1) AS looked_up
        JOIN candidates ON candidates.connection = looked_up.connection AND candidates.id = looked_up.candidate
        LEFT JOIN (
            SELECT
                connection, subscription_id, seats, valid_to,
                CASE WHEN row_number() OVER (PARTITION BY connection, subscription_id ORDER BY valid_from) > 1 THEN valid_from END
                    AS valid_from
            FROM subscription_history
            SEMI JOIN (SELECT connection, unnest(ids) AS id FROM looked_up WHERE len(ids) > 1) AS wanted
                ON wanted.connection = subscription_history.connection AND wanted.id = subscription_history.subscription_id
        ) AS spans
            ON spans.connection = candidates.connection
            AND spans.subscription_id = candidates.id
            AND coalesce(spans.valid_from < end_of_day(looked_up.begins_on), true)
            AND coalesce(spans.valid_to >= end_of_day(looked_up.begins_on), true)
        WHERE coalesce(candidates.begun_on <= looked_up.ends_on, true)
            AND coalesce(candidates.billing_cycle_months = looked_up.billing_cycle_months, true)
    ),
    -- A bill with as many lines as there are subscriptions, and with their very numbers of seats, has a line for each. Which of
    -- two with the same seats is which changes nothing for the product.
    numbered AS (
        SELECT
            line, connection, ids, direction, billing_cycle_months, begins_on, ends_on, quantity,
            row_number() OVER (same_bill_and_quantity ORDER BY amount, id) AS place,
            count(*) OVER same_bill AS lines
        FROM looked_up
        WHERE len(ids) > 1 AND kind = 'recurring' AND quantity > 0
        WINDOW
            same_bill AS (PARTITION BY connection, ids, direction, billing_cycle_months, begins_on, ends_on),
            same_bill_and_quantity AS (PARTITION BY connection, ids, direction, billing_cycle_months, begins_on, ends_on, quantity)
    ),
    places AS (
        SELECT *, row_number() OVER (PARTITION BY line, seats ORDER BY unit_cost, id) AS place FROM possible
    ),
    paired AS (
        SELECT numbered.line, places.id
        FROM numbered
        JOIN places
            ON places.line = numbered.line
            AND places.seats = numbered.quantity
            AND places.place = numbered.place
            AND places.subscriptions = numbered.lines
        QUALIFY count(*) OVER (
            PARTITION BY numbered.connection, numbered.ids, numbered.direction, numbered.billing_cycle_months,
                numbered.begins_on, numbered.ends_on
        ) = numbered.lines
    ),
    only_one AS (SELECT line, id FROM possible WHERE subscriptions = 1),
    -- What a bill has a line for that names it. Another line with an id of its own, which nobody lists, is about something else.
    named AS (
        SELECT DISTINCT connection, subscription_id AS id, direction,
            coalesce(charge_from, billing_period_from, period_day) AS begins_on
        FROM charges
        WHERE kind = 'recurring'
        UNION
        SELECT connection, ids[1], direction, begins_on
        FROM looked_up
        WHERE by_what = 'publisher_id' AND len(ids) = 1 AND kind = 'recurring'
    ),
    strangers AS (
        SELECT looked_up.line
        FROM (
            FROM looked_up
            WHERE by_what = 'customer_and_product' AND len(ids) = 1 AND kind = 'recurring' AND trim(subscription_id) <> ''
        ) AS looked_up
        SEMI JOIN named
            ON named.connection = looked_up.connection
            AND named.id = looked_up.ids[1]
            AND named.direction = looked_up.direction
            AND named.begins_on = looked_up.begins_on
    )
SELECT
    looked_up.line, looked_up.customer_id, looked_up.own_product_key, looked_up.product_key,
    CASE
        WHEN strangers.line IS NOT NULL THEN NULL
        WHEN len(looked_up.ids) = 1 THEN looked_up.ids[1]
        ELSE coalesce(only_one.id, paired.id)
    END AS subscription_id,
    CASE
        WHEN strangers.line IS NOT NULL THEN NULL
        WHEN len(looked_up.ids) = 1 OR only_one.id IS NOT NULL THEN looked_up.by_what
        WHEN paired.id IS NOT NULL THEN 'customer_product_and_seats'
        WHEN looked_up.ids IS NOT NULL THEN 'one_of_several'
    END AS joined_by,
    CASE WHEN joined_by = 'one_of_several' THEN looked_up.ids END AS possible_subscriptions
FROM looked_up
LEFT JOIN only_one ON only_one.line = looked_up.line
LEFT JOIN paired ON paired.line = looked_up.line
LEFT JOIN strangers ON strangers.line = looked_up.line;

COMMENT ON MACRO TABLE looked_up_charges IS 'One row per line of named_charges, with the subscription that it is about, as far as that can be determined; columns as those of assigned_charges. line is the rowid in charges.';
