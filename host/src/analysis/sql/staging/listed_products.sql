-- Which subscription a line of a bill is about. A bill may name it by the distributor's id, by the publisher's, or not at all.
CREATE OR REPLACE MACRO listed_products() AS TABLE
SELECT listed.*, coalesce(families.family, listed.own_product_key) AS product_key
FROM (
    SELECT *, product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS own_product_key
    FROM license_subscriptions
) AS listed
LEFT JOIN product_families() AS families ON families.product_key = listed.own_product_key;

COMMENT ON MACRO TABLE listed_products IS 'One row per row of license_subscriptions, with the product key that it has and the one by which it is compared.';
