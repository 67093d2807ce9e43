CREATE OR REPLACE MACRO product_families() AS TABLE SELECT product_key, family FROM known_families;

COMMENT ON MACRO TABLE product_families IS 'One row per product key that is combined with others: family is the key that all of them are compared by. Single keys have no row.';
