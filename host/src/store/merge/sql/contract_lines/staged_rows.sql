-- Finds the customers of contract lines among those that are stored, since a line may have a name alone or an id that a
-- spreadsheet changed. Reads: line_rows. Makes: staged_rows.

CREATE OR REPLACE TEMP TABLE psa_line_customers AS
SELECT
    -- Without an id, customers are told apart by name.
    coalesce('id:' || customer_id, 'name:' || lower(customer_name)) AS customer_key,
    min(line) AS line,
    any_value(customer_id) AS customer_id,
    -- One id with two spellings of its name is one customer.
    min(customer_name) AS name
FROM line_rows
GROUP BY 1;

-- Customers of the PSA, live ones. Those of a list are known to the PSA; others were named by lines.
CREATE OR REPLACE TEMP TABLE psa_known_customers AS
SELECT
    id,
    name,
    lower(id) = lower(name) AS by_name,
    ended_at IS NULL AS live,
    import_id IN (SELECT import_id FROM psa_imports WHERE content = 'customers') AS listed
FROM psa_customers
WHERE psa = getvariable('psa');

-- Them by name. The file's own rows count too: a row without an id finds the id that another row has.
CREATE OR REPLACE TEMP TABLE psa_known_names AS
SELECT
    lower(name) AS name,
    min(id) FILTER (NOT by_name) AS id,
    count(DISTINCT id) FILTER (NOT by_name) AS ids,
    min(id) FILTER (by_name) AS name_as_id,
    min(id) FILTER (listed AND NOT by_name) AS listed_id,
    count(DISTINCT id) FILTER (listed AND NOT by_name) AS listed_ids,
    min(id) FILTER (listed AND by_name) AS listed_name,
    count(DISTINCT id) FILTER (of_file) AS file_ids
FROM (
    SELECT id, name, by_name, listed, false AS of_file FROM psa_known_customers WHERE live
    UNION ALL
    SELECT customer_id, name, lower(customer_id) = lower(name), false, true
    FROM psa_line_customers
    WHERE customer_id IS NOT NULL
)
GROUP BY lower(name);

-- What an id of the file is to the list of customers:
-- `known`: one of its ids;
-- `number`: the same number as the one of its ids that has the same name, or as the only one of them where the file has no
-- names; a spreadsheet wrote it otherwise;
-- `name`: the list has no ids, and the name;
-- `other`: the list has the name under another id, and nothing says which is right;
-- `missing`: it is not there. Without an id, or without a list, it is nothing.
CREATE OR REPLACE TEMP TABLE psa_identified AS
SELECT
    named.customer_key,
    CASE
        WHEN named.customer_id IS NULL OR NOT EXISTS (FROM psa_known_customers WHERE listed) THEN NULL
        WHEN listed.id IS NOT NULL THEN 'known'
        WHEN twins.ids = 1 OR alone.ids = 1 THEN 'number'
        WHEN known.listed_ids > 0 THEN 'other'
        WHEN known.listed_name IS NOT NULL THEN CASE WHEN known.file_ids = 1 THEN 'name' ELSE 'other' END
        ELSE 'missing'
    END AS standing,
    coalesce(twins.id, CASE WHEN alone.ids = 1 THEN alone.id END, known.listed_id, known.listed_name) AS listed_id
FROM psa_line_customers AS named
LEFT JOIN (FROM psa_known_customers WHERE listed) AS listed ON listed.id = named.customer_id
LEFT JOIN psa_known_names AS known ON known.name = lower(named.name)
LEFT JOIN (
    SELECT lower(name) AS name, plain_id(id) AS plain_id, count(*) AS ids, min(id) AS id
    FROM psa_known_customers
    WHERE live AND listed AND plain_id(id) IS NOT NULL
    GROUP BY ALL
) AS twins
    ON twins.name = lower(named.name)
    AND twins.plain_id = plain_id(named.customer_id)
-- A line without a name is called by its id.
LEFT JOIN (
    SELECT plain_id(id) AS plain_id, count(*) AS ids, min(id) AS id
    FROM psa_known_customers
    WHERE live AND listed AND plain_id(id) IS NOT NULL
    GROUP BY ALL
) AS alone
    ON named.name = named.customer_id
    AND alone.plain_id = plain_id(named.customer_id);

CREATE OR REPLACE TEMP TABLE psa_named_customers AS
SELECT
    named.customer_key,
    named.line,
    named.name,
    named.customer_id AS id_of_file,
    identified.standing,
    identified.listed_id,
    coalesce(
        CASE WHEN identified.standing IN ('number', 'name') THEN identified.listed_id END,
        named.customer_id,
        -- The list knows better than lines.
        known.listed_id, known.id, known.name_as_id, named.name
    ) AS id,
    CASE
        WHEN named.customer_id IS NOT NULL THEN 0
        WHEN known.listed_ids > 0 THEN known.listed_ids
        ELSE coalesce(known.ids, 0)
    END AS ids
FROM psa_line_customers AS named
JOIN psa_identified AS identified ON identified.customer_key = named.customer_key
LEFT JOIN psa_known_names AS known ON known.name = lower(named.name);

CREATE OR REPLACE TEMP TABLE psa_new_customers AS
SELECT DISTINCT ON (named.id) named.id, named.name
FROM psa_named_customers AS named
ANTI JOIN (FROM psa_customers WHERE psa = getvariable('psa')) AS stored ON stored.id = named.id
ORDER BY named.id, named.line;

CREATE OR REPLACE TEMP VIEW staged_rows AS
SELECT line_rows.* REPLACE (named.id AS customer_id)
FROM line_rows
JOIN psa_named_customers AS named
    ON named.customer_key = coalesce('id:' || line_rows.customer_id, 'name:' || lower(line_rows.customer_name));
