-- Which product a line of a bill names.
CREATE OR REPLACE MACRO charge_product_key(vendor, product_id, sku, product_name) AS CASE
    -- A SKU that begins with the product's id is the publisher's; what follows the second part is the term.
    WHEN trim(product_id) <> '' AND starts_with(upper(trim(sku)), upper(trim(product_id)) || ':')
        THEN upper(trim(product_id)) || ':' || upper(split_part(trim(sku)[length(trim(product_id)) + 2:], ':', 1))
    ELSE product_key(vendor, NULL, NULL, sku, product_name)
END;

COMMENT ON MACRO charge_product_key IS 'The product that a line of a bill names: the publisher''s product and SKU where the SKU begins with the product''s id, else as product_key.';
