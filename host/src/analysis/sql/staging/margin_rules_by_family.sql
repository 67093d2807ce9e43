-- A product has several keys: its own at each distributor, and that of its family. A rule may name any.
CREATE OR REPLACE MACRO margin_rules_by_family() AS TABLE
SELECT margin_rules.* REPLACE (coalesce(families.family, margin_rules.product_key) AS product_key)
FROM margin_rules
LEFT JOIN product_families() AS families ON families.product_key = margin_rules.product_key;

COMMENT ON MACRO TABLE margin_rules_by_family IS 'margin_rules, with the key that the product is compared by instead of the one that the rule names.';
