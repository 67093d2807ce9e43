-- A product has several keys: its own at each distributor, and that of its family. A rule may name any.
CREATE OR REPLACE MACRO exclusions_by_family() AS TABLE
SELECT exclusions.* REPLACE (coalesce(families.family, exclusions.product_key) AS product_key)
FROM exclusions
LEFT JOIN product_families() AS families ON families.product_key = exclusions.product_key;

COMMENT ON MACRO TABLE exclusions_by_family IS 'exclusions, with the key that the product is compared by instead of the one that the rule names.';
