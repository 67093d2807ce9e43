CREATE OR REPLACE MACRO product_key(vendor, publisher_product_id, publisher_sku_id, sku, product_name) AS CASE
    WHEN trim(publisher_product_id) <> '' AND trim(publisher_sku_id) <> ''
        THEN upper(trim(publisher_product_id)) || ':' || upper(trim(publisher_sku_id))
    WHEN trim(sku) <> '' THEN vendor || ':' || trim(sku)
    WHEN trim(product_name) <> ''
        THEN vendor || ':' || lower(regexp_replace(trim(product_name), '\s+', ' ', 'g'))
    ELSE vendor || ':unknown'
END;

COMMENT ON MACRO product_key IS 'The identity of a distributed product: the publisher''s product and SKU (CFQ7TTC0LH18:0001), else the distributor and its SKU, else the distributor and the name. Segment belongs to the SKU; the term does not.';
