-- What must be known before a figure is believed: whether both sides are there, and whether they were compared.
CREATE OR REPLACE VIEW cautions AS
WITH
    known AS (
        SELECT
            (SELECT max(finished_at) FROM sync_runs WHERE status <> 'failed') AS last_sync,
            (SELECT max(imported_at) FROM psa_imports) AS last_import,
            (SELECT max(compared_at) FROM comparisons WHERE status = 'complete') AS compared_at,
            (SELECT max(compared_at) FROM comparisons WHERE status = 'failed') AS failed_at,
            (SELECT arg_max(message, compared_at) FROM comparisons WHERE status = 'failed') AS message,
            (SELECT count(*) > 0 FROM sync_checkpoints WHERE dataset = 'subscriptions' AND last_complete_at IS NOT NULL)
                AS has_distributor,
            (SELECT count(*) > 0 FROM psa_customers) AS has_psa,
            (SELECT min(since) FROM pending WHERE step = 'compare') AS uncompared_since,
            (SELECT string_agg(change, ', ' ORDER BY since, change) FROM pending WHERE step = 'compare') AS changes
    ),
    moments AS (
        SELECT *, greatest(last_sync, last_import) AS last_data, coalesce(last_data > make_timestamp(epoch_us(now())), false) AS is_ahead
        FROM known
    ),
    -- The lines that a PSA bills now.
    billing AS (
        SELECT people.psa, count(DISTINCT lines.id) AS lines
        FROM (SELECT DISTINCT psa FROM psa_customers) AS people
        LEFT JOIN psa_contract_lines AS lines ON lines.psa = people.psa AND lines.ended_at IS NULL
        GROUP BY people.psa
    ),
    refused AS (
        SELECT vendor, reach, customer_key, customer_name, product_key, reason, row_key, dataset, connection, rejected_at
        FROM doubts_as_of(analysis_day())
        WHERE reach <> 'nothing' AND kind = 'refused'
    ),
    whom AS (
        SELECT
            vendor,
            count(DISTINCT (connection, dataset, row_key, reason, customer_key, rejected_at)) AS rows,
            list(DISTINCT reason ORDER BY reason) AS reasons,
            CASE
                WHEN bool_or(reach = 'everybody') THEN 'any customer'
                WHEN bool_or(reach = 'distributor') THEN 'any customer of ' || vendor_name(vendor)
                WHEN count(DISTINCT customer_key) > 3
                    THEN min(customer_name) || ' and ' || (count(DISTINCT customer_key) - 1)::VARCHAR || ' other customers'
                ELSE string_agg(DISTINCT customer_name, ', ' ORDER BY customer_name)
            END AS customers
        FROM refused
        GROUP BY vendor
    ),
    -- Whom a distributor serves and did not tell about completely when it was last asked. What is left out on purpose is not.
    unread AS (
        SELECT customers.vendor, customers.connection, coalesce(customers.name, customers.id) AS customer_name,
            local_day(coalesce(part.last_complete_at, account.last_complete_at)) AS read_on
        FROM customers
        LEFT JOIN fresh_parts_as_of(analysis_day()) AS part
            ON part.connection = customers.connection AND part.customer_id = customers.id AND part.dataset = 'subscriptions'
        LEFT JOIN fresh_parts_as_of(analysis_day()) AS account
            ON account.connection = customers.connection AND account.customer_id IS NULL AND account.dataset = 'subscriptions'
        WHERE customers.missing_since IS NULL
            AND customers.connection NOT IN (SELECT connection FROM unread_connections())
            AND NOT coalesce(part.fresh, account.fresh, false)
            AND coalesce(part.state, account.state, '') <> 'skipped'
    ),
    unread_customers AS (
        SELECT vendor, connection, read_on IS NULL AS never, min(read_on) AS read_on, count(*) AS customers,
            CASE WHEN count(*) > 3 THEN min(customer_name) || ' and ' || (count(*) - 1)::VARCHAR || ' other customers'
                ELSE string_agg(customer_name, ', ' ORDER BY customer_name) END AS names
        FROM unread
        GROUP BY vendor, connection, read_on IS NULL
    ),
    -- Whose list of customers was not read completely: a new one may be missing.
    unlisted AS (
        SELECT lists.connection, connections.vendor, local_day(lists.last_complete_at) AS read_on
        FROM fresh_parts_as_of(analysis_day()) AS lists
        JOIN connections ON connections.connection = lists.connection
        WHERE lists.dataset = 'customers' AND lists.customer_id IS NULL AND NOT lists.fresh
            AND lists.state NOT IN ('skipped', 'unavailable')
            AND lists.connection NOT IN (SELECT connection FROM unread_connections())
    ),
    -- Words of the distributor for a state that are not known.
    strange AS (
        SELECT vendor, status, count(*) AS subscriptions
        FROM license_subscriptions
        WHERE missing_since IS NULL AND status NOT IN ('active', 'pending', 'suspended', 'cancelled', 'expired')
        GROUP BY vendor, status
    )
