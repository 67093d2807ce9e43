-- What is the same product, and what is the same product of a contract.
CREATE OR REPLACE MACRO product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS CASE
    WHEN trim(publisher_product_id) <> '' AND trim(publisher_sku_id) <> ''
        THEN upper(trim(publisher_product_id)) || ':' || upper(trim(publisher_sku_id))
    WHEN trim(sku) <> '' THEN vendor || ':' || trim(sku)
    WHEN trim(product_name) <> ''
        THEN vendor || ':' || lower(regexp_replace(trim(product_name), '\s+', ' ', 'g'))
    ELSE vendor || ':unknown'
END;

COMMENT ON MACRO product_key IS 'The identity of a distributed product: the publisher''s product and SKU (CFQ7TTC0LH18:0001), else the distributor and its SKU, else the distributor and the name. Segment belongs to the SKU; the term does not.';

-- Which product a line of a bill names.
CREATE OR REPLACE MACRO charge_product_key(vendor, product_id, sku, product_name) AS CASE
    -- A SKU that begins with the product's id is the publisher's; what follows the second part is the term.
    WHEN trim(product_id) <> '' AND starts_with(upper(trim(sku)), upper(trim(product_id)) || ':')
        THEN upper(trim(product_id)) || ':' || upper(split_part(trim(sku)[length(trim(product_id)) + 2:], ':', 1))
    ELSE product_key(vendor, NULL, NULL, sku, product_name)
END;

COMMENT ON MACRO charge_product_key IS 'The product that a line of a bill names: the publisher''s product and SKU where the SKU begins with the product''s id, else as product_key.';

CREATE OR REPLACE MACRO line_key(product_code, product_name) AS CASE
    WHEN trim(product_code) <> ''
        AND trim(product_code) NOT IN (SELECT shared_codes.product_code FROM shared_codes)
        THEN 'code:' || trim(product_code)
    ELSE 'name:' || lower(regexp_replace(trim(product_name), '\s+', ' ', 'g'))
END;

COMMENT ON MACRO line_key IS 'The product of a contract line: code: and its code where all lines with the code can be of one product (see shared_codes), else name: and its name in lower case.';

-- A list that is made distinct and sorted as it is gathered takes several times as long, and most have one word.
CREATE OR REPLACE MACRO distinct_words(words) AS CASE WHEN len(words) > 1 THEN list_sort(list_distinct(words)) ELSE words END;

COMMENT ON MACRO distinct_words IS 'The words of a list, each once and in order; null for null.';

-- The names take their places when the macros are installed: a subquery could not stand in a lambda.
CREATE OR REPLACE MACRO vendor_name(vendor) AS vendor;

COMMENT ON MACRO vendor_name IS 'The name of a distributor as people write it; its id if no name is known (see the table vendors).';

CREATE OR REPLACE MACRO vendor_label(vendors) AS CASE len(vendors)
    WHEN 0 THEN NULL
    WHEN 1 THEN vendor_name(vendors[1])
    ELSE 'Mixed'
END;

COMMENT ON MACRO vendor_label IS 'The name of the only distributor of a list, or Mixed; null for none.';

-- Products are one where an alias says so, and where one product of the contracts is linked to both: its
-- quantity would count twice otherwise. The smallest key names them all; publishers' keys begin with a
-- capital and so come before those of distributors.
CREATE OR REPLACE MACRO found_families() AS TABLE
WITH RECURSIVE
    known AS (
        SELECT aliases.alias AS product_key
        FROM subscription_history AS history
        JOIN product_aliases AS aliases
            ON aliases.alias = product_key(
                history.vendor, history.publisher_product_id, history.publisher_sku_id, history.sku, history.product_name
            )
        UNION
        -- What is on a bill alone.
        SELECT aliases.alias
        FROM charges
        JOIN product_aliases AS aliases
            ON aliases.alias = charge_product_key(charges.vendor, charges.product_id, charges.sku, charges.product_name)
        UNION
        SELECT product_key FROM product_links
        UNION
        SELECT product_key FROM product_aliases
    ),
    pairs AS (
        SELECT aliases.product_key AS one, aliases.alias AS other
        FROM product_aliases AS aliases
        SEMI JOIN known ON known.product_key = aliases.alias
        UNION
        SELECT product_key, min(product_key) OVER (PARTITION BY psa, line_key)
        FROM product_links
        WHERE state = 'linked' AND customer_id IS NULL
    ),
    edges AS (
        SELECT one, other FROM pairs WHERE one <> other
        UNION
        SELECT other, one FROM pairs WHERE one <> other
    ),
    reached(product_key, member) AS (
        SELECT one, one FROM edges
        UNION
        SELECT reached.product_key, edges.other
        FROM reached
        JOIN edges ON edges.one = reached.member
    )
SELECT product_key, min(member) AS family FROM reached GROUP BY product_key;

COMMENT ON MACRO TABLE found_families IS 'The rows of product_families according to the current aliases and links; every comparison stores them.';

CREATE OR REPLACE MACRO product_families() AS TABLE SELECT product_key, family FROM known_families;

COMMENT ON MACRO TABLE product_families IS 'One row per product key that is combined with others: family is the key that all of them are compared by. Single keys have no row.';

-- The weakest of several kinds of evidence counts.
CREATE OR REPLACE MACRO evidence_rank(basis) AS CASE basis
    WHEN 'exact' THEN 1
    WHEN 'confirmed' THEN 2
    WHEN 'inferred' THEN 3
    WHEN 'estimated' THEN 4
END;

COMMENT ON MACRO evidence_rank IS 'How weak evidence is: exact 1, confirmed 2, inferred 3, estimated 4.';

CREATE OR REPLACE MACRO evidence_name(rank) AS ['exact', 'confirmed', 'inferred', 'estimated'][rank];

COMMENT ON MACRO evidence_name IS 'The word for evidence_rank.';

-- Every view works on any day, and on the rows as they were at the end of that day in the operator's time zone.
CREATE OR REPLACE MACRO end_of_day(on_day) AS day_begins(on_day::DATE + 1);

COMMENT ON MACRO end_of_day IS 'The first moment (UTC) after a day of the operator''s time zone.';
