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
            (SELECT count(*) > 0 FROM connections) AS has_distributor,
            (SELECT count(*) > 0 FROM psa_customers) AS has_psa
    ),
    moments AS (SELECT *, greatest(last_sync, last_import) AS last_data FROM known),
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
        WHERE reach <> 'nothing'
    ),
    whom AS (
        SELECT
            vendor,
            count(DISTINCT (connection, dataset, row_key, reason, customer_key, rejected_at)) AS rows,
            min(reason) AS reason,
            CASE
                WHEN bool_or(reach = 'everybody') THEN 'any customer'
                WHEN bool_or(reach = 'distributor') THEN 'any customer of ' || vendor_name(vendor)
                WHEN count(DISTINCT customer_key) > 3
                    THEN min(customer_name) || ' and ' || (count(DISTINCT customer_key) - 1)::VARCHAR || ' other customers'
                ELSE string_agg(DISTINCT customer_name, ', ' ORDER BY customer_name)
            END AS customers
        FROM refused
        GROUP BY vendor
    )
SELECT
    1 AS place, 'no_distributor' AS kind, false AS about_billing, true AS blocks,
    'No distributor was synced yet, so nothing is known of what is bought. Run `seatwise sync`.' AS text
FROM moments WHERE NOT has_distributor
UNION ALL
SELECT
    2, 'no_psa', true, true,
    'Nothing of a PSA was imported, so it is unknown what is billed and nothing was compared. Import its customers and its contract lines: `seatwise psa import FILE --profile NAME`.'
FROM moments WHERE NOT has_psa
UNION ALL
SELECT
    3, 'no_lines', true, (SELECT sum(lines) = 0 FROM billing),
    'The PSA ' || psa || ' has customers here and no contract line, so it is unknown what is billed to them and they were not compared. Import its contract lines: `seatwise psa import FILE --profile NAME`.'
FROM billing WHERE lines = 0
UNION ALL
SELECT
    4, 'failed', true, true,
    'The last comparison failed on ' || strftime(failed_at, '%Y-%m-%d %H:%M UTC') || ': ' || coalesce(message, 'nobody knows why')
    || '. The findings are ' || coalesce('those of ' || strftime(compared_at, '%Y-%m-%d %H:%M UTC'), 'of no comparison')
    || '. Run `seatwise match` to compare again.'
FROM moments WHERE failed_at > coalesce(compared_at, TIMESTAMP '0001-01-01')
UNION ALL
SELECT
    5, 'older', true, true,
    'The data is of ' || strftime(last_data, '%Y-%m-%d %H:%M UTC') || ', and '
    || coalesce('the last comparison is older, of ' || strftime(compared_at, '%Y-%m-%d %H:%M UTC'), 'it was never compared')
    || '. Run `seatwise match` to compare again.'
FROM moments
WHERE last_data > coalesce(compared_at, TIMESTAMP '0001-01-01')
    AND NOT coalesce(failed_at > coalesce(compared_at, TIMESTAMP '0001-01-01'), false)
UNION ALL
SELECT
    6, 'refused', false, false,
    CASE rows WHEN 1 THEN 'A row' ELSE rows::VARCHAR || ' rows' END || ' of ' || vendor_name(vendor)
    || CASE rows WHEN 1 THEN ' was' ELSE ' were' END || ' refused (' || reason || '). What '
    || CASE rows WHEN 1 THEN 'it names is' ELSE 'they name is' END
    || ' in doubt, and nothing of it is called over-billed, cancelled or unbilled: ' || coalesce(customers, 'unknown customers')
    || '. `seatwise query "FROM doubts"` lists '
    || CASE rows WHEN 1 THEN 'it.' ELSE 'them.' END
FROM whom;

COMMENT ON VIEW cautions IS 'One row per thing that must be known before a figure is believed, the most important first: a side that is not there, a comparison that failed or is older than the data, rows that were refused. Empty where all is well.';
COMMENT ON COLUMN cautions.place IS 'The order of importance.';
COMMENT ON COLUMN cautions.kind IS 'no_distributor, no_psa, no_lines, failed, older or refused.';
COMMENT ON COLUMN cautions.about_billing IS 'Whether it concerns only what is compared with the PSA; renewals, trials and seats do not depend on it.';
COMMENT ON COLUMN cautions.blocks IS 'Whether nothing was compared, or not what is stored now.';
COMMENT ON COLUMN cautions.text IS 'What it is and what to do, in words.';