SELECT
    1 AS place, 'no_distributor' AS kind, false AS about_billing, true AS blocks,
    'No distributor has been read completely yet, so it is unknown what is bought. Run `seatwise sync`.' AS text
FROM moments WHERE NOT has_distributor
UNION ALL
SELECT
    1, 'unread', false, true,
    vendor_name(vendor) || ' (' || connection || ') was never read completely, so it is unknown what is bought there, and nothing is reported as over-billed or cancelled. Run `seatwise sync '
    || connection || '`: if it cannot read, it says why.'
FROM unread_connections()
WHERE (SELECT has_distributor FROM moments)
UNION ALL
SELECT
    2, 'no_psa', true, true,
    'Nothing has been imported from a PSA, so it is unknown what is billed and nothing was compared. Import its customers and its contract lines: `seatwise psa import FILE --profile NAME`.'
FROM moments WHERE NOT has_psa
UNION ALL
SELECT
    3, 'no_lines', true, (SELECT sum(lines) = 0 FROM billing),
    'The PSA ' || psa || ' has customers here but no contract lines, so it is unknown what is billed to them and they were not compared. Import its contract lines: `seatwise psa import FILE --profile NAME`.'
FROM billing WHERE lines = 0
UNION ALL
SELECT
    3, 'unlinked', true, true,
    'No customer of the PSA is linked to one of a distributor, so nothing was compared: '
    || CASE WHEN count(*) FILTER (state = 'review') > 0
        THEN count(*) FILTER (state = 'review')::VARCHAR || ' wait for your decision. Run `seatwise match review`.'
        ELSE 'no match is proposed. Run `seatwise match accept` to link them.' END
FROM customer_links
HAVING count(*) FILTER (state = 'linked') = 0 AND (
    SELECT has_psa AND has_distributor AND compared_at IS NOT NULL
        AND EXISTS (FROM customers WHERE missing_since IS NULL)
    FROM moments
)
UNION ALL
SELECT
    4, 'failed', true, true,
    'The last comparison failed on ' || strftime(failed_at, '%Y-%m-%d %H:%M UTC') || ': ' || coalesce(message, 'for an unknown reason')
    || '. The findings ' || coalesce('are those of ' || strftime(compared_at, '%Y-%m-%d %H:%M UTC'), 'come from no comparison')
    || '. Run `seatwise match` to compare again.'
FROM moments WHERE failed_at > coalesce(compared_at, TIMESTAMP '0001-01-01')
UNION ALL
SELECT
    5, 'older', true, true,
    CASE WHEN uncompared_since IS NULL THEN 'The data is of ' || strftime(last_data, '%Y-%m-%d %H:%M UTC') || ', and '
        ELSE 'What changed since ' || strftime(uncompared_since, '%Y-%m-%d %H:%M UTC') || ' (' || changes || ') has not been compared yet: ' END
    || CASE WHEN compared_at IS NULL AND uncompared_since IS NULL THEN 'it has never been compared'
        WHEN compared_at IS NULL THEN 'there are no findings yet'
        WHEN uncompared_since IS NULL THEN 'the last comparison is older, of ' || strftime(compared_at, '%Y-%m-%d %H:%M UTC')
        ELSE 'the findings are of ' || strftime(compared_at, '%Y-%m-%d %H:%M UTC') END
    || '. Run `seatwise match` to compare again.'
FROM moments
WHERE (uncompared_since IS NOT NULL OR last_data > coalesce(compared_at, TIMESTAMP '0001-01-01') AND NOT is_ahead)
    AND NOT coalesce(failed_at > coalesce(compared_at, TIMESTAMP '0001-01-01'), false)
UNION ALL
-- Comparing again would change nothing of it.
SELECT
    5, 'ahead', false, false,
    'Data was read or imported on ' || strftime(last_data, '%Y-%m-%d %H:%M UTC')
    || ', which is in the future: the clock of this machine was ahead then, or is behind now. What that brought counts from that day on. Correct the clock if it is wrong now; otherwise restore a backup from before that.'
FROM moments
WHERE uncompared_since IS NULL AND is_ahead AND last_data > coalesce(compared_at, TIMESTAMP '0001-01-01')
UNION ALL
SELECT
    6, 'refused', false, false,
    CASE rows WHEN 1 THEN 'A row' ELSE rows::VARCHAR || ' rows' END || ' of ' || vendor_name(vendor)
    || CASE rows WHEN 1 THEN ' was' ELSE ' were' END || ' rejected ('
    || array_to_string(reasons[:3], '; ')
    || CASE WHEN len(reasons) > 3 THEN '; and ' || (len(reasons) - 3)::VARCHAR || ' more' ELSE '' END || '). What '
    || CASE rows WHEN 1 THEN 'it names is' ELSE 'they name is' END
    || ' in doubt, and is not reported as over-billed, cancelled or unbilled: ' || coalesce(customers, 'unknown customers')
    || '. `seatwise query "FROM doubts"` lists '
    || CASE rows WHEN 1 THEN 'it.' ELSE 'them.' END
FROM whom
UNION ALL
SELECT
    7, 'incomplete', false, never,
    'What ' || names || CASE customers WHEN 1 THEN ' buys' ELSE ' buy' END || ' at ' || vendor_name(vendor) || ' (' || connection || ') was '
    || CASE WHEN never THEN 'never read completely' ELSE 'not read completely since ' || read_on::VARCHAR END
    || ', so nothing of ' || CASE customers WHEN 1 THEN 'it' ELSE 'theirs' END
    || ' is reported as over-billed or cancelled. `seatwise status` says why.'
FROM unread_customers
UNION ALL
SELECT
    7, 'incomplete', false, false,
    'The list of customers of ' || vendor_name(vendor) || ' (' || connection || ') was not read completely'
    || coalesce(' since ' || read_on::VARCHAR, '') || ', so a new customer may be missing or without a name. `seatwise status` says why.'
FROM unlisted
UNION ALL
SELECT
    8, 'unknown_status', false, false,
    CASE subscriptions WHEN 1 THEN 'A subscription' ELSE subscriptions::VARCHAR || ' subscriptions' END || ' at ' || vendor_name(vendor)
    || CASE subscriptions WHEN 1 THEN ' has' ELSE ' have' END
    || CASE status WHEN 'unspecified' THEN ' no status' ELSE ' the status “' || status || '”, which Seatwise does not know' END
    || '. If no bill charges '
    || CASE subscriptions WHEN 1 THEN 'it, it is' ELSE 'them, they are' END
    || ' in doubt: neither unbilled nor over-billed. `seatwise query "FROM subscription_money WHERE standing_reason = ''unknown_status''"` lists '
    || CASE subscriptions WHEN 1 THEN 'it.' ELSE 'them.' END
FROM strange;

COMMENT ON VIEW cautions IS 'One row per thing to know before trusting a figure, the most important first: a missing side, a comparison that failed or is older than the data, rows that were rejected, customers that were not read completely, states that are not known. Empty if all is well.';
COMMENT ON COLUMN cautions.place IS 'The order of importance.';
COMMENT ON COLUMN cautions.kind IS 'no_distributor, unread (a connection that was never read completely), no_psa, no_lines, failed, older, ahead (data with a date in the future), refused, incomplete (customers that were not read completely), unlinked (no customer is linked) or unknown_status.';
COMMENT ON COLUMN cautions.about_billing IS 'Whether it concerns only what is compared with the PSA; renewals, trials and seats do not depend on it.';
COMMENT ON COLUMN cautions.blocks IS 'Whether nothing was compared, or what is stored now was not.';
COMMENT ON COLUMN cautions.text IS 'What it is and what to do, in words.';
